"""What a generated stock must hold to, and what makes it recognisable as fictitious."""

from __future__ import annotations

import json
from datetime import date

import duckdb
import numpy as np
import pyarrow.parquet as pq
import pytest

from essaim.pipeline.catalogue import check_files
from essaim.pipeline.demonstration import luhn, mixes, packages
from essaim.pipeline.demonstration.companions import Companions
from essaim.pipeline.demonstration.inputs import make_demonstration_inputs
from essaim.pipeline.demonstration.places import Places, read_places
from essaim.pipeline.demonstration.points import to_lambert93
from essaim.pipeline.demonstration.sirene_files import ROW_GROUP
from essaim.pipeline.demonstration.stocks import Stocks, make_stocks
from essaim.pipeline.errors import MissingSourceError, WrongFileError
from essaim.rules import siren as rule

TODAY = date(2026, 11, 23)
UNITS = 150_000
SSE_FLAG = "economieSocialeSolidaireUniteLegale"


@pytest.fixture(scope="module")
def places() -> Places:
    return read_places(packages.territories_folder() / "communes.json", seed=1)


@pytest.fixture(scope="module")
def stocks(places: Places, tmp_path_factory: pytest.TempPathFactory) -> Stocks:
    folder = tmp_path_factory.mktemp("stocks")
    return make_stocks(folder, units=UNITS, seed=1, today=TODAY, places=places, progress=lambda message: None)


@pytest.fixture(scope="module")
def sql(stocks: Stocks) -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(f"create view u as select * from read_parquet('{stocks.units_path}')")
    connection.execute(f"create view e as select * from read_parquet('{stocks.establishments_path}')")
    return connection


def one(sql: duckdb.DuckDBPyConnection, query: str):
    """The single value of a query."""
    return sql.sql(query).fetchone()[0]


def test_identifiers_are_valid_and_fictitious(sql):
    sirens = [row[0] for row in sql.sql("select siren from u using sample 500").fetchall()]
    sirets = [row[0] for row in sql.sql("select siret from e using sample 500").fetchall()]
    assert all(rule.is_siren(siren) and siren.startswith("98") for siren in sirens)
    assert all(rule.is_siret(siret) for siret in sirets)
    assert one(sql, "select count(distinct siren) from u") == UNITS
    assert one(sql, "select count(*) = count(distinct siret) from e")


def test_every_name_says_that_it_is_synthetic_and_no_person_is_invented(sql):
    assert (
        one(
            sql,
            "select count(*) from u where denominationUniteLegale not like '%(SYNTHÈSE)' "
            "and denominationUniteLegale <> '[ND]'",
        )
        == 0
    )
    assert (
        one(
            sql,
            "select count(*) from u where categorieJuridiqueUniteLegale = 1000 and denominationUniteLegale is not null",
        )
        == 0
    )
    assert one(sql, "select count(*) from u where nomUniteLegale <> '[ND]' or prenom1UniteLegale is not null") == 0


def test_each_unit_has_one_seat_which_exists(sql):
    assert (
        one(sql, "select count(*) from (select siren from e where etablissementSiege group by 1 having count(*) = 1)")
        == UNITS
    )
    assert (
        one(
            sql,
            "select count(*) from u anti join e on e.siren = u.siren and e.nic = u.nicSiegeUniteLegale "
            "and e.etablissementSiege",
        )
        == 0
    )


def test_dates_states_and_activities_agree(sql):
    assert one(sql, "select count(*) from u where dateCreationUniteLegale > dateDebut") == 0
    assert one(sql, "select count(*) from e where dateCreationEtablissement > dateDebut") == 0
    assert one(sql, f"select count(*) from e where dateDebut > date '{TODAY}'") == 0
    ceased_and_open = one(
        sql,
        "select avg((siren in (select siren from e where etatAdministratifEtablissement = 'A'))::int) "
        "from u where etatAdministratifUniteLegale = 'C'",
    )
    assert ceased_and_open < 0.005
    assert (
        one(
            sql,
            "select count(*) from e where etatAdministratifEtablissement = 'A' and "
            "nomenclatureActivitePrincipaleEtablissement <> 'NAFRev2'",
        )
        == 0
    )


def test_shares_are_those_of_the_real_stock(sql):
    assert (
        0.042
        < one(
            sql,
            "select avg((economieSocialeSolidaireUniteLegale = 'O')::int::double) filter (true) * "
            "count(economieSocialeSolidaireUniteLegale) / count(*) from u",
        )
        < 0.047
    )
    assert one(sql, "select avg((etatAdministratifUniteLegale = 'A')::int) from u") == pytest.approx(0.45, abs=0.01)
    assert one(sql, "select avg((etatAdministratifEtablissement = 'A')::int) from e") == pytest.approx(0.38, abs=0.02)
    assert one(sql, "select count(*) from e") / UNITS == pytest.approx(1.4, abs=0.03)
    assert one(
        sql,
        "select avg((activitePrincipaleUniteLegale = '94.99Z')::int) from u "
        "where economieSocialeSolidaireUniteLegale = 'O'",
    ) == pytest.approx(0.45, abs=0.03)


