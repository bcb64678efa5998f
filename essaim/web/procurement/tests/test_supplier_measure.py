"""The correspondence held against contracts, on a real SQLite of three tables of the release."""

from __future__ import annotations

import sqlite3

import pytest

from essaim.rules import cpv_naf
from essaim.web.procurement import supplier_measure


class Contracts:
    """A release whose contracts are given: rows are read by the same SQL as the real one."""

    def __init__(self, rows: list[tuple[str, str | None, str]], published: bool = True) -> None:
        self.manifest = self
        self.published = published
        self.connection = sqlite3.connect(":memory:")
        self.connection.executescript(
            "CREATE TABLE contracts (contract_id, cpv_code);"
            "CREATE TABLE contract_holders (contract_id, holder_key);"
            "CREATE TABLE holders (holder_key, siren);"
            "CREATE TABLE organizations (siren PRIMARY KEY, naf_code, naf_nomenclature);"
        )
        for number, (siren, naf, code) in enumerate(rows):
            self.connection.execute("INSERT INTO contracts VALUES (?, ?)", (number, code))
            self.connection.execute("INSERT INTO contract_holders VALUES (?, ?)", (number, siren + "00017"))
            self.connection.execute("INSERT OR IGNORE INTO organizations VALUES (?, ?, 'NAFRev2')", (siren, naf))
        self.connection.execute("INSERT INTO holders SELECT siren || '00017', siren FROM organizations")
        self.connection.execute("INSERT INTO organizations VALUES ('999999999', '80.1Z', 'NAP')")

    def table(self, name: str):
        return name if self.published else None

    def rows(self, sql: str):
        return self.connection.execute(sql).fetchall()


ROWS = [
    ("111111111", "81.30Z", "77310000"),
    ("222222222", "81.21Z", "90910000"),
    ("333333333", "62.01Z", "77310000"),
]


@pytest.fixture
def contracts():
    """contracts(rows, published=…) → a release; its database is closed after the test."""
    made: list[Contracts] = []

    def make(rows: list[tuple[str, str | None, str]], *, published: bool = True) -> Contracts:
        made.append(Contracts(rows, published))
        return made[-1]

    yield make
    for each in made:
        each.connection.close()


def test_holders_are_joined_to_their_activity(contracts):
    assert sorted(supplier_measure.seen(contracts(ROWS))) == sorted(ROWS)


def test_the_lines_say_numbers_and_that_they_are_few(contracts):
    said = supplier_measure.lines(contracts(ROWS))
    assert said[0] == "Correspondances fortes\u00a0: précision 2 sur 2, rappel 2 sur 3."
    assert "3 titulaires et 2 classes" in said[3]
    assert "ne disent rien de la France" in said[4]


def test_without_contract_nothing_is_measured(contracts):
    for release in (contracts([]), contracts(ROWS, published=False)):
        assert "rien à mesurer" in supplier_measure.lines(release)[0]


def test_holders_whose_activity_nobody_knows_are_counted(contracts):
    release = contracts([("111111111", None, "77310000")])
    release.connection.execute("INSERT INTO holders VALUES ('44444444400017', '444444444')")
    (said,) = supplier_measure.lines(release)
    assert "Titulaires publiés\u00a0: 2\u00a0; dans le registre\u00a0: 1, aucun" in said


def test_the_method_page_says_the_measure_of_its_release(served, client, release):
    page = client.get("/commande-publique/assistant/methode/").content.decode()
    assert all(line in page for line in supplier_measure.lines(release))


def test_the_measure_is_that_of_the_rules():
    assert cpv_naf.measure(ROWS, lowest="high").both == 2
