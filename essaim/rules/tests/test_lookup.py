"""Parameters: dated, sourced, checked; nothing found by guess."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from pydantic import ValidationError

from essaim.rules import lookup, schema
from essaim.rules.errors import InvalidParameters, NoValueAt, UnknownParameter

ON = date(2026, 11, 23)
FILES = sorted(lookup.SHAPES)


def all_values(file: schema.ParameterFile[schema.Dated]) -> list[schema.Dated]:
    return [*file.values, *(value for entry in file.entries.values() for value in entry.values)]


def test_every_file_on_disk_has_a_shape_and_every_shape_a_file() -> None:
    on_disk = {
        ".".join(path.relative_to(lookup.FOLDER).with_suffix("").parts) for path in lookup.FOLDER.rglob("*.yaml")
    }
    assert on_disk - {"sources"} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_every_value_names_a_known_source_and_a_review_day(name: str) -> None:
    file = lookup.load(name)
    assert file.checked_on < file.review_by
    for value in all_values(file):
        assert value.source in lookup.sources()
        # What comes from memory or from our own choice can never be called verified.
        assert value.confidence == "a_verifier" or value.source not in ("CG", "EQUIPE")


@pytest.mark.parametrize("name", FILES)
def test_a_missing_start_is_written_out_never_forgotten(name: str) -> None:
    text = lookup.FOLDER.joinpath(*name.split(".")).with_suffix(".yaml").read_text("utf-8")
    assert len(re.findall(r"(?:\{|- )from: ", text)) == len(all_values(lookup.load(name)))


@pytest.mark.parametrize("name", FILES)
def test_sources_cited_in_notes_are_known(name: str) -> None:
    for value in all_values(lookup.load(name)):
        assert set(re.findall(r"\bS\d{2,3}\b", value.note or "")) <= set(lookup.sources())


def test_the_reference_nomenclature_changes_on_the_first_of_january_2027() -> None:
    change = date(2027, 1, 1)
    assert lookup.value("naf.reference_nomenclature", on=change - timedelta(days=1)) == "NAFRev2"
    assert lookup.value("naf.reference_nomenclature", on=change) == "NAF2025"


def test_lists_written_in_naf_rev2_are_to_be_reviewed_before_that_day() -> None:
    for name in ("ess.naf_exclusions", "ess.sectors", "naf.reference_nomenclature"):
        assert lookup.load(name).review_by < date(2027, 1, 1)


def test_a_scalar_comes_back_bare_and_a_file_as_a_dict() -> None:
    assert lookup.value("publication.small_numbers.min_units", on=ON) == 3
    assert lookup.value("publication.small_numbers", on=ON)["max_share"] == 85
    assert lookup.dated("publication.small_numbers.min_units", on=ON).source == "S44"
    assert lookup.value("ess.naf_exclusions.94.91Z", on=ON).excluded is True
    assert lookup.label("ess.legal_forms.5458") == "SARL coopérative de production (SCOP)"


@pytest.mark.parametrize("name", ["", "ess", "ess.legal_forms.0042", "ess.nothing", "../ess.legal_forms", "a.b.c"])
def test_an_unknown_name_is_refused_in_french(name: str) -> None:
    with pytest.raises(UnknownParameter, match="Paramètre inconnu"):
        lookup.value(name, on=ON)


def test_a_day_without_value_is_refused_in_french() -> None:
    with pytest.raises(NoValueAt, match="n’a pas de valeur au 30\u00a0juillet\u00a02014"):
        lookup.value("ess.legal_forms.9220", on=date(2014, 7, 30))
    with pytest.raises(NoValueAt):
        lookup.value("ess.decision", on=date(2000, 1, 1))
    with pytest.raises(UnknownParameter):
        lookup.label("ess.legal_forms.0042")


def test_overlapping_or_backward_values_do_not_load() -> None:
    def scalar(start: str | None, end: str | None) -> dict[str, object]:
        return {"from": start, "to": end, "value": 1, "source": "S44", "confidence": "verifie"}

    head = {"title": "t", "description": "d", "checked_on": "2026-01-01", "review_by": "2027-01-01"}
    file = schema.ParameterFile[schema.Scalar]
    file.model_validate({**head, "values": [scalar(None, "2025-12-31"), scalar("2026-01-01", None)]})
    for values in (
        [scalar(None, "2026-01-01"), scalar("2026-01-01", None)],
        [scalar(None, None), scalar("2026-01-01", None)],
        [scalar("2026-01-01", None), scalar(None, None)],
        [scalar("2026-01-02", "2026-01-01")],
        [],
    ):
        with pytest.raises(ValidationError):
            file.model_validate({**head, "values": values})
    with pytest.raises(ValidationError):
        file.model_validate({**head, "values": [scalar(None, None)], "entries": {"a": {"label": "a", "values": []}}})


def test_a_broken_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "naf").mkdir()
    (tmp_path / "naf" / "reference_nomenclature.yaml").write_text("title: [", "utf-8")
    monkeypatch.setattr(lookup, "FOLDER", tmp_path)
    lookup.load.cache_clear()
    try:
        with pytest.raises(InvalidParameters, match=r"naf\.reference_nomenclature"):
            lookup.load("naf.reference_nomenclature")
    finally:
        lookup.load.cache_clear()
