"""Events, for the search of the site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db.models import TextField
from django.db.models.functions import Cast
from django.urls import reverse

from essaim.web.events import calendar_files, moments
from essaim.web.events.models import Event
from essaim.web.events.selectors import in_order, public
from essaim.web.search.searched import Answer, Searched
from essaim.web.search.text_index import Document, Hit

# Two thousand moments read as dates would take half of a search.
_CHANGED = Cast("updated_at", TextField())


def versions(on: date) -> Mapping[str, str]:
    """Key → moment of the last change, of every public event, as the database writes it: it is only compared."""
    return {str(key): at for key, at in public().order_by().values_list("pk", _CHANGED)}


def read(keys: Sequence[str]) -> Iterable[Document]:
    """The words of some events."""
    events = Event.objects.filter(pk__in=[int(key) for key in keys]).prefetch_related("sessions", "parties")
    for event in events.annotate(changed=_CHANGED):
        yield Document(str(event.pk), event.changed, event.title, words(event))


def words(event: Event) -> str:
    """Everything a reader may look for in an event."""
    parts = [
        event.get_kind_display(), event.summary, event.description, calendar_files.place(event),
        *(f"{one.title} {one.text} {one.speakers}" for one in event.sessions.all()),
        *(one.name for one in event.parties.all()),
    ]  # fmt: skip
    return "\n".join(part for part in parts if part)


def answers(hits: Sequence[Hit]) -> Sequence[Answer]:
    """The lines of the results."""
    extracts = {int(hit.key): hit.extract for hit in hits}
    return [
        Answer(event.title, reverse("events:event", args=[event.slug]), extracts[event.pk], moments.in_words(event))
        for event in in_order(list(extracts))
    ]


EVENTS = Searched("evenements", "Agenda", 40, versions, read, answers)
SEARCHED = (EVENTS,)