def test_departements_weigh_what_their_people_weigh(sql, places):
    people: dict[str, int] = {}
    for departement, population in zip(places.departements, places.populations.tolist(), strict=True):
        people[departement] = people.get(departement, 0) + population
    rows = sql.sql(
        "select case when codeCommuneEtablissement like '97%' then codeCommuneEtablissement[:3] "
        "else codeCommuneEtablissement[:2] end, count(*) from e where etablissementSiege "
        "and codeCommuneEtablissement is not null group by 1"
    ).fetchall()
    counts = dict(rows)
    total, everyone = sum(counts.values()), sum(people.values())
    big = [code for code, population in people.items() if population > 1_000_000]
    assert len(big) > 15
    for code in big:
        # u, the log-normal factor of each commune, and the draw: a few per cent, more where one city weighs much.
        assert counts[code] / total == pytest.approx(people[code] / everyone, rel=0.25)


def test_files_are_sorted_by_siren_and_cut_in_row_groups(stocks):
    for path in (stocks.units_path, stocks.establishments_path):
        file = pq.ParquetFile(path)
        sizes = [file.metadata.row_group(group).num_rows for group in range(file.num_row_groups)]
        assert all(size == ROW_GROUP for size in sizes[:-1])
        column = file.read(["siren"])["siren"].to_numpy()
        assert (column[1:] >= column[:-1]).all()
    assert len(pq.read_schema(stocks.units_path)) == 35
    assert len(pq.read_schema(stocks.establishments_path)) == 54


def test_the_same_seed_gives_the_same_rows(places, tmp_path):
    made = [
        make_stocks(tmp_path / name, units=2_000, seed=5, today=TODAY, places=places, progress=lambda message: None)
        for name in ("one", "two")
    ]
    assert pq.read_table(made[0].establishments_path).equals(pq.read_table(made[1].establishments_path))


def test_the_demonstration_gives_inputs_that_the_catalogue_accepts(tmp_path):
    inputs = make_demonstration_inputs(tmp_path, scale=0.02, progress=lambda message: None, today=TODAY)
    assert {"cog_communes", "populations", "sirene_unite_legale", "sirene_etablissement", "siae", "esus"} <= set(inputs)
    assert "outlines" not in inputs
    for given in inputs.values():
        check_files(given)
    organisations = {name for name, given in inputs.items() if given.origin == "demonstration"}
    assert {inputs[name].completeness for name in organisations} == {"synthetic"}
    lines = pq.read_table(inputs["decp_tabular"].paths[0]).to_pylist()
    assert len(lines) > 1_000
    assert all("(SYNTHÈSE)" in line["objet"] and "(SYNTHÈSE)" in line["titulaire_nom"] for line in lines)
    # Real authorities buy, and only establishments that do not exist answer.
    assert all(rule.is_siret(line["acheteur_id"]) for line in lines)
    assert all(rule.is_siret(line["titulaire_id"]) and line["titulaire_id"].startswith("98") for line in lines)
    assert max(line["dateNotification"] for line in lines) <= TODAY
    listed = pq.read_table(inputs["sirene_unite_legale"].paths[0], columns=["siren", SSE_FLAG]).to_pylist()
    sse = {unit["siren"] for unit in listed if unit[SSE_FLAG] == "O"}
    assert 0.05 < sum(line["titulaire_id"][:9] in sse for line in lines) / len(lines) < 0.3


def test_companions_keep_their_producers_layouts(places, tmp_path):
    companions = Companions(tmp_path, points=None, seed=1, today=TODAY)
    make_stocks(
        tmp_path, units=20_000, seed=1, today=TODAY, places=places, mix=mixes.SHOWN,
        progress=lambda message: None, also=companions.see,
    )  # fmt: skip
    paths = companions.write()
    structures = json.loads(paths["siae"].read_text())["results"]
    assert structures
    assert {"siret", "kind", "name"} <= set(structures[0])
    assert "sirene_geolocation" not in paths


def test_a_stock_that_nine_digits_cannot_hold_is_refused():
    with pytest.raises(ValueError, match="nine digits"):
        luhn.sirens(0, 10, 95_000_000)
    assert luhn.passes(luhn.sirens(0, 1000, 30_000_000)).all()


def test_what_is_missing_or_wrong_is_named(tmp_path):
    with pytest.raises(MissingSourceError, match="make setup"):
        packages.territories_folder(tmp_path)
    wrong = tmp_path / "communes.json"
    wrong.write_text("<html>")
    with pytest.raises(WrongFileError, match=r"communes\.json"):
        read_places(wrong, seed=1)
    assert packages.outlines_wheel(tmp_path / "none", progress=lambda message: None, root=tmp_path) is None


def test_lambert_93_of_known_points():
    # Origin of the projection (3° E, 46.5° N) and the Eiffel tower, as IGN gives them.
    x, y = to_lambert93(np.array([3.0, 2.2945]), np.array([46.5, 48.8584]))
    assert (x[0], y[0]) == (pytest.approx(700_000, abs=1), pytest.approx(6_600_000, abs=1))
    assert (x[1], y[1]) == (pytest.approx(648_237, abs=5), pytest.approx(6_862_271, abs=5))
