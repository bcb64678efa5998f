"""What the pages of the desk are given."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from essaim.web.accounts.selectors import Roles
from essaim.web.events import bigbluebutton, calendar_files, moments, selectors
from essaim.web.events.enums import Place, Video
from essaim.web.events.errors import EventError
from essaim.web.events.models import Event
from essaim.web.events.permissions import can_welcome


def desks(roles: Roles, now: datetime) -> list[dict[str, Any]]:
    """Return the events one may welcome people at, the next first."""
    return [
        {"event": event, "when": moments.in_words(event), "where": calendar_files.place(event), "taken": event.taken}
        for event in selectors.to_welcome(now)
        if can_welcome(roles, event)
    ]


def desk(event: Event, words: str) -> dict[str, Any]:
    """Return the people expected, those found by the words, and how many are there."""
    words = words.strip()[:100]
    everyone = selectors.at_the_desk(event, "")
    expected = [one for one in everyone if one.state == Place.CONFIRMED]
    return {
        "event": event,
        "when": moments.in_words(event),
        "words": words,
        "people": selectors.at_the_desk(event, words) if words else everyone,
        "expected": len(expected),
        "present": sum(1 for one in expected if one.arrived_at is not None),
    }


def back(event: Event, words: str) -> str:
    """The address of the desk, with the words that were searched."""
    query = f"?{urlencode({'q': words.strip()[:100]})}" if words.strip() else ""
    return reverse("events:desk", args=[event.pk]) + query


def room_address(event: Event, name: str, now: datetime) -> str:
    """Return where the online room is for whoever leads it. Raises EventError when there is none."""
    if event.video == Video.BIGBLUEBUTTON:
        return bigbluebutton.join_address(event, name=name, moderator=True, now=now)
    if event.video == Video.NONE:
        raise EventError("Ce rendez-vous n’a pas de salle en ligne.")
    return event.video_url
