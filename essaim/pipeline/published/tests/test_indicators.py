"""Figures on a small France, worked out by hand; secrecy; definitions and the page made from them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pytest

from essaim.pipeline.contract import table_contract, validate_table
from essaim.pipeline.engine import Engine, write_arrow
from essaim.pipeline.joined.tests.conftest import GEO, World, engine, world
from essaim.pipeline.published.indicator_catalogue import indicators, reference_page
from essaim.pipeline.published.indicator_places import memberships
from essaim.pipeline.published.indicator_ratios import rounded
from essaim.pipeline.published.indicator_secrecy import kept_secret
from essaim.pipeline.published.indicators import build_indicators

__all__ = ["engine", "world"]  # the fixtures of the register's small France

_TERRITORIES = [
    ("france:FRA", "france", "FRA", None, 68_000_000),
    ("region:32", "region", "32", "france:FRA", 6_000_000),
    ("region:84", "region", "84", "france:FRA", 8_000_000),
    ("departement:59", "departement", "59", "region:32", 2_600_000),
    ("departement:01", "departement", "01", "region:84", 680_000),
    ("departement:69", "departement", "69", "region:84", 1_900_000),
    ("epci:200093201", "epci", "200093201", "departement:59", 1_100_000),
    ("commune:59350", "commune", "59350", "epci:200093201", 236_000),
    ("commune:01004", "commune", "01004", "departement:01", 14_000),
    ("commune:69123", "commune", "69123", "departement:69", 520_000),
    ("arrondissement_municipal:69384", "arrondissement_municipal", "69384", "commune:69123", None),
]
_COMPOSITION = [
    ("region:32", "59350"),
    ("departement:59", "59350"),
    ("epci:200093201", "59350"),
    ("region:84", "01004"),
    ("departement:01", "01004"),
    ("region:84", "69123"),
    ("departement:69", "69123"),
    ("arrondissement_municipal:69384", "69123"),
]
TERRITORIES = cast(
    "Any",
    SimpleNamespace(
        tables={
            "territories": pa.Table.from_pylist(
                [
                    dict(zip(("territory_id", "level", "code", "parent_id", "population"), row, strict=True))
                    for row in _TERRITORIES
                ]
            ),
            "territory_communes": pa.table(
                {"territory_id": [a for a, _ in _COMPOSITION], "commune_code": [b for _, b in _COMPOSITION]}
            ),
        },
        geography=GEO,
    ),
)
Figures = dict[tuple[str, str, str, str], tuple[float | None, str | None, int]]


def figures(world: World, engine: Engine, **options: Any) -> Figures:
    register = world.register(engine, world.inputs(**options))
    path = world.folder / "indicators.parquet"
    contract = table_contract("indicators")
    table = build_indicators(register, TERRITORIES, engine)
    write_arrow(table, path)
    assert validate_table(path, contract) == []
    keys = [tuple(row[name] for name in contract.sort) for row in table.to_pylist()]
    assert keys == sorted(keys)
    return {
        (row["territory_id"], row["indicator"], row["dimension"], row["item"]): (
            row["value"],
            row["flag"],
            row["unknown"],
        )
        for row in table.to_pylist()
    }


def total(found: Figures, territory: str, indicator: str) -> tuple[float | None, str | None, int]:
    return found[territory, indicator, "total", ""]


def test_a_unit_in_two_places_counts_once_where_they_meet(world: World, engine: Engine) -> None:
    wide, local = world.unit(11111111), world.unit(22222222)
    world.site(wide)
    world.site(wide, 2, commune="01004", headquarters="false", workforce_band="NN")
    world.site(wide, 3, commune="69384", headquarters="false", workforce_band=None)
    world.site(local, commune="01999", workforce_band="NN")
    world.unit(33333333)
    found = figures(world, engine)
    assert total(found, "france:FRA", "ess_etab") == (4, None, 0)
    assert total(found, "france:FRA", "ess_units") == (3, None, 0)
    for territory, sites, units in (
        ("region:84", 3, 2),
        ("departement:01", 2, 2),
        ("commune:01004", 1, 1),
        ("commune:69123", 1, 1),
        ("arrondissement_municipal:69384", 1, 1),
        ("epci:200093201", 1, 1),
    ):
        assert total(found, territory, "ess_etab")[0] == sites
        assert total(found, territory, "ess_units")[0] == units
    assert total(found, "france:FRA", "ess_employeurs") == (1, None, 1)
    assert found["france:FRA", "ess_etab", "location", "departement"][0] == 1
    assert found["france:FRA", "ess_etab", "size", "inconnu"][0] == 1
    assert total(found, "france:FRA", "ess_effectif_min") == (None, "s", 1)


def test_density_and_share(world: World, engine: Engine) -> None:
    for number in range(11111111, 11111114):
        world.site(world.unit(number))
    for number in range(22222222, 22222249):
        world.site(world.unit(number, flag="N", legal_form_code="5710"))
    found = figures(world, engine)
    assert total(found, "commune:59350", "ess_densite") == (round(3 * 1000 / 236_000, 4), None, 0)
    assert total(found, "arrondissement_municipal:69384", "ess_densite") == (None, "nd", 0)
    assert total(found, "commune:59350", "etab_actifs") == (30, None, 0)
    assert total(found, "commune:59350", "ess_part_etab") == (10.0, None, 0)
    assert total(found, "commune:01004", "ess_part_etab") == (None, "nd", 0)
    assert total(found, "commune:59350", "esus_nb") == (None, "nd", 0)
    assert total(found, "commune:59350", "ess_effectif_min") == (9, None, 0)
    assert total(found, "commune:59350", "ess_effectif_max") == (15, None, 0)
    assert found["commune:59350", "ess_indice_specificite", "sector", "action_sociale"] == (1.0, None, 0)


@pytest.mark.slow
def test_an_excerpt_has_no_denominator(world: World, engine: Engine) -> None:
    world.site(world.unit(11111111))
    found = figures(world, engine, whole=False)
    for name in ("etab_actifs", "employeurs_actifs", "ess_part_etab", "ess_part_employeurs"):
        assert total(found, "france:FRA", name) == (None, "nd", 0)


@pytest.mark.slow
def test_an_unbounded_band_has_no_maximum(world: World, engine: Engine) -> None:
    for number, band in ((11111111, "53"), (22222222, "53"), (33333333, "01")):
        world.site(world.unit(number), workforce_band=band)
    found = figures(world, engine)
    assert total(found, "france:FRA", "ess_effectif_min") == (20_001, None, 0)
    assert total(found, "france:FRA", "ess_effectif_max") == (None, "nd", 2)


def test_a_hidden_cell_cannot_be_deduced() -> None:
    employing = np.array(
        [
            [9, 2, 4],  # one hidden: the smallest of the others goes with it
            [9, 2, 1],  # two hidden: neither is deduced
            [9, 3, 4],  # none
            [4, 2, 4],  # of two equal ones, the first by name
            [0, 2, 0],  # nothing else to hide
            [0, 0, 0],
        ]
    )
    # Nobody leads, and then somebody may.
    nobody, floor = np.zeros_like(employing), employing * 10
    assert kept_secret(employing, nobody, floor, "family").tolist() == [
        [False, True, True],
        [False, True, True],
        [False, False, False],
        [True, True, False],
        [False, True, False],
        [False, False, False],
    ]
    few, leader, floor = np.array([[2], [3], [3], [0]]), np.array([[0], [850], [851], [0]]), np.array([[10]] * 4)
    assert kept_secret(few, leader, floor, "total").tolist() == [[True], [False], [True], [False]]


@pytest.mark.slow
def test_a_dominant_unit_hides_the_workforce(world: World, engine: Engine) -> None:
    """Three employers, one of which may make 90 %; two establishments of one unit add up to 19 of 20 at most."""
    for number, band in ((11111111, "01"), (22222222, "01"), (33333333, "11")):
        world.site(world.unit(number), workforce_band=band)
    assert total(figures(world, engine), "commune:59350", "ess_effectif_min") == (None, "s", 0)
    for number in range(44444440, 44444446):
        world.site(world.unit(number), workforce_band="02")
    assert total(figures(world, engine), "commune:59350", "ess_effectif_min") == (30, None, 0)


def test_halves_are_rounded_away_from_zero() -> None:
    assert rounded(np.array([0.00005, -0.00005, 0.12345, 2.0, np.nan]))[:4].tolist() == [0.0001, -0.0001, 0.1235, 2.0]


def test_a_departement_only_place_belongs_to_what_holds_the_whole_departement() -> None:
    tables = TERRITORIES.tables
    pairs = memberships(tables["territories"], tables["territory_communes"], GEO).to_pylist()
    assert {row["territory_id"] for row in pairs if row["member"] == "D59"} == {
        "departement:59",
        "region:32",
        "epci:200093201",
    }


@pytest.mark.slow
def test_every_published_indicator_is_defined(world: World, engine: Engine) -> None:
    world.site(world.unit(11111111))
    found = figures(world, engine)
    published = {(indicator, dimension) for _, indicator, dimension, _ in found}
    for indicator, dimension in published:
        assert dimension in indicators()[indicator].dimensions
    assert {name for name, _ in published} >= set(indicators()) - {"ess_fermetures", "ess_indice_specificite"}


@pytest.mark.parametrize("page", [Path("docs/reference/indicateurs.md")])
def test_the_reference_page_is_up_to_date(page: Path) -> None:
    root = Path(__file__).parents[4]
    assert (root / page).read_text(encoding="utf-8") == reference_page()
