"""Files as they come: titles above, glued encodings, merged cells, totals, public contracts; and hostile ones."""

from __future__ import annotations

import io
import zipfile

import pytest

from essaim.web.purchases import columns, reading
from essaim.web.purchases.columns import Mapping
from essaim.web.purchases.enums import Basis, CategoryKind
from essaim.web.purchases.errors import LedgerFileError
from essaim.web.purchases.tests.factories import CSV, STRANGER, siret, xlsx


def proposal(content: bytes, name: str = "x.csv"):
    return columns.propose(reading.first_rows(io.BytesIO(content), name, 60))


def outcome(content: bytes, mapping: Mapping | None = None, **more):
    mapping = mapping or proposal(content).mapping
    return reading.read(io.BytesIO(content), "x.csv", columns.checked(mapping), secret="s", **more)


def test_an_export_with_titles_above_credit_notes_and_a_total():
    found = proposal(CSV).mapping
    assert found.columns == {"identifier": 0, "name": 1, "amount": 2, "date": 3, "category": 4, "service": 5}
    assert (found.basis, found.category_kind) == (Basis.GROSS, CategoryKind.ACCOUNT)
    read = outcome(CSV)
    assert [(number, reason) for number, reason, _ in read.rejected] == [
        (10, reading.NO_SUPPLIER), (11, reading.BAD_AMOUNT), (12, reading.TOTAL_LINE)
    ]  # fmt: skip
    first = read.sums[(f"siret:{siret(1)}", "6042", "Enfance", 2025)]
    assert (first.lines, first.amount, first.credits, first.credited) == (2, 80000, 1, -20000)
    assert read.counts()["amount"] == 395050
    assert read.counts()["years"] == [2024, 2025]
    assert (f"siren:{STRANGER}", "6068", "Voirie", 2024) in read.sums


def test_the_name_of_a_natural_person_is_nowhere():
    read = outcome(CSV)
    (person,) = [one for one in read.suppliers.values() if one.is_person]
    assert person.name == ""
    assert person.key.startswith("personne:")
    assert "exemple" not in repr(read.suppliers).lower() + repr(read.sums).lower()
    assert outcome(CSV).suppliers.keys() == read.suppliers.keys()


def test_a_supplier_may_be_called_total():
    content = b"Fournisseur;Montant\nTotalEnergies;5\nTOTAL ENERGIES;5\nSous-total voirie;10\nTotal;10\n"
    read = outcome(content)
    assert len(read.suppliers) == 2
    assert {reason for _, reason, _ in read.rejected} == {reading.TOTAL_LINE}


def test_two_exports_glued_in_two_encodings_with_their_titles():
    one = "Fournisseur;Montant HT\nÉcole;1\n"
    read = outcome(one.encode() + one.encode("cp1252"))
    assert [each.name for each in read.suppliers.values()] == ["École"]
    assert read.sums[("nom:ecole|", "", "", None)].lines == 2
    assert [reason for _, reason, _ in read.rejected] == [reading.REPEATED_TITLES]


@pytest.mark.parametrize("mark", [";", ",", "\t", "|"])
def test_any_separator(mark):
    text = "\n".join(mark.join(row) for row in (["Nom", "SIRET", "Montant"], ["A", "", '"1,5"'], ["B", "", '"2,5"']))
    assert outcome(text.encode()).counts()["amount"] == 400


def test_utf_16_as_spreadsheets_write_unicode_text():
    assert outcome("Nom\tMontant\nÉcole\t1\n".encode("utf-16")).suppliers["nom:ecole|"].name == "École"


def test_a_workbook_with_numbers_for_siret_dates_and_merged_services():
    from datetime import date

    content = xlsx(
        [
            ["Achats de l’année", None, None, None],
            [],
            ["Service", "SIRET", "Date facture", "Montant HT"],
            ["Voirie", float(siret(1)), date(2025, 3, 1), 1234.565],
            [None, int(siret(2)), 45717, "1 000,00"],
            [None, STRANGER, "2025", -5],
        ],
        merge="A4:A6",
    )
    read = outcome(content)
    assert {key[2] for key in read.sums} == {"Voirie"}
    assert {key[3] for key in read.sums} == {2025}
    assert read.counts()["amount"] == 123457 + 100000 - 500
    assert set(read.suppliers) == {f"siret:{siret(1)}", f"siret:{siret(2)}", f"siren:{STRANGER}"}


