"""A portrait for the shell, in five formats."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from typing import Any

from essaim.web.observatory.errors import InvalidRequest
from essaim.web.observatory.exports import formats, workbook
from essaim.web.observatory.release import Release, current
from essaim.web.territories import addresses, exports, portrait_pdf, presentation, selectors, sentences
from essaim.web.territories import portrait as portraits
from essaim.web.territories.portrait import Portrait
from essaim.web.territories.selectors import Territory
from essaim.web.ui import french


def portrait(code: str, name: str, warn: Callable[[str], None]) -> bytes:
    """Return the portrait of a code in a format: text, json, csv, xlsx, pdf.

    warn: told in a sentence that the code is a former one, and which commune is shown.
    Raises NotFound or InvalidRequest (unknown, ambiguous or split code), NoRelease, CannotPrint; all in French.
    """
    release = current()
    drawn = portraits.of_territory(release, _place(release, code, warn))
    if name == "pdf":
        return portrait_pdf.render(drawn)
    if name == "csv":
        return b"".join(formats.write_csv(exports.indicators(drawn), french=True))
    if name == "xlsx":
        target = io.BytesIO()
        workbook.write(exports.indicators(drawn), target)
        return target.getvalue()
    if name == "json":
        return (json.dumps(as_dict(drawn), ensure_ascii=False, indent=2) + "\n").encode()
    return _text(drawn).encode()


def _place(release: Release, code: str, warn: Callable[[str], None]) -> Territory:
    found = addresses.find(release, code)
    if found.territory is not None:
        return found.territory
    if found.choices:
        names = ", ".join(f"{place.territory_id} ({place.name})" for place in found.choices)
        raise InvalidRequest(f"Le code {code} désigne plusieurs territoires.", f"Précisez\u00a0: {names}.")
    if len(found.successions) == 1:
        today = selectors.get(release, f"commune:{found.successions[0].new_code}")
        if today is not None:
            warn(addresses.former(found.successions[0], f"voici {today.name} ({today.code})."))
            return today
    today_codes = ", ".join(f"commune:{old.new_code}" for old in found.successions)
    raise InvalidRequest(f"La commune {code} a été partagée.", f"Aujourd’hui\u00a0: {today_codes}.")


def as_dict(drawn: Portrait) -> dict[str, Any]:
    """The portrait as plain data: place, release, headline, and every indicator of it and of its wider places."""
    release = drawn.release
    fields = ("territory_id", "level", "code", "name", "population", "communes_count", "area_km2", "density", "note")
    return {
        "territory": {name: getattr(drawn.place, name) for name in fields},
        "release": {
            "id": release.id,
            "kind": release.kind,
            "reference_date": release.reference_date.isoformat(),
            "banner": release.banner,
        },
        "headline": "".join(segment.text for segment in sentences.headline(drawn)).strip(),
        "indicators": _indicators(drawn.figures),
        "parents": [{"territory_id": n.territory.territory_id, "name": n.territory.name,
                     "indicators": _totals(n.figures)} for n in drawn.parents],
        "similar": [{"territory_id": s.territory.territory_id, "name": s.territory.name, "rank": s.rank,
                     "distance": s.distance, "criteria": list(s.criteria)} for s, _ in drawn.similar],
        "missing_sources": [source.title for source in release.manifest.missing_sources],
    }  # fmt: skip


def _indicators(figures) -> list[dict[str, Any]]:  # type: ignore[no-untyped-def]
    return [
        {"indicator": indicator, "dimension": dimension, "item": item, "value": value.value, "flag": value.flag,
         "unknown": value.unknown}
        for (indicator, dimension), items in sorted(figures.values.items())
        for item, value in items.items()
    ]  # fmt: skip


def _totals(figures) -> dict[str, float | None]:  # type: ignore[no-untyped-def]
    return {
        indicator: items[""].value
        for (indicator, dimension), items in sorted(figures.values.items())
        if dimension == "total" and "" in items
    }


def _text(drawn: Portrait) -> str:
    release = drawn.release
    lines = [drawn.place.name, "=" * len(drawn.place.name), ""]
    if release.banner:
        lines += [f"! {release.banner}", ""]
    lines += ["".join(segment.text for segment in sentences.headline(drawn)).strip(), ""]
    for figure in presentation.key_figures(drawn):
        lines.append(f"{figure.shown:>12}  {figure.label}")
        lines += [f"{'':>12}  {text}" for text in figure.comparisons]
    families = presentation.bars(drawn, "family", "Familles", "Famille", "", "famille")
    if families.rows:
        lines += ["", "Familles"]
        lines += [f"{drawn.value:>12}  {drawn.row.label}" for drawn in families.drawn]
    lines += ["", f"Données au {french.date_fr(release.reference_date)}, édition {release.id}."]
    return "\n".join(lines) + "\n"
