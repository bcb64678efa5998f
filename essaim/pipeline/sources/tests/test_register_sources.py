"""Each source of the register, on small files in its documented layout."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.pipeline import identifiers, projections, vintages
from essaim.pipeline.catalogue import SourceInput, card
from essaim.pipeline.engine import Engine, open_engine
from essaim.pipeline.errors import WrongFileError
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources import intake
from essaim.pipeline.sources.ess_france import clean as ess_france
from essaim.pipeline.sources.esus import clean as esus
from essaim.pipeline.sources.geiq import clean as geiq
from essaim.pipeline.sources.iae_conventions import clean as conventions
from essaim.pipeline.sources.rna import clean as rna
from essaim.pipeline.sources.siae import clean as siae
from essaim.pipeline.sources.sirene_geolocation import clean as geolocation
from essaim.pipeline.sources.tiers_lieux import clean as tiers_lieux
from essaim.rules import siren as rule

# Public bodies and well-known organizations: real numbers, right keys.
SECOURS, SECOURS_SIRET = "775666696", "77566669600015"
LILLE_SIRET = "21590350100017"


@pytest.fixture(scope="module")
def engine() -> Iterator[Engine]:
    with open_engine("duckdb", memory="500MB") as opened:
        yield opened


@pytest.fixture
def rejects(tmp_path: Path) -> Rejects:
    return Rejects(tmp_path / "rejects")


def siret_of(siren: str, nic: int = 1) -> str:
    """A right SIRET of this SIREN, from the internal number `nic` (four digits) on."""
    return next(number for key in range(10) if rule.is_siret(number := f"{siren}{nic:04d}{key}"))


def given_input(source: str, *paths: Path, layout: str = "official", **options: object) -> SourceInput:
    return SourceInput(id=source, paths=list(paths), layout=layout, origin="mirror", options=options)


def csv(path: Path, text: str, encoding: str = "utf-8") -> Path:
    path.write_text(text, encoding=encoding)
    return path


def test_identifiers_get_their_zeros_back() -> None:
    assert intake.identifier("62201199", 9) == "062201199"
    assert intake.identifier("5410949.0", 9) == "005410949"
    assert intake.identifier(" 775 666 696 00015 ", 14) == SECOURS_SIRET
    assert intake.identifier(None, 9) == ""


@settings(max_examples=20, deadline=None)
@given(numbers=st.lists(st.from_regex(r"[0-9]{9}", fullmatch=True), min_size=1, max_size=30))
def test_keys_agree_with_the_rule(engine: Engine, numbers: list[str]) -> None:
    sirens = [*numbers, "000000000", "123456789", SECOURS]
    sirets = [*(number + "00016" for number in numbers), SECOURS_SIRET, "35600000000048", "35600000000047"]
    table = engine.from_arrow(pa.table({"siren": sirens + ["356000000"] * 3}), "numbers")
    answers = engine.to_arrow(table.select("siren", right=identifiers.is_siren(table.siren))).to_pylist()
    assert {row["siren"]: row["right"] for row in answers} == {
        row["siren"]: rule.is_siren(row["siren"]) for row in answers
    }
    table = engine.from_arrow(pa.table({"siret": sirets}), "numbers")
    answers = engine.to_arrow(table.select("siret", right=identifiers.is_siret(table.siret))).to_pylist()
    assert {row["siret"]: row["right"] for row in answers} == {
        row["siret"]: rule.is_siret(row["siret"]) for row in answers
    }


def test_legal_form_spellings(engine: Engine) -> None:
    texts = engine.from_arrow(pa.table({"code": ["9220", "9220.0", "", None]}), "forms")
    numbers = engine.from_arrow(pa.table({"code": [9220, None]}), "forms")
    assert engine.to_arrow(texts.select(code=vintages.legal_form(texts.code)))["code"].to_pylist() == [
        "9220",
        "9220",
        None,
        None,
    ]
    assert engine.to_arrow(numbers.select(code=vintages.legal_form(numbers.code)))["code"].to_pylist() == ["9220", None]


def test_no_date_is_no_date(engine: Engine) -> None:
    table = engine.from_arrow(pa.table({"day": ["1900-01-01", "0001-01-01", "2020-02-30", "2021-05-04", None]}), "days")
    found = engine.to_arrow(table.select(day=vintages.day(table.day)))["day"].to_pylist()
    assert found == [None, None, None, date(2021, 5, 4), None]
    assert intake.day("0001-01-01") is None
    assert intake.day("04/05/2021") == date(2021, 5, 4)


SIAE_HEADER = "siret,name,brand,kind,naf,address,post_code,city,department,longitude,latitude,updated_at\n"


def test_siae_key_is_siret_and_kind(tmp_path: Path, rejects: Rejects) -> None:
    path = csv(
        tmp_path / "siae.csv",
        SIAE_HEADER
        + f"{SECOURS_SIRET},A,,ACI,8899B,1 rue X,01000,BOURG,1,5.2,46.2,2020-01-01T00:00:00Z\n"
        + f"{SECOURS_SIRET},A,,EI,8899B,1 rue X,1000,BOURG,1,5.2,46.2,2020-01-01T00:00:00Z\n"
        + f"{SECOURS_SIRET},A récent,,EI,8899B,1 rue X,1000,BOURG,1,5.2,46.2,2021-01-01T00:00:00Z\n"
        + f"{SECOURS_SIRET},Prison,,SEP,,,,,,,,\n"
        + "77566669600017,Faux,,EI,,,,,,,,\n",
    )
    table, read = siae.clean(given_input("siae", path, layout="le_marche_api_2020"), rejects)
    rows = table.to_pylist()
    assert [(row["kind"], row["name"]) for row in rows] == [("ACI", "A"), ("EI", "A récent")]
    assert {row["postcode"] for row in rows} == {"01000"}
    assert rows[0]["naf_code"] == "88.99B"
    assert rows[0]["departement_code"] == "01"
    assert read == len(rows) + rejects.count("siae")
    assert set(rejects.reasons("siae")) == {
        intake.BAD_SIRET,
        "même SIRET et même catégorie qu’une autre ligne",
        "catégorie de structure hors du champ (SEP ou inconnue)",
    }


def test_invented_siret_goes_to_the_parent(tmp_path: Path, rejects: Rejects) -> None:
    orphan = "784671695"
    assert rule.is_siren(orphan)
    path = csv(
        tmp_path / "siae.csv",
        SIAE_HEADER
        + f"{SECOURS_SIRET},Parent,,ACI,,,,,,,,\n{SECOURS}99901,Antenne,,EI,,,,,,,,\n{orphan}99902,Seule,,EI,,,,,,,,\n",
    )
    table, _ = siae.clean(given_input("siae", path, layout="le_marche_api_2020"), rejects)
    assert {(row["siren"], row["siret"], row["kind"]) for row in table.to_pylist()} == {
        (SECOURS, SECOURS_SIRET, "ACI"),
        (SECOURS, SECOURS_SIRET, "EI"),
        (orphan, "", "EI"),
    }


def test_siae_api_pages(tmp_path: Path, rejects: Rejects) -> None:
    page = {
        "count": 1,
        "results": [{"siret": SECOURS_SIRET, "kind": "EA", "name": "A", "is_active": False, "email": "x"}],
    }
    path = csv(tmp_path / "page1.json", json.dumps(page))
    table, _ = siae.clean(given_input("siae", path), rejects)
    assert [(row["kind"], row["active"]) for row in table.to_pylist()] == [("EA", False)]
    with pytest.raises(WrongFileError, match="JSON"):
        siae.clean(given_input("siae", csv(tmp_path / "p.json", "{")), rejects)


def test_conventions_take_their_dates_from_valid_annexes(tmp_path: Path, rejects: Rejects) -> None:
    first = csv(
        tmp_path / "conventions.csv",
        f"id,asp_id,kind,siret_signature,is_active,deactivated_at\n1,1,EI,{SECOURS_SIRET},True,\n"
        f"2,2,ACI,{LILLE_SIRET},False,2022-01-02T00:00:00Z\n",
    )
    second = csv(
        tmp_path / "annexes.csv",
        "id,convention,state,start_at,end_at\n1,1,VALIDE,2021-01-01,2021-12-31\n2,1,VALIDE,2019-01-01,2020-12-31\n"
        "3,1,ANNULE,2018-01-01,2030-12-31\n",
    )
    table, read = conventions.clean(given_input("iae_conventions", first, second, layout="les_emplois_2020"), rejects)
    rows = {row["kind"]: row for row in table.to_pylist()}
    assert (rows["EI"]["valid_from"], rows["EI"]["valid_to"]) == (date(2019, 1, 1), date(2021, 12, 31))
    assert rows["ACI"]["deactivated_on"] == date(2022, 1, 2)
    assert (read, rejects.count("iae_conventions")) == (5, 1)


def test_geiq_branches(tmp_path: Path, rejects: Rejects) -> None:
    path = csv(
        tmp_path / "geiq.csv",
        "geiq_id,antenne_id,nom,siret,code_postal,ville\n"
        f"1,7,Antenne,{SECOURS_SIRET},1000,BOURG\n1,,Siège,{SECOURS_SIRET},1000,BOURG\n1,8,Sans,,53600,EVRON\n",
    )
    table, read = geiq.clean(given_input("geiq", path, layout="les_emplois_2025"), rejects)
    assert [row["name"] for row in table.to_pylist()] == ["Siège"]
    assert (read, rejects.count("geiq")) == (3, 2)


def test_tiers_lieux_confidence(tmp_path: Path, rejects: Rejects) -> None:
    header = "ID_UNIQUE,NOM,Insee,NOM_STRC_PORT,CODPOST,VILLE,siren,confiance_jointure\n"
    path = csv(
        tmp_path / "tl.csv",
        header
        + f"1,Escale &amp; CO -,1004,-,1500.0,AMBERIEU,{SECOURS},1.0\n"
        + "2,Le tiers lieu de carpentras,84031,TeTra,84200.0,CARPENTRAS,62201199,0.9\n"
        + "3,Douteux,84031,,84200.0,CARPENTRAS,784671695,0.82\n4,Sans,84031,,84200.0,CARPENTRAS,,\n",
    )
    source = given_input("tiers_lieux", path, layout="census_2023_matched")
    table, read = tiers_lieux.clean(source, rejects)
    assert table.to_pylist() == [
        {
            "siren": SECOURS,
            "name": "Escale & CO",
            "carrier": None,
            "declared_commune_code": "01004",
            "postcode": "01500",
            "city": "AMBERIEU",
            "confidence": 1.0,
        }
    ]
    assert (read, rejects.count("tiers_lieux")) == (4, 3)
    assert any("faux rapprochement" in reason for reason in rejects.reasons("tiers_lieux"))
    wider = source.model_copy(update={"options": {"minimum_confidence": 0.8}})
    assert tiers_lieux.clean(wider, Rejects(tmp_path / "others"))[0].num_rows == 2


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_esus_layouts(tmp_path: Path, rejects: Rejects, suffix: str) -> None:
    header = ["Dénomination", "SIRET", "Date d'agrément", "Date de fin d'agrément"]
    rows = [
        ["Secours", SECOURS_SIRET, "01/02/2020", "31/01/2025"],
        ["Secours renouvelé", SECOURS_SIRET, "01/02/2025", "31/01/2030"],
        ["Sans date", "784671695", "", ""],
        ["Faux", "784671696", "", ""],
        ["Rien", "", "", ""],
    ]
    path = tmp_path / f"esus.{suffix}"
    if suffix == "xlsx":
        book = openpyxl.Workbook()
        assert book.active is not None
        book.active.append(["Liste nationale des agréments ESUS"])
        for row in [header, *rows]:
            book.active.append(row)
        book.save(path)
    else:
        csv(path, "\n".join(";".join(row) for row in [header, *rows]))
    table, read = esus.clean(given_input("esus", path, layout="csv" if suffix == "csv" else "official"), rejects)
    assert [(row["siren"], row["valid_to"]) for row in table.to_pylist()] == [
        (SECOURS, date(2030, 1, 31)),
        ("784671695", None),
    ]
    assert read == table.num_rows + rejects.count("esus")


def test_esus_without_identifier_says_which_column(tmp_path: Path, rejects: Rejects) -> None:
    path = csv(tmp_path / "esus.csv", "Nom;Ville\nA;B\n")
    with pytest.raises(WrongFileError, match="mapping"):
        esus.clean(given_input("esus", path, layout="csv"), rejects)


def test_ess_france_official_layout(tmp_path: Path, rejects: Rejects, engine: Engine) -> None:
    mapping = card("ess_france").layouts["official"].mapping
    header = (
        f"{mapping['siren']},{mapping['name']},{mapping['family']},Code postal,"
        "Libellé de la commune de l'établissement,Code du département de l'établissement,"
        "Département de l'établissement,Région de l'établissement\n"
    )
    path = csv(
        tmp_path / "entreprisesess.csv",
        header
        + f"{SECOURS},SECOURS,Associations,1000,BOURG,1,AIN,AUVERGNE\n{SECOURS},SECOURS,Associations,,,,,\n"
        + "5410949,A LA GRANDE FABRIQUE,Coopératives,80100,ABBEVILLE,80,SOMME,HAUTS\n775666697,FAUX,,,,,,\n",
    )
    table, read = ess_france.clean(given_input("ess_france", path), engine, rejects)
    rows = sorted(engine.to_arrow(table).to_pylist(), key=lambda row: row["siren"])
    assert [(row["siren"], row["family"]) for row in rows] == [("005410949", "Coopératives"), (SECOURS, "Associations")]
    assert read == 4 == len(rows) + rejects.count("ess_france")


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1"])
def test_rna_layout(tmp_path: Path, engine: Engine, encoding: str) -> None:
    header = "id;id_ex;siret;date_creat;date_publi;date_disso;position;nature;titre;adrg_declarant;maj_time\n"
    path = csv(
        tmp_path / "rna.csv",
        header
        + f"W751234567;;{SECOURS_SIRET};0001-01-01;1990-05-06;0001-01-01;A;D;Éducation;Une Personne;2020-01-01\n"
        + "W751234567;;;1985-01-01;;2020-02-03;D;D;Éducation;Une Personne;2024-01-01\n178-236;;;;;;A;D;Alsace;;\n",
        encoding,
    )
    layout = "official" if encoding == "utf-8" else "latin1"
    rows = engine.to_arrow(rna.read(given_input("rna", path, layout=layout), engine)).to_pylist()
    assert [(row["rna_id"], row["position"], row["created_on"], row["dissolved_on"]) for row in rows] == [
        ("W751234567", "D", date(1985, 1, 1), date(2020, 2, 3))
    ]
    assert "adrg_declarant" not in rna.COLUMNS.values()


def _forward_utm(longitude: float, latitude: float, meridian: float, *, south: bool) -> tuple[float, float]:
    """Transverse Mercator forward, by Krüger's series (alpha coefficients): the inverse of what is tested."""
    f = 1 / 298.257222101
    n, e = f / (2 - f), math.sqrt(f * (2 - f))
    sine = math.sin(math.radians(latitude))
    conformal = math.sinh(math.atanh(sine) - e * math.atanh(e * sine))
    away = math.radians(longitude - meridian)
    xi, eta = math.atan2(conformal, math.cos(away)), math.asinh(math.sin(away) / math.hypot(conformal, math.cos(away)))
    alpha = (n / 2 - 2 / 3 * n**2 + 5 / 16 * n**3, 13 / 48 * n**2 - 3 / 5 * n**3, 61 / 240 * n**3)
    x, y = eta, xi
    for order, value in enumerate(alpha, start=1):
        x += value * math.cos(2 * order * xi) * math.sinh(2 * order * eta)
        y += value * math.sin(2 * order * xi) * math.cosh(2 * order * eta)
    radius = 6_378_137.0 / (1 + n) * (1 + n**2 / 4 + n**4 / 64) * 0.9996
    return 500_000 + radius * x, radius * y + (10_000_000 if south else 0)


