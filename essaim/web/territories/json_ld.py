"""Structured data of a portrait, for search engines (schema.org)."""

from __future__ import annotations

from typing import Any

from essaim.web.observatory import indicator_ids as ids
from essaim.web.observatory import vocabulary
from essaim.web.territories.portrait import Portrait


def place(portrait: Portrait) -> dict[str, Any]:
    """Return a schema.org Dataset about an AdministrativeArea, with its main figures and the release they come from."""
    territory, release = portrait.place, portrait.release
    area: dict[str, Any] = {
        "@type": "AdministrativeArea",
        "name": territory.name,
        "identifier": territory.code,
        "additionalType": vocabulary.LEVELS[territory.level],
    }
    if territory.longitude is not None:
        area["geo"] = {"@type": "GeoCoordinates", "longitude": territory.longitude, "latitude": territory.latitude}
    measured = [
        {"@type": "PropertyValue", "propertyID": indicator, "value": value}
        for indicator in (ids.ESTABLISHMENTS, ids.EMPLOYERS, ids.DENSITY)
        if (value := portrait.figures.number(indicator)) is not None
    ]
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": f"Économie sociale et solidaire : {territory.name}",
        "inLanguage": "fr",
        "version": release.id,
        "temporalCoverage": release.reference_date.isoformat(),
        "spatialCoverage": area,
        "variableMeasured": measured,
        "isAccessibleForFree": True,
        **({"disambiguatingDescription": release.banner} if release.banner else {}),
    }
