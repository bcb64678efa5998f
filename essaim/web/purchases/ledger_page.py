"""What the pages of files and of suppliers show."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from essaim.web.bodies.models import PublicBody
from essaim.web.purchases import selectors
from essaim.web.purchases.columns import Mapping
from essaim.web.purchases.enums import State
from essaim.web.purchases.errors import PurchaseError
from essaim.web.purchases.forms import DecisionForm
from essaim.web.purchases.models import Ledger, Supplier
from essaim.web.purchases.words import euros
from essaim.web.ui import french
from essaim.web.ui.components import paginate

NEARLY_SURE = 95
VIEWS = {"": "À revoir", "tranches": "Tranchés", "autres": "Sans proposition"}
NO_OTHER = "aucune"


def sections(bodies: list[PublicBody]) -> list[dict[str, Any]]:
    """Each authority with its files, and whether there is something to see."""
    ledgers = selectors.ledgers_of([body.pk for body in bodies])
    return [
        {
            "body": body,
            "ledgers": [_line(one) for one in ledgers if one.body_id == body.pk],
            "has_results": any(one.body_id == body.pk and one.state == State.READY for one in ledgers),
            "waiting": selectors.review_counts(body)["waiting"],
        }
        for body in bodies
    ]


def _line(one: Ledger) -> dict[str, Any]:
    counts = one.counts
    return {"one": one, "counts": counts, "amount": euros(counts["amount"]) if counts else "", "years": _years(counts)}


def _years(counts: dict[str, Any]) -> str:
    years = counts.get("years", [])
    return "" if not years else str(years[0]) if len(years) == 1 else f"{years[0]} à {years[-1]}"


def has_columns_to_check(ledger: Ledger) -> bool:
    """True until its columns are approved, and again when its reading failed."""
    return ledger.state in (State.MAPPING, State.FAILED)


def is_reading(ledger: Ledger) -> bool:
    """True while its task works."""
    return ledger.state == State.READING


def mapping(ledger: Ledger) -> Mapping:
    """The columns as last chosen."""
    return Mapping.from_json(ledger.mapping)


def context(ledger: Ledger) -> dict[str, Any]:
    """What was read of a file, or how far its reading is."""
    counts = ledger.counts
    found: dict[str, Any] = {"kept": ledger, "reading": is_reading(ledger), "counts": counts}
    if counts:
        found |= {
            "amount": euros(counts["amount"]),
            "credited": euros(-counts["credited"]),
            "years": _years(counts),
            "reasons": list(counts["reasons"].items()),
            "problems": list(counts["problems"].items()),
        }
    return found


def review(body: PublicBody, wanted: str, number: str | None) -> dict[str, Any]:
    """A page of suppliers without number."""
    wanted = wanted if wanted in VIEWS else ""
    counts = selectors.review_counts(body)
    shown = selectors.review_page(body, wanted, number)
    sums = {"": counts["waiting"], "tranches": counts["decided"], "autres": counts["others"]}
    return {
        "body": body,
        "wanted": wanted,
        "views": [(review_address(body, key), label, sums[key], key == wanted) for key, label in VIEWS.items()],
        "lines": [{"one": one, "amount": euros(one.amount or 0)} for one in shown],
        "pagination": paginate(
            shown.number, shown.paginator.num_pages, lambda page: review_address(body, wanted, page)
        ),
        "surest": sum(
            1 for one in selectors.to_review(body)
            if len([each for each in one.candidates if each["confidence"] >= NEARLY_SURE]) == 1
        ),
        "nearly_sure": NEARLY_SURE,
    }  # fmt: skip


def review_address(body: PublicBody, wanted: str, page: int = 1) -> str:
    """The address of a page of suppliers."""
    asked = [f"voir={wanted}"] * bool(wanted in VIEWS and wanted) + [f"page={page}"] * (page > 1)
    address = reverse("purchases:review", args=[body.pk])
    return f"{address}?{'&'.join(asked)}" if asked else address


def decided(form: DecisionForm, supplier: Supplier) -> str:
    """The SIREN a person chose: typed, else one of those proposed; "" for none of them.

    Raises PurchaseError when nothing was chosen.
    """
    if not form.is_valid():
        raise PurchaseError("Cette réponse est trop longue pour un SIREN.")
    if typed := form.cleaned_data["siren"].strip():
        return typed
    choice = form.cleaned_data["choice"]
    if choice == NO_OTHER:
        return ""
    if choice not in [one["siren"] for one in supplier.candidates]:
        raise PurchaseError("Choisissez une des propositions, aucune, ou donnez un SIREN.")
    return choice


def accepted(count: int) -> str:
    """What was done, in words."""
    if not count:
        return "Aucune proposition n’était assez sûre."
    return f"{french.number(count)}\u00a0{french.plural(count, 'fournisseur')} {french.plural(count, 'rapproché')}."
