"""The page of one member: what the authority typed and what producers published, each said as such."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse

from essaim.rules.themes import themes as known_themes
from essaim.web.accounts.selectors import VISITOR, Roles, functions_in
from essaim.web.members import addresses, charter, contributions, demonstration, directory, selectors
from essaim.web.members.enums import CATEGORY_NOUNS, Answer, Category, Decision, FactKind, Leaving
from essaim.web.members.map_layers import FRANCE
from essaim.web.members.models import Member, Membership
from essaim.web.members.network_page import directory_href
from essaim.web.observatory import indicator_ids as ids
from essaim.web.observatory import indicators
from essaim.web.observatory.release import Release
from essaim.web.territories import addresses as territory_addresses
from essaim.web.territories import authorities
from essaim.web.territories import selectors as territories
from essaim.web.ui import french
from essaim.web.ui.components import Cell, Column, Figure, Link, Table, Tag


def build(release: Release, member: Member, *, on: date, viewer: Roles = VISITOR) -> dict[str, Any]:
    """Return the context of members/member.html, as `viewer` may see it."""
    body = member.body
    category = Category(selectors.category_of(member, on))
    stays = selectors.history(member)
    region = directory.region_of(
        release, body.siren, body.territory_id, body.successor.territory_id if body.successor else ""
    )
    region_name = directory.region_names(release).get(region, "")
    authority = authorities.of(release).by_siren.get(body.siren)
    known = known_themes(on=on)
    return {
        "member": member,
        "body": body,
        "category": CATEGORY_NOUNS[category][0].capitalize(),
        "tags": [Tag(known[theme.theme], "outline") for theme in member.themes.all() if theme.theme in known],
        "standing": standing(member, stays, on),
        "figures": published(release, authority),
        "territory_href": _territory_href(release, authority),
        "people": functions_in(body, on, viewer),
        "facts": facts(member, on),
        "signatures": charter.signatures_of(member),
        "history": history(stays),
        "contributions": contributions.of_member(member, on),
        "breadcrumb": _breadcrumb(member, region, region_name, on),
        "network_banner": demonstration.BANNER if member.fictitious else "",
    }


def standing(member: Member, stays: Sequence[Membership], on: date) -> str:
    """One sentence: is it a member today, since when, or what became of it."""
    body = member.body
    running = next(
        (s for s in stays if s.joined_on and s.joined_on <= on and (s.left_on is None or on < s.left_on)), None
    )
    if running is not None:
        since = "au plus tard depuis le" if not running.joined_on_known else "depuis le"
        return f"Adhère au réseau {since} {french.date_fr(running.joined_on)}."
    if body.ceased_on is not None and body.successor is not None:
        return f"N’existe plus depuis le {french.date_fr(body.ceased_on)}\u00a0: {body.successor} lui a succédé."
    ended = [stay for stay in stays if stay.left_on]
    if ended:
        return f"N’adhère plus au réseau depuis le {french.date_fr(ended[-1].left_on)}."
    if any(stay.decision == Decision.PENDING for stay in stays):
        return "A demandé à adhérer\u00a0: la décision est attendue."
    return "N’adhère pas au réseau."


def published(release: Release, authority: authorities.Authority | None) -> list[Figure]:
    """What producers publish about the perimeter: population and ESS, each with its source and date."""
    if authority is None:
        return []
    figures = indicators.totals(release, [authority.territory_id, FRANCE])
    here, france = figures[authority.territory_id], figures[FRANCE]
    populations, sirene = release.manifest.source("populations"), release.manifest.source("sirene_etablissement")
    density = here.total(ids.DENSITY)
    abroad = france.number(ids.DENSITY)
    method = reverse("observatory:method")
    return [
        Figure("habitants", authority.population, source="Populations municipales, Insee",
               date=populations.data_as_of if populations else None),
        Figure(
            french.plural(here.number(ids.ESTABLISHMENTS), "établissement") + " de l’ESS",
            here.number(ids.ESTABLISHMENTS), flag=here.total(ids.ESTABLISHMENTS).flag,
            source="Sirene, ESS France", date=sirene.data_as_of if sirene else release.reference_date,
            definition="Établissements actifs dont l’unité légale appartient à l’économie sociale et solidaire.",
            definition_href=f"{method}#{ids.ESTABLISHMENTS}",
        ),
        Figure(
            "pour 1\u202f000 habitants", density.value, unit="rate", flag=density.flag,
            comparisons=[f"France {french.rate(abroad)}"] if abroad is not None else [],
            source="Sirene et populations municipales, Insee", date=sirene.data_as_of if sirene else None,
        ),
    ]  # fmt: skip


def facts(member: Member, on: date) -> Table:
    """The four facts of the organisation; what nobody told is unknown, never « non »."""
    held = {fact.kind: fact for fact in selectors.facts_on(member, on)}
    rows = []
    for kind in FactKind:
        fact = held.get(kind)
        if fact is None:
            rows.append([Cell(kind.label), Cell(french.UNKNOWN, unknown=True), Cell("–"), Cell("–")])
            continue
        amount = f" ({french.euros(float(fact.amount))} par an)" if fact.amount is not None else ""
        said = Answer(fact.answer).label if fact.answer == Answer.NO else f"{fact.label or 'Oui'}{amount}"
        rows.append([Cell(kind.label), Cell(said), Cell(french.date_fr(fact.starts_on)), Cell(fact.source)])
    return Table(
        "Place de l’ESS dans l’organisation", [Column("Fait"), Column("Réponse"), Column("Depuis"), Column("Source")],
        rows, compact=True, hide_caption=True,
    )  # fmt: skip


def history(stays: Sequence[Membership]) -> list[tuple[date | None, str]]:
    """Every dated step of the memberships, oldest first; a request that was refused too."""
    steps: list[tuple[date | None, str]] = []
    for stay in stays:
        if stay.requested_on:
            steps.append((stay.requested_on, "Demande d’adhésion"))
        if stay.decision == Decision.REFUSED:
            steps.append((stay.decided_on, _with("Demande refusée", stay.decision_reference)))
        elif stay.decided_on:
            steps.append((stay.decided_on, _with("Décision du conseil d’administration", stay.decision_reference)))
        if stay.joined_on:
            again = any(other.left_on and other.left_on <= stay.joined_on for other in stays if other is not stay)
            words = "Retour dans le réseau" if again else "Entrée dans le réseau"
            note = "" if stay.joined_on_known else "date d’entrée inconnue, au plus tard ce jour"
            steps.append((stay.joined_on, _with(words, note or stay.note)))
        if stay.left_on:
            heir = f"\u00a0: {stay.absorbed_by}" if stay.absorbed_by else ""
            steps.append((stay.left_on, f"{Leaving(stay.leaving).label}{heir}"))
    # Python's sort is stable: on one day, the order above is kept.
    return sorted(steps, key=lambda step: step[0] or date.min)


def _with(words: str, note: str) -> str:
    return f"{words} ({note})" if note else words


def _territory_href(release: Release, authority: authorities.Authority | None) -> str:
    if authority is None:
        return ""
    found = territories.get(release, authority.territory_id)
    return territory_addresses.href(found) if found else ""


def _breadcrumb(member: Member, region: str, region_name: str, on: date) -> list[Link]:
    links = [Link("Le réseau", reverse("members:network")), Link("Adhérents", reverse("members:directory"))]
    if region:
        links.append(Link(region_name, directory_href(on, on, region)))
    return [*links, Link(member.body.name)]


def canonical(member: Member) -> str:
    """The address of a member's page, with the name of today."""
    return addresses.member(member.body.siren, member.body.name)
