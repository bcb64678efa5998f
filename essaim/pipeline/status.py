"""What `essaim data status` and `essaim data list` say, in French lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from essaim.pipeline.catalogue import cards, read_fetched
from essaim.pipeline.contract import ContractError, SourceRecord, current_release, list_releases
from essaim.pipeline.publish import failures
from essaim.rules.dates import french_date

_KINDS = {"real": "France réelle", "excerpt": "extrait", "demonstration": "démonstration"}
_WHOLE = {"full": "", "excerpt": ", extrait", "synthetic": ", fictive"}


def status_lines(var: Path, *, now: datetime) -> Iterator[str]:
    """Yield the state of the release served and of each source. `now` is aware.

    Raises ContractError, WrongFileError.
    """
    served = current_release(var)
    if served is None:
        yield "Aucune édition n’est servie. Pour en construire une\u00a0: essaim data fetch && essaim data build"
        manifest = None
    else:
        manifest = served.read_manifest()
        built = french_date(manifest.built_on.date())
        yield f"Édition servie\u00a0: {manifest.id} ({_KINDS[manifest.kind]}), construite le {built}"
        if manifest.limited_to:
            yield f"Limitée à {manifest.limited_to}"
        if manifest.banner:
            yield manifest.banner
    for identifier, card in sorted(cards().items()):
        record = manifest.source(identifier) if manifest else None
        yield f"- {identifier} ({card.producer})\u00a0: {_source(record, now)}{_fetched(var, identifier, now)}"


def list_lines(var: Path) -> Iterator[str]:
    """Yield one line per release, newest first, then the failed builds that are kept."""
    served = current_release(var)
    released = list_releases(var)
    if not released:
        yield "Aucune édition. Pour en construire une\u00a0: essaim data fetch && essaim data build"
    for release in reversed(released):
        mark = "→" if served is not None and served.id == release.id else " "
        try:
            manifest = release.read_manifest()
        except ContractError as error:
            yield f"{mark} {release.id}\u00a0: {error}"
            continue
        organizations = manifest.table("organizations")
        count = organizations.rows if organizations else 0
        yield f"{mark} {release.id}\u00a0: {_KINDS[manifest.kind]}, {_number(count)} organisations"
    for identifier, sentence in reversed(failures(var)):
        yield f"✗ {identifier}\u00a0: {sentence}"


def _source(record: SourceRecord | None, now: datetime) -> str:
    if record is None or record.missing:
        return "absente de l’édition"
    said = f"{_number(record.rows_kept)} lignes retenues sur {_number(record.rows_in)}"
    if record.rows_rejected:
        said += f", {_number(record.rows_rejected)} écartées"
    if record.data_as_of is not None:
        said += f", données du {french_date(record.data_as_of)} ({_age((now.date() - record.data_as_of).days)})"
    return said + _WHOLE[record.completeness]


def _fetched(var: Path, identifier: str, now: datetime) -> str:
    record = read_fetched(var / "raw" / identifier)
    if record is None or not record.files:
        return ""
    when = max(file.fetched_on for file in record.files)
    return f"\u00a0; téléchargée le {french_date(when.date())} ({_age((now - when).days)})"


def _age(days: int) -> str:
    return "aujourd’hui" if days <= 0 else f"il y a {days}\u00a0jour{'s' if days > 1 else ''}"


def _number(value: int) -> str:
    """Return 1234567 as « 1 234 567 » (narrow no-break spaces)."""
    return f"{value:,}".replace(",", "\u202f")
