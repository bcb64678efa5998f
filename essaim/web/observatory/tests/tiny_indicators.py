"""The indicators of the tiny release, counted plainly in Python: simple enough to be checked by eye."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from essaim.web.observatory.tests.tiny_release import COMMUNES_OF, Tiny

ACTIVE = {"france:FRA": 5000.0, "region:32": 900.0, "departement:59": 700.0, "epci:200093201": 600.0,
          "commune:59350": 400.0, "commune:59512": 100.0, "commune:59009": 80.0}  # fmt: skip
INCLUSION = {"aci", "ai", "ei", "eiti", "etti"}


def compute(tiny: Tiny) -> Iterable[dict[str, Any]]:
    """Yield the rows of `indicators` for every territory of the tiny release."""
    for place in tiny.tables["territories"]:
        yield from _of(place, [row for row in tiny.tables["establishments"] if _inside(place, row)])


def _inside(place: dict[str, Any], row: dict[str, Any]) -> bool:
    if place["level"] == "france":
        return True
    if place["level"] == "commune":
        return row["commune_code"] == place["code"]
    if place["level"] == "arrondissement_municipal":
        return row["municipal_district_code"] == place["code"]
    return row["commune_code"] in COMMUNES_OF.get(place["territory_id"], ())


def _of(place: dict[str, Any], rows: list[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    key = place["territory_id"]
    sse = [row for row in rows if row["is_sse"]]
    employers = [row for row in sse if row["is_employer"]]
    silent = sum(1 for row in sse if row["is_employer"] is None)

    def line(
        indicator: str, value: float | None, dimension: str = "total", item: str = "", **more: Any
    ) -> dict[str, Any]:
        return {"territory_id": key, "indicator": indicator, "dimension": dimension, "item": item,
                "value": None if value is None else float(value), "unknown": 0, **more}  # fmt: skip

    yield line("ess_etab", len(sse))
    yield line("ess_units", len({row["siren"] for row in sse}))
    yield line("ess_employeurs", len(employers), unknown=silent)
    yield line("ess_effectif_min", sum(row["workforce_min"] or 0 for row in sse), unknown=silent)
    yield line("ess_effectif_max", sum(row["workforce_max"] or 0 for row in sse), unknown=silent)
    yield line("ess_arbitrage", sum(1 for row in rows if row["status"] in ("a_arbitrer", "conteste")))
    yield line("siae_nb", sum(1 for row in rows if INCLUSION & set(row["labels"].split("|"))))
    yield line("esus_nb", sum(1 for row in rows if "esus" in row["labels"].split("|")))
    people, active = place["population"], ACTIVE.get(key)
    for indicator, count in (("ess_densite", len(sse)), ("ess_densite_employeurs", len(employers))):
        yield line(indicator, round(1000 * count / people, 4) if people else None, **({} if people else {"flag": "nd"}))
    yield line("etab_actifs", active, **({} if active else {"flag": "nd"}))
    yield line(
        "ess_part_etab", round(100 * len(sse) / active, 4) if active else None, **({} if active else {"flag": "nd"})
    )
    for dimension, column in (
        ("family", "family"),
        ("sector", "sector"),
        ("status", "status"),
        ("location", "location"),
    ):
        for item, count in Counter(row[column] for row in sse).items():
            yield line("ess_etab", count, dimension, item)
    for item, count in Counter(row["workforce_band"] or "inconnu" for row in sse).items():
        yield line("ess_etab", count, "size", item)
    for item, count in Counter(x for row in sse for x in row["labels"].split("|") if x).items():
        yield line("ess_etab", count, "label", item)
    for item, count in Counter(str(row["created_on"].year) for row in sse).items():
        yield line("ess_creations", count, "year", item)