# Lambert 93: its origin, and the Eiffel tower's foot from a public map. The others: forward, then back.
POINTS = [(2154, 700_000.0, 6_600_000.0, 3.0, 46.5), (2154, 648_237.0, 6_862_272.0, 2.2945, 48.8584)]
POINTS += [
    (code, *_forward_utm(lon, lat, projections.UTM[code], south=code in projections.SOUTH), lon, lat)
    for code, lon, lat in (
        (5490, -61.53, 16.24),
        (5490, -61.0, 14.6),
        (2972, -52.33, 4.94),
        (2975, 55.45, -20.88),
        (4471, 45.23, -12.78),
        (4467, -56.18, 46.78),
    )
]


@pytest.mark.parametrize(("code", "x", "y", "longitude", "latitude"), POINTS)
def test_projections(engine: Engine, code: int, x: float, y: float, longitude: float, latitude: float) -> None:
    table = engine.from_arrow(pa.table({"x": [x, 1.0], "y": [y, 1.0]}), "points")
    lon, lat = projections.to_wgs84(table.x, table.y, code)
    outside, inside = engine.to_arrow(table.select(lon=lon, lat=lat, x=table.x).order_by("x")).to_pylist()
    assert (inside["lon"], inside["lat"]) == (pytest.approx(longitude, abs=1e-4), pytest.approx(latitude, abs=1e-4))
    assert (outside["lon"], outside["lat"]) == (None, None)


