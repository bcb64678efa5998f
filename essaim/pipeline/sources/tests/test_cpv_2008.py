"""The tree of the CPV, from the producer's archive and from a table."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from essaim.pipeline.catalogue import SourceInput, check_files
from essaim.pipeline.demonstration.nomenclatures import write_cpv
from essaim.pipeline.errors import WrongFileError
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.cleaned import run_checks
from essaim.pipeline.sources.cpv_2008 import clean as cpv

ROWS = [
    ("55000000-0", "Services d'hôtellerie"),
    ("55520000-1", "Services traiteur"),
    ("55524000-9", "Service traiteur pour écoles"),
]


def given(path: Path, layout: str) -> SourceInput:
    found = SourceInput(id=cpv.SOURCE, paths=[path], layout=layout, origin="mirror")
    check_files(found)
    return found


def table(folder: Path, *rows: tuple[str, str]) -> SourceInput:
    path = folder / "cpv.csv"
    path.write_text("CODE;FR\n" + "".join(f"{code};{label}\n" for code, label in rows), encoding="utf-8")
    return given(path, "reference")


def test_the_producers_archive_is_read(tmp_path: Path):
    book = io.BytesIO()
    with xlsxwriter.Workbook(book) as workbook:
        sheet = workbook.add_worksheet("CPV codes")
        for number, row in enumerate([("CODE", "EN", "FR"), *((code, "x", label) for code, label in ROWS)]):
            sheet.write_row(number, 0, row)
    path = tmp_path / "cpv_2008_xls.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("cpv_2008_ver_2013.xlsx", book.getvalue())
    found, rows_in = cpv.clean(given(path, "official"), Rejects(tmp_path))
    run_checks(cpv.SOURCE, found)
    assert rows_in == 3
    assert found.to_pylist()[2] == {
        "code": "55524000", "check_digit": "9", "label": "Service traiteur pour écoles", "level": "categorie",
        "parent_code": "55520000", "nature": "services", "children_count": 0,
    }  # fmt: skip
    # The group 55500000 is not in the file: the class hangs on the nearest code that is.
    assert found["parent_code"].to_pylist() == [None, "55000000", "55520000"]


def test_rows_that_are_no_code_are_kept_with_their_reason(tmp_path: Path):
    rejects = Rejects(tmp_path)
    source = table(tmp_path, *ROWS, ("5552400X-9", "Invention"), ("55521000-8", ""), ("55520000-1", "Encore"))
    found, rows_in = cpv.clean(source, rejects)
    assert (rows_in, found.num_rows) == (6, 3)
    assert rejects.reasons(cpv.SOURCE) == {cpv.BAD_CODE: 1, cpv.NO_LABEL: 1, "doublon dans la source": 1}


def test_a_letter_lost_in_a_change_of_encoding_comes_back(tmp_path: Path):
    found, _ = cpv.clean(table(tmp_path, ("92000000-1", "\x9cuvres d'art")), Rejects(tmp_path))
    assert found["label"].to_pylist() == ["œuvres d'art"]


def test_the_codes_of_our_words_make_a_tree_of_their_own(tmp_path: Path):
    """The demonstration has no official file: our words name enough codes to search in."""
    found, rows_in = cpv.clean(given(write_cpv(tmp_path), "own_words"), Rejects(tmp_path))
    run_checks(cpv.SOURCE, found)
    assert rows_in == found.num_rows > 500
    assert found["check_digit"].null_count == found.num_rows


def test_an_archive_without_the_table_is_refused(tmp_path: Path):
    path = tmp_path / "cpv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("lisez-moi.txt", "rien")
    with pytest.raises(WrongFileError, match="aucun classeur"):
        cpv.clean(given(path, "official"), Rejects(tmp_path))


def test_an_orphan_code_is_an_error(tmp_path: Path):
    found, _ = cpv.clean(table(tmp_path, ("55520000-1", "Services traiteur")), Rejects(tmp_path))
    with pytest.raises(WrongFileError, match="une division au-dessus"):
        run_checks(cpv.SOURCE, found)


@pytest.mark.mirror
def test_the_real_tree_is_whole(mirror: Path, tmp_path: Path):
    rejects = Rejects(tmp_path)
    source = given(mirror / "nomenclatures" / "cpv_2008.csv", "reference")
    found, rows_in = cpv.clean(source, rejects)
    run_checks(cpv.SOURCE, found)
    assert (rows_in, found.num_rows, rejects.reasons(cpv.SOURCE)) == (9454, 9454, {})
    levels = found.group_by("level").aggregate([([], "count_all")]).to_pylist()
    assert {row["level"]: row["count_all"] for row in levels} == {
        "division": 45, "groupe": 272, "classe": 1002, "categorie": 2379, "sous_categorie": 5756,
    }  # fmt: skip
    assert found.filter(found["code"].to_numpy(zero_copy_only=False) == "60112000")["parent_code"].to_pylist() == [
        "60100000"
    ]
