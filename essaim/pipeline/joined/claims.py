"""What the small lists say: which SIREN they name, which labels they give, which establishments they know.

Each list is a few thousand rows at most: plain Python, then Arrow tables that the engine joins.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.contract import table_contract
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.esus import clean as esus
from essaim.pipeline.sources.geiq import clean as geiq
from essaim.pipeline.sources.iae_conventions import clean as iae_conventions
from essaim.pipeline.sources.recherche_entreprises_api import clean as api
from essaim.pipeline.sources.siae import clean as siae
from essaim.pipeline.sources.tiers_lieux import clean as tiers_lieux
from essaim.rules.names import fold

Row = dict[str, Any]

UNITS = pa.schema(
    [
        ("siren", pa.string()),
        ("named", pa.bool_()),  # a list names it: it belongs to the register whatever the stock says
        ("list_name", pa.string()),  # the name a list gives, for a unit no register knows
        ("list_source", pa.string()),
        ("esus", pa.string()),  # current, expired
        ("kinds", pa.string()),  # inclusion kinds, | separated, sorted
        ("labels", pa.string()),  # current labels of the unit and its establishments, | separated, sorted
        ("unit_labels", pa.string()),  # those that are the unit's itself
        ("lines", pa.int64()),  # evidence lines
        ("sources", pa.int64()),  # distinct sources of those lines
    ]
)
SITE_LABELS = pa.schema([("siret", pa.string()), ("labels", pa.string())])
ESTABLISHMENTS = pa.schema(
    [
        ("siret", pa.string()),
        ("siren", pa.string()),
        ("source", pa.string()),
        ("sign", pa.string()),
        ("naf_code", pa.string()),
        ("address", pa.string()),
        ("postcode", pa.string()),
        ("city", pa.string()),
        ("placed_code", pa.string()),  # commune or arrondissement municipal found by postcode and name
        ("departement_hint", pa.string()),
        ("longitude", pa.float64()),
        ("latitude", pa.float64()),
    ]
)


@dataclass
class Claims:
    """What `gather` returns. Tables are Arrow; `sources` gives (rows in, rows kept) by source."""

    units: pa.Table
    establishments: pa.Table
    site_labels: pa.Table  # current labels by SIRET, the unit's own included
    labels: pa.Table
    evidence: pa.Table
    api_units: pa.Table
    api_establishments: pa.Table
    esus_loaded: bool
    sources: dict[str, tuple[int, int]] = field(default_factory=dict)


class _Gathering:
    def __init__(self, inputs: dict[str, SourceInput], places: pa.Table, reference_date: date) -> None:
        self.inputs = inputs
        self.reference_date = reference_date
        self.labels: dict[tuple[str, str, str, str], Row] = {}
        self.evidence: dict[tuple[str, str, str, str, str], Row] = {}
        self.establishments: dict[str, Row] = {}
        self.names: dict[str, tuple[str | None, str]] = {}
        self.esus: dict[str, str] = {}
        self.kinds: dict[str, set[str]] = defaultdict(set)
        self._places = {
            (row["postcode"], row["folded_city"]): row["municipal_district_code"] or row["commune_code"]
            for row in places.to_pylist()
        }

    def as_of(self, source: str) -> date | None:
        return self.inputs[source].data_as_of

    def label(self, source: str, row: Row, label: str, **known: Any) -> None:
        siret = row.get("siret") or ""
        entry = {"siren": row["siren"], "siret": siret, "label": label, "source": source, **known}
        self.labels[row["siren"], siret, label, source] = entry

    def evidence_line(self, source: str, row: Row, field: str, value: str, meaning: str) -> None:
        siret = row.get("siret") or ""
        entry = {
            "siren": row["siren"],
            "siret": siret,
            "source": source,
            "field": field,
            "value": value,
            "meaning": meaning,
            "as_of": self.as_of(source),
        }
        self.evidence[row["siren"], siret, source, field, value] = entry

    def name(self, source: str, siren: str, name: str | None) -> None:
        if siren not in self.names or not self.names[siren][0]:
            self.names[siren] = (name, source)

    def establishment(self, source: str, row: Row, **known: Any) -> None:
        if not row.get("siret") or row["siret"] in self.establishments:
            return
        postcode, city = row.get("postcode"), row.get("city")
        placed = self._places.get((postcode or "", fold(city or "")))
        self.establishments[row["siret"]] = {
            "siret": row["siret"],
            "siren": row["siren"],
            "source": source,
            "postcode": postcode,
            "city": city,
            "placed_code": placed,
            **known,
        }

    def current_labels(self) -> Iterator[Row]:
        """Labels not known to have ended. Null is_current = the list gives no date: being on it is all it says."""
        return (entry for entry in self.labels.values() if entry.get("is_current") is not False)

    def site_rows(self) -> Iterator[Row]:
        units: dict[str, set[str]] = defaultdict(set)
        sites: dict[str, set[str]] = defaultdict(set)
        for entry in self.current_labels():
            (sites[entry["siret"]] if entry["siret"] else units[entry["siren"]]).add(entry["label"])
        for siret in sorted(sites):
            yield {"siret": siret, "labels": "|".join(sorted(sites[siret] | units.get(siret[:9], set())))}

    def unit_rows(self) -> Iterator[Row]:
        current: dict[str, set[str]] = defaultdict(set)
        own: dict[str, set[str]] = defaultdict(set)
        for entry in self.current_labels():
            current[entry["siren"]].add(entry["label"])
            if not entry["siret"]:
                own[entry["siren"]].add(entry["label"])
        lines: dict[str, int] = defaultdict(int)
        sources: dict[str, set[str]] = defaultdict(set)
        for entry in self.evidence.values():
            lines[entry["siren"]] += 1
            sources[entry["siren"]].add(entry["source"])
        for siren in sorted(set(self.names) | set(lines)):
            name, source = self.names.get(siren, (None, None))
            yield {
                "siren": siren,
                "named": siren in self.names,
                "list_name": name,
                "list_source": source,
                "esus": self.esus.get(siren),
                "kinds": "|".join(sorted(self.kinds.get(siren, ()))),
                "labels": "|".join(sorted(current.get(siren, ()))),
                "unit_labels": "|".join(sorted(own.get(siren, ()))),
                "lines": lines.get(siren, 0),
                "sources": len(sources.get(siren, ())),
            }


def gather(inputs: dict[str, SourceInput], places: pa.Table, rejects: Rejects, *, reference_date: date) -> Claims:
    """Clean the small lists present in `inputs` and put together what they say.

    `places` (postcode, folded_city → commune or district) places rows that have no commune code. Raises what the
    sources' clean.py raise.
    """
    found = _Gathering(inputs, places, reference_date)
    counts: dict[str, tuple[int, int]] = {}
    for source, read in (
        (siae.SOURCE, _siae),
        (iae_conventions.SOURCE, _conventions),
        (geiq.SOURCE, _geiq),
        (esus.SOURCE, _esus),
        (tiers_lieux.SOURCE, _tiers_lieux),
    ):
        if source in inputs:
            rows_in = read(found, rejects)
            counts[source] = (rows_in, rows_in - rejects.count(source))
    api_units, api_establishments = api.UNITS.empty_table(), api.ESTABLISHMENTS.empty_table()
    if api.SOURCE in inputs:
        api_units, api_establishments, rows_in = api.clean(inputs[api.SOURCE], rejects)
        counts[api.SOURCE] = (rows_in, rows_in - rejects.count(api.SOURCE))
        for row in api_units.to_pylist():
            if row["is_ess"] is not None:
                value, meaning = ("true", "for") if row["is_ess"] else ("false", "neutral")
                found.evidence_line(api.SOURCE, row, "complements.est_ess", value, meaning)
    return Claims(
        units=pa.Table.from_pylist(list(found.unit_rows()), schema=UNITS),
        establishments=pa.Table.from_pylist(list(found.establishments.values()), schema=ESTABLISHMENTS),
        site_labels=pa.Table.from_pylist(list(found.site_rows()), schema=SITE_LABELS),
        labels=_published("labels", list(found.labels.values())),
        evidence=_published("evidence", list(found.evidence.values())),
        api_units=api_units,
        api_establishments=api_establishments,
        esus_loaded=esus.SOURCE in inputs,
        sources=counts,
    )


def _published(table: str, rows: list[Row]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=table_contract(table).arrow_schema())


def _siae(found: _Gathering, rejects: Rejects) -> int:
    table, rows_in = siae.clean(found.inputs[siae.SOURCE], rejects)
    for row in table.to_pylist():
        kind = row["kind"]
        found.label(siae.SOURCE, row, kind.lower(), is_current=None if row["active"] else False)
        found.evidence_line(siae.SOURCE, row, "kind", kind, "label")
        found.name(siae.SOURCE, row["siren"], row["name"])
        found.kinds[row["siren"]].add(kind)
        if row["active"]:
            found.establishment(
                siae.SOURCE,
                row,
                sign=row["brand"] or row["name"],
                naf_code=row["naf_code"],
                address=row["address"],
                departement_hint=row["departement_code"],
                longitude=row["longitude"],
                latitude=row["latitude"],
            )
    return rows_in


def _conventions(found: _Gathering, rejects: Rejects) -> int:
    table, rows_in = iae_conventions.clean(found.inputs[iae_conventions.SOURCE], rejects)
    for row in table.to_pylist():
        start, end, stopped = row["valid_from"], row["valid_to"], row["deactivated_on"]
        is_current = None if end is None else (end >= found.reference_date and stopped is None)
        found.label(
            iae_conventions.SOURCE, row, row["kind"].lower(), valid_from=start, valid_to=end, is_current=is_current
        )
        found.evidence_line(iae_conventions.SOURCE, row, "kind", row["kind"], "label")
        found.name(iae_conventions.SOURCE, row["siren"], None)
        found.kinds[row["siren"]].add(row["kind"])
    return rows_in


def _geiq(found: _Gathering, rejects: Rejects) -> int:
    table, rows_in = geiq.clean(found.inputs[geiq.SOURCE], rejects)
    for row in table.to_pylist():
        found.label(geiq.SOURCE, row, "geiq", is_current=None)
        found.evidence_line(geiq.SOURCE, row, "label", "GEIQ", "label")
        found.name(geiq.SOURCE, row["siren"], row["name"])
        found.kinds[row["siren"]].add("GEIQ")
        found.establishment(geiq.SOURCE, row, sign=row["name"])
    return rows_in


def _esus(found: _Gathering, rejects: Rejects) -> int:
    table, rows_in = esus.clean(found.inputs[esus.SOURCE], rejects)
    for row in table.to_pylist():
        end = row["valid_to"]
        is_current = None if end is None else end >= found.reference_date
        # The approval is the legal unit's, whatever number the list writes.
        unit = {"siren": row["siren"], "siret": ""}
        found.label(esus.SOURCE, unit, "esus", valid_from=row["valid_from"], valid_to=end, is_current=is_current)
        found.evidence_line(esus.SOURCE, unit, "agrément", end.isoformat() if end else "sans date de fin", "label")
        found.name(esus.SOURCE, row["siren"], row["name"])
        if is_current is not None:
            found.esus[row["siren"]] = "current" if is_current else "expired"
    return rows_in


def _tiers_lieux(found: _Gathering, rejects: Rejects) -> int:
    table, rows_in = tiers_lieux.clean(found.inputs[tiers_lieux.SOURCE], rejects)
    for row in table.to_pylist():
        found.label(tiers_lieux.SOURCE, row, "tiers_lieu", is_current=None, confidence=row["confidence"])
        found.evidence_line(tiers_lieux.SOURCE, row, "NOM", row["name"] or "sans nom", "label")
        found.name(tiers_lieux.SOURCE, row["siren"], row["carrier"] or row["name"])
    return rows_in
