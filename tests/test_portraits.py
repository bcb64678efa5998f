"""Golden portraits: six territories of the real rows, counted again with DuckDB from the published files alone."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest
from typer.testing import CliRunner

# A hamlet, a city, a métropole, an arrondissement municipal, an EPT, an overseas département.
PLACES = {
    "commune:59388": "commune_code = '59388'",
    "commune:59350": "commune_code = '59350'",
    "epci:200093201": "commune_code IN (SELECT commune_code FROM members WHERE territory_id = 'epci:200093201')",
    "arrondissement_municipal:69383": "municipal_district_code = '69383'",
    "ept:200057867": "commune_code IN (SELECT commune_code FROM members WHERE territory_id = 'ept:200057867')",
    "departement:974": "departement_code = '974'",
}
INCLUSION = ("aci", "ai", "ei", "eiti", "etti")


@pytest.fixture(scope="module")
def portraits(mirror_var: Path):
    """`essaim portrait … --format json`, as somebody would run it."""
    import os
    import subprocess
    import sys

    def run(code: str) -> dict:
        environment = {**os.environ, "ESSAIM_VAR": str(mirror_var), "SECRET_KEY": "x" * 40}
        environment["DJANGO_SETTINGS_MODULE"] = "essaim.web.config.settings.production"
        command = [sys.executable, "-c", "from essaim.cli import app; app()", "portrait", code, "--format", "json"]
        done = subprocess.run(command, env=environment, capture_output=True, check=True, timeout=60)
        return json.loads(done.stdout)

    return run


@pytest.fixture(scope="module")
def tables(mirror_release):
    """The published tables, read by DuckDB and nothing of ours."""
    con = duckdb.connect()
    con.read_parquet(str(mirror_release.table("establishments"))).create_view("establishments")
    con.read_parquet(str(mirror_release.table("territory_communes"))).create_view("members")
    con.read_parquet(str(mirror_release.table("territories"))).create_view("territories")
    return con


@pytest.mark.mirror
@pytest.mark.parametrize("place", PLACES)
def test_a_portrait_agrees_with_a_count_made_apart(portraits, tables, place):
    drawn = portraits(place)
    totals = {row["indicator"]: row for row in drawn["indicators"] if row["dimension"] == "total"}
    where = PLACES[place]
    bars = "'|' || labels || '|'"
    inclusion = " OR ".join(f"{bars} LIKE '%|{label}|%'" for label in INCLUSION)
    count, known, employers, siae = tables.execute(
        "SELECT count(*) FILTER (is_sse), count(workforce_band) FILTER (is_sse),"
        " count(*) FILTER (is_sse AND workforce_band <> 'NN'),"
        f" count(*) FILTER ({inclusion}) FROM establishments WHERE {where}"
    ).fetchone()
    assert totals["ess_etab"]["value"] == count
    # With no known employer and bands that nobody told, employers are not available: never zero of the unknown.
    assert totals["ess_employeurs"]["value"] == (employers if employers or known == count else None)
    assert totals["siae_nb"]["value"] == siae
    rows = [r for r in drawn["indicators"] if (r["indicator"], r["dimension"]) == ("ess_etab", "family")]
    families = {row["item"]: row["value"] for row in rows}
    expected = tables.execute(
        f"SELECT family, count(*) FROM establishments WHERE {where} AND is_sse GROUP BY 1"
    ).fetchall()
    assert families == dict(expected)
    (people,) = tables.execute("SELECT population FROM territories WHERE territory_id = ?", [place]).fetchone()
    assert drawn["territory"]["population"] == people
    assert totals["ess_densite"]["value"] == pytest.approx(1000 * count / people, abs=1e-4)
    assert drawn["release"]["banner"]


@pytest.mark.mirror
def test_an_ambiguous_code_stops_with_a_sentence(mirror_var, monkeypatch):
    from essaim.cli import app

    monkeypatch.setenv("ESSAIM_VAR", str(mirror_var))
    monkeypatch.setenv("SECRET_KEY", "x" * 40)
    from django.conf import settings

    monkeypatch.setattr(settings, "ESSAIM_VAR", mirror_var)
    answer = CliRunner().invoke(app, ["portrait", "32"])
    assert answer.exit_code == 2
    assert "plusieurs territoires" in answer.output
    assert CliRunner().invoke(app, ["portrait", "99999"]).exit_code == 2
