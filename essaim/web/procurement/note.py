"""The note for the file of a purchase: what it holds, whatever its format."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse, QueryDict

from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.release import Release
from essaim.web.procurement import assistant, levers, need, sourcing
from essaim.web.procurement.levers import Levers
from essaim.web.procurement.need import Need
from essaim.web.procurement.sourcing import Sourcing

CONTENT_TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
LISTED = 40
DISCLAIMER = (
    "Cette note aide à préparer un achat. Elle ne remplace ni la lecture des textes, ni l’avis d’un service juridique. "
    "La liste des organisations est une piste de sourcing\u00a0: elle n’est ni exhaustive, ni un avis sur leur "
    "capacité, et n’en écarte aucune autre."
)


@dataclass(frozen=True, slots=True)
class Note:
    """A settled need and all that answers it. printed_on: the day it was asked."""

    release: Release
    need: Need
    law: Levers
    found: Sourcing
    printed_on: date

    @property
    def title(self) -> str:
        return f"Note de préparation d’achat\u00a0: {assistant.headline(self.need)}"

    @property
    def facts(self) -> list[tuple[str, str]]:
        return assistant.facts(self.need)


def settled(release: Release, query: QueryDict, *, today: date) -> Note:
    """Return the note of an address. Raises InvalidRequest when the code or the place is still to be chosen."""
    asked = need.read(release, query, today=today)
    if asked.need is None:
        said = " ".join(asked.errors.values())
        raise InvalidRequest(
            "Choisissez d’abord un code CPV et un territoire.", said or "Revenez au formulaire de l’assistant achat."
        )
    return Note(release, asked.need, levers.of_need(release, asked.need), sourcing.of_need(release, asked.need), today)


def response(note: Note, body: bytes, extension: str) -> HttpResponse:
    """Return the file, named after what is bought and where."""
    name = f"essaim-note-{note.need.code.code}-{note.need.place.slug}-{note.printed_on.isoformat()}.{extension}"
    answer = HttpResponse(body, content_type=CONTENT_TYPES[extension])
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
