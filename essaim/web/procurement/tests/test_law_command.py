"""`essaim advise`: the same answer as the pages, in a terminal."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from essaim.cli import app

PLAIN = str.maketrans({"\u00a0": " ", "\u202f": " "})


def run(*arguments):
    return CliRunner().invoke(app, ["advise", *arguments])


def test_the_answer_is_that_of_the_day():
    before = run("--cpv", "55524000", "--montant", "45 000", "--nature", "services", "--date", "2025-06-01")
    after = run("--cpv", "55524000", "--montant", "45 000", "--nature", "services", "--date", "2026-11-23")
    assert before.exit_code == after.exit_code == 0
    assert "Acheter sans mise en concurrence : impossible" in before.stdout.translate(PLAIN)
    assert "Acheter sans mise en concurrence : possible" in after.stdout.translate(PLAIN)


def test_json_holds_one_answer_a_lever():
    answer = run("--montant", "85000", "--nature", "services", "--date", "2026-11-23", "--json")
    found = json.loads(answer.stdout)
    assert len(found["answers"]) == len({item["id"] for item in found["answers"]}) > 20
    assert found["facts"] == {"montant": "85000", "nature": "services"}


def test_other_facts_are_given_by_name():
    answer = run("--fait", "achats_annuels=80000000", "--date", "2026-11-23", "--json")
    spaser = next(item for item in json.loads(answer.stdout)["answers"] if item["id"] == "spaser")
    assert spaser["duty"] is True


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--montant", "douze"), "n’est pas un nombre"),
        (("--fait", "sans-egal"), "nom=valeur"),
        (("--fait", "inconnu=1"), "n’existe pas"),
        (("--date", "2026-02-30"), "écrivez-la"),
        (("--date", "2010-01-01"), "n’est pas couvert"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_exit_code_2(arguments, words):
    answer = run(*arguments)
    assert answer.exit_code == 2
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr


def test_the_territory_says_which_buyer(served):
    answer = run("--territoire", "59350", "--montant", "1000", "--date", "2026-11-23", "--json")
    assert json.loads(answer.stdout)["facts"]["acheteur"] == "commune"
    assert "Lille" in answer.stderr


def test_without_release_the_form_of_the_code_is_read(tmp_path, settings):
    settings.ESSAIM_VAR = tmp_path
    answer = run("--territoire", "59350", "--date", "2026-11-23", "--json")
    assert json.loads(answer.stdout)["facts"]["acheteur"] == "commune"
    assert "Aucune édition" in answer.stderr
