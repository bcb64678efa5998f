"""The law calendar: a page, an Atom feed, an iCal file, the same changes in the three."""

from __future__ import annotations

import datetime as dt
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.utils.feedgenerator import Atom1Feed
from icalendar import Calendar, Event

from essaim.rules import lookup
from essaim.rules.procurement import calendar
from essaim.rules.procurement.boundaries import levers
from essaim.rules.procurement.calendar import Change
from essaim.web.procurement.law_words import SECTION, lever_links
from essaim.web.ui import french
from essaim.web.ui.components import Link

KINDS = {"threshold": "Seuil", "rule": "Règle", "end": "À paraître"}
TITLE = "Calendrier du droit de la commande publique"


def page(query: QueryDict, today: dt.date) -> dict[str, Any]:
    """What is coming, then what changed, by year; ?levier= keeps the changes of one lever."""
    slug = query.get("levier", "")
    chosen = next((lever for lever in levers() if lever.value.slug == slug), None)

    def kept(change: Change) -> bool:
        return chosen is None or chosen.id in change.levers

    past = [change for change in calendar.past(today) if change.kind != "end" and kept(change)]
    return {
        "coming": _days([change for change in calendar.coming(today) if kept(change)]),
        "years": [
            {"year": year, "days": _days(list(found))} for year, found in groupby(past, lambda change: change.on.year)
        ],
        "levers": [{"slug": lever.value.slug, "title": lever.label, "selected": lever is chosen} for lever in levers()],
        "chosen": chosen,
        "today": today,
        "breadcrumb": [SECTION, Link("Calendrier du droit")],
    }


def _days(changes: list[Change]) -> list[dict[str, Any]]:
    return [
        {"on": on, "changes": [_shown(change) for change in found]}
        for on, found in groupby(changes, lambda change: change.on)
    ]


def _shown(change: Change) -> dict[str, Any]:
    source = lookup.sources()[change.source]
    return {
        "change": change,
        "kind": KINDS[change.kind],
        "source": source.publisher,
        "unsure": change.confidence == "a_verifier",
        "levers": lever_links(change.levers),
    }


def sentence(change: Change) -> str:
    """One sentence for feeds: what it becomes, what it replaces."""
    if change.kind == "end":
        return f"Dernière valeur connue\u00a0: {change.before}. La suivante n’est pas encore publiée."
    if change.kind == "rule":
        return change.after
    before = f", au lieu de {change.before}" if change.before else ""
    return f"{change.after}{before}."


def _details(change: Change) -> str:
    parts = [sentence(change), change.act, change.article, change.note, *change.other]
    if change.confidence == "a_verifier":
        parts.append("À vérifier\u00a0: pas encore relu sur un texte officiel.")
    return "\n".join(part for part in parts if part)


def atom(base: str, today: dt.date) -> str:
    """The feed, announced changes first. base: « https://host »."""
    feed = Atom1Feed(
        title=TITLE,
        link=f"{base}/commande-publique/calendrier/",
        description="Ce qui change, ce que cela remplace, ce qui est annoncé.",
        feed_url=f"{base}/commande-publique/calendrier.atom",
        language="fr",
        author_name="Essaim",
    )
    checked = lookup.load("commande_publique.procedures").checked_on
    for change in (*calendar.coming(today), *calendar.past(today)):
        feed.add_item(
            title=f"{french.date_fr(change.on)}\u00a0: {change.label}",
            link=f"{base}/commande-publique/calendrier/#{change.id}",
            description=_details(change),
            unique_id=f"tag:essaim,2026:droit:{change.id}",
            pubdate=_noon(min(change.on, checked)),
            updateddate=_noon(min(change.on, checked)),
        )
    return feed.writeString("utf-8")


def ical(base: str, today: dt.date) -> bytes:
    """Every change as an all-day event (RFC 5545). The stamp is the day the law was last re-read."""
    book = Calendar()
    book.add("prodid", "-//Essaim//Droit de la commande publique//FR")
    book.add("version", "2.0")
    book.add("x-wr-calname", TITLE)
    stamp = _noon(lookup.load("commande_publique.procedures").checked_on)
    for change in (*calendar.coming(today), *calendar.past(today)):
        event = Event()
        event.add("uid", f"{change.id}@droit.essaim.example")
        event.add("dtstamp", stamp)
        event.add("dtstart", change.on)
        event.add("dtend", change.on + dt.timedelta(days=1))
        event.add("summary", f"{change.label}\u00a0: {sentence(change)}")
        event.add("description", _details(change))
        event.add("url", f"{base}/commande-publique/calendrier/#{change.id}")
        event.add("transp", "TRANSPARENT")
        book.add_component(event)
    return book.to_ical()


def _noon(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(12), dt.UTC)
