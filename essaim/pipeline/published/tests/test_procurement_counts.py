"""Declared contracts counted: the worked example of the definitions, and territories that add their buyers up."""

from __future__ import annotations

from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from essaim.pipeline.contract import table_contract, validate_table
from essaim.pipeline.engine import open_engine, write_arrow
from essaim.pipeline.joined.contracts import plain_selects
from essaim.pipeline.published.procurement_counts import build_counts

TODAY = date(2026, 11, 24)
BUYER, NEIGHBOUR = "215903501", "215901638"


def contract(number: int, **values: Any) -> dict[str, Any]:
    row: dict[str, Any] = dict.fromkeys(table_contract("contracts").columns)
    row |= {name: 0 for name, column in table_contract("contracts").columns.items() if name.endswith("_holders")}
    row |= {"contract_id": f"{BUYER}-{number:012d}", "buyer_siren": BUYER, "kind": "contract", "amount_status": "ok"}
    row |= {"year": 2025, "cpv_division": "77", "procedure": "adapted", "holders_count": 1, "is_running": False}
    return row | values


@pytest.fixture(scope="module")
def counted(tmp_path_factory) -> dict[tuple[str, str, str], dict[str, Any]]:
    """The example: 20 contracts, 2 M€; 3 with one holder of the ESS (60, 40 and 100 k€), one of 200 k€ shared with
    another; 12 filled in for social considerations, of which 3 with a clause and 2 reserved; 8 not filled in."""
    rows = [contract(n, amount=amount, sse_holders=1) for n, amount in enumerate((60_000.0, 40_000.0, 100_000.0))]
    rows.append(contract(3, amount=200_000.0, sse_holders=1, holders_count=2))
    rows += [contract(n, amount=100_000.0) for n in range(4, 20)]
    for number, row in enumerate(rows):
        if number < 12:
            said = {"social_clause": number in (0, 4, 5), "social_criterion": False, "reserved": number in (6, 7)}
            row |= said
    framework = {"kind": "framework", "amount": 4_000_000.0, "cpv_division": None, "year": None}
    neighbour = [contract(100, buyer_siren=NEIGHBOUR, contract_id=f"{NEIGHBOUR}-1", **framework)]
    neighbour.append(
        contract(101, buyer_siren=NEIGHBOUR, contract_id=f"{NEIGHBOUR}-2", amount=None, amount_status="implausible")
        | {"holders_count": 0, "local_rank": 3, "is_running": True, "ends_on": date(2027, 3, 1)}
    )
    schema = table_contract("contracts").arrow_schema()
    buyers = [
        {"buyer_siren": BUYER, "commune_code": "59350", "departement_code": "59"},
        {"buyer_siren": NEIGHBOUR, "commune_code": None, "departement_code": "59"},
    ]
    members = pa.table(
        {
            "member": ["59350", "59350", "59350", "D59", "D59"],
            "territory_id": ["commune:59350", "departement:59", "region:32", "departement:59", "region:32"],
        }
    )
    path = tmp_path_factory.mktemp("counts") / "counts.parquet"
    with open_engine("duckdb", memory="300MB") as engine, plain_selects():
        found = build_counts(
            engine.from_arrow(pa.Table.from_pylist(rows + neighbour, schema=schema), "contracts"),
            engine.from_arrow(pa.Table.from_pylist(buyers), "buyers"),
            members,
            engine,
            reference_date=TODAY,
        )
    write_arrow(found, path)
    assert validate_table(path, table_contract("procurement_counts")) == []
    return {(row["scope_id"], row["dimension"], row["item"]): row for row in pq.read_table(path).to_pylist()}


def test_the_worked_example_gives_the_figures_of_the_definitions(counted):
    total = counted[f"buyer:{BUYER}", "total", ""]
    assert (total["contracts"], total["sse_contracts"]) == (20, 4)  # 20.0 %
    assert (total["amount"], total["amount_sse"]) == (2_000_000.0, 300_000.0)  # 15.0 %
    assert (total["amount_sse_low"], total["amount_sse_high"]) == (200_000.0, 400_000.0)  # 10.0 % and 20.0 %
    assert (total["social"], total["social_filled"]) == (5, 12)  # 41.7 %, 8 not filled in
    assert (total["reserved"], total["social_filled"]) == (2, 12)  # 16.7 %


def test_a_ceiling_is_never_spending_and_an_absurd_amount_is_set_aside(counted):
    total = counted[f"buyer:{NEIGHBOUR}", "total", ""]
    assert (total["amount"], total["amount_contracts"]) == (0.0, 0)
    assert (total["frameworks"], total["ceiling"], total["set_aside"]) == (1, 4_000_000.0, 1)
    assert total["unknown_contracts"] == 1, "nobody listed: nobody knows"
    assert (total["local_known"], total["local_epci"], total["local_departement"]) == (1, 0, 1)
    assert total["ending_soon"] == 1


def test_items_not_known_are_kept_apart(counted):
    assert counted[f"buyer:{NEIGHBOUR}", "division", ""]["contracts"] == 1
    assert counted[f"buyer:{NEIGHBOUR}", "year", ""]["contracts"] == 1
    assert counted[f"buyer:{BUYER}", "nature", "services"]["contracts"] == 20


def test_territories_add_up_the_buyers_seated_there(counted):
    assert counted["commune:59350", "total", ""]["contracts"] == 20
    whole = counted["departement:59", "total", ""]
    assert (whole["buyers"], whole["contracts"]) == (2, 22)
    assert counted["region:32", "total", ""] == whole | {"scope_id": "region:32"}
    assert counted["france:FRA", "total", ""]["contracts"] == 22


def test_cells_come_in_the_published_order(counted):
    assert list(counted) == sorted(counted)
