"""The renewal radar over the tiny release: what ends, when, for whom, and who could answer."""

from __future__ import annotations

import re
from datetime import date

import pytest
from icalendar import Calendar

from essaim.web.contracts.tests.tiny_contracts import ESS_SIREN, HOSPITAL, LILLE, key
from essaim.web.procurement import radar, radar_question
from essaim.web.procurement.radar_question import Radar, months_after

TODAY = date(2026, 11, 25)


@pytest.fixture
def on_the_day(monkeypatch):
    monkeypatch.setattr("essaim.web.procurement.radar_views.timezone.localdate", lambda: TODAY)


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 8, 31), 6, date(2028, 2, 29)),
        (date(2026, 11, 25), 1, date(2026, 12, 25)),
        (date(2026, 12, 31), 12, date(2027, 12, 31)),
        (date(2026, 11, 25), 0, date(2026, 11, 25)),
    ],
)
def test_some_months_later(day, months, then):
    assert months_after(day, months) == then


def test_what_ends_in_the_window_soonest_first(release):
    found = radar.endings(release, Radar(), today=TODAY, limit=10)
    assert [(one.line.row["contract_id"], one.ends_on) for one in found] == [
        (key(LILLE, 2), date(2027, 6, 30)),
        (key(LILLE, 1), date(2027, 9, 1)),
    ]
    soon = radar.endings(release, Radar(window="0-6"), today=TODAY, limit=10)
    assert [one.line.row["contract_id"] for one in soon] == [key(HOSPITAL, 1)]


def test_an_end_on_the_first_or_last_day_is_in_the_window(release):
    for today in (date(2026, 12, 30), date(2025, 6, 30)):
        found = radar.endings(release, Radar(), today=today, limit=10)
        assert key(LILLE, 2) in [one.line.row["contract_id"] for one in found], today
    for today in (date(2027, 1, 1), date(2025, 6, 29)):
        found = radar.endings(release, Radar(), today=today, limit=10)
        assert key(LILLE, 2) not in [one.line.row["contract_id"] for one in found], today


def test_the_offer_counts_those_whose_activity_answers(release):
    greens = next(one for one in radar.endings(release, Radar(), today=TODAY, limit=10) if one.line.row["reserved"])
    by_hand = release.value(
        "SELECT count(*) FROM establishments WHERE diffusible = 1 AND (is_sse = 1 OR labels <> '') AND "
        "departement_code = '59'"
        " AND naf_code = '81.30Z'"
    )
    assert greens.offer is not None
    assert greens.offer.able == by_hand
    assert radar.offer(release, "99999999", "59") is None


def test_levers_are_those_of_the_day(release):
    line = next(one.line for one in radar.endings(release, Radar(), today=TODAY, limit=10) if one.line.row["reserved"])
    # 50,000 € of services: below the 60,000 € of April 2026, above the 40,000 € of 2025.
    assert "direct_purchase" in radar.quick_levers(line, TODAY)
    assert "direct_purchase" not in radar.quick_levers(line, date(2025, 6, 1))


def test_for_an_organisation_only_its_trade_remains(served, client, on_the_day):
    text = client.get(f"/marches/echeances/?organisation={ESS_SIREN}").content.decode()
    assert int(re.search(r'data-count="(\d+)"', text)[1]) < 2
    assert radar_question.answered("81.30Z")
    assert any(start.startswith("77") for start in radar_question.answered("81.30Z"))
    assert radar_question.answered("00.00X") == ()


def test_the_page_lists_by_month_and_leads_to_the_assistant(served, client, on_the_day):
    text = client.get("/marches/echeances/?territoire=commune:59350").content.decode()
    assert "Juin 2027" in text
    assert "Septembre 2027" in text
    assert "/commande-publique/assistant/?quoi=" in text
    assert "cpv=55524000" in text


def test_feeds_hold_what_the_page_holds(served, client, on_the_day):
    book = Calendar.from_ical(client.get("/marches/echeances.ics?territoire=commune:59350").content)
    events = book.walk("VEVENT")
    assert [event["dtstart"].dt for event in events] == [date(2027, 6, 30), date(2027, 9, 1)]
    assert len({str(event["uid"]) for event in events}) == 2
    atom = client.get("/marches/echeances.atom?territoire=commune:59350").content.decode()
    assert atom.count("<entry>") == 2
    assert "Fin théorique" in atom
    csv = client.get("/marches/echeances/fichier?territoire=commune:59350&format=csv-plain")
    assert len(b"".join(csv).splitlines()) == 3


@pytest.mark.parametrize(
    ("query", "status"),
    [("periode=9-9", 400), ("territoire=zzzz", 400), ("organisation=12", 404), ("page=7", 400), ("division=xx", 400)],
)
def test_what_means_nothing_is_refused(served, client, query, status):
    assert client.get(f"/marches/echeances/?{query}").status_code == status
