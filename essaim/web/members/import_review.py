"""Reading an import for the page where a person reviews it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.urls import reverse

from essaim.web.members import import_services
from essaim.web.members.enums import ImportState, RowDecision
from essaim.web.members.import_services import EFFECTS
from essaim.web.members.models import ImportRow, MemberImport

ABSENT_SHOWN = 40
ROWS_SHOWN = 50
# How a decision reads once taken. What the review page can show: rows so decided, or that the dry run remarks on.
DECIDED = {RowDecision.PENDING: "À décider", RowDecision.TAKE: "Retenue", RowDecision.SKIP: "Écartée"}
VIEWS = {
    "": "Toutes", RowDecision.PENDING.value: "À décider", RowDecision.TAKE.value: "Retenues",
    RowDecision.SKIP.value: "Écartées", "problemes": "Avec une remarque",
}  # fmt: skip


def by_pk(pk: int) -> MemberImport | None:
    """Return an import."""
    return MemberImport.objects.filter(pk=pk).first()


def row(import_pk: int, pk: int) -> ImportRow | None:
    """Return a row of an import."""
    return ImportRow.objects.select_related("member_import").filter(member_import_id=import_pk, pk=pk).first()


def rows(made: MemberImport, wanted: str) -> QuerySet[ImportRow]:
    """Return the rows to show, in the order of the file."""
    found = made.rows.all()
    if wanted in RowDecision.values:
        found = found.filter(decision=wanted)
    elif wanted == "problemes":
        found = found.exclude(problems=[])
    return found.order_by("number")


def context(made: MemberImport, today: date) -> dict[str, Any]:
    """What is true of the whole import: counts, effects of the dry run, members the list does not name."""
    everyone = list(made.rows.all())
    foreseen = Counter(effect.kind for effect in import_services.effects(everyone, made.as_of).values())
    forgotten = import_services.absent(made, min(made.as_of, today))
    return {
        "made": made,
        "is_open": made.state == ImportState.REVIEW,
        "total": len(everyone),
        "waiting": sum(1 for one in everyone if one.decision == RowDecision.PENDING),
        "foreseen": [(EFFECTS[kind], foreseen[kind]) for kind in EFFECTS if foreseen[kind] and kind != "none"],
        "views": VIEWS.items(),
        "absent": forgotten[:ABSENT_SHOWN],
        "absent_count": len(forgotten),
    }


def page(made: MemberImport, wanted: str, number: str | None) -> dict[str, Any]:
    """What the page of rows is given. wanted: a key of VIEWS; number: as typed in the address, 1 if it is wrong."""
    shown = Paginator(rows(made, wanted), ROWS_SHOWN).get_page(number)
    return {"page": shown, "lines": lines(list(shown), made), "wanted": wanted}


def lines(shown: Sequence[ImportRow], made: MemberImport) -> list[dict[str, Any]]:
    """The rows of a page, each with its effect."""
    foreseen = import_services.effects(shown, made.as_of)
    return [
        {
            "row": one,
            "effect": one.result or foreseen[one.pk].words,
            "kind": foreseen[one.pk].kind,
            "decided": DECIDED[RowDecision(one.decision)],
            "raw": ", ".join(f"{key}\u00a0: {value}" for key, value in one.raw.items()),
            "confidence": round(100 * one.confidence),
        }
        for one in shown
    ]


def said(done: Mapping[str, int]) -> str:
    """« 170 nouvelles adhésions… » after applying."""
    if not done:
        return "Rien n’était à écrire."
    said_each = (f"{EFFECTS[kind].lower()}\u00a0: {number}" for kind, number in done.items())
    return "\u00a0; ".join(said_each).capitalize() + "."


def address(pk: int) -> str:
    """The address of the review page."""
    return reverse("member_imports:review", args=[pk])
