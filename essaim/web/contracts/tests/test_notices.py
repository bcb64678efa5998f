"""Notices near a place: open ones, reserved ones as they are known, and what is refused."""

from __future__ import annotations

import re
from datetime import date

import pytest

from essaim.web.observatory.tests import tiny_indicators, tiny_release


@pytest.fixture
def listed(served, client, monkeypatch):
    """listed(query, today) → (count, text of the page)."""

    def read(query: str = "", today: date = date(2026, 11, 25)) -> tuple[int, str]:
        monkeypatch.setattr("essaim.web.contracts.views.timezone.localdate", lambda: today)
        text = client.get(f"/marches/avis/?{query}").content.decode()
        return int(re.search(r'data-count="(\d+)"', text)[1]), text

    return read


def test_open_calls_only_unless_asked(listed):
    assert listed()[0] == 3
    assert listed("etat=clos")[0] == 2
    # The last day to answer is still a day to answer.
    assert listed(today=date(2027, 1, 15))[0] == 3
    closed, text = listed(today=date(2027, 1, 16))
    assert closed == 0
    assert "La dernière date limite connue" in text


def test_near_a_commune_means_in_its_departement(listed):
    assert listed("territoire=commune:59350")[0] == 2
    assert listed("territoire=departement:62")[0] == 2
    assert listed("territoire=region:32")[0] == 3
    assert listed("territoire=region:11")[0] == 0


def test_a_presumption_shows_its_words_and_its_measure(listed):
    count, text = listed("reserve=presumee")
    assert count == 1
    assert "Présumé réservé" in text
    assert "marché réservé aux ESAT" in text
    assert "présomptions justes sur" in text
    assert listed("reserve=codee")[0] == 1
    assert "rien n’est dit" in listed()[1]


@pytest.mark.parametrize("query", ["etat=futur", "reserve=oui", "territoire=zzzz", "page=9", "nature=or"])
def test_what_means_nothing_is_refused(served, client, query):
    assert client.get(f"/marches/avis/?{query}").status_code == 400


def test_an_edition_without_notices_says_so_where_the_menu_leads(tmp_path, settings, db, client):
    tiny = tiny_release.sample()
    tiny.tables["notices"] = []
    tiny_release.write(tiny, tmp_path, tiny_indicators.compute)
    settings.ESSAIM_VAR = tmp_path
    answer = client.get("/marches/avis/")
    assert answer.status_code == 200
    assert "Le BOAMP n’y a pas été chargé" in answer.content.decode()
    assert "https://www.boamp.fr/" in answer.content.decode()
