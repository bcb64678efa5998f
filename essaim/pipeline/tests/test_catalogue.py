"""Identity cards, the mirror folder, and the named errors of wrong ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from essaim.pipeline import catalogue
from essaim.pipeline.catalogue import card_from, cards, corrections, resolve_inputs
from essaim.pipeline.errors import CardError, MirrorError, WrongFileError
from essaim.pipeline.tests.small_mirror import write_mirror

FOLDERS = sorted(p for p in catalogue.SOURCES.iterdir() if p.is_dir() and p.name not in ("tests", "__pycache__"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_source_has_its_four_files_and_a_valid_card(folder: Path):
    for name in ("source.yaml", "clean.py", "corrections.yaml", "checks.sql"):
        assert (folder / name).is_file(), f"{folder.name}/{name}"
    card = cards()[folder.name]
    corrections(folder.name)
    assert card.resources, "a source says where its files come from, if only from a person's hand"


def test_a_card_names_its_fault():
    with pytest.raises(CardError, match=r"essai.*licence"):
        card_from({"id": "essai"} | {"title": "x", "producer": "x"}, where="essai")


def test_a_resource_on_a_host_not_listed_is_refused():
    good = yaml.safe_load((catalogue.SOURCES / "cog_regions" / "source.yaml").read_text(encoding="utf-8"))
    with pytest.raises(CardError, match="hosts"):
        card_from({**good, "hosts": []}, where="cog_regions")


def test_the_mirror_gives_known_sources_and_leaves_the_others_alone(tmp_path: Path):
    folder = write_mirror(tmp_path)
    _edit(folder, lambda c: c["sources"].update(zrr={"files": ["absent.json"]}))
    found = resolve_inputs(mirror=folder, raw=None)
    assert "zrr" not in found
    assert found["cog_communes"].paths == [folder / "v_commune_2026.csv"]
    assert str(found["cog_communes"].data_as_of) == "2026-01-01"


def _edit(folder: Path, change) -> None:
    path = folder / "mirror.yaml"
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(yaml.safe_dump(content), encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda c: c.update(schema_version=7), "version 7"),
        (lambda c: c.pop("schema_version"), "version None"),
        (lambda c: c.update(sources=["a"]), "mal écrit"),
        (lambda c: c["sources"]["cog_regions"].update(files=["../secret.csv"]), "sort du dossier"),
        (lambda c: c["sources"]["cog_regions"].update(files=["/etc/passwd"]), "sort du dossier"),
        (lambda c: c["sources"]["cog_regions"].update(files=["rien-*.csv"]), "introuvable"),
        (lambda c: c["sources"]["cog_regions"].update(layout="inventé"), "présentation"),
    ],
)
def test_a_wrong_mirror_is_a_named_error(tmp_path: Path, change, words: str):
    folder = write_mirror(tmp_path)
    _edit(folder, change)
    with pytest.raises(MirrorError, match=words):
        resolve_inputs(mirror=folder, raw=None)


def test_a_link_out_of_the_mirror_is_refused(tmp_path: Path):
    folder = write_mirror(tmp_path / "mirror")
    (tmp_path / "outside.csv").write_text("REG,CHEFLIEU,TNCC,NCC,NCCENR,LIBELLE\n", encoding="utf-8")
    (folder / "link.csv").symlink_to(tmp_path / "outside.csv")
    _edit(folder, lambda c: c["sources"]["cog_regions"].update(files=["link.csv"]))
    with pytest.raises(MirrorError, match="sort du dossier"):
        resolve_inputs(mirror=folder, raw=None)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "est vide"),
        (b"<!DOCTYPE html><html><body>503</body></html>", "page web"),
        (b"a,b\n1,2\n", "colonnes attendues"),
        (b"\xff\xfe\x00R\x00E", "encodé"),
    ],
)
def test_a_wrong_file_is_a_named_error(tmp_path: Path, content: bytes, words: str):
    folder = write_mirror(tmp_path)
    (folder / "v_region_2026.csv").write_bytes(content)
    with pytest.raises(WrongFileError, match=f"cog_regions.*{words}"):
        resolve_inputs(mirror=folder, raw=None)


@pytest.mark.parametrize("name", ["stock.parquet", "stock.zip", "liste.xlsx", "contours.geojson", "contours.json.gz"])
def test_truncated_files_are_seen(tmp_path: Path, name: str):
    from essaim.pipeline.peek import peek_columns

    path = tmp_path / name
    path.write_bytes(b"PAR1" + b"\x00" * 40 if name.endswith("parquet") else b"{garbage")
    with pytest.raises(WrongFileError):
        peek_columns(path)


def test_no_mirror_and_yaml_that_is_not(tmp_path: Path):
    with pytest.raises(MirrorError, match=re.escape("n’existe pas")):
        resolve_inputs(mirror=tmp_path / "absent", raw=None)
    with pytest.raises(MirrorError, match=r"pas de mirror\.yaml"):
        resolve_inputs(mirror=tmp_path, raw=None)
    (tmp_path / "mirror.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(MirrorError, match="YAML lisible"):
        resolve_inputs(mirror=tmp_path, raw=None)
