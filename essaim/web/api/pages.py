"""Rows of the release put into the API's answers, and its cursors."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from essaim.web.observatory.errors import InvalidRequest, ReaderError
from essaim.web.observatory.organization import Organization
from essaim.web.observatory.organizations import Line
from essaim.web.territories import addresses
from essaim.web.territories.selectors import COLUMNS, Territory


class Moved(ReaderError):
    """A former commune that one of today replaces: 302 to the same question about it."""

    status = 302

    def __init__(self, title: str, territory_id: str) -> None:
        super().__init__(title)
        self.territory_id = territory_id


def read_cursor(cursor: str, parts: int = 1) -> list[str]:
    """Return the texts a cursor holds, empty ones for no cursor. Raises InvalidRequest on a cursor that is not ours."""
    if not cursor:
        return [""] * parts
    try:
        found = json.loads(base64.urlsafe_b64decode(cursor.encode("ascii")))
    except (binascii.Error, ValueError):
        found = None
    if not (isinstance(found, list) and len(found) == parts and all(isinstance(part, str) for part in found)):
        raise InvalidRequest("Le curseur est illisible.", "Reprenez la valeur de next_cursor telle quelle.")
    return found


def write_cursor(*parts: str) -> str:
    """Return the cursor that `read_cursor` reads."""
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode()


def place(request: HttpRequest, ref: str) -> Territory:
    """Return the territory of an id or code. Raises NotFound, InvalidRequest (ambiguous, shared), Moved (former)."""
    found = addresses.find(request.release, ref)
    if found.territory is not None:
        return found.territory
    if found.choices:
        ids = ", ".join(choice.territory_id for choice in found.choices)
        raise InvalidRequest(f"Le code {ref} désigne plusieurs territoires.", f"Précisez l’identifiant : {ids}.")
    today = [f"commune:{old.new_code}" for old in found.successions]
    if len(today) == 1:
        raise Moved(addresses.former(found.successions[0], f"voyez {today[0]}."), today[0])
    raise InvalidRequest(addresses.former(found.successions[0], "elle a été partagée."), f"Voyez {', '.join(today)}.")


def territory(request: HttpRequest, found: Territory) -> dict[str, Any]:
    """One territory."""
    names = [
        "territory_id",
        "level",
        "code",
        "name",
        "kind",
        "population",
        "communes_count",
        "area_km2",
        "density",
        "parent_id",
        "departement_code",
        "region_code",
        "epci_code",
        "ept_code",
        "longitude",
        "latitude",
        "note",
    ]
    page = request.build_absolute_uri(addresses.href(found))
    return {**{name: getattr(found, name) for name in names}, "page": page}


def territories(request: HttpRequest, level: str | None, last: list[str], limit: int) -> dict[str, Any]:
    """One page of territories, by id."""
    where, parameters = ("level = ? AND ", [level]) if level else ("", [])
    rows = request.release.rows(
        f"SELECT {COLUMNS} FROM territories WHERE {where}territory_id > ? ORDER BY territory_id LIMIT ?",
        (*parameters, last[0], limit + 1),
    )
    found = [Territory(*row) for row in rows]
    following = write_cursor(found[limit - 1].territory_id) if len(found) > limit else None
    results = [territory(request, one) for one in found[:limit]]
    return {"release": request.release.id, "results": results, "next_cursor": following}


def indicators(
    request: HttpRequest, territory_id: str, indicator: str, dimension: str, last: list[str], limit: int
) -> dict[str, Any]:
    """One page of a territory's indicators, by their key."""
    conditions, parameters = ["territory_id = ?"], [territory_id]
    for column, value in (("indicator", indicator), ("dimension", dimension)):
        if value:
            conditions.append(f"{column} = ?")
            parameters.append(value)
    if any(last):
        conditions.append("(indicator, dimension, item) > (?, ?, ?)")
        parameters += last
    rows = request.release.rows(
        f"SELECT * FROM indicators WHERE {' AND '.join(conditions)} ORDER BY indicator, dimension, item LIMIT ?",
        (*parameters, limit + 1),
    )
    following = None
    if len(rows) > limit:
        end = rows[limit - 1]
        following = write_cursor(end["indicator"], end["dimension"], end["item"])
    release = request.release
    return {
        "release": release.id,
        "banner": release.banner,
        "results": [dict(r) for r in rows[:limit]],
        "next_cursor": following,
    }


def organizations(request: HttpRequest, lines: Sequence[Line], limit: int, *, by_siret: bool) -> dict[str, Any]:
    """One page of a list; lines: one more than the limit when there is a next page."""
    following = None
    if len(lines) > limit:
        end = lines[limit - 1]
        following = write_cursor((end.siret or "") if by_siret else end.siren)
    names = [
        "siren",
        "siret",
        "name",
        "family",
        "sub_family",
        "sector",
        "naf_code",
        "naf_nomenclature",
        "status",
        "is_sse",
        "workforce_band",
        "workforce_min",
        "workforce_max",
        "created_on",
        "city",
        "commune_code",
        "longitude",
        "latitude",
    ]
    results = [
        {
            **{name: getattr(line, name) for name in names},
            "labels": [label for label in line.labels.split("|") if label],
        }
        for line in lines[:limit]
    ]
    release = request.release
    return {"release": release.id, "banner": release.banner, "results": results, "next_cursor": following}


def organization(request: HttpRequest, found: Organization) -> dict[str, Any]:
    """One organisation."""
    unit = found.unit
    names = [
        "siren",
        "name",
        "legal_form_code",
        "legal_form_label",
        "family",
        "sub_family",
        "sector",
        "status",
        "status_reason",
        "status_detail",
        "is_sse",
    ]
    return {
        **{name: unit[name] for name in names},
        "release": request.release.id,
        "banner": request.release.banner,
        "labels": [label for label in unit["labels"].split("|") if label],
        "evidence": [
            {
                "source": s.source,
                "field": s.field,
                "value": s.value,
                "meaning": s.meaning,
                "as_of": s.as_of,
                "siret": s.siret,
            }
            for s in found.statements
        ],
        "establishments": [row["siret"] for row in found.establishments],
    }


def named(request: HttpRequest, sirens: Sequence[str]) -> list[dict[str, Any]]:
    """Search results for organisations, in the order given."""
    marks = ", ".join("?" for _ in sirens)
    rows = request.release.rows(
        f"SELECT siren, name, commune_code FROM organizations WHERE diffusible = 1 AND siren IN ({marks})",
        tuple(sirens),
    )
    known = {row["siren"]: row for row in rows}
    return [
        {
            "kind": "organization",
            "id": siren,
            "name": known[siren]["name"],
            "detail": known[siren]["commune_code"] or "",
            "page": request.build_absolute_uri(reverse("observatory:organization", args=[siren])),
        }
        for siren in sirens
        if siren in known
    ]


def releases(request: HttpRequest, previous: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The releases kept, the one served first; one that cannot be read is left out."""
    manifests = [request.release.manifest, *[item["manifest"] for item in previous if "manifest" in item]]
    return [
        {
            "id": manifest.id,
            "built_on": manifest.built_on.isoformat(),
            "reference_date": manifest.reference_date.isoformat(),
            "kind": manifest.kind,
            "banner": manifest.banner,
            "current": rank == 0,
        }
        for rank, manifest in enumerate(manifests)
    ]
