"""Former codes followed through mergers, changes of code, de-mergers, chains and cycles."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.pipeline.joined.successions import main_successor, successions
from essaim.pipeline.sources.cog_communes.clean import SCHEMA as COMMUNES
from essaim.pipeline.sources.cog_movements.clean import SCHEMA as MOVEMENTS


def communes(**current: str) -> pa.Table:
    rows = [{"typecom": "COM", "code": code.lstrip("_"), "name": name} for code, name in current.items()]
    return pa.Table.from_pylist(rows, schema=COMMUNES)


def movements(*lines: tuple[str, str, str, str, str, str]) -> pa.Table:
    """Lines: mod, date, code and name before, code and name after, between communes."""
    rows = [
        {
            "mod": mod,
            "effective_on": date.fromisoformat(on),
            "type_before": "COM",
            "code_before": before,
            "name_before": name_before,
            "type_after": "COM",
            "code_after": after,
            "name_after": name_after,
        }
        for mod, on, before, name_before, after, name_after in lines
    ]
    return pa.Table.from_pylist(rows, schema=MOVEMENTS)


def follow(table: pa.Table, now: pa.Table) -> dict[str, str]:
    return main_successor(successions(table, now)[0], now)


def test_a_chain_is_followed_to_its_end_in_date_order() -> None:
    # Written in the wrong order: dates decide. A, then B took A, then C took B, then C became D.
    table = movements(
        ("41", "1997-01-01", "01003", "Cé", "02004", "Dé"),
        ("31", "1965-01-01", "01001", "A", "01002", "Bé"),
        ("31", "1965-01-01", "01002", "Bé", "01002", "Bé"),
        ("32", "1974-01-01", "01002", "Bé", "01003", "Cé"),
        ("32", "1974-01-01", "01003", "Cé", "01003", "Cé"),
    )
    assert follow(table, communes(_02004="Dé")) == dict.fromkeys(("01001", "01002", "01003"), "02004")


def test_a_commune_re_created_is_not_former() -> None:
    table = movements(
        ("33", "1972-01-01", "01001", "A", "01002", "Bé"),
        ("33", "1972-01-01", "01002", "Bé", "01002", "Bé"),
        ("21", "1990-01-01", "01002", "Bé", "01001", "A"),
        ("21", "1990-01-01", "01002", "Bé", "01002", "Bé"),
    )
    assert follow(table, communes(_01001="A", _01002="Bé")) == {}


def test_a_commune_re_created_under_another_code_is_found_by_its_name() -> None:
    table = movements(
        ("31", "1965-01-01", "01001", "Saint-A", "01002", "Bé"),
        ("31", "1965-01-01", "01002", "Bé", "01002", "Bé"),
        ("21", "1990-01-01", "01002", "Bé", "01009", "SAINT A"),
        ("21", "1990-01-01", "01002", "Bé", "01002", "Bé"),
    )
    assert follow(table, communes(_01002="Bé", _01009="SAINT A")) == {"01001": "01009"}


def test_a_split_gives_several_and_no_main_one() -> None:
    table = movements(
        ("30", "1950-06-17", "51385", "Moronvilliers", "51440", "Pontfaverger"),
        ("30", "1950-06-17", "51385", "Moronvilliers", "51487", "Saint-Hilaire"),
    )
    now = communes(_51440="Pontfaverger", _51487="Saint-Hilaire")
    found, lost = successions(table, now)
    assert [(row["new_code"], row["kind"]) for row in found.to_pylist()] == [
        ("51440", "scission"),
        ("51487", "scission"),
    ]
    assert main_successor(found, now) == {}
    assert lost == []


def test_a_split_whose_heir_keeps_the_name_has_a_main_one() -> None:
    table = movements(
        ("30", "1950-06-17", "51385", "Moronvilliers", "51440", "Moronvilliers"),
        ("30", "1950-06-17", "51385", "Moronvilliers", "51487", "Saint-Hilaire"),
    )
    now = communes(_51440="Moronvilliers", _51487="Saint-Hilaire")
    assert follow(table, now) == {"51385": "51440"}


def test_a_cycle_of_codes_ends() -> None:
    table = movements(
        ("41", "1960-01-01", "01001", "A", "02001", "A"),
        ("41", "1970-01-01", "02001", "A", "01001", "A"),
        ("41", "1980-01-01", "01001", "A", "03001", "A"),
    )
    assert follow(table, communes(_03001="A")) == {"01001": "03001", "02001": "03001"}


def test_movements_after_the_date_are_not_followed() -> None:
    table = movements(("41", "2027-01-01", "01001", "A", "02001", "A"))
    now = communes(_01001="A")
    assert successions(table, now, until=date(2026, 11, 23))[0].num_rows == 0


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(("31", "32", "41", "50", "21", "30")),
            st.integers(0, 30),
            st.integers(0, 7),
            st.integers(0, 7),
        ),
        max_size=25,
    )
)
def test_any_history_ends_in_communes_of_today(lines: list[tuple[str, int, int, int]]) -> None:
    table = movements(
        *(
            (mod, f"{1950 + year}-01-01", f"0100{before}", f"N{before}", f"0100{after}", f"N{after}")
            for mod, year, before, after in lines
        )
    )
    now = communes(_01000="N0", _01001="N1", _01002="N2")
    found, lost = successions(table, now)
    current = {"01000", "01001", "01002"}
    assert set(found["new_code"].to_pylist()) <= current
    assert not set(found["old_code"].to_pylist()) & current
    assert not set(lost) & set(found["old_code"].to_pylist())
    assert set(main_successor(found, now)) <= set(found["old_code"].to_pylist())


@pytest.mark.parametrize("kept", [True, False])
def test_the_seat_that_changes_takes_the_code_along(kept: bool) -> None:
    """Real case: Les Hauts-Talican left 60054 to Beaumont in 2024 and took 60694."""
    table = movements(
        ("32", "2019-01-01", "60455", "La Neuville-Garnier", "60054", "Les Hauts-Talican"),
        ("32", "2019-01-01", "60054", "Beaumont-les-Nonains", "60054", "Les Hauts-Talican"),
        ("21", "2024-01-01", "60054", "Les Hauts-Talican", "60054", "Les Hauts-Talican" if kept else "Beaumont"),
        ("21", "2024-01-01", "60054", "Les Hauts-Talican", "60694", "Villotran" if kept else "Les Hauts-Talican"),
    )
    now = communes(
        _60054="Les Hauts-Talican" if kept else "Beaumont", _60694="Villotran" if kept else "Les Hauts-Talican"
    )
    assert follow(table, now) == {"60455": "60054" if kept else "60694"}
