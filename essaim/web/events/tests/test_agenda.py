"""What everybody reads: the agenda and its views, an event, feeds."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.test import Client
from django.utils import timezone

from essaim.web.events import calendar_files, first_content, moments, services
from essaim.web.events.errors import EventError
from essaim.web.events.models import Event, Party
from essaim.web.events.tests.factories import NOW, draft, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """These tests read the agenda on 24 November 2026."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def reader():
    return Client()


def text(response):
    return response.content.decode()


def test_the_first_events_are_past_and_loaded_once(reader):
    assert first_content.load(now=NOW) == 5
    Event.objects.filter(slug="gsef-bordeaux-2025").update(title="Corrigé par quelqu’un")
    assert first_content.load(now=NOW) == 0
    page = text(reader.get("/agenda/?quand=passes"))
    assert "<strong>5</strong> rendez-vous passés" in page
    assert "Corrigé par quelqu’un" in page
    assert "Rien d’annoncé" in text(reader.get("/agenda/"))
    opening = text(reader.get("/agenda/maison-de-l-ess-anzin-2025/"))
    assert "à partir de 17\u00a0h" in opening
    assert "déduite du contexte" in opening
    assert "inconnu" in opening, "an unknown price is said, never « gratuit »"


def test_lists_month_and_map(reader):
    published()
    published(
        title="Formation en ligne", mode="en_ligne", commune_code="", place_name="", themes=["finance"], regions=[]
    )
    page = text(reader.get("/agenda/"))
    assert "<strong>2</strong> rendez-vous" in page
    assert "jeudi 10\u00a0décembre\u00a02026, de 9\u00a0h\u00a030 à 16\u00a0h" in page
    only = text(reader.get("/agenda/?theme=finance"))
    assert "Formation en ligne" in only
    assert "Journée du pain" not in only
    assert "Journée du pain" in text(reader.get("/agenda/?region=32"))
    assert "Formation en ligne" in text(reader.get("/agenda/?region=32&region=toutes"))
    assert "Formation en ligne" not in text(reader.get("/agenda/?region=32"))
    month = text(reader.get("/agenda/?vue=calendrier&mois=2026-12"))
    assert month.count('class="month__mark"') == 2
    assert "Aucun rendez-vous ce mois-là" in text(reader.get("/agenda/?vue=calendrier&mois=2026-02"))
    drawn = text(reader.get("/agenda/?vue=carte"))
    assert "dont 1 en ligne ou partout en France" in drawn


def test_words_find_speakers_and_places(reader):
    event = published()
    event.sessions.create(title="Ouverture", speakers="Aïcha Benali, maire")
    event.refresh_from_db()
    services.keep_event(event=event, actor=None, now=timezone.now() + timezone.timedelta(minutes=1))
    assert "Journée du pain" in text(reader.get("/agenda/?q=benali"))
    assert "Journée du pain" not in text(reader.get("/agenda/?q=zzzz"))


@pytest.mark.parametrize(
    ("query", "status"),
    [("mois=2026-13", 400), ("vue=carte&mois=x", 400), ("vue=autre", 400), ("quand=demain", 400), ("page=0", 400),
     ("page=99999", 200), ("theme=%00", 400), ("theme=rien", 200), ("q=" + "x" * 5000, 400), ("mois=1999-01", 400)],
)  # fmt: skip
def test_absurd_addresses_are_answered(reader, query, status):
    published()
    assert reader.get(f"/agenda/?{query}").status_code == status


def test_drafts_are_nowhere(reader):
    event = draft()
    for path in ("/agenda/", "/agenda/flux.ics", "/agenda/flux.atom", "/agenda/integrer/", "/agenda/?q=pain"):
        assert "Journée du pain" not in text(reader.get(path)), path
    assert reader.get(f"/agenda/{event.slug}/").status_code == 404
    assert reader.get(f"/agenda/{event.slug}/evenement.ics").status_code == 404


def test_an_event_as_json_ld(reader):
    event = published(price=0, capacity=40)
    Party.objects.create(event=event, name="Ville d’exemple", siren="215903501")
    page = reader.get(f"/agenda/{event.slug}/")
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', text(page), re.S).group(1))
    assert data["@type"] == "Event"
    assert data["startDate"] == "2026-12-10T09:30:00+01:00"
    assert data["location"]["address"]["addressLocality"] == "Lille"
    assert data["isAccessibleForFree"] is True
    assert data["organizer"][0]["identifier"]["value"] == "215903501"
    assert "set-cookie" not in str(page.headers).lower()


def test_a_calendar_client_reads_the_feed(reader):
    published()
    published(title="Semaine nationale", starts_on=date(2026, 12, 14), ends_on=date(2026, 12, 18), starts_time=None,
              ends_time=None, everywhere=True, commune_code="")  # fmt: skip
    answer = reader.get("/agenda/flux.ics")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.content)
    day, week = calendar.walk("VEVENT")
    assert day.decoded("dtstart") == datetime(2026, 12, 10, 9, 30, tzinfo=ZoneInfo("Europe/Paris"))
    assert (week.decoded("dtstart"), week.decoded("dtend")) == (date(2026, 12, 14), date(2026, 12, 19))
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))


