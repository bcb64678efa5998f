"""Figures by buyer, against plain SQL written apart on the producer's lines: hundreds of contracts drawn at random.

The real rows (test_contracts_mirror.py) have no holder of the ESS and hardly any consideration: these have.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from essaim.pipeline.contract import table_contract
from essaim.pipeline.engine import write_arrow
from essaim.pipeline.joined.contracts import plain_selects
from essaim.pipeline.joined.tests.conftest import REFERENCE_DATE, World, siren_of, siret_of
from essaim.pipeline.joined.tests.contract_world import LILLE, LYON, Market
from essaim.pipeline.published.procurement_counts import build_counts

CONTRACTS = 500
HOLDERS = [siret_of(siren_of(60_000_000 + number)) for number in range(8)]
SSE = HOLDERS[:3]
PROCEDURES = ("Procédure adaptée", "Appel d'offres ouvert")
SOCIAL = ("Pas de considération sociale", "Clause sociale", "Critère social", "Marché réservé", None)
CPV = ("77310000", "90910000-9", "45000000", "55524000", "99000000", None)

# Written on the lines, with no word of ours. One contract = one (buyer, number): the draw gives each one object.
# Format of 2022 or not: a line of the old one has no considerations at all.
_EXPECTED = """
WITH state AS (
    SELECT * FROM lines WHERE "donneesActuelles" = 'true'
), contract AS (
    SELECT acheteur_id[1:9] AS buyer, id,
        count(DISTINCT titulaire_id) AS holders,
        count(DISTINCT titulaire_id) FILTER (list_contains($sse, titulaire_id)) AS sse,
        any_value(CASE WHEN "codeCPV" LIKE '99%' THEN NULL ELSE "codeCPV"[1:2] END) AS division,
        any_value(procedure) AS procedure, any_value("considerationsSociales") AS social,
        any_value(techniques) = 'Accord-cadre' AS framework,
        any_value(montant)::DOUBLE AS amount
    FROM state GROUP BY ALL
)
SELECT buyer, {item} AS item, count(*) AS contracts, count(*) FILTER (sse > 0) AS sse_contracts,
    count(social) AS social_filled, count(*) FILTER (social NOT LIKE 'Pas%') AS social,
    count(*) FILTER (social = 'Marché réservé') AS reserved,
    count(*) FILTER (framework) AS frameworks,
    coalesce(round(sum(amount) FILTER (NOT framework AND amount BETWEEN 100 AND 999999999)), 0) AS amount,
    count(*) FILTER (NOT coalesce(amount BETWEEN 100 AND 999999999, false)) AS set_aside
FROM contract GROUP BY ALL ORDER BY ALL
"""
_COLUMNS = "contracts, sse_contracts, social_filled, social, reserved, frameworks, round(amount), set_aside"


def _draw(market: Market) -> None:
    rng = random.Random(9)
    for number in range(CONTRACTS):
        common: dict[str, Any] = {
            "id": f"2025-{number}",
            "acheteur_id": siret_of(rng.choice((LILLE, LYON))),
            "objet": f"Besoin {number}",
            "codeCPV": rng.choice(CPV),
            "procedure": rng.choice(PROCEDURES),
            "considerationsSociales": rng.choice(SOCIAL),
            "techniques": rng.choice(("Accord-cadre", "Sans objet", "Sans objet")),
        }
        if common["considerationsSociales"] is None:
            common["marcheInnovant"] = None
        amount = rng.choice((rng.randint(1_000, 900_000), rng.randint(1_000, 900_000), 10**17, 1, None))
        versions = rng.choice((1, 1, 1, 3))
        holders = rng.sample(HOLDERS, rng.choice((1, 1, 2, 3)))
        for version in range(versions):
            # The last version may be held by others than the first.
            held = holders if version == versions - 1 else rng.sample(HOLDERS, 2)
            for holder in held:
                market.line(
                    **common,
                    titulaire_id=holder,
                    montant=None if amount is None else str(amount + version * 1_000 if amount > 1 else 1),
                    modification_id=str(version),
                    donneesActuelles=str(version == versions - 1).lower(),
                    dateNotification=f"2025-0{version + 1}-15",
                )


@pytest.fixture(scope="module")
def counted(tmp_path_factory, engine) -> tuple[Path, Path]:
    """(lines as the producer wrote them, counts as published)."""
    folder = tmp_path_factory.mktemp("counted")
    world = World(folder)
    for number in range(len(HOLDERS)):
        form = {} if number < len(SSE) else {"legal_form_code": "5710", "flag": "N"}
        world.site(world.unit(60_000_000 + number, **form))
    market = Market(world, folder)
    _draw(market)
    tables = market.build(engine)
    schema = table_contract("contracts").arrow_schema()
    target = folder / "counts.parquet"
    with plain_selects():
        counts = build_counts(
            engine.from_arrow(pa.Table.from_pylist(tables["contracts"], schema=schema), "drawn"),
            engine.from_arrow(pa.Table.from_pylist(tables["buyers"]), "drawn_buyers"),
            pa.table({"member": pa.array([], pa.string()), "territory_id": pa.array([], pa.string())}),
            engine,
            reference_date=REFERENCE_DATE,
        )
    write_arrow(counts, target)
    return folder / "decp.parquet", target


@pytest.mark.parametrize(
    ("dimension", "item"),
    [
        ("total", "''"),
        ("division", "coalesce(division, '')"),
        ("procedure", "CASE procedure WHEN 'Procédure adaptée' THEN 'adapted' ELSE 'open' END"),
        ("kind", "CASE WHEN framework THEN 'framework' ELSE 'contract' END"),
    ],
)
def test_each_buyer_has_the_figures_of_a_plain_count(counted: tuple[Path, Path], dimension: str, item: str):
    lines, counts = counted
    with duckdb.connect() as connection:
        connection.execute(f"CREATE VIEW lines AS FROM read_parquet('{lines}')")
        expected = connection.execute(_EXPECTED.format(item=item), {"sse": SSE}).fetchall()
        found = connection.execute(
            f"SELECT substr(scope_id, 7), item, {_COLUMNS} FROM read_parquet('{counts}')"
            f" WHERE scope_id LIKE 'buyer:%' AND dimension = '{dimension}' ORDER BY ALL"
        ).fetchall()
    assert len(expected) >= 2
    assert sum(row[2] for row in expected) == CONTRACTS
    assert min(row[3] for row in expected) > 0, "every cell has contracts held by the ESS"
    assert found == expected