DECP = (
    "uid,acheteur_id,titulaire_id,titulaire_nom,codeCPV,montant,dateNotification\n"
    f"m1,21590350100017,{siret(1)},A,55524000-9,1000,2025-01-02\n"
    f"m1,21590350100017,{STRANGER}00000,B,55524000-9,1000,2025-01-02\n"
    f"m1,21590350100017,{siret(1)},A,55524000-9,1000,2025-01-02\n"
    f"m2,99999999900017,{siret(1)},A,45000000,7000,2025-01-02\n"
    f"m3,21590350100017,{siret(1)},A,pas un code,10,2025-01-02\n"
).encode()


def test_public_contracts_are_recognised_shared_among_holders_and_kept_to_their_buyer():
    found = proposal(DECP)
    assert found.layout == "decp"
    assert found.mapping.category_kind == CategoryKind.CPV
    read = outcome(DECP, buyer="215903501")
    assert sorted(total.amount for total in read.sums.values()) == [1000, 50000, 50000]
    assert [reason for _, reason, _ in read.rejected] == [reading.SAME_CONTRACT, reading.OTHER_BUYER]
    assert {key[1] for key in read.sums} == {"55524000", ""}
    assert read.problems["code CPV illisible\u00a0: sans catégorie"] == 1


def archive(name: str, content: bytes = b"x", **more: bytes) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr(name, content)
        for other, inside in more.items():
            made.writestr(other, inside)
    return target.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "vide"),
        (b"\n \n", "vide"),
        (b"%PDF-1.7", "PDF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "binaire"),
        (b"<html>", "page web"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1xxx", "ancien classeur"),
        (archive("photo.jpg"), "pas un classeur"),
        (archive("mimetype", b"application/vnd.oasis", **{"content.xml": b"<a/>"}), "OpenDocument"),
        (archive("xl/workbook.xml", b"<a/>", **{"xl/vbaProject.bin": b"x"}), "macros"),
        (archive("xl/workbook.xml", b"<a/>"), "abîmé"),
        (b"PK\x03\x04 coupe", "abîmé"),
        (b"Fournisseur\nA\nB\n", "une colonne"),
        ("Nom du bénéficiaire;Montant de la subvention\nA;1\n".encode(), "subventions"),
    ],
)
def test_what_is_no_file_of_purchases_is_refused_by_name(content, sentence):
    with pytest.raises(LedgerFileError, match=sentence):
        proposal(content, "achats.csv")


def test_a_bomb_is_refused_before_it_unfolds(monkeypatch):
    from dataclasses import replace

    monkeypatch.setattr(reading, "LIMITS", replace(reading.LIMITS, unfolded=1_000_000))
    with pytest.raises(LedgerFileError, match="volume anormal"):
        proposal(archive("xl/worksheets/sheet1.xml", b"0" * 2_000_000))


def test_a_workbook_that_calls_for_entities_is_refused():
    bomb = b'<!DOCTYPE a [<!ENTITY b "cccccccccc"><!ENTITY d "&b;&b;&b;">]><workbook>&d;</workbook>'
    with pytest.raises(LedgerFileError):
        proposal(archive("xl/workbook.xml", bomb, **{"[Content_Types].xml": bomb}))


def test_too_many_rejected_rows_stop_the_reading(monkeypatch):
    monkeypatch.setattr(reading, "MOST_REJECTED", 3)
    with pytest.raises(LedgerFileError, match="seraient rejetées"):
        outcome(b"Nom;Montant\nA;1\n" + b"B;?\n" * 10)


def test_a_column_of_words_is_no_category(monkeypatch):
    monkeypatch.setattr(reading, "MOST_DISTINCT", 3)
    content = "Nom;Montant;Nature\n" + "".join(f"A;1;n{rank}\n" for rank in range(9))
    with pytest.raises(LedgerFileError, match="libellé"):
        outcome(content.encode())


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"name": 0}, "montant"),
        ({"amount": 1}, "SIRET"),
        ({"name": 1, "amount": 1}, "deux fois"),
        ({"name": 9, "amount": 1}, "n’existe pas"),
    ],
)
def test_columns_that_cannot_be_read(chosen, sentence):
    with pytest.raises(LedgerFileError, match=sentence):
        columns.checked(Mapping(0, ("A", "B"), chosen))


def test_nothing_usable_is_an_error_with_its_reasons():
    with pytest.raises(LedgerFileError, match="montant illisible : 2".replace(" :", "\u00a0:")):
        outcome(b"Nom;Montant\nA;x\nB;y\n")
