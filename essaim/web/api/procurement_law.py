"""Procurement law at a date, for programs. Thin: the answer is `essaim.rules.procurement.advise`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Query, Router, Schema
from pydantic import create_model

from essaim.rules.procurement import FACTS, NotCovered, advise, asking, report
from essaim.rules.procurement.law import law
from essaim.web.api.schemas import Problem
from essaim.web.observatory.errors import InvalidRequest
from essaim.web.procurement import law_territory

router = Router()
ERRORS = {400: Problem, 404: Problem, 422: Problem, 429: Problem, 503: Problem}


class _Asked(Schema):
    on: date | None = Field(None, description="Jour du lancement ; aujourd’hui sans lui.")
    territory: str = Field("", max_length=60, description="Identifiant ou code : il dit quel acheteur.")


# One parameter a fact, under its English name: text, read as a person would write it.
AdviceQuery = create_model(
    "AdviceQuery",
    __base__=_Asked,
    **{name: (str, Field("", max_length=asking.LONGEST, description=fact.question)) for name, fact in FACTS.items()},  # type: ignore[call-overload]
)


class EstimateOut(Schema):
    amount: float | None
    declared: float | None
    steps: list[str]
    warnings: list[str]
    articles: list[str]


class DutyOut(Schema):
    id: str
    label: str
    required: bool | None
    reasons: list[str]
    missing: list[str]


class DoubtOut(Schema):
    text: str
    decisive: bool
    source: str


class ThresholdOut(Schema):
    id: str
    label: str
    shown: str
    article: str
    since: date | None
    confidence: str


class ArticleOut(Schema):
    id: str
    label: str
    code: str
    url: str | None
    source: str
    confidence: str
    version_since: date | None


class AnswerOut(Schema):
    id: str
    slug: str
    title: str
    group: str
    question: str
    status: str
    is_duty: bool
    duty: bool | None
    duties: list[DutyOut]
    reasons: list[str]
    changes: list[str]
    requirements: list[str]
    obligations: list[str]
    exceptions: list[str]
    warnings: list[str]
    cautions: list[str]
    assumptions: list[str]
    missing: list[str]
    questions: list[str]
    doubts: list[DoubtOut]
    figures: list[ThresholdOut]
    articles: list[ArticleOut]


class AdviceOut(Schema):
    on: date
    facts: dict[str, str]
    estimate: EstimateOut
    drawn: list[str]
    warnings: list[str]
    answers: list[AnswerOut]
    disclaimer: str


class ParameterOut(Schema):
    id: str
    label: str
    value: float
    unit: str
    article: str | None
    source: str
    confidence: str
    valid_from: date | None
    valid_to: date | None
    other_readings: list[float]
    note: str | None


class ParametersOut(Schema):
    on: date
    results: list[ParameterOut]


@router.get("/advice", response={200: AdviceOut, **ERRORS}, summary="Ce que le droit permet pour un achat")
def advice(request: HttpRequest, asked: Annotated[AdviceQuery, Query(...)]) -> Any:  # type: ignore[valid-type]
    """For each lever: possible, impossible, a_verifier or non_couvert, with its reasons and articles, on a day."""
    given = asked.dict()  # type: ignore[attr-defined]
    on, ref = given.pop("on") or timezone.localdate(), given.pop("territory")
    if ref and not given["buyer_kind"]:
        given["buyer_kind"] = law_territory.find(request.release, ref).buyer_kind
    facts = asking.read({FACTS[name].key: text for name, text in given.items() if text})
    if facts.errors:
        raise InvalidRequest("Un fait est illisible.", " ".join(facts.errors.values()))
    try:
        return report.as_data(advise(facts.facts, on))
    except NotCovered as error:
        raise InvalidRequest("Date non couverte.", str(error)) from error


@router.get("/parameters", response={200: ParametersOut, **ERRORS}, summary="Seuils, taux et délais d’un jour")
def parameters(request: HttpRequest, on: date | None = None) -> Any:
    """Every threshold that holds on a day, with where it comes from and how sure it is."""
    day = on or timezone.localdate()
    try:
        holding = law(day).thresholds.values()
    except NotCovered as error:
        raise InvalidRequest("Date non couverte.", str(error)) from error
    results = [
        {
            "id": item.id, "label": item.label, "value": item.value.value, "unit": item.value.unit,
            "article": item.value.article, "source": item.value.source, "confidence": item.value.confidence,
            "valid_from": item.value.from_, "valid_to": item.value.to, "note": item.value.told or None,
            "other_readings": [reading.value for reading in item.value.readings],
        }
        for item in holding
    ]  # fmt: skip
    return {"on": day, "results": results}
