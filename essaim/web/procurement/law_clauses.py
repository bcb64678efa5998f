"""Words to use, on a lever's page and for a need, and the calculator of insertion hours."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.urls import reverse

from essaim.rules.errors import InvalidFacts
from essaim.rules.procurement import Advice, asking, clauses

WITH_HOURS = "social_clause"
FIELDS = (
    ("mo_montant", "amount", "Montant hors taxes du marché ou du lot, en euros"),
    ("mo_part", "labour_share", "Part de main-d’œuvre, en %"),
    ("mo_insertion", "insertion_share", "Part de cette main-d’œuvre confiée à l’insertion, en %"),
    ("mo_cout", "hour_cost", "Coût d’une heure de travail, charges comprises, en euros"),
)


def of_lever(lever: str, on: date) -> list[dict[str, Any]]:
    """The models of a lever, with what is left to fill in written out."""
    return [{"model": model, "text": clauses.fill(model, {})} for model in clauses.models(on, lever)]


def of_advice(advice: Advice) -> list[dict[str, Any]]:
    """The models a need may use, those to check apart: {model, text, href of their lever}; the impossible left out."""
    slugs = {answer.id: answer.slug for answer in advice.answers}
    return [
        {
            "model": model,
            "text": clauses.fill(model, {}),
            "href": reverse("procurement:lever", args=[slugs[model.lever]]) if model.lever in slugs else "",
        }
        for model in clauses.usable(advice)
        if model.status != "impossible"
    ]


def hours_href(advice: Advice, amount: Decimal | None) -> str:
    """The address of the calculator, with the amount of a need; "" when the law of the day has no such lever."""
    slug = next((answer.slug for answer in advice.answers if answer.id == WITH_HOURS), "")
    if not slug:
        return ""
    asked = f"?mo_montant={amount:f}" if amount is not None else ""
    return f"{reverse('procurement:lever', args=[slug])}{asked}#heures"


def hours(lever: str, query: QueryDict) -> dict[str, Any] | None:
    """The calculator: its fields, and the result once all four are readable. None on the other levers."""
    if lever != WITH_HOURS:
        return None
    fields: list[dict[str, str]] = []
    values: dict[str, Decimal] = {}
    for key, name, label in FIELDS:
        text = query.get(key, "").strip()[: asking.LONGEST]
        field = {"key": key, "label": label, "value": text, "error": ""}
        if text:
            try:
                values[name] = asking.number(text)
            except ValueError as error:
                field["error"] = str(error)
        fields.append(field)
    result, fault = None, ""
    if len(values) == len(FIELDS):
        try:
            result = clauses.insertion_hours(**values)
        except InvalidFacts as error:
            fault = str(error)
    return {"fields": fields, "result": result, "fault": fault}
