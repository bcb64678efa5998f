"""The radar as feeds: the same contracts as its page, the soonest first."""

from __future__ import annotations

import datetime as dt

from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from icalendar import Calendar, Event

from essaim.web.contracts import tables, words
from essaim.web.observatory.release import Release
from essaim.web.procurement import radar
from essaim.web.procurement.radar import Ending
from essaim.web.procurement.radar_question import Radar, titles
from essaim.web.ui import french
from essaim.web.ui.links import link

MOST = 200
CAUTION = "Fin théorique\u00a0: notification plus durée. Une reconduction, un avenant ou une résiliation la déplace."


def atom(release: Release, asked: Radar, *, base: str, today: dt.date) -> str:
    """Return the feed. base: « https://host ». An entry is dated by the release: contracts change with it."""
    feed = Atom1Feed(
        title=f"Marchés qui se terminent\u00a0: {', '.join(titles(asked))}",
        link=base + asked.address(reverse("procurement:radar")),
        description=release.banner or CAUTION,
        feed_url=base + asked.address(reverse("procurement:radar_atom")),
        language="fr",
        author_name="Essaim",
    )
    for one in radar.endings(release, asked, today=today, limit=MOST):
        feed.add_item(
            title=f"{french.date_fr(one.ends_on)}\u00a0: {tables.subject(one.line.row)}",
            link=base + _address(one),
            description=_details(release, one),
            unique_id=f"tag:essaim,2026:echeance:{one.line.row['contract_id']}",
            pubdate=release.manifest.built_on,
            updateddate=release.manifest.built_on,
        )
    return feed.writeString("utf-8")


def ical(release: Release, asked: Radar, *, base: str, today: dt.date) -> bytes:
    """Return the endings as all-day events (RFC 5545)."""
    book = Calendar()
    book.add("prodid", "-//Essaim//Echeances//FR")
    book.add("version", "2.0")
    book.add("x-wr-calname", f"Marchés qui se terminent\u00a0: {', '.join(titles(asked))}")
    for one in radar.endings(release, asked, today=today, limit=MOST):
        event = Event()
        event.add("uid", f"{one.line.row['contract_id']}@echeances.essaim.example")
        event.add("dtstamp", release.manifest.built_on)
        event.add("dtstart", one.ends_on)
        event.add("dtend", one.ends_on + dt.timedelta(days=1))
        event.add("summary", f"Fin théorique\u00a0: {tables.subject(one.line.row)} ({_buyer(one)})")
        event.add("description", _details(release, one))
        event.add("url", base + _address(one))
        event.add("transp", "TRANSPARENT")
        book.add_component(event)
    return book.to_ical()


def _address(one: Ending) -> str:
    return link("contracts:contract", one.line.row["contract_id"])


def _buyer(one: Ending) -> str:
    return french.typo(one.line.buyer_name or words.WITHOUT_NAME)


def _details(release: Release, one: Ending) -> str:
    row = one.line.row
    amount = tables.amount(row)
    parts = [
        f"Acheteur\u00a0: {_buyer(one)}.",
        f"Objet\u00a0: {words.division(row['cpv_division'])}.",
        f"Montant HT\u00a0: {amount.text}{f' ({amount.note})' if amount.note else ''}.",
        f"Titulaire\u00a0: {tables.holder_names(one.line.holders, row['holders_declared'])}.",
        offer_said(one),
        CAUTION,
        release.banner or "",
    ]
    return "\n".join(part for part in parts if part)


def offer_said(one: Ending) -> str:
    """« Dans le département : 12 établissements de l’ESS d’activité concordante. »"""
    if one.offer is None:
        return "Offre de l’ESS\u00a0: inconnue (CPV ou siège inconnus, ou correspondance non écrite)."
    count = one.offer.able
    if not count:
        return f"Dans le département {one.departement}\u00a0: aucun établissement de l’ESS connu pour cette activité."
    return (
        f"Dans le département {one.departement}\u00a0: {french.number(count)} "
        f"{french.plural(count, 'établissement')} de l’ESS d’activité concordante."
    )