def test_geolocation_layouts(tmp_path: Path, engine: Engine) -> None:
    columns = {"siret": [SECOURS_SIRET, LILLE_SIRET], "x": [700000.0, 700000.0], "y": [6600000.0, 6600000.0]}
    columns |= {"qualite_xy": ["11", "33"], "epsg": ["2154", "2154"]}
    old, new = tmp_path / "old.parquet", tmp_path / "new.parquet"
    pq.write_table(pa.table(columns), old)
    pq.write_table(pa.table(columns | {"y_latitude": [46.4, 46.4], "x_longitude": [3.1, 3.1]}), new)
    for path, expected in ((old, (3.0, 46.5)), (new, (3.1, 46.4))):
        rows = engine.to_arrow(geolocation.read(given_input("sirene_geolocation", path), engine)).to_pylist()
        assert [(row["siret"], row["longitude"], row["latitude"]) for row in rows] == [(SECOURS_SIRET, *expected)]


@pytest.mark.parametrize("name", ["defauts-des-sources.md", "marches-declares.md"])
def test_the_pages_of_defects_name_tests_that_exist(name: str) -> None:
    root = Path(__file__).parents[4]
    page = (root / "docs/reference" / name).read_text(encoding="utf-8")
    written = "".join(path.read_text(encoding="utf-8") for path in (root / "essaim/pipeline").glob("*/tests/test_*.py"))
    named = re.findall(r"`(test_\w+)`", page)
    assert len(named) > 12
    assert [name for name in named if f"def {name}(" not in written] == []
