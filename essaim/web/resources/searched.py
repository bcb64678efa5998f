"""Fiches and works, for the search of the site and of the library."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import TextField
from django.db.models.functions import Cast

from essaim.web.resources.enums import TYPE_LABELS
from essaim.web.resources.links import href
from essaim.web.resources.models import Entry
from essaim.web.resources.selectors import in_order
from essaim.web.search.searched import Answer, Searched
from essaim.web.search.text_index import Document, Hit

# Only compared: thousands of moments read as dates would take half of a search.
_CHANGED = Cast("changed_at", TextField())


def versions(on: date) -> Mapping[str, str]:
    """Key → moment of the last change, of every published fiche and work, as the database writes it."""
    return {str(key): at for key, at in Entry.objects.order_by().values_list("pk", _CHANGED)}


def read(keys: Sequence[str]) -> Iterable[Document]:
    """The words of some entries."""
    for entry in Entry.objects.filter(pk__in=[int(key) for key in keys]).annotate(changed=_CHANGED).iterator():
        yield Document(str(entry.pk), entry.changed, entry.title, entry.words)


def answers(hits: Sequence[Hit]) -> Sequence[Answer]:
    """The lines of the results."""
    extracts = {int(hit.key): hit.extract for hit in hits}
    return [
        Answer(entry.title, href(entry), extracts[entry.pk], TYPE_LABELS[entry.type])
        for entry in in_order(list(extracts))
    ]


RESOURCES = Searched("ressources", "Fiches et publications", 15, versions, read, answers)
SEARCHED = (RESOURCES,)
