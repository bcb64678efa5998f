"""The first texts, written in Markdown with markers, read as the blocks of the back office.

On a line of their own: `{experience:…}` is the card of an experience, `{chiffre:…}` lines that follow one another are
figures shown together, `{page}` is a page break. The rest is Markdown: titles, paragraphs, lists, tables, quotations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markdown_it import MarkdownIt

from essaim.rules.typography import typo

FOLDER = Path(__file__).parent / "content"
_ALONE = re.compile(r"\{(experience|chiffre|page)(?::([^{}]+))?\}")
_MARK = re.compile(r"\{[^{}]*\}")


def fiche(slug: str, *, first: bool = False) -> dict[str, Any]:
    """Return the fields of a fiche, body included. first: as it was in the first edition, when it was otherwise."""
    path = FOLDER / "edition-1" / f"{slug}.md"
    if not (first and path.is_file()):
        path = FOLDER / "fiches" / f"{slug}.md"
    _, head, text = path.read_text("utf-8").split("---\n", 2)
    fields = {key: typo(value) if isinstance(value, str) else value for key, value in yaml.safe_load(head).items()}
    return {**fields, "slug": slug, "body": blocks(text)}


def slugs() -> list[str]:
    """Return the addresses of the first fiches."""
    return sorted(path.stem for path in (FOLDER / "fiches").glob("*.md"))


def works() -> dict[str, dict[str, Any]]:
    """Return the first works by their address: fields, body, and parts as (title, [slugs])."""
    found = {}
    for slug, raw in yaml.safe_load((FOLDER / "works.yaml").read_text("utf-8")).items():
        text = (FOLDER / raw["body"]).read_text("utf-8") if "body" in raw else raw.get("intro", "")
        fields = {
            key: typo(value) if isinstance(value, str) else value
            for key, value in raw.items()
            if key not in ("body", "intro", "parts")
        }
        parts = [(typo(part.get("title", "")), part["fiches"]) for part in raw.get("parts", ())]
        found[slug] = {"fields": {**fields, "slug": slug, "body": blocks(text)}, "parts": parts}
    return found


def blocks(text: str) -> list[dict[str, Any]]:
    """Return a text as raw blocks, French typography put right.

    >>> [block["type"] for block in blocks("## Titre\\n\\nUn mot.\\n\\n| a | b |\\n|---|---|\\n| c | d |")]
    ['heading', 'text', 'table']
    """
    return list(_joined(_pieces(text)))


def _pieces(text: str) -> Iterator[dict[str, Any]]:
    """Blocks in order; each figure in one of its own."""
    title = ""
    for group in _groups(text):
        first = group[0]
        alone = _ALONE.fullmatch(first.strip())
        if first.startswith("## "):
            title = typo(first[3:].strip())
            yield {"type": "heading", "value": title}
        elif alone and alone[1] == "experience":
            yield {"type": "experience", "value": alone[2]}
        elif alone and alone[1] == "page":
            yield {"type": "page_break", "value": None}
        elif alone:
            indicator, _, territory = alone[2].partition("@")
            yield {"type": "figures", "value": {"indicators": [indicator], "territory": territory}}
        elif first.startswith("|"):
            rows = [line.strip().strip("|").strip() for line in group if not re.fullmatch(r"[|\s:-]+", line)]
            yield {"type": "table", "value": {"caption": title, "rows": "\n".join(_typed(row) for row in rows)}}
        else:
            yield {"type": "text", "value": _markdown().render(_typed("\n".join(group))).strip()}


def _groups(text: str) -> Iterator[list[str]]:
    """Lines that make one block: a title, a marker alone, the rows of a table, or what lies between."""
    group: list[str] = []
    for line in text.strip().splitlines():
        alone = line.startswith("## ") or _ALONE.fullmatch(line.strip()) is not None
        table = line.startswith("|")
        if group and (alone or table != group[0].startswith("|")):
            if any(one.strip() for one in group):
                yield group
            group = []
        if alone:
            yield [line]
        elif line.strip() or group:
            group.append(line)
    if any(one.strip() for one in group):
        yield group


def _joined(pieces: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Figures of one place that follow one another become one block."""
    kept: dict[str, Any] | None = None
    for piece in pieces:
        if (
            kept is not None
            and kept["type"] == piece["type"] == "figures"
            and kept["value"]["territory"] == piece["value"]["territory"]
        ):
            kept["value"]["indicators"] += piece["value"]["indicators"]
            continue
        if kept is not None:
            yield kept
        kept = piece
    if kept is not None:
        yield kept


def _typed(text: str) -> str:
    """French typography outside the markers, whose words are keys."""
    parts, last = [], 0
    for match in _MARK.finditer(text):
        parts += [typo(text[last : match.start()]), match[0]]
        last = match.end()
    return "".join([*parts, typo(text[last:])])


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})
