"""Tables that place the rows of other sources: by commune code of any vintage, or by postcode and city name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import pyarrow as pa

from essaim.pipeline.joined.perimeters import Commune, District, Perimeters
from essaim.rules.names import fold

GEOGRAPHY = pa.schema(
    [
        ("declared_code", pa.string()),
        ("commune_code", pa.string()),
        ("municipal_district_code", pa.string()),
        ("epci_code", pa.string()),
        ("ept_code", pa.string()),
        ("arrondissement_code", pa.string()),
        ("departement_code", pa.string()),
        ("region_code", pa.string()),
        ("longitude", pa.float64()),
        ("latitude", pa.float64()),
    ]
)
PLACES = pa.schema(
    [
        ("postcode", pa.string()),
        ("folded_city", pa.string()),
        ("commune_code", pa.string()),
        ("municipal_district_code", pa.string()),
    ]
)


def geography(
    perimeters: Perimeters, successor: Mapping[str, str], points: Mapping[str, tuple[float, float]]
) -> pa.Table:
    """Return one row per code a producer may have written: communes, arrondissements municipaux, former codes.

    `successor`: former code → the one commune it leads to; `points`: commune or district code → (longitude, latitude),
    a point inside its outline, in degrees WGS 84. Key: declared_code.
    """
    rows = []
    for code, commune in perimeters.communes.items():
        rows.append(_row(code, commune, None, points.get(code)))
    for code, district in perimeters.districts.items():
        commune = perimeters.communes[district.commune]
        rows.append(_row(code, commune, code, points.get(code) or points.get(district.commune)))
    for old, new in sorted(successor.items()):
        if old not in perimeters.communes and old not in perimeters.districts:
            rows.append(_row(old, perimeters.communes[new], None, points.get(new)))
    return pa.Table.from_pylist(rows, schema=GEOGRAPHY).sort_by("declared_code")


def places(perimeters: Perimeters, former_names: list[tuple[str, str]]) -> pa.Table:
    """Return (postcode, folded city) → commune, to place sources without commune code. Key: both columns.

    `former_names`: (today's commune code, name of a former, delegated or associated commune). A pair that today's names
    give to two communes is left out; a former name never hides a current one. A Paris, Lyon or Marseille postcode
    gives the arrondissement too.
    """
    current: dict[tuple[str, str], set[tuple[str, str | None]]] = {}
    for commune in perimeters.communes.values():
        for postcode in commune.postcodes:
            current.setdefault((postcode, fold(commune.name)), set()).add((commune.code, None))
    for district in perimeters.districts.values():
        commune = perimeters.communes[district.commune]
        for postcode in district.postcodes:
            current[postcode, fold(commune.name)] = {(commune.code, district.code)}
            for spelling in _district_spellings(commune, district):
                current.setdefault((postcode, spelling), set()).add((commune.code, district.code))
    former: dict[tuple[str, str], set[tuple[str, str | None]]] = {}
    for code, name in former_names:
        commune = perimeters.communes[code]
        for postcode in commune.postcodes:
            former.setdefault((postcode, fold(name)), set()).add((code, None))
    found = former | current
    rows = [
        {"postcode": postcode, "folded_city": city, "commune_code": code, "municipal_district_code": district}
        for (postcode, city), targets in sorted(found.items())
        if city and len(targets) == 1
        for code, district in targets
    ]
    return pa.Table.from_pylist(rows, schema=PLACES)


def _row(
    declared: str, commune: Commune, district: str | None, point: tuple[float, float] | None
) -> dict[str, str | float | None]:
    return {
        "declared_code": declared,
        "commune_code": commune.code,
        "municipal_district_code": district,
        "epci_code": commune.epci,
        "ept_code": commune.ept,
        "arrondissement_code": commune.arrondissement,
        "departement_code": commune.departement,
        "region_code": commune.region,
        "longitude": point[0] if point else None,
        "latitude": point[1] if point else None,
    }


def _district_spellings(commune: Commune, district: District) -> Iterator[str]:
    city = fold(commune.name)
    number = int(re.sub(r"\D", "", district.name) or district.code[-2:])
    yield fold(district.name)
    for ordinal in (f"{number}", f"{number:02d}", f"{number}e", f"{number}er", f"{number}eme", f"{number}ieme"):
        yield f"{city} {ordinal}"
        yield f"{city} {ordinal} arrondissement"
