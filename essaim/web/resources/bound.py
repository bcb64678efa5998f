"""What a marker stands for on a day: the words to show, where they come from, and what to watch in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.urls import reverse

from essaim.rules import lookup
from essaim.rules.procurement import law as procurement_law
from essaim.rules.procurement.sentences import legal_value
from essaim.rules.typography import typo
from essaim.web.observatory import catalogue
from essaim.web.observatory import indicators as observatory
from essaim.web.observatory.release import Release
from essaim.web.resources.enums import Bound
from essaim.web.resources.markers import Marker
from essaim.web.territories.selectors import Territory
from essaim.web.territories.selectors import get as territory_of
from essaim.web.ui import french
from essaim.web.ui.components import Figure, Unit

UNKNOWN = "valeur inconnue"
READERS = "votre territoire"
SOURCES = Path(__file__).parent / "content" / "sources.yaml"
_ARTICLE = re.compile(r"\b[LRD]\d{4}-\d+(?:-\d+)?\b")
UNITS: dict[str, Unit] = {"%": "percent", "pour 1 000 habitants": "rate"}


@dataclass(frozen=True, slots=True)
class Note:
    """Where a value or a rule was read. source: title and publisher, in one line; url may be empty."""

    text: str
    source: str = ""
    url: str = ""
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a marker shows. signature: what must stay the same for the text around it to stay right."""

    shown: str
    signature: str
    label: str = ""
    note: Note | None = None
    known: bool = True

    def dump(self) -> dict[str, Any]:
        """As JSON, for a frozen copy."""
        return asdict(self)

    @classmethod
    def load(cls, data: dict[str, Any]) -> Resolved:
        """Read what `dump` wrote."""
        return cls(**{**data, "note": Note(**data["note"]) if data["note"] else None})


def law(marker: Marker, on: date) -> Resolved:
    """The value of a threshold of public procurement on a day, with its article and the act that set it."""
    entries = procurement_law.threshold_entries()
    if marker.key not in entries:
        return Resolved(UNKNOWN, "absent", marker.key, known=False)
    label = procurement_law.threshold_label(marker.key)
    found = procurement_law.law(on).thresholds.get(marker.key)
    if found is None:
        return Resolved("sans valeur à cette date", "none", label, known=False)
    value = found.value
    basis = ", ".join(part for part in (value.article and f"Article {value.article}", value.act) if part)
    since = f", en vigueur depuis le {french.date_fr(value.from_)}" if value.from_ else ""
    note = Note(
        typo(f"{label}\u00a0: {legal_value(value)}. {basis} du code de la commande publique{since}.")
        if not value.act
        else typo(f"{label}\u00a0: {legal_value(value)}. {basis}{since}."),
        *source(value.source),
        doubtful=value.confidence != "verifie",
    )
    return Resolved(
        legal_value(value), f"{legal_value(value)} ({value.article or ''}, {value.act or 'sans acte'})", label, note
    )


def article(marker: Marker, on: date) -> Resolved:
    """A text of law. One the rules follow (`R2122-8`) also changes when the version read changes."""
    note = Note(typo(marker.key), *source(marker.source), doubtful=marker.confidence != "verifie")
    followed = procurement_law.law(on).articles
    versions = [
        f"{key} (version du {french.date_fr(followed[key].value.version_since)})"
        for key in _ARTICLE.findall(marker.key)
        if key in followed and followed[key].value.source == marker.source
    ]
    return Resolved("", ", ".join(versions) or "texte cité", marker.key, note)


def figure(marker: Marker, release: Release | None, reader: Territory | None) -> Resolved:
    """A figure of the release, for the territory of the marker or the reader's. Unknown and secret are said so."""
    if release is None:
        return Resolved(french.UNKNOWN, "", marker.indicator, known=False)
    defined = catalogue.definitions(release).get(marker.indicator)
    label = defined.label if defined else marker.indicator
    place = territory_of(release, marker.territory_id) if marker.territory_id else reader
    if place is None:
        unknown = f"territoire {marker.territory_id} inconnu" if marker.territory_id else READERS
        return Resolved(unknown, "absent" if marker.territory_id or defined is None else "", label, known=False)
    shown = as_component(release, place, marker.indicator)
    note = Note(
        f"{label}, {place.name}\u00a0: {shown.shown}.", f"{shown.source}, {french.date_fr(shown.date)}",
        f"{reverse('observatory:method')}#{marker.indicator}",
    )  # fmt: skip
    signature = f"{shown.shown}" if marker.territory_id else ""
    return Resolved(shown.shown, signature, f"{label} ({place.name})", note, known=shown.is_known)


def as_component(release: Release, place: Territory, indicator: str) -> Figure:
    """A figure of a territory as the component that shows it, with its source, date and definition."""
    defined = catalogue.definitions(release).get(indicator)
    value = observatory.read(release, place.territory_id).total(indicator)
    records = [release.manifest.source(one) for one in (defined.sources if defined else ())]
    known = [record for record in records if record is not None]
    dates = [record.data_as_of for record in known if record.data_as_of]
    return Figure(
        defined.label if defined else indicator,
        value.value,
        unit=UNITS.get(defined.unit, "count") if defined else "count",
        flag=value.flag,
        suffix=defined.unit if defined and defined.unit not in ("%", "établissements", "organisations") else "",
        source=", ".join(record.title for record in known) or f"publication {release.id}",
        date=max(dates, default=release.reference_date),
        note=f"sans {french.number(value.unknown)} non renseignés" if value.unknown else "",
        definition=defined.definition if defined else "",
        definition_href=f"{reverse('observatory:method')}#{indicator}" if defined else "",
    )


def source(key: str) -> tuple[str, str]:
    """Title and publisher of a source of the dossier, and its address; « connaissance générale » when it has none."""
    found = lookup.sources().get(key)
    if found is not None:
        return typo(f"{found.title}, {found.publisher}"), found.url or ""
    mine = _own_sources().get(key)
    if mine is not None:
        return typo(f"{mine['title']}, {mine['publisher']}"), mine.get("url", "")
    return "aucune source lue", ""


def known_sources() -> dict[str, str]:
    """Return the title and publisher of every source that may be cited, by its id."""
    return {key: source(key)[0] for key in sorted({*lookup.sources(), *_own_sources()}, key=_rank)}


def _rank(key: str) -> tuple[str, int]:
    digits = key.lstrip("S")
    return ("S", int(digits)) if digits.isdecimal() else (key, 0)


def is_source(key: str) -> bool:
    """True when a source bears this id, or when it says that none was read (CG)."""
    return key == "CG" or key in lookup.sources() or key in _own_sources()


def problems(found: Iterable[Marker]) -> list[str]:
    """Say, in French, which markers lead nowhere."""
    wrong = []
    for marker in found:
        if marker.kind == Bound.LAW and marker.key not in procurement_law.threshold_entries():
            wrong.append(f"aucun seuil ne s’appelle «\u00a0{marker.key}\u00a0»")
        if marker.kind == Bound.ARTICLE and not is_source(marker.source):
            wrong.append(f"«\u00a0{marker.key}\u00a0» cite une source inconnue ({marker.source or 'aucune'})")
        if marker.kind == Bound.FIGURE and not marker.indicator.replace("_", "").isalnum():
            wrong.append(f"«\u00a0{marker.key}\u00a0» n’est pas un indicateur")
    return wrong


@cache
def _own_sources() -> dict[str, dict[str, str]]:
    return yaml.safe_load(SOURCES.read_text("utf-8"))
