"""The official JSON of public contracts, as it comes: odd bytes, odd nestings, modifications, files cut short."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from essaim.pipeline.catalogue import SourceInput, resolve_inputs
from essaim.pipeline.errors import WrongFileError
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.decp_entries import lines, number, text
from essaim.pipeline.sources.decp_json import write_lines
from essaim.pipeline.sources.json_stream import CleanStream, object_prefix

ENTRY = {
    "id": "2024-01",
    "acheteur": {"id": "21590163800019"},
    "nature": "Marché",
    "objet": "Entretien d’espaces verts",
    "codeCPV": "77310000-6",
    "dureeMois": 12,
    "dateNotification": "2024-05-06",
    "montant": 50000,
    "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": "38103128500491"}}],
}


def given(path: Path, source: str = "decp_2022") -> SourceInput:
    return SourceInput(id=source, paths=[path], layout=f"official_json_{source[-4:]}", origin="mirror")


def read(
    tmp_path: Path, content: bytes | dict[str, Any] | list[Any], source: str = "decp_2022"
) -> list[dict[str, Any]]:
    path = tmp_path / "decp.json"
    path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    write_lines(given(path, source), tmp_path / "lines.parquet", Rejects(tmp_path / "rejects"))
    return pq.read_table(tmp_path / "lines.parquet").to_pylist()


@pytest.mark.parametrize(
    "shape",
    [
        {"marches": {"marche": [ENTRY]}},
        {"marches": [ENTRY]},
        {"marches": [[ENTRY]]},
        [ENTRY],
        {"marches": {"marche": [ENTRY], "contrat-concession": []}},
    ],
)
def test_a_contract_is_found_wherever_its_list_is(tmp_path, shape):
    [line] = read(tmp_path, shape)
    assert (line["internal_id"], line["amount"], line["holder_id"]) == ("2024-01", "50000", "38103128500491")


def test_concessions_come_from_their_own_list(tmp_path):
    concession = {
        "id": "C1",
        "autoriteConcedante": {"id": "21590163800019"},
        "nature": "Concession de service",
        "objet": "Halles",
        "valeurGlobale": 900000.0,
        "dateSignature": "2024-04-02",
        "dureeMois": 60,
        "concessionnaires": [{"concessionnaire": {"typeIdentifiant": "SIRET", "id": "38103128500491"}}],
    }
    rows = read(tmp_path, {"marches": {"marche": [ENTRY], "contrat-concession": [concession]}})
    assert [row["family"] for row in rows] == ["contract", "concession"]
    assert (rows[1]["amount"], rows[1]["notified_on"], rows[1]["holder_id"]) == (
        "900000",
        "2024-04-02",
        "38103128500491",
    )
    [alone] = read(tmp_path, {"marches": {"contrat-concession": [concession]}})
    assert alone["family"] == "concession"


def test_control_characters_nan_and_bytes_that_are_not_utf8_are_put_right(tmp_path):
    content = json.dumps({"marches": {"marche": [ENTRY | {"objet": "X"}]}}).encode()
    content = content.replace(b'"X"', b'"lot 1\x0bVoirie\n caf\xe9"').replace(b"50000", b" NaN ")
    content = content.replace(b'"dureeMois": 12', b'"dureeMois": -Infinity')
    [line] = read(tmp_path, content)
    assert line["object"] == "lot 1 Voirie caf\ufffd"
    assert line["amount"] is None
    assert line["duration"] is None


@pytest.mark.parametrize("size", [1, 7, 64, 100_000])
def test_a_stream_is_cleaned_whatever_the_size_of_its_pieces(size):
    content = b"\xef\xbb\xbf" + '{"é": NaN, "b": "NaN,\x01 é"}'.encode() * 50
    stream = CleanStream(io.BytesIO(content), (b'"b"',))
    found = b"".join(iter(lambda: stream.read(size), b""))
    assert found.decode() == '{"é": null, "b": "NaN,  é"}' * 50
    assert stream.seen == {b'"b"'}


def test_a_file_cut_short_says_how_far_it_was_read(tmp_path):
    whole = json.dumps({"marches": {"marche": [ENTRY] * 50}}).encode()
    with pytest.raises(WrongFileError, match=r"tronqué ou abîmé après [0-9]+ contrats"):
        read(tmp_path, whole[: len(whole) // 2])


def test_a_file_without_contract_is_refused(tmp_path):
    with pytest.raises(WrongFileError, match="aucun marché"):
        read(tmp_path, {"marches": {"marche": []}})
    with pytest.raises(WrongFileError, match="lisible"):
        read(tmp_path, b"{marches: 1}")


def test_what_is_no_contract_is_refused_with_its_place(tmp_path):
    path = tmp_path / "decp.json"
    path.write_text(json.dumps({"marches": {"marche": [ENTRY, {"id": "seul"}]}}), encoding="utf-8")
    rejects = Rejects(tmp_path / "rejects")
    assert write_lines(given(path), tmp_path / "lines.parquet", rejects) == (2, 1)
    assert sum(rejects.reasons("decp_2022").values()) == 1


def modified(*changes: dict[str, Any], **entry: Any) -> dict[str, Any]:
    return lines(ENTRY | {"modifications": [{"modification": change} for change in changes]} | entry, 1)[0]


def test_modifications_are_applied_in_the_order_of_their_dates():
    found = modified(
        {"id": 2, "dateNotificationModification": "2024-09-01", "montant": 60000},
        {"id": 1, "dateNotificationModification": "2024-07-01", "montant": 55000, "dureeMois": 18},
        {"id": 3, "dateNotificationModification": "2024-10-01"},
    )
    assert (found["amount"], found["initial_amount"], found["duration"]) == ("60000", "50000", "18")
    assert (found["modifications"], found["modified_on"]) == (3, "2024-10-01")


def test_a_modification_that_gives_its_increase_does_not_become_the_amount():
    assert modified({"dateNotificationModification": "2024-07-01", "montant": 2615.76})["amount"] == "50000"
    # …unless the first amount is absurd: then the small one is the right one.
    assert modified({"dateNotificationModification": "2024-07-01", "montant": 22540}, montant=1e17)["amount"] == "22540"


def test_fields_of_a_concession_inside_a_contract_are_read_as_the_contract_s():
    found = modified({"dateSignatureModification": "2024-07-01", "valeurGlobale": 70000}, concessionnaires="")
    assert (found["family"], found["amount"], found["modified_on"]) == ("contract", "70000", "2024-07-01")
    empty = lines(ENTRY | {"autoriteConcedante": "", "valeurGlobale": 252035.0, "concessionnaires": None}, 1)[0]
    assert (empty["family"], empty["amount"]) == ("contract", "50000")


@pytest.mark.parametrize(
    "nested",
    [
        [
            {"titulaire": {"typeIdentifiant": "SIRET", "id": "1"}},
            {"titulaire": {"typeIdentifiant": "SIRET", "id": "2"}},
        ],
        [{"typeIdentifiant": "SIRET", "id": "1"}, {"titulaire": {"typeIdentifiant": "SIRET", "id": "2"}}],
        [[[[{"typeIdentifiant": "SIRET", "id": "1"}, {"typeIdentifiant": "SIRET", "id": "2"}]]]],
        '[{"id": "1"}, {"id": "2"}, {"typeIdentifiant": null, "id": "2"}]',
    ],
)
def test_holders_are_found_however_deep(nested):
    assert [line["holder_id"] for line in lines(ENTRY | {"titulaires": nested}, 1)] == ["1", "2"]


def test_a_modification_with_the_names_of_fields_in_the_place_of_holders_changes_no_holder():
    broken = [{"titulaire": "typeIdentifiant"}, {"titulaire": "id"}]
    assert modified({"titulaires": broken})["holder_id"] == "38103128500491"


def test_flattened_entries_give_their_holder_and_how_many_there_are():
    flat = {
        "acheteur_id": "44149832600012",
        "id": "20212020-009L102",
        "titulaire_id": "37652001100028",
        "titulaire_typeIdentifiant": "SIRET",
        "countTitulaires": 2,
        "modifications": '[{"dateNotificationModification": "2023-09-04+02:00", "montant": "2010570.2300"}]',
        "lieuExecution": '{"code": "13804", "typeCode": "Code postal"}',
        "montant": 1740423.7,
    }
    [line] = lines(flat, 1)
    assert (line["buyer_id"], line["holder_id"], line["holders_declared"]) == ("44149832600012", "37652001100028", 2)
    assert (line["amount"], line["place_code"]) == ("2010570.2300", "13804")
    assert lines({"acheteur.id": "13000548100010", "objet": "x"}, 1)[0]["buyer_id"] == "13000548100010"


def test_texts_for_nothing_are_nothing():
    assert [text(value) for value in ("NC", "CDL", " ", None, float("nan"), [], "12")] == [None] * 6 + ["12"]
    assert number("1 234,56") == 1234.56
    assert number("NC") is None


@pytest.mark.mirror
def test_the_real_files_are_read_whole(mirror, tmp_path):
    inputs = resolve_inputs(mirror=mirror, raw=None)
    for source, entries in (("decp_2019", 143), ("decp_2022", 20)):
        rejects = Rejects(tmp_path / source)
        assert write_lines(inputs[source], tmp_path / "lines.parquet", rejects) == (entries, entries)
    assert object_prefix("decp_2022", inputs["decp_2022"].paths[0]) == "marches.marche.item"


@pytest.mark.mirror
def test_the_official_examples_of_concessions_are_read(mirror, tmp_path):
    path = mirror / "decp" / "exemple_officiel_2022_concessions_avec_modifications.json"
    write_lines(given(path), tmp_path / "lines.parquet", Rejects(tmp_path / "rejects"))
    rows = pq.read_table(tmp_path / "lines.parquet").to_pylist()
    assert {row["family"] for row in rows} == {"concession"}
    assert {(row["amount"], row["duration"], row["modifications"]) for row in rows} == {("25", "14", 1)}
    assert len(rows) == 4
