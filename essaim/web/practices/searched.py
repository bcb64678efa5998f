"""Experiences, for the search of the site."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.urls import reverse

from essaim.web.practices.models import Experience
from essaim.web.practices.selectors import in_order, public
from essaim.web.search.searched import Answer, Searched
from essaim.web.search.text_index import Document, Hit


def versions(on: date) -> Mapping[str, str]:
    """Key → moment of the last change, of every public experience."""
    return {str(key): str(at.timestamp()) for key, at in public().order_by().values_list("pk", "updated_at")}


def read(keys: Sequence[str]) -> Iterable[Document]:
    """The words of some experiences."""
    for experience in Experience.objects.filter(pk__in=[int(key) for key in keys]):
        yield Document(str(experience.pk), str(experience.updated_at.timestamp()), experience.title, words(experience))


def words(experience: Experience) -> str:
    """Everything a reader may look for in an experience."""
    content = experience.read()
    parts = [
        content.summary, content.context, content.action, content.difficulties, content.again,
        *(place.name for place in content.places),
        *(f"{one.name} {one.role}" for one in content.organizations),
        *(measure.label for measure in content.measures),
        *(funder.name for funder in content.funders),
    ]  # fmt: skip
    return "\n".join(part for part in parts if part)


def answers(hits: Sequence[Hit]) -> Sequence[Answer]:
    """The lines of the results."""
    extracts = {int(hit.key): hit.extract for hit in hits}
    return [
        Answer(
            experience.title,
            reverse("practices:experience", args=[experience.slug]),
            extracts[experience.pk],
            ", ".join(place.name for place in experience.read().places),
        )
        for experience in in_order(list(extracts))
    ]


EXPERIENCES = Searched("experiences", "Expériences", 20, versions, read, answers)
SEARCHED = (EXPERIENCES,)
