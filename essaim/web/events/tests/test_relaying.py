"""Partners' feeds: read from a real server, proposed, de-duplicated, and never a way into the house."""

from __future__ import annotations

import threading
import time
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.utils import timezone

from essaim.web.events import fetching, news, partner_feeds, relaying, services
from essaim.web.events.errors import EventError, FetchRefused, UnreadableFeed
from essaim.web.events.models import Event, FeedSource
from essaim.web.events.tests.factories import NOW, published

ON = NOW.date()
ICAL = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Partenaire//FR\r
BEGIN:VEVENT\r
UID:a@partenaire\r
DTSTART;TZID=Europe/Paris:20261215T090000\r
DTEND;TZID=Europe/Paris:20261215T120000\r
SUMMARY:Matinée des ressourceries <script>alert(1)</script>\r
DESCRIPTION:Une <b>matinée</b>\r
LOCATION:Halle\\, Lille\r
URL:https://partenaire.example/a\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:b@partenaire\r
DTSTART;VALUE=DATE:20261220\r
DTEND;VALUE=DATE:20261222\r
SUMMARY:Deux jours\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:c@partenaire\r
DTSTART:20261216T100000Z\r
DTEND:20261216T090000Z\r
SUMMARY:À l’envers\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:d@partenaire\r
DTSTART:20261216T100000Z\r
RRULE:FREQ=DAILY\r
SUMMARY:Tous les jours\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:e@partenaire\r
DTSTART:20200101T100000Z\r
SUMMARY:Il y a longtemps\r
END:VEVENT\r
END:VCALENDAR\r
"""
PAGE = """<html><head><script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
{"@type": "EducationEvent", "@id": "https://p.example/f", "name": "Formation", "startDate": "2026-12-17T14:00:00+01:00",
 "endDate": "2026-12-17T17:00:00+01:00", "location": [{"@type": "Place", "name": "Maison", "address":
 {"addressLocality": "Anzin"}}, {"@type": "VirtualLocation", "url": "https://x.example"}]},
{"@type": "Event", "name": "Sans date"}, {"@type": "Organization", "name": "Pas un événement"}]}</script>
<script type="application/ld+json">{ mal écrit</script></head></html>"""


class Partner(BaseHTTPRequestHandler):
    """A site that behaves, or not, by its address."""

    def do_GET(self) -> None:
        path = self.path
        if path.startswith("/vers/"):
            self.send_response(302)
            self.send_header("Location", self.server.sends_to)
            self.end_headers()
            return
        if path == "/lent":
            self.send_response(200)
            self.end_headers()
            for _ in range(40):
                self.wfile.write(b"x")
                self.wfile.flush()
                time.sleep(0.1)
            return
        etag = '"1"' if self.server.calendar == ICAL else '"2"'
        if path == "/a.ics" and self.headers.get("If-None-Match") == etag == '"1"':
            self.send_response(304)
            self.end_headers()
            return
        bodies = {"/a.ics": self.server.calendar.encode(), "/page": PAGE.encode(), "/gros": b"x" * 3_000_000,
                  "/rien": b"bonjour", "/zip": b"x"}  # fmt: skip
        self.send_response(200 if path in bodies else 404)
        self.send_header("Content-Type", "text/html" if path == "/page" else "text/calendar")
        if path == "/a.ics":
            self.send_header("ETag", etag)
        if path == "/zip":
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(bodies.get(path, b""))

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def partner(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Partner)
    server.calendar, server.sends_to = ICAL, ""
    threading.Thread(target=server.serve_forever, daemon=True).start()
    server.root = f"http://127.0.0.1:{server.server_port}"
    settings.ESSAIM_FETCH_ALLOWED = frozenset({f"127.0.0.1:{server.server_port}"})
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://169.254.169.254/latest/", "http://10.1.2.3/",
     "http://0.0.0.0/", "http://2130706433/", "http://0x7f.1/", "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/",
     "http://[2002:7f00:1::]/", "http://[fe80::1]/", "file:///etc/passwd", "ftp://example.org/", "http://a:b@example.org/",
     "http://127.0.0.1:22/", "https://127.0.0.1:8443/", "gopher://x/", "", "http://", "http://exa mple/"],
)  # fmt: skip
def test_what_is_not_public_is_never_read(url):
    with pytest.raises(FetchRefused):
        fetching.fetch(url)


def test_a_redirect_leads_nowhere_private(partner):
    for target in ("http://169.254.169.254/latest/meta-data/", "http://127.0.0.1:1/", "file:///etc/passwd", "/vers/x"):
        partner.sends_to = target
        with pytest.raises(FetchRefused):
            fetching.fetch(f"{partner.root}/vers/x")
    partner.sends_to = "/a.ics"
    assert fetching.fetch(f"{partner.root}/vers/x").body == ICAL.encode()


def test_a_name_that_resolves_twice_is_connected_to_once(monkeypatch, partner):
    """What was checked is what is connected to: the name is not asked again."""
    asked = []
    real = fetching.socket.getaddrinfo

    def lying(host, *args, **kwargs):
        asked.append(host)
        return real("127.0.0.1", *args, **kwargs)

    monkeypatch.setattr("socket.getaddrinfo", lying)
    with pytest.raises(FetchRefused, match="internet public"):
        fetching.fetch("http://agenda.example/")
    assert asked == ["agenda.example"]


def test_large_slow_and_compressed_answers_are_refused(partner, monkeypatch):
    monkeypatch.setattr(fetching, "SECONDS", 1.0)
    for path, said in (("/gros", "dépasse"), ("/lent", "secondes"), ("/zip", "compressé"), ("/absent", "404")):
        started = time.monotonic()
        with pytest.raises(FetchRefused, match=said):
            fetching.fetch(partner.root + path)
        assert time.monotonic() - started < 3


def test_calendars_and_pages_are_read_and_rejects_kept():
    found = partner_feeds.read(ICAL.encode(), "text/calendar")
    morning, days, old = found.events
    assert morning.title == "Matinée des ressourceries"
    assert (morning.starts_on, morning.starts_time.hour, morning.place) == (date(2026, 12, 15), 9, "Halle, Lille")
    assert (days.starts_on, days.ends_on, days.starts_time) == (date(2026, 12, 20), date(2026, 12, 21), None)
    assert old.title == "Il y a longtemps"
    assert [why for _, why in found.rejected] == [
        "finit avant de commencer",
        "rendez-vous répété\u00a0: à saisir à la main",
    ]
    page = partner_feeds.read(PAGE.encode(), "text/html")
    assert [(one.title, one.mode, one.place) for one in page.events] == [("Formation", "les_deux", "Maison, Anzin")]
    assert page.rejected == (("Sans date", "sans date de début"),)


NONSENSE = (b"", b"bonjour", b"\xff\xfe\x00", b"BEGIN:VCALENDAR", b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
            b"[" * 100_000, b"<script type='application/ld+json'>" + b"[" * 100_000)  # fmt: skip


@pytest.mark.parametrize("body", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_refused_or_empty(body):
    try:
        found = partner_feeds.read(body, "application/ld+json").events
    except UnreadableFeed:
        found = ()
    assert found == ()


@pytest.mark.django_db
@pytest.mark.usefixtures("served")
def test_partners_events_wait_for_an_editor_and_follow(partner, team_client, client, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    known = published(title="Matinée des ressourceries", starts_on=date(2026, 12, 15), ends_on=date(2026, 12, 15))
    source = FeedSource.objects.create(name="Partenaire", url=f"{partner.root}/a.ics")
    assert relaying.read_all(on=ON, now=NOW) == 2
    source.refresh_from_db()
    assert source.report["rejected_count"] == 3
    morning = Event.objects.get(source=source, source_uid="a@partenaire")
    assert (morning.state, morning.duplicate_of) == ("propose", known)
    assert "Deux jours" not in client.get("/agenda/").content.decode()
    page = team_client.get(f"/admin/agenda/flux/inspect/{source.pk}/").content.decode()
    assert "rendez-vous répété" in page
    team_client.post(f"/admin/agenda/evenements/{morning.pk}/ecarter/")
    days = Event.objects.get(source_uid="b@partenaire")
    team_client.post(f"/admin/agenda/evenements/{days.pk}/publier/")
    shown = client.get("/agenda/").content.decode()
    assert "Relayé\u00a0: Partenaire" in shown
    assert relaying.read_source(source_id=source.pk, on=ON, now=NOW) == 0, "304: nothing new"
    partner.calendar = ICAL.replace("20261220", "20261221").replace("20261222", "20261223")
    assert relaying.read_source(source_id=source.pk, on=ON, now=NOW) == 0
    days.refresh_from_db()
    morning.refresh_from_db()
    assert (days.starts_on, morning.state) == (date(2026, 12, 21), "refuse")
    partner.calendar = partner.calendar.replace("SUMMARY:Deux jours", "STATUS:CANCELLED\r\nSUMMARY:Deux jours")
    team_client.post(f"/admin/agenda/flux/{source.pk}/lire/")
    days.refresh_from_db()
    assert days.state == "annule"
    FeedSource.objects.filter(pk=source.pk).update(url=f"{partner.root}/rien")
    relaying.read_source(source_id=source.pk, on=ON, now=NOW)
    source.refresh_from_db()
    assert "Ni calendrier" in source.error
    assert Event.objects.filter(source=source).count() == 2, "a feed that breaks takes nothing away"


@pytest.mark.django_db
def test_the_agenda_has_news_for_letters():
    published(levels=["commune"], regions=["32"])
    found = news.news(ON, ON + timedelta(days=7))
    assert (found[0].kind, found[0].url[:8], found[0].regions, found[0].levels) == (
        "evenement", "/agenda/", ("32",), ("commune",),
    )  # fmt: skip
    assert news.news(ON - timedelta(days=200), ON - timedelta(days=190)) == []
    with pytest.raises(EventError):
        services.refuse(event_id=Event.objects.get().pk, actor=None, now=NOW)
