"""The steps of a sheet, as its page offers them: who may take each, and what it does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from essaim.web.accounts.models import User
from essaim.web.accounts.selectors import Roles
from essaim.web.practices import permissions, services
from essaim.web.practices.enums import State
from essaim.web.practices.models import Sheet


@dataclass(frozen=True, slots=True)
class Step:
    """label: on the button; done: said after; states: where the sheet stands when it is offered.

    on_public: offered wherever its sheet stands, as long as the experience is public.
    take(sheet, who, words, today, now). words: label of the text asked with it, empty for none.
    """

    label: str
    done: str
    states: tuple[State, ...]
    allowed: Callable[[Roles, Sheet], bool]
    take: Callable[[Sheet, User, str, date, datetime], object]
    words: str = ""
    kind: str = ""
    on_public: bool = False


def _reviewers(roles: Roles, sheet: Sheet) -> bool:
    """Editors and the team."""
    return permissions.can_review(roles)


def _is_public(sheet: Sheet) -> bool:
    """True while everybody reads it, even when a new version is being written."""
    experience = getattr(sheet, "experience", None)
    return experience is not None and experience.is_public


EVERYWHERE = tuple(State)
UNPUBLISHED = (State.DRAFT, State.RETURNED, State.PROPOSED, State.REVIEWED, State.WITHDRAWN)

STEPS = {
    "proposer": Step(
        "Proposer à la rédaction", "La fiche est proposée\u00a0: la rédaction la lira et vous répondra ici.",
        (State.DRAFT, State.RETURNED), permissions.can_propose,
        lambda sheet, who, words, on, now: services.propose(sheet_id=sheet.pk, author=who, now=now), kind="main",
    ),
    "relue": Step(
        "Marquer comme relue", "La fiche est marquée comme relue.", (State.PROPOSED,), _reviewers,
        lambda sheet, who, words, on, now: services.mark_reviewed(sheet_id=sheet.pk, editor=who, now=now),
    ),
    "publier": Step(
        "Publier", "L’expérience est publiée\u00a0: tout le monde peut la lire.", UNPUBLISHED, _reviewers,
        lambda sheet, who, words, on, now: services.publish(sheet_id=sheet.pk, editor=who, now=now, on=on), kind="main",
    ),
    "confirmer": Step(
        "Toujours vrai", "Merci\u00a0: la page publique porte la date d’aujourd’hui.",
        (), permissions.can_confirm,
        lambda sheet, who, words, on, now: services.confirm(sheet_id=sheet.pk, actor=who, on=on, now=now),
        on_public=True,
    ),
    "renvoyer": Step(
        "Renvoyer à l’auteur·rice", "La fiche est renvoyée avec votre mot.",
        (State.PROPOSED, State.REVIEWED), _reviewers,
        lambda sheet, who, words, on, now: services.send_back(
            sheet_id=sheet.pk, editor=who, reason=words, now=now
        ), words="Ce qu’il faut reprendre",
    ),
    "retirer": Step(
        "Retirer du site", "L’expérience n’est plus publique. La fiche est gardée.", (), _reviewers,
        lambda sheet, who, words, on, now: services.withdraw(
            sheet_id=sheet.pk, editor=who, reason=words, now=now
        ), words="Pourquoi", on_public=True,
    ),
    "commenter": Step(
        "Commenter", "Votre commentaire est ajouté.", EVERYWHERE, permissions.can_read_sheet,
        lambda sheet, who, words, on, now: services.comment(
            sheet_id=sheet.pk, author=who, text=words, now=now
        ), words="Votre commentaire",
    ),
}  # fmt: skip


def offered(sheet: Sheet, roles: Roles) -> list[tuple[str, Step]]:
    """The steps someone may take from where the sheet stands."""
    public = _is_public(sheet)
    return [
        (name, step)
        for name, step in STEPS.items()
        if (public if step.on_public else sheet.state in step.states) and step.allowed(roles, sheet)
    ]
