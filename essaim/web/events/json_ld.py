"""schema.org Event, for search engines and partners' agendas."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from essaim.web.events.enums import Mode, PartyRole, State
from essaim.web.events.models import Event, Party

MODES = {
    Mode.ON_SITE: "https://schema.org/OfflineEventAttendanceMode",
    Mode.ONLINE: "https://schema.org/OnlineEventAttendanceMode",
    Mode.BOTH: "https://schema.org/MixedEventAttendanceMode",
}


def event(found: Event, parties: list[Party], *, root: str) -> dict[str, Any]:
    """Return an event as JSON-LD. What is not known is left out."""
    page = f"{root}/agenda/{found.slug}/"
    cancelled = found.state == State.CANCELLED
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": page,
        "url": page,
        "name": found.title,
        "startDate": _moment(found, first=True),
        "endDate": _moment(found, first=False),
        "eventStatus": f"https://schema.org/{'EventCancelled' if cancelled else 'EventScheduled'}",
        "eventAttendanceMode": MODES[Mode(found.mode)],
        "inLanguage": "fr",
        "description": found.summary or None,
        "location": _location(found, page),
        "maximumAttendeeCapacity": found.capacity,
        "organizer": [_organization(one) for one in parties if one.role == PartyRole.ORGANIZER],
        "sponsor": [_organization(one) for one in parties if one.role == PartyRole.PARTNER],
    }
    if found.price is not None:
        data["isAccessibleForFree"] = not found.price
        data["offers"] = {"@type": "Offer", "price": str(found.price), "priceCurrency": "EUR", "url": page}
    return {key: value for key, value in data.items() if value not in (None, "", [])}


def _moment(found: Event, *, first: bool) -> str | None:
    day, at = (found.starts_on, found.starts_time) if first else (found.ends_on, found.ends_time)
    if found.starts_time is None:
        return day.isoformat()
    return datetime.combine(day, at, tzinfo=found.tz).isoformat() if at is not None else None


def _location(found: Event, page: str) -> list[dict[str, Any]] | dict[str, Any]:
    online = {"@type": "VirtualLocation", "url": page}
    if found.mode == Mode.ONLINE:
        return online
    if found.everywhere:
        place: dict[str, Any] = {"@type": "Country", "name": "France"}
    else:
        address = {
            "@type": "PostalAddress",
            "streetAddress": found.address,
            "addressLocality": found.commune_name,
            "addressCountry": "FR",
        }
        place = {
            "@type": "Place",
            "name": found.place_name or found.commune_name,
            "address": {key: value for key, value in address.items() if value},
        }
    return [place, online] if found.mode == Mode.BOTH else place


def _organization(party: Party) -> dict[str, Any]:
    data = {"@type": "Organization", "name": party.name, "url": party.url}
    if party.siren:
        data["identifier"] = {"@type": "PropertyValue", "propertyID": "SIREN", "value": party.siren}
    return {key: value for key, value in data.items() if value}
