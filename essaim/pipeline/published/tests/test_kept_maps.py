"""Maps are drawn once: the same files the second time, drawn again as soon as anything they show changes."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from essaim.pipeline.joined.territories import Territories, build_territories
from essaim.pipeline.joined.tests import little_france
from essaim.pipeline.published.kept_maps import maps_drawn_once
from essaim.pipeline.published.maps import MapsReport
from essaim.pipeline.rejects import Rejects


@pytest.fixture
def drawn(tmp_path: Path) -> tuple[Territories, MapsReport]:
    given = little_france.write(tmp_path)
    found = build_territories(given, Rejects(tmp_path / "rejects"), reference_date=date(2026, 11, 23))
    return found, maps_drawn_once(given, found, tmp_path / "first", kept=tmp_path / "kept")


def _content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_the_second_release_takes_what_the_first_drew(tmp_path: Path, drawn: tuple[Territories, MapsReport]) -> None:
    territories, first = drawn
    (place,) = (tmp_path / "kept").iterdir()
    # A mark in what is kept, which no drawing would make.
    (place / "france.json").write_text("{}", encoding="utf-8")
    again = maps_drawn_once(little_france.write(tmp_path), territories, tmp_path / "second", kept=tmp_path / "kept")
    assert again.outlines.equals(first.outlines)
    assert again.missing == first.missing
    assert _content(tmp_path / "second") == {**_content(tmp_path / "first"), "france.json": b"{}"}
    assert {path.relative_to(tmp_path / "second") for path in again.files} == {
        path.relative_to(tmp_path / "first") for path in first.files
    }


def test_another_name_or_perimeter_is_drawn_again(tmp_path: Path, drawn: tuple[Territories, MapsReport]) -> None:
    territories, _ = drawn
    given = little_france.write(tmp_path)
    for number in range(3):
        commune = next(iter(territories.perimeters.communes.values()))
        commune.arrondissement = f"999{number}"
        maps_drawn_once(given, territories, tmp_path / f"again-{number}", kept=tmp_path / "kept")
        assert (tmp_path / f"again-{number}" / "france.json").stat().st_size > 100
    # Those before the last two are gone.
    assert len(list((tmp_path / "kept").iterdir())) == 2


def test_what_an_interrupted_build_left_is_not_taken(tmp_path: Path, drawn: tuple[Territories, MapsReport]) -> None:
    territories, first = drawn
    (place,) = (tmp_path / "kept").iterdir()
    place.rename(place.parent / f".{place.name}")
    (place.parent / f".{place.name}" / "france.json").write_text("{", encoding="utf-8")
    again = maps_drawn_once(little_france.write(tmp_path), territories, tmp_path / "second", kept=tmp_path / "kept")
    assert again.outlines.equals(first.outlines)
    assert _content(tmp_path / "second") == _content(tmp_path / "first")
    assert [entry.name for entry in (tmp_path / "kept").iterdir()] == [place.name]
