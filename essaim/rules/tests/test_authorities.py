"""Categories of members, and the SIREN of the authorities above the intermunicipal level."""

from datetime import date

import pytest

from essaim.rules import authorities, lookup
from essaim.rules.siren import is_siren

ON = date(2025, 8, 26)


@pytest.mark.parametrize(
    ("kind", "siren", "territory_id", "on", "expected"),
    [
        ("region", "200053742", "region:32", ON, "region"),
        ("region", "239710015", "region:01", ON, "outre_mer"),
        ("ctu", "200076958", "region:94", ON, "region"),
        ("ctu", "200055507", "region:02", ON, "outre_mer"),
        ("ctu", "229850003", "region:06", ON, "outre_mer"),
        ("departement", "225900018", "departement:59", ON, "departement"),
        ("departement", "200094332", "departemental:6AE", ON, "departement"),
        ("departement", "229740014", "departement:974", ON, "outre_mer"),
        ("commune", "217500016", "commune:75056", ON, "departement"),
        ("autre", "217500016", "departement:75", ON, "departement"),
        ("metropole", "200046977", "epci:200046977", ON, "metropole"),
        ("metropole", "200054781", "epci:200054781", ON, "metropole"),
        ("intercommunalite", "200039865", "epci:200039865", ON, "metropole"),
        ("metropole", "200039865", "epci:200039865", date(2017, 12, 31), "intercommunalite"),
        ("metropole", "200039865", "epci:200039865", date(2018, 1, 1), "metropole"),
        ("metropole", "245900410", "", date(2020, 3, 13), "metropole"),
        ("metropole", "999999990", "", ON, "metropole"),
        ("intercommunalite", "243400520", "epci:243400520", ON, "intercommunalite"),
        ("ept", "200057867", "ept:200057867", ON, "intercommunalite"),
        ("commune", "219740016", "commune:97401", ON, "commune"),
        ("commune", "215903501", "commune:59350", ON, "commune"),
        ("autre", "200000000", "", ON, "autre"),
        ("", "", "", ON, "autre"),
    ],
)
def test_each_body_is_counted_in_one_category(
    kind: str, siren: str, territory_id: str, on: date, expected: str
) -> None:
    assert authorities.category(kind=kind, siren=siren, territory_id=territory_id, on=on) == expected


def test_sirens_are_right_and_used_once() -> None:
    upper = authorities.upper_authorities(on=ON)
    sirens = [authority.siren for authority in upper.values()]
    assert all(is_siren(siren) for siren in (*sirens, *lookup.load("authorities.metropolises").entries))
    assert len(set(sirens)) == len(sirens) == 112


def test_alsace_has_no_authority_of_its_own_before_2021() -> None:
    assert "departemental:6AE" not in authorities.upper_authorities(on=date(2020, 12, 31))
    assert authorities.upper_authorities(on=date(2021, 1, 1))["departemental:6AE"].siren == "200094332"


def test_every_metropole_of_the_release_is_in_the_dated_list(mirror_release) -> None:
    import sqlite3

    connection = sqlite3.connect(mirror_release.database)
    codes = {row[0] for row in connection.execute("SELECT code FROM territories WHERE kind IN ('METRO', 'MET69')")}
    places = {row[0] for row in connection.execute("SELECT territory_id FROM territories")}
    connection.close()
    assert codes == {s for s in codes if authorities.is_metropolis(s, on=date(2026, 11, 24), typed=False)}
    assert len(codes) == 22
    assert set(authorities.upper_authorities(on=date(2026, 11, 24))) <= places
