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
    """An indicator: French label, unit, definition, formula, ids of its sources, caveats."""

    id: str
    label: str
    unit: str
    definition: str
    formula: str
    sources: tuple[str, ...]
    caveats: tuple[str, ...]


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
    return Definition(
        key,
        str(entry.get("label") or key),
        str(entry.get("unit") or ""),
        str(entry.get("definition") or ""),
        str(entry.get("formula") or ""),
        tuple(str(source) for source in entry.get("sources") or ()),
        tuple(str(caveat) for caveat in entry.get("caveats") or ()),
    )
