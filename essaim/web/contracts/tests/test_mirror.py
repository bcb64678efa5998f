"""On the real rows: what the pages say of each buyer equals a count written apart, in SQL."""

from __future__ import annotations

import re
from datetime import timedelta

import duckdb
import pytest

from essaim.web.contracts import buyers, counts

pytestmark = [pytest.mark.mirror, pytest.mark.slow]
CROIX = "215901638"


@pytest.fixture
def real(mirror_var, settings, db):
    from essaim.web.observatory.release import current

    settings.ESSAIM_VAR = mirror_var
    return current()


@pytest.fixture
def sql(real):
    """Run SQL over the Parquet files of the release, by DuckDB: neither our SQLite nor our code."""
    connection = duckdb.connect()
    for name in ("contracts", "contract_holders", "buyers"):
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM read_parquet('{real.paths.table(name)}')")
    yield lambda query: connection.execute(query).fetchall()
    connection.close()


def test_every_buyer_counts_as_sql_does(real, sql):
    expected = sql(
        """SELECT buyer_siren, count(*),
            count(*) FILTER (EXISTS (FROM contract_holders h WHERE h.contract_id = c.contract_id AND h.match = 'sse')),
            count(*) FILTER (reserved), count(*) FILTER (social_clause IS NOT NULL),
            count(*) FILTER (kind = 'framework'), count(*) FILTER (amount_status <> 'ok'),
            round(sum(amount) FILTER (kind <> 'framework'), 2),
            count(*) FILTER (local_rank IS NOT NULL), count(*) FILTER (local_rank <= 3)
        FROM contracts c GROUP BY 1"""
    )
    assert len(expected) > 1000
    found = counts.totals(real, [f"buyer:{row[0]}" for row in expected])
    for siren, *values in expected:
        total = found[f"buyer:{siren}"]
        said = (
            total.contracts,
            total.sse_contracts,
            total.reserved,
            total.social_filled,
            total.frameworks,
            total.set_aside,
            round(total.amount, 2),
            total.local_known,
            total.local_departement,
        )
        assert said == pytest.approx(tuple(value or 0 for value in values)), siren


def test_the_pages_of_croix_and_of_the_radar_say_those_numbers(real, sql, client):
    count = sql(f"SELECT count(*) FROM contracts WHERE buyer_siren = '{CROIX}'")[0][0]
    croix = buyers.get(real, CROIX)
    text = client.get(f"{croix.href}marches/").content.decode()
    assert int(re.search(r'data-count="(\d+)"', text)[1]) == count
    ended = real.reference_date + timedelta(days=1)
    radar = client.get("/marches/echeances/?territoire=region:32&periode=0-6").content.decode()
    in_window = int(re.search(r'data-count="(\d+)"', radar)[1])
    most = sql(
        "SELECT count(*) FROM contracts c JOIN buyers b USING (buyer_siren) WHERE b.region_code = '32'"
        f" AND ends_on BETWEEN DATE '{ended}' - 10 AND DATE '{ended}' + 200"
    )[0][0]
    assert 0 < in_window <= most


def test_no_natural_person_is_named(real, sql):
    named = sql("SELECT count(*) FROM contract_holders WHERE match = 'unmatched' AND holder_key NOT LIKE 'x%'")[0][0]
    assert named == 0
