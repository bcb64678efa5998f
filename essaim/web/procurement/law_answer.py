"""The form of advice and its answer: one address for one set of facts and one day, readable by anybody, no script."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from essaim.rules.procurement import (
    BUYER_KINDS,
    FACTS,
    GROUPS,
    Advice,
    Answer,
    Facts,
    NotCovered,
    advise,
    asking,
    ranked,
)
from essaim.rules.procurement.boundaries import levers
from essaim.rules.procurement.sentences import facts_shown
from essaim.web.observatory.errors import ReaderError
from essaim.web.observatory.release import Release
from essaim.web.procurement import law_territory
from essaim.web.procurement.law_words import SECTION, articles_table, duty_tag, lever_href, status_tag
from essaim.web.ui.components import Link, Tag

# Few questions first; the others when they matter.
SECTIONS = (
    ("L’achat", True, ("amount", "nature", "cpv", "months", "separable")),
    ("Les lots, les reconductions, les achats du même genre", False,
     ("lots", "lot_amount", "small_lots_share", "first_period_amount", "renewals", "same_need_amounts")),
    ("Ce que l’on achète, plus précisément", False,
     ("social_or_specific_service", "innovative", "non_school_books", "public_catering")),
    ("L’acheteur", False, ("buyer_kind", "buyer_is_central", "yearly_purchases", "operating_expenses")),
    ("Un candidat que vous avez en vue", False,
     ("supplier_kinds", "target_workers_share", "supplier_is_sse", "public_service_mission", "recent_sse_award",
      "supplier_is_equivalent", "supplier_is_sme")),
    ("La consultation", False,
     ("notice_published", "required_turnover", "turnover_justified", "local_criterion", "reservation_groups",
      "young_companies_share", "direct_ground", "notified_on")),
)  # fmt: skip
KEYS = ("date", "territoire", *(fact.key for fact in FACTS.values()))
EXAMPLES = (
    ("Restauration scolaire, 85\u202f000\u00a0€", "cpv=55524000&montant=85000&nature=services&acheteur=commune"),
    ("Espaces verts, 300\u202f000\u00a0€", "cpv=77310000&montant=300000&nature=services&acheteur=commune"),
    ("Café pour la mairie, 8\u202f000\u00a0€", "cpv=15860000&montant=8000&nature=fournitures&acheteur=commune"),
    (
        "Crèche, 180\u202f000\u00a0€ sur trois ans",
        "cpv=85312110&montant=180000&nature=services&duree=36&acheteur=commune",
    ),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks: the facts, the day, the territory, and what could not be read, by key."""

    given: dict[str, str]
    facts: Facts
    on: date
    place: law_territory.Place | None
    errors: dict[str, str]
    notes: tuple[str, ...] = ()


def read(release: Release, query: QueryDict, today: date) -> Asked:
    """Read an address. What cannot be read is said under its key, the rest is kept."""
    raw = {key: ";".join(part for part in query.getlist(key) if part.strip()).strip() for key in KEYS}
    given = {key: text for key, text in raw.items() if text}
    asked = asking.read({key: text for key, text in given.items() if key not in ("date", "territoire")})
    errors, notes = dict(asked.errors), []
    on = today
    if text := given.get("date"):
        try:
            on = asking.day(text)
        except ValueError as error:
            errors["date"] = str(error)
    place, facts = None, asked.facts
    if ref := given.get("territoire"):
        try:
            place = law_territory.find(release, ref)
        except ReaderError as error:
            errors["territoire"] = f"{error.title} {error.detail}".strip()
    if place and place.buyer_kind and facts.buyer_kind is None and "acheteur" not in errors:
        facts = asking.read({**asking.written(facts), "acheteur": place.buyer_kind}).facts
        notes.append(f"Acheteur d’après le territoire\u00a0: {BUYER_KINDS[place.buyer_kind].lower()}.")
    if place and place.note:
        notes.append(place.note)
    return Asked(given, facts, on, place, errors, tuple(notes))


def address(asked: Asked) -> str:
    """The one address of an answer: keys in the order of the form, nothing empty, the day written out."""
    given = {**asked.given, "date": asked.on.isoformat()}
    return f"{reverse('procurement:advice')}?{_query(given)}"


def _query(given: dict[str, str]) -> str:
    return urlencode({key: given[key] for key in KEYS if key in given})


