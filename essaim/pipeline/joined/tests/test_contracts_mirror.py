"""The real rows: figures by buyer equal counts made apart, in SQL written here on the producers' own files."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from essaim.pipeline.contract import ReleasePaths
from essaim.rules.siren import is_siren

pytestmark = pytest.mark.mirror
CROIX = "215901638"

# Croix, format of 2019. A contract = one entry; an entry written twice counts once. Numbers made of zeros, or empty,
# identify nothing: there the object, the date and the amount do.
_CROIX = """
WITH entries AS (
    SELECT unnest(marches, recursive := false) AS m FROM read_json('{path}', columns = {{
        marches: 'STRUCT(id VARCHAR, nature VARCHAR, objet VARCHAR, codeCPV VARCHAR, montant VARCHAR,
                  dureeMois VARCHAR, dateNotification VARCHAR, titulaires STRUCT(id VARCHAR)[])[]'}})
), read AS (
    SELECT *, regexp_replace(m.id, '[^0-9A-Za-z]', '', 'g') AS bare FROM entries
), distinct_contracts AS (
    SELECT DISTINCT ON (key) m, key FROM (
        SELECT m, CASE WHEN regexp_matches(bare, '[1-9A-Za-z]')
            THEN upper(bare) || '|' || lower(trim(m.objet)) || '|' || regexp_replace(m.codeCPV, '[^0-9]', '', 'g')[1:8]
            ELSE lower(trim(m.objet)) || '|' || m.codeCPV || '|' || m.dateNotification || '|' || m.montant END AS key
        FROM read)
)
SELECT count(*), count(*) FILTER (m.nature ILIKE 'accord%'),
       count(*) FILTER (len(m.titulaires) = 0), list(DISTINCT m.dateNotification[1:4])
FROM distinct_contracts
"""
# The tabular extract has no object: what tells lots apart is the CPV, the procedure and the offers received.
_TABULAR = """
SELECT left(acheteur_id, 9) AS siren, count(DISTINCT (
    acheteur_id, upper(regexp_replace(id, '[^0-9A-Za-z]', '', 'g')), codeCPV,
    replace(coalesce(procedure, ''), 'négocié sans', 'passé sans'), offresRecues)) AS contracts
FROM read_csv('{path}', all_varchar = true)
WHERE length(acheteur_id) IN (9, 14) GROUP BY 1
"""


def published(release: ReleasePaths, sql: str) -> list[tuple]:
    with duckdb.connect() as connection:
        for name in ("coverage", "contracts", "contract_holders", "holders", "buyers", "procurement_counts"):
            connection.execute(f"CREATE VIEW {name} AS FROM read_parquet('{release.table(name)}')")
        return connection.execute(sql).fetchall()


def test_the_130_entries_of_croix_are_129_contracts_as_an_independent_count_says(mirror: Path, mirror_release):
    path = mirror / "decp" / "decp_2019_ville_de_croix.json"
    contracts, frameworks, without_holder, years = duckdb.execute(_CROIX.format(path=path)).fetchone()
    assert contracts == 129, "one of the 130 entries is written twice"
    [found] = published(
        mirror_release,
        f"SELECT count(*), count(*) FILTER (kind = 'framework'), count(*) FILTER (holders_count = 0),"
        f" list(DISTINCT year::VARCHAR) FROM contracts WHERE buyer_siren = '{CROIX}'",
    )
    assert found[:3] == (contracts, frameworks, without_holder)
    assert sorted(found[3]) == sorted(years)
    [counted] = published(
        mirror_release,
        "SELECT contracts, frameworks FROM procurement_counts"
        f" WHERE scope_id = 'buyer:{CROIX}' AND dimension = 'total'",
    )
    assert counted == (contracts, frameworks)


def test_the_tabular_extract_gives_each_buyer_the_contracts_of_an_independent_count(mirror: Path, mirror_release):
    path = mirror / "decp" / "decp_tabulaire_travaux_2024S2.csv"
    expected = dict(duckdb.execute(_TABULAR.format(path=path)).fetchall())
    found = dict(
        published(
            mirror_release,
            "SELECT buyer_siren, count(*) FROM contracts WHERE source = 'decp_tabular' GROUP BY 1",
        )
    )
    # A buyer whose SIREN has a wrong key is refused; a contract that the official files say better comes from them.
    moved = published(
        mirror_release, "SELECT buyer_siren, count(*) FROM contracts WHERE source <> 'decp_tabular' GROUP BY 1"
    )
    differences = {
        siren: (expected.get(siren), found.get(siren)) for siren in expected if expected[siren] != found.get(siren)
    }
    refused = {siren for siren in differences if siren not in found}
    assert len(refused) <= 3
    assert set(differences) - refused <= {siren for siren, _ in moved}
    assert sum(found.values()) > 4200


def test_the_absurd_amount_of_the_real_file_is_replaced_by_its_last_modification(mirror_release):
    [row] = published(
        mirror_release,
        "SELECT amount, amount_status, initial_amount, modifications FROM contracts WHERE internal_id = '2020F00075'",
    )
    assert row == (22540.0, "ok", 1e17, 4)


def test_amounts_of_a_buyer_add_up_as_a_separate_sum_says(mirror: Path, mirror_release):
    """A buyer of the tabular extract with neither lots, nor groups, nor modifications: the plain sum is the figure."""
    path = mirror / "decp" / "decp_tabulaire_travaux_2024S2.csv"
    plain = duckdb.execute(
        f"""SELECT left(acheteur_id, 9), round(sum(montant::DOUBLE), 2), count(*)
        FROM read_csv('{path}', all_varchar = true) GROUP BY 1
        HAVING count(*) = count(DISTINCT uid) AND count(*) BETWEEN 3 AND 40 AND min(length(acheteur_id)) = 14"""
    ).fetchall()
    counted = {
        siren: (amount, contracts)
        for siren, amount, contracts in published(
            mirror_release,
            "SELECT substr(scope_id, 7), amount, contracts FROM procurement_counts"
            " WHERE dimension = 'total' AND scope_id LIKE 'buyer:%'",
        )
    }
    # A SIREN whose key is wrong is nobody: its lines are in the rejects.
    wanted = {siren: (amount, number) for siren, amount, number in plain if is_siren(siren)}
    assert len(wanted) > 100
    assert {siren: counted.get(siren) for siren in wanted} == wanted


def test_no_holder_shown_is_a_person(mirror_release):
    """SIRENE is an excerpt here: only names that a person cannot bear are shown."""
    assert published(mirror_release, "SELECT count(*) FROM holders WHERE name IS NULL")[0][0] == 0
    hidden = published(mirror_release, "SELECT count(*) FROM contract_holders WHERE holder_key LIKE 'x%'")[0][0]
    assert hidden > 1000


def test_the_coverage_says_what_contracts_do_not_know(mirror_release):
    told = dict(published(mirror_release, "SELECT measure, value FROM coverage WHERE source = 'contracts'"))
    [plain] = published(
        mirror_release,
        "SELECT count(*), count(*) FILTER (amount_status <> 'ok'), count(*) FILTER (cpv_code IS NULL),"
        " count(*) FILTER (reserved IS NULL), count(DISTINCT buyer_siren) FROM contracts",
    )
    names = ("contracts", "amount_set_aside", "division_unknown", "social_unknown", "buyers")
    assert tuple(told[name] for name in names) == plain
    counts = published(
        mirror_release,
        "SELECT measure, value FROM coverage WHERE source = 'decp_tabular' ORDER BY measure",
    )
    assert dict(counts) == {"rows_in": 6828, "rows_kept": 6824, "rows_rejected": 4}
