"""A room on a BigBlueButton server: made when somebody enters, left to the server afterwards.

API: https://docs.bigbluebutton.org/development/api/ (create, join; checksum = SHA-256 of the call's name, its query and
the shared secret).
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from urllib.parse import urlencode

import httpx
from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException
from django.conf import settings

from essaim.web.events.errors import EventError
from essaim.web.events.models import Event

SECONDS = 8.0
# A room opens a little before the event, and not months before.
BEFORE = timedelta(minutes=45)


def join_address(event: Event, *, name: str, moderator: bool, now: datetime) -> str:
    """Make the room of an event if it is not there, and return the address by which one person enters it.

    Raises EventError, in French: no server is set, the room is not open yet, the server refuses or does not answer.
    """
    if not settings.ESSAIM_BBB_URL:
        raise EventError("Aucun serveur BigBlueButton n’est réglé sur ce site.")
    if not event.begins_at - BEFORE <= now < event.ends_at:
        raise EventError("La salle ouvre trois quarts d’heure avant le rendez-vous, et ferme à la fin.")
    _create(event)
    role = "MODERATOR" if moderator else "VIEWER"
    return _signed("join", {"fullName": name[:60] or "Participant", "meetingID": _room(event), "role": role,
                            "redirect": "true"})  # fmt: skip


def _create(event: Event) -> None:
    """Asking twice for the same room is once, says the API."""
    page = f"{settings.ESSAIM_BASE_URL}/agenda/{event.slug}/"
    address = _signed("create", {"name": event.title[:120], "meetingID": _room(event), "record": "false",
                                 "logoutURL": page})  # fmt: skip
    try:
        answer = httpx.get(address, timeout=SECONDS, follow_redirects=False)
        answer.raise_for_status()
        said = ElementTree.fromstring(answer.content)
    except (httpx.HTTPError, ElementTree.ParseError, DefusedXmlException) as error:
        raise EventError("Le serveur de visioconférence ne répond pas\u00a0: réessayez dans une minute.") from error
    if said.findtext("returncode") != "SUCCESS":
        reason = (said.findtext("message") or said.findtext("messageKey") or "sans raison")[:200]
        raise EventError(f"Le serveur de visioconférence refuse d’ouvrir la salle\u00a0: {reason}")


def _room(event: Event) -> str:
    return f"essaim-{event.pk}-{hashlib.sha256(event.uid.encode()).hexdigest()[:12]}"


def _signed(call: str, query: dict[str, str]) -> str:
    asked = urlencode(query)
    checksum = hashlib.sha256(f"{call}{asked}{settings.ESSAIM_BBB_SECRET}".encode()).hexdigest()
    return f"{settings.ESSAIM_BBB_URL}/api/{call}?{asked}&checksum={checksum}"