def form(asked: Asked, today: date) -> dict[str, Any]:
    """The form, filled with what the address already says."""
    sections = []
    for title, always_open, names in SECTIONS:
        fields = [_field(name, asked) for name in names]
        is_open = always_open or any(field["value"] or field["chosen"] or field["error"] for field in fields)
        sections.append({"title": title, "open": is_open, "fixed": always_open, "fields": fields})
    base = reverse("procurement:advice")
    return {
        "sections": sections,
        "errors": asked.errors,
        "date": {"value": asked.given.get("date") or today.isoformat(), "error": asked.errors.get("date", "")},
        "territory": {"value": asked.given.get("territoire", ""), "error": asked.errors.get("territoire", "")},
        "action": base,
        "examples": [Link(label, f"{base}?{query}") for label, query in EXAMPLES],
        "breadcrumb": [SECTION, Link("Vérifier un achat")],
    }


def _field(name: str, asked: Asked) -> dict[str, Any]:
    fact = FACTS[name]
    value = asked.given.get(fact.key, "")
    chosen = (
        {part.strip() for part in value.replace(",", ";").split(";") if part.strip()} if fact.kind == "set" else set()
    )
    options = fact.choices.items()
    if fact.kind == "bool":
        options = (("oui", "Oui"), ("non", "Non"))
    return {
        "key": fact.key,
        "kind": {"bool": "select", "choice": "select", "set": "checkboxes", "date": "date"}.get(fact.kind, "text"),
        "question": fact.question,
        "help": fact.help,
        "value": value,
        "chosen": chosen,
        "options": [
            {"value": key, "label": label, "selected": key in chosen or key == value} for key, label in options
        ],
        "error": asked.errors.get(fact.key, ""),
        "numeric": fact.kind in ("amount", "share", "months"),
    }


def answer(asked: Asked, today: date) -> dict[str, Any]:
    """The answer page. Raises NotCovered before the oldest rule."""
    advice = advise(asked.facts, asked.on)
    shown = [_shown(item, asked, today) for item in advice.answers]
    return {
        "asked": asked,
        "advice": advice,
        "facts": facts_shown(advice.given),
        "notes": (*asked.notes, *advice.drawn),
        "groups": [
            {"id": key, "title": title, "answers": [one for one in shown if one["answer"].group == key]}
            for key, title in GROUPS.items()
        ],
        "summary": _summary(advice),
        "is_today": asked.on == today,
        "is_future": asked.on > today,
        "form_href": f"{reverse('procurement:advice_form')}?{_query(asked.given)}",
        "api_href": f"/api/v1/procurement/advice?{urlencode(_api_query(asked))}",
        "breadcrumb": [SECTION, Link("Vérifier un achat", reverse("procurement:advice_form")), Link("Réponse")],
    }


def _shown(item: Answer, asked: Asked, today: date) -> dict[str, Any]:
    return {
        "answer": item,
        "tag": status_tag(item),
        "duty": duty_tag(item.duty) if item.duties and not item.is_duty and item.duty is not False else None,
        "duties": [{"duty": duty, "tag": duty_tag(duty.required)} for duty in item.duties],
        "doubts": [doubt for doubt in item.doubts if doubt.decisive],
        "lesser_doubts": [doubt for doubt in item.doubts if not doubt.decisive],
        "articles": articles_table(item.articles, f"Les textes\u00a0: {item.title}") if item.articles else None,
        "href": lever_href(item.id, None if asked.on == today else asked.on),
        "open": item.status != "impossible",
        "tone": ("duty" if item.duty else "none") if item.is_duty and item.status == "possible" else item.status,
    }


def _summary(advice: Advice) -> list[dict[str, Any]]:
    """Three lists: open, to be checked, closed; and what is due."""
    places = {lever.id: lever.value.slug for lever in levers()}
    best = ranked(advice.answers)

    def links(items: list[Answer]) -> list[Link]:
        return [Link(item.title, f"#{places[item.id]}") for item in items]

    return [
        {"tag": Tag("Possible", "leaf"), "links": links([a for a in best if a.status == "possible" and not a.is_duty])},
        {"tag": Tag("Obligatoire", "slate"), "links": links([a for a in best if a.duty])},
        {"tag": Tag("À vérifier", "honey"), "links": links([a for a in best if a.status == "a_verifier"])},
        {"tag": Tag("Impossible", "brick"), "links": links([a for a in best if a.status == "impossible"])},
        {"tag": Tag("Non couvert", ""), "links": links([a for a in best if a.status == "non_couvert"])},
    ]


def _api_query(asked: Asked) -> dict[str, str]:
    known = asking.written(asked.facts)
    names = {fact.key: name for name, fact in FACTS.items()}
    return {"on": asked.on.isoformat(), **{names[key]: text for key, text in known.items()}}


def not_covered(asked: Asked, error: NotCovered) -> Asked:
    """The same address, with the day said to be out of reach."""
    return Asked(asked.given, asked.facts, asked.on, asked.place, {**asked.errors, "date": str(error)}, asked.notes)
