"""The room: against a server that checks what the documented API asks for."""

from __future__ import annotations

import hashlib
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone

from essaim.web.events import bigbluebutton, links
from essaim.web.events.errors import EventError
from essaim.web.events.tests.factories import NOW, published
from essaim.web.events.tests.test_registering import ask

SECRET = "partagé-avec-le-serveur"


def genuine(call: str, query: str) -> bool:
    """True when the checksum is that of the call (documentation of BigBlueButton, « API security model »)."""
    asked, _, checksum = query.rpartition("&checksum=")
    return checksum == hashlib.sha256(f"{call}{asked}{SECRET}".encode()).hexdigest()


class Bbb(BaseHTTPRequestHandler):
    """create, as documented: SUCCESS, or FAILED with checksumError."""

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        body = self.server.broken
        if body is None:
            good = parts.path == "/bigbluebutton/api/create" and genuine("create", parts.query)
            body = "<response><returncode>SUCCESS</returncode></response>" if good else (
                "<response><returncode>FAILED</returncode><messageKey>checksumError</messageKey></response>"
            )  # fmt: skip
        self.server.rooms += parse_qs(parts.query).get("meetingID", [])
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args: object) -> None:
        return


@pytest.fixture
def bbb(settings):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Bbb)
    server.rooms, server.broken = [], None
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.ESSAIM_BBB_URL = f"http://127.0.0.1:{server.server_port}/bigbluebutton"
    settings.ESSAIM_BBB_SECRET = SECRET
    yield server
    server.shutdown()
    server.server_close()


@pytest.mark.django_db
@pytest.mark.usefixtures("served")
def test_who_has_a_place_enters_the_room(bbb, settings, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    event = published(mode="en_ligne", place_name="", commune_code="", video="bigbluebutton")
    path = f"/agenda/inscriptions/{links.token(ask(event, 1))}/salle/"
    early = Client().get(path)
    assert early.status_code == 404
    assert "trois quarts d’heure" in early.content.decode()
    monkeypatch.setattr(timezone, "now", lambda: event.begins_at)
    address = Client().get(path)["Location"]
    query = urlsplit(address).query
    assert genuine("join", query)
    asked = parse_qs(query)
    assert (asked["fullName"], asked["role"]) == (["Camille N1"], ["VIEWER"])
    assert asked["meetingID"] == bbb.rooms
    for broken in ("<html", "<response><returncode>FAILED</returncode><message>Plein</message></response>",
                   '<!DOCTYPE x [<!ENTITY a "b">]><response>&a;</response>'):  # fmt: skip
        bbb.broken = broken
        with pytest.raises(EventError):
            bigbluebutton.join_address(event, name="A", moderator=False, now=event.begins_at)
    bbb.broken, settings.ESSAIM_BBB_SECRET = None, "faux"
    with pytest.raises(EventError, match="checksumError"):
        bigbluebutton.join_address(event, name="A", moderator=True, now=event.begins_at + timedelta(minutes=1))
    settings.ESSAIM_BBB_URL = ""
    with pytest.raises(EventError, match="Aucun serveur"):
        bigbluebutton.join_address(event, name="A", moderator=True, now=event.begins_at)
