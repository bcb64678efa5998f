"""Who a SIREN, a SIRET or a name is in the register: many at once, for lists that others bring.

The register holds what at least one source calls ESS or an inclusion structure, and legal forms of the ESS. A unit it
does not hold is outside of it only when the edition saw every legal unit of France (`sees_every_unit`).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from essaim.web.observatory import search
from essaim.web.observatory.release import Release

# SQLite may be built with a limit of 999 parameters.
AT_ONCE = 900
LEGAL_UNITS = "sirene_unite_legale"

_COLUMNS = """o.siren, o.name, o.acronym, o.is_sse, o.status, o.labels, o.diffusible, o.is_active, o.closed_on,
    o.commune_code, o.headquarters_siret, e.postcode, e.city"""
_FROM = "FROM organizations o LEFT JOIN establishments e ON e.siret = o.headquarters_siret"


@dataclass(frozen=True, slots=True)
class Identity:
    """A legal unit of the register. is_sse: None = to be settled. labels: ids. Place: of its seat.

    name: « Organisation à diffusion partielle » when it must not be named (diffusible False).
    """

    siren: str
    name: str
    acronym: str | None
    is_sse: bool | None
    status: str
    labels: frozenset[str]
    diffusible: bool
    is_closed: bool
    commune_code: str | None
    postcode: str | None
    city: str | None


@dataclass(frozen=True, slots=True)
class Site:
    """An establishment of the register; labels: its own."""

    siret: str
    labels: frozenset[str]
    commune_code: str | None
    is_closed: bool


def by_siren(release: Release, sirens: Iterable[str]) -> dict[str, Identity]:
    """Return the units of the register among some SIREN."""
    found: dict[str, Identity] = {}
    for part, marks in _parts(sirens):
        for row in release.rows(f"SELECT {_COLUMNS} {_FROM} WHERE o.siren IN ({marks})", part):
            found[row["siren"]] = _identity(row)
    return found


def sites(release: Release, sirets: Iterable[str]) -> dict[str, Site]:
    """Return the establishments of the register among some SIRET."""
    found: dict[str, Site] = {}
    for part, marks in _parts(sirets):
        sql = f"SELECT siret, labels, commune_code, is_active FROM establishments WHERE siret IN ({marks})"
        for row in release.rows(sql, part):
            found[row["siret"]] = Site(row["siret"], _labels(row["labels"]), row["commune_code"], row["is_active"] == 0)
    return found


def by_name(release: Release, name: str, limit: int = 5) -> list[Identity]:
    """Return the named units whose names hold every word of a text, one typo a word forgiven, best first."""
    sirens = search.sirens(release, name, limit)
    found = by_siren(release, sirens)
    return [found[siren] for siren in sirens if siren in found and found[siren].diffusible]


def sees_every_unit(release: Release) -> bool:
    """True when the edition read all of SIRENE: then a unit it does not hold is not of the ESS, as far as known."""
    source = release.manifest.source(LEGAL_UNITS)
    return release.kind == "real" and source is not None and not source.missing and source.completeness == "full"


def _parts(keys: Iterable[str]) -> Iterable[tuple[Sequence[str], str]]:
    whole = sorted(set(keys))
    for start in range(0, len(whole), AT_ONCE):
        part = whole[start : start + AT_ONCE]
        yield part, ", ".join("?" for _ in part)


def _labels(text: str) -> frozenset[str]:
    return frozenset(filter(None, text.split("|")))


def _identity(row: sqlite3.Row) -> Identity:
    return Identity(
        siren=row["siren"],
        name=row["name"],
        acronym=row["acronym"],
        is_sse=None if row["is_sse"] is None else bool(row["is_sse"]),
        status=row["status"],
        labels=_labels(row["labels"]),
        diffusible=bool(row["diffusible"]),
        is_closed=row["is_active"] == 0 or row["closed_on"] is not None,
        commune_code=row["commune_code"],
        postcode=row["postcode"],
        city=row["city"],
    )