@pytest.mark.parametrize("path", ["/agenda/flux.ics", "/agenda/flux.atom"])
def test_feeds_are_not_sent_again_until_something_changes(reader, path):
    event = published()
    first = reader.get(path)
    assert "max-age" in first["Cache-Control"]
    assert reader.get(path, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert reader.get(f"{path}?region=32", headers={"if-none-match": first["ETag"]}).status_code == 200
    services.keep_event(event=event, actor=None, now=NOW + timezone.timedelta(minutes=1))
    assert reader.get(path, headers={"if-none-match": first["ETag"]}).status_code == 200


def test_another_site_may_frame_the_list_only(reader):
    published()
    frame = reader.get("/agenda/integrer/?region=32&code=1")
    assert "frame-ancestors *" in frame["Content-Security-Policy"]
    assert "Journée du pain" in text(frame)
    assert '&lt;iframe src="http://testserver/agenda/integrer/?region=32"' in text(frame)
    assert "frame-ancestors 'none'" in reader.get("/agenda/")["Content-Security-Policy"]


def test_what_is_invented_says_so_in_the_frame_of_others(reader):
    published(title="Journée d’essai", fictitious=True)
    frame = text(reader.get("/agenda/integrer/"))
    assert "Fictif" in frame[: frame.index("Journée d’essai")]
    assert 'rel="icon"' in frame, "or browsers ask for one that is not there"


def test_clock_changes():
    """The hour that comes twice is the first of the two; the one that does not exist is refused."""
    sunday = date(2026, 10, 25)
    october = Event(starts_on=sunday, ends_on=sunday, starts_time=time(2, 30), ends_time=time(3, 30))
    begins, ends = moments.bounds(october)
    assert (begins.hour, begins.minute) == (0, 30)
    assert (ends - begins).total_seconds() == 2 * 3600
    whole = Event(starts_on=sunday, ends_on=sunday)
    begins, ends = moments.bounds(whole)
    assert (ends - begins).total_seconds() == 25 * 3600
    march = Event(starts_on=date(2027, 3, 28), ends_on=date(2027, 3, 28), starts_time=time(2, 30))
    with pytest.raises(EventError, match="n’existe pas"):
        moments.bounds(march)
    there = Event(starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 1), starts_time=time(14), zone="Indian/Reunion")
    assert moments.bounds(there)[0].hour == 10
    assert "heure locale, La Réunion" in moments.in_words(there)


def test_the_rules_of_paris_are_those_of_its_clock():
    """A calendar that knows no zone but ours gives the hours that tzdata gives, on both sides of each change."""
    ours, known = icalendar.Timezone.from_ical(calendar_files.PARIS).to_tz(), ZoneInfo("Europe/Paris")
    for year in range(2026, 2036):
        for day in (date(year, 3, 31), date(year, 10, 31)):
            sunday = day - timezone.timedelta(days=(day.weekday() + 1) % 7)
            for hour in (0, 1, 4, 12):
                there = datetime(year, day.month, sunday.day, hour, tzinfo=known)
                assert there.replace(tzinfo=ours).utcoffset() == there.utcoffset(), there


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (date(2025, 9, 15), date(2025, 9, 16), "15 et 16\u00a0septembre\u00a02025"),
        (date(2025, 9, 29), date(2025, 10, 5), "du 29 septembre au 5\u00a0octobre\u00a02025"),
        (date(2025, 10, 29), date(2025, 10, 31), "du 29 au 31\u00a0octobre\u00a02025"),
        (date(2026, 12, 31), date(2027, 1, 1), "du 31 décembre\u00a02026 au 1er\u00a0janvier\u00a02027"),
        (date(2025, 10, 7), date(2025, 10, 7), "mardi 7\u00a0octobre\u00a02025"),
    ],
)
def test_days_in_words(first, last, said):
    assert moments.in_words(Event(starts_on=first, ends_on=last)) == said


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"ends_on": date(2026, 12, 9)}, "ends_on"),
        ({"ends_time": time(9, 0)}, "ends_on"),
        ({"starts_time": None}, "starts_time"),
        ({"registering": "ailleurs"}, "registration_url"),
        ({"video": "lien"}, "video_url"),
        ({"place_name": "", "commune_code": ""}, "place_name"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(values, field):
    with pytest.raises(EventError) as refused:
        draft(**values)
    assert refused.value.field == field
    assert not Event.objects.exists()


def test_a_region_of_the_network_shows_what_is_next_there_and_everywhere():
    from essaim.web.events.member_parts import of_region

    published(regions=["32"])
    published(title="Semaine nationale", everywhere=True, commune_code="")
    published(title="Ailleurs", regions=["53"], commune_code="")
    found = of_region("32", date(2026, 11, 24))
    assert {link.label for link in found.links} == {"Journée du pain solidaire", "Semaine nationale"}
    assert found.links[0].note == "10\u00a0décembre\u00a02026"
    assert of_region("32", date(2026, 12, 11)).links == []
