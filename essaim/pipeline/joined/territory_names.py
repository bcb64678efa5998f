"""Names of territories: slugs for addresses, folded names for autocomplete."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pyarrow as pa

from essaim.rules.names import fold

SCHEMA = pa.schema(
    [("territory_id", pa.string()), ("folded", pa.string()), ("kind", pa.string()), ("weight", pa.int64())]
)
_ARTICLES = re.compile(r"^(l|d|le|la|les|aux|los|las) ")
_EPCI_KINDS = re.compile(
    r"^(cc|ca|cu|sa|communaute (de communes|d agglomeration|urbaine)|metropole|ept) (de la |de l |des |du |de |d )?"
)
_SMALL_WORDS = {"de", "du", "des", "la", "le", "les", "l", "d", "et", "en", "sur", "a", "au", "aux"}


def slug(name: str) -> str:
    """Return `name` in lower-case ASCII with hyphens, for the page's address: L'Haÿ-les-Roses → l-hay-les-roses."""
    text = name.replace("œ", "oe").replace("Œ", "oe").replace("æ", "ae").replace("Æ", "ae").replace("’", "-")
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "-")
    return re.sub(r"[^a-z0-9]+", "-", text).strip("-") or "territoire"


def territory_names(tables: dict[str, pa.Table]) -> pa.Table:
    """Return the rows of autocomplete: every folded spelling that should find a territory, with a weight.

    In: `territories` and `commune_successions` of a Territories. Kinds: name, postcode, code, old_name. Weight: higher
    comes first; it grows with population and level, falls for variants and former names. One row per
    (territory_id, folded, kind).
    """
    population: dict[str, int] = {}
    rows: dict[tuple[str, str, str], float] = {}
    columns = ["territory_id", "level", "code", "name", "population", "postcodes", "communes_count"]
    for row in tables["territories"].select(columns).to_pylist():
        people = row["population"] if row["population"] is not None else 500 * row["communes_count"]
        population[row["territory_id"]] = people
        base = _weight(row["level"], people)
        for text, factor in _spellings(row["name"], row["level"]):
            key = (row["territory_id"], text, "name")
            rows[key] = max(rows.get(key, 0.0), base * factor)
        rows[row["territory_id"], row["code"].lower(), "code"] = base
        for postcode in (row["postcodes"] or "").split("|"):
            if postcode:
                rows[row["territory_id"], postcode, "postcode"] = base
    for row in tables["commune_successions"].to_pylist():
        target = f"commune:{row['new_code']}"
        if row["kind"] == "arrondissement" or target not in population:
            continue
        base = 0.5 * _weight("commune", population[target])
        rows[target, row["old_code"].lower(), "code"] = base
        old = fold(row["old_name"])
        if old and (target, old, "name") not in rows:
            rows[target, old, "old_name"] = base
    ordered = sorted(rows.items())
    return pa.table(
        {
            "territory_id": [key[0] for key, _ in ordered],
            "folded": [key[1] for key, _ in ordered],
            "kind": [key[2] for key, _ in ordered],
            "weight": [round(10 * weight) for _, weight in ordered],
        },
        schema=SCHEMA,
    )


def _weight(level: str, population: int) -> float:
    # A reader who types « lille » wants the city before the métropole; « nord » the département before the communes.
    bonus = {"france": 40, "region": 30, "departement": 28, "departemental": 22, "commune": 20, "epci": 19, "ept": 19}
    return bonus.get(level, 10) + float(max(population, 1)) ** 0.2


def _spellings(name: str, level: str) -> Iterator[tuple[str, float]]:
    folded = fold(name)
    yield folded, 1.0
    bare = _ARTICLES.sub("", folded)
    if bare != folded:
        yield bare, 0.98
    if level in {"epci", "ept"}:
        short = _EPCI_KINDS.sub("", folded)
        if short and short != folded:
            yield short, 0.95
        words = [word for word in re.split(r"[^\w]+", folded) if word and word not in _SMALL_WORDS]
        if len(words) >= 3:
            yield "".join(word[0] for word in words), 0.8
    if level == "arrondissement_municipal" and (found := re.match(r"(\w+) (\d+)(er|e)? arrondissement", folded)):
        city, number = found[1], int(found[2])
        for text in (f"{city} {number}", f"{city} {number:02d}", f"{city} {number}e", f"{city} {number}eme"):
            yield text, 0.98
