"""One organisation: what each source says of it, since when, and what the rules conclude."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from essaim.rules import lookup
from essaim.rules.reasons import REASONS, Reason
from essaim.web.observatory.errors import NotFound
from essaim.web.observatory.release import Release
from essaim.web.ui.components import Link


@dataclass(frozen=True, slots=True)
class Statement:
    """A line of evidence with the title of its source."""

    source: str
    title: str
    producer: str
    field: str
    value: str
    meaning: str
    as_of: str | None
    siret: str


@dataclass(frozen=True, slots=True)
class Organization:
    """A legal unit of the register. unit, establishments, labels: rows of their tables; reason: None if unknown."""

    unit: sqlite3.Row
    establishments: list[sqlite3.Row]
    labels: list[sqlite3.Row]
    statements: list[Statement]
    reason: Reason | None
    references: list[Any]
    commune: Link | None


def siren_of(code: str) -> str:
    """Return the SIREN of a SIRET, the address people paste; empty when the code is no SIRET."""
    return code[:9] if len(code) == 14 and code.isascii() and code.isdigit() else ""


def get(release: Release, siren: str) -> Organization:
    """Return an organisation. Raises NotFound, in French: malformed or unknown SIREN, or a unit not to be named."""
    if not (len(siren) == 9 and siren.isascii() and siren.isdigit()):
        raise NotFound("Un SIREN compte neuf chiffres.", "Cherchez l’organisation par son nom.", _SEARCH)
    unit = release.row("SELECT * FROM organizations WHERE siren = ?", (siren,))
    if unit is None:
        raise NotFound(
            f"Aucune organisation du registre ne porte le SIREN {siren}.",
            "Le registre ne tient que ce qu’une source rattache à l’économie sociale et solidaire ou à l’inclusion.",
            _SEARCH,
        )
    if not unit["diffusible"]:
        raise NotFound(
            "Cette organisation est comptée, mais pas montrée.",
            "Elle a demandé à l’Insee une diffusion partielle\u00a0: ses informations ne peuvent pas être rediffusées "
            "(article R123-232-1 du code de commerce). Elle compte dans les totaux de sa commune.",
            _SEARCH,
        )
    reason = REASONS.get(unit["status_reason"])
    known = lookup.sources()
    return Organization(
        unit=unit,
        establishments=release.rows(
            "SELECT * FROM establishments WHERE siren = ? AND diffusible = 1 ORDER BY is_headquarters DESC, siret",
            (siren,),
        ),
        labels=release.rows("SELECT * FROM labels WHERE siren = ? ORDER BY label, source", (siren,)),
        statements=_statements(release, siren),
        reason=reason,
        references=[known[key] for key in reason.sources if key in known] if reason else [],
        commune=_commune(release, unit["commune_code"]),
    )


_SEARCH = [Link("Chercher une organisation", "/organisations/")]


def _statements(release: Release, siren: str) -> list[Statement]:
    rows = release.rows("SELECT * FROM evidence WHERE siren = ? ORDER BY source, field, value", (siren,))
    found = []
    for row in rows:
        card = release.manifest.source(row["source"])
        title, producer = (card.title, card.producer) if card else (row["source"], "")
        found.append(
            Statement(
                row["source"], title, producer, row["field"], row["value"], row["meaning"], row["as_of"], row["siret"]
            )
        )
    return found


def _commune(release: Release, code: str | None) -> Link | None:
    row = release.row("SELECT name, code || '-' || slug FROM territories WHERE territory_id = ?", (f"commune:{code}",))
    return None if row is None else Link(row[0], f"/territoires/{row[1]}/")


def producers(release: Release, organization: Organization) -> list[tuple[str, str]]:
    """Return (producer, page) of the sources that speak of an organisation: whom a correction should go to."""
    found = {}
    for statement in organization.statements:
        card = release.manifest.source(statement.source)
        if card is not None:
            found[card.producer] = card.homepage or card.url or ""
    return list(found.items())


def json_ld(release: Release, organization: Organization, address: str) -> dict[str, Any]:
    """Return the schema.org description of an organisation."""
    unit = organization.unit
    kinds = {"cooperative": "Corporation", "sse_company": "Corporation"}
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": kinds.get(unit["family"], "NGO" if unit["family"] == "association" else "Organization"),
        "name": unit["name"],
        "url": address,
        "identifier": {"@type": "PropertyValue", "propertyID": "SIREN", "value": unit["siren"]},
    }
    if unit["acronym"]:
        data["alternateName"] = unit["acronym"]
    if unit["created_on"]:
        data["foundingDate"] = unit["created_on"]
    seat = next((e for e in organization.establishments if e["is_headquarters"]), None)
    if seat is not None and seat["city"]:
        data["address"] = {
            "@type": "PostalAddress",
            "postalCode": seat["postcode"],
            "addressLocality": seat["city"],
            "addressCountry": "FR",
            **({"streetAddress": seat["address"]} if seat["address"] else {}),
        }
    if release.banner:
        data["disambiguatingDescription"] = release.banner
    return data
