"""Which communes make which territory: EPCI, EPT, arrondissement, département, région and collectivité."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

# The collectivités départementales of the COG (column CTCD) whose perimeter is no département, région or EPCI.
DEPARTEMENTALES = {"69D": "Département du Rhône", "6AE": "Collectivité européenne d'Alsace"}
ALSACE = {"67", "68"}


@dataclass
class Commune:
    """A commune of today and the territories that hold it."""

    code: str
    name: str
    tncc: str | None
    departement: str
    region: str
    arrondissement: str | None
    ctcd: str | None
    epci: str | None = None
    ept: str | None = None
    population: int | None = None
    siren: str | None = None
    postcodes: tuple[str, ...] = ()


@dataclass
class District:
    """An arrondissement municipal of Paris, Lyon or Marseille."""

    code: str
    name: str
    commune: str
    population: int | None = None
    postcodes: tuple[str, ...] = ()


@dataclass
class Perimeters:
    """All communes with their territories. `epci` and `ept` hold code → (name, kind or None)."""

    communes: dict[str, Commune]
    districts: dict[str, District]
    epci: dict[str, tuple[str, str]] = field(default_factory=dict)
    ept: dict[str, str] = field(default_factory=dict)

    def groups(self) -> dict[tuple[str, str], list[str]]:
        """Return commune codes by (level, code) for every level wider than a commune, France left out."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for code, commune in self.communes.items():
            found["departement", commune.departement].append(code)
            found["region", commune.region].append(code)
            for level, value in (
                ("arrondissement", commune.arrondissement),
                ("epci", commune.epci),
                ("ept", commune.ept),
                ("ctcd", commune.ctcd),
            ):
                if value:
                    found[level, value].append(code)
        known = {tuple(members) for (level, _), members in found.items() if level in {"departement", "region", "epci"}}
        for level, code in [key for key in found if key[0] == "ctcd"]:
            members = found.pop((level, code))
            # 59D is the département 59, 20R the région Corse, 69M the EPCI MET69: only what is nobody else's stays.
            if tuple(members) not in known:
                found["departemental", code] = members
        return dict(found)


def perimeters(cleaned: Mapping[str, pa.Table], successor: Mapping[str, str]) -> Perimeters:
    """Gather the cleaned tables by today's commune.

    `successor`: former code → today's commune, for sources of an older vintage than the COG. Of several former communes
    that disagree on their EPCI, the one whose code the commune kept decides. Populations add up; one unknown former
    commune does not hide the others.
    """
    rows = cleaned["cog_communes"].to_pylist()
    communes = {row["code"]: _commune(row) for row in sorted(rows, key=_code) if row["typecom"] == "COM"}
    districts = {
        row["code"]: District(row["code"], row["name"], row["parent_code"])
        for row in sorted(rows, key=_code)
        if row["typecom"] == "ARM"
    }
    result = Perimeters(communes, districts)
    _join_epci(result, cleaned.get("epci_composition"), successor)
    _join_ept(result, cleaned.get("ept_composition"), successor)
    _join_populations(result, cleaned.get("populations"), successor)
    _join_postcodes(result, cleaned.get("postcodes_siren"))
    for commune in communes.values():
        if commune.ctcd is None:
            commune.ctcd = _ctcd(commune, result.epci)
    return result


def most_people(communes: Iterable[Commune], attribute: str) -> str:
    """Return the departement or region (`attribute`) of most inhabitants; ties: most communes, then code."""
    people: Counter[str] = Counter()
    numbers: Counter[str] = Counter()
    for commune in communes:
        value = getattr(commune, attribute)
        people[value] += commune.population or 0
        numbers[value] += 1
    return min(numbers, key=lambda value: (-people[value], -numbers[value], value))


def _code(row: dict[str, Any]) -> str:
    return str(row["code"])


def _commune(row: dict[str, Any]) -> Commune:
    return Commune(
        code=row["code"],
        name=row["name"],
        tncc=row["tncc"],
        departement=row["departement_code"],
        region=row["region_code"],
        arrondissement=row["arrondissement_code"],
        ctcd=row["ctcd"],
    )


def _own_first(table: pa.Table, column: str) -> list[dict[str, Any]]:
    """Rows about a commune under its own code come before rows that reach it through a former code."""
    return sorted(table.to_pylist(), key=lambda row: str(row[column]))


def _join_epci(result: Perimeters, table: pa.Table | None, successor: Mapping[str, str]) -> None:
    if table is None:
        return
    rows = _own_first(table, "commune_code")
    for former in (False, True):
        for row in rows:
            code = row["commune_code"]
            target = result.communes.get(successor.get(code, "") if former else code)
            if target is not None and target.epci is None:
                target.epci = row["epci_code"]
            result.epci[row["epci_code"]] = (row["epci_name"], row["kind"])
    used = {commune.epci for commune in result.communes.values()}
    result.epci = {code: value for code, value in sorted(result.epci.items()) if code in used}


def _join_ept(result: Perimeters, table: pa.Table | None, successor: Mapping[str, str]) -> None:
    if table is None:
        return
    rows = _own_first(table, "commune_code")
    for former in (False, True):
        for row in rows:
            target = result.communes.get(successor.get(row["commune_code"], "") if former else row["commune_code"])
            if target is not None and target.ept is None:
                target.ept = row["ept_code"]
                result.ept[row["ept_code"]] = row["ept_name"]


def _join_populations(result: Perimeters, table: pa.Table | None, successor: Mapping[str, str]) -> None:
    if table is None:
        return
    people: dict[str, int] = defaultdict(int)
    for row in table.to_pylist():
        code = row["code"]
        if code in result.districts:
            result.districts[code].population = row["population"]
            continue
        target = code if code in result.communes else successor.get(code)
        if target:
            people[target] += row["population"]
    for code, commune in result.communes.items():
        parts = [district.population for district in result.districts.values() if district.commune == code]
        if parts and code not in people:
            # INSEE gives Paris, Lyon and Marseille by arrondissement only.
            known = [part for part in parts if part is not None]
            commune.population = sum(known) if len(known) == len(parts) else None
        else:
            commune.population = people.get(code)


def _join_postcodes(result: Perimeters, table: pa.Table | None) -> None:
    if table is None:
        return
    for row in table.to_pylist():
        postcodes = tuple(row["postcodes"].split("|")) if row["postcodes"] else ()
        if row["code"] in result.districts:
            result.districts[row["code"]].postcodes = postcodes
        elif row["code"] in result.communes:
            result.communes[row["code"]].postcodes = postcodes
            result.communes[row["code"]].siren = row["siren"] or None


def _ctcd(commune: Commune, epci: Mapping[str, tuple[str, str]]) -> str:
    """CTCD as the COG writes it, where the layout read has no such column."""
    if commune.departement in ALSACE:
        return "6AE"
    if commune.epci and epci[commune.epci][1] == "MET69":
        return "69M"
    return {"2A": "20R", "2B": "20R", "75": "75C"}.get(commune.departement, f"{commune.departement}D")
