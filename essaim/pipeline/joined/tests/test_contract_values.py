"""Dates, amounts and codes of public contracts, in every spelling met in the real files."""

from __future__ import annotations

from datetime import date

import ibis
import pyarrow as pa
import pytest

from essaim.pipeline.engine import Engine
from essaim.pipeline.joined import contract_values as values

TODAY = date(2026, 11, 24)


def answer(engine: Engine, written: list[object], expression) -> list[object]:
    kind = pa.string() if all(value is None or isinstance(value, str) for value in written) else None
    table = engine.from_arrow(pa.table({"n": range(len(written)), "x": pa.array(written, kind)}), "written")
    found = engine.to_arrow(table.select("n", y=expression(table.x)))
    return found.sort_by("n")["y"].to_pylist()


def test_dates_are_read_repaired_or_nothing(engine):
    written = {
        "2024-05-06": date(2024, 5, 6),
        "2024-05-06+02:00": date(2024, 5, 6),
        "06/05/2024": date(2024, 5, 6),
        "20240506": date(2024, 5, 6),
        "0222-04-29": None,
        "2031-01-01": None,
        "1999-12-31": None,
        "September, 16 2021 00:00:00": None,
        "": None,
        None: None,
    }
    assert answer(engine, list(written), lambda x: values.day(values.iso(x), TODAY)) == list(written.values())


def test_a_mistyped_year_is_put_right_when_the_publication_agrees(engine):
    def mended(x: ibis.Value, published: date) -> ibis.Value:
        return values.repaired(values.iso(x), ibis.date(published), TODAY)

    assert answer(engine, ["0021-02-18", "5021-02-18", "0222-04-29"], lambda x: mended(x, date(2021, 3, 1))) == [
        date(2021, 2, 18),
        date(2021, 2, 18),
        date(2022, 4, 29),
    ]
    assert answer(engine, ["0021-02-18"], lambda x: mended(x, date(2024, 3, 1))) == [None]


def test_amounts_in_words_of_producers(engine):
    written = {"1234.5": 1234.5, "1 234,50": 1234.5, "1\u00a0234": 1234.0, "1e17": 1e17, "NC": None, "CDL": None}
    assert answer(engine, list(written), values.number) == list(written.values())


def test_only_plausible_amounts_are_added_up(engine):
    written = [None, 12_311_111_111.0, -5.0, 1.0, 99.99, 100.0, 999_999_999.99, 1e9, 1e17]
    said = ["missing", "sentinel", "negative", "symbolic", "symbolic", "ok", "ok", "implausible", "implausible"]
    assert answer(engine, written, values.amount_status) == said


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 28)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2023, 11, 30), 48, date(2027, 11, 30)),
        (date(2024, 8, 31), 1, date(2024, 9, 30)),
        (date(2024, 1, 1), None, None),
    ],
)
def test_an_end_is_the_same_day_some_months_later(engine, start, months, end):
    table = engine.from_arrow(pa.table({"d": pa.array([start]), "m": pa.array([months], pa.int64())}), "ends")
    assert engine.to_arrow(table.select(e=values.months_after(table.d, table.m)))["e"].to_pylist() == [end]


def test_durations_out_of_reason_are_nothing(engine):
    assert answer(engine, ["12", "12.0", "0", "365", "NC", None], values.months) == [12, 12, None, None, None, None]


def test_cpv_codes_lose_their_control_digit_and_gain_their_zeros(engine):
    written = {
        "45316110-9": "45316110",
        "45316110": "45316110",
        "71315400-3 ": "71315400",
        "45": "45000000",
        "4": None,
        "99999999": None,
        "": None,
        "NC": None,
    }
    found = answer(engine, list(written), lambda x: values.cpv(values.cpv_digits(x)))
    assert found == list(written.values())


def test_one_procedure_has_one_name(engine):
    written = {
        "Procédure adaptée": "adapted",
        "Appel d offres ouvert": "open",
        "Appel d'offres restreint": "restricted",
        "Marché négocié sans publicité ni mise en concurrence préalable": "without_competition",
        "Marché passé sans publicité ni mise en concurrence préalable": "without_competition",
        "Procédure avec négociation": "negotiated",
        "Procédure négociée restreinte": "negotiated",
        "Dialogue compétitif": "dialogue",
        "Autre chose": "other",
        "": None,
        None: None,
    }
    found = answer(engine, list(written), lambda x: values.name_of(values.procedure(x), values.PROCEDURES))
    assert found == list(written.values())


def test_considerations_of_every_spelling(engine):
    written = {
        "Clause sociale|Critère social": values.CLAUSE + values.CRITERION,
        "Marché réservé": values.RESERVED,
        "Clause sociale, Marché réservé": values.CLAUSE + values.RESERVED,
        "Pas de considération sociale": 0,
        "Sans objet": 0,
        "CDL": None,
        "": None,
        None: None,
    }
    assert answer(engine, list(written), values.considerations) == list(written.values())
