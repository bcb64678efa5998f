"""The catalogue of indicators, as the release carries it: labels, units, definitions, sources, reservations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import yaml

from essaim.web.observatory.release import NoRelease, Release

FILE = "indicators_catalogue.yaml"


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator: French label, unit, formula, sources, reservations."""

    id: str
    label: str
    unit: str
    formula: str
    sources: tuple[str, ...]
    reservations: str


def definitions(release: Release) -> Mapping[str, Definition]:
    """Return the indicators of a release by id; empty when the release has no catalogue. Raises NoRelease if broken."""
    return release.once("catalogue", _read)


def label(release: Release, indicator: str) -> str:
    """The French label of an indicator; its id when the release does not describe it."""
    found = definitions(release).get(indicator)
    return found.label if found else indicator


def _read(release: Release) -> Mapping[str, Definition]:
    path = release.paths.root / FILE
    if not path.is_file():
        return {}
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise NoRelease(f"Le catalogue des indicateurs de l’édition {release.id} est illisible.") from error
    entries = data.get("indicators", data) if isinstance(data, dict) else data
    rows = entries.items() if isinstance(entries, dict) else [(entry["id"], entry) for entry in entries]
    return {key: _definition(key, entry) for key, entry in rows if isinstance(entry, dict)}


def _definition(key: str, entry: dict[str, Any]) -> Definition:
    sources = entry.get("sources") or entry.get("source") or ()
    return Definition(
        key,
        str(entry.get("label") or entry.get("title") or key),
        str(entry.get("unit") or ""),
        str(entry.get("definition") or entry.get("formula") or entry.get("description") or ""),
        (sources,) if isinstance(sources, str) else tuple(str(source) for source in sources),
        str(entry.get("reservations") or entry.get("caveats") or entry.get("note") or ""),
    )
