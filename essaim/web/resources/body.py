"""The blocks of a body as HTML: the same for the page, the PDF and the EPUB.

Reads the raw JSON of the blocks (see `blocks`), whether it comes from a row, a draft or a frozen copy. Everything is
escaped or cleaned here: what comes out is safe to show.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import nh3
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import expand_db_html

from essaim.rules.typography import typo
from essaim.web.resources import markers
from essaim.web.resources.bound import Note, Resolved
from essaim.web.resources.enums import Bound
from essaim.web.resources.markers import Marker
from essaim.web.ui.markup.escape import esc

TAGS = {"p", "h3", "h4", "b", "strong", "i", "em", "ol", "ul", "li", "a", "blockquote", "br", "hr"}
UPDATE = "Mise à jour en cours"
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_ITALIC = re.compile(r"(?<!\*)\*([^*]+)\*(?!\*)")
_CELLS = re.compile(r"\|(?![^{}]*\})")
# A note is called right after what it proves.
_BEFORE_NOTE = re.compile(r"[ \u00a0\u202f]+(?=\{article:)")
_DOUBT = re.compile(r"\((?:[^()]*\s)?à(?:\s|\u00a0)vérifier\)")


@dataclass(frozen=True, slots=True)
class Card:
    """An experience as a text cites it."""

    slug: str
    title: str
    summary: str
    where: str
    href: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A block ready to be shown. kind: of the block; anchor: unique in the document; title: of a heading.

    update: why the passage is to be read again; empty when it is up to date. data: what a template draws by itself.
    """

    kind: str
    anchor: str
    html: SafeString | str = ""
    title: str = ""
    update: str = ""
    data: Any = None


@dataclass(slots=True)
class Reader:
    """How what a text is bound to is looked up, and what it cited so far.

    resolve: a marker → what it stands for; experience: a slug → its card, None when it is not public.
    changed: (kind, id of the marker) → why, for what changed since the text was checked. prefix: keeps anchors apart
    when several texts stand in one document.
    """

    resolve: Callable[[Marker], Resolved]
    experience: Callable[[str], Card | None]
    changed: Mapping[tuple[str, str], str] = field(default_factory=dict)
    prefix: str = ""
    notes: list[Note] = field(default_factory=list)

    def cite(self, note: Note) -> int:
        """Return the number of a note, the same for the same one."""
        if note not in self.notes:
            self.notes.append(note)
        return self.notes.index(note) + 1


def bound_to(raw: Sequence[Mapping[str, Any]]) -> list[Marker]:
    """Return everything a body is bound to, each once, in order."""
    found: dict[tuple[str, str], Marker] = {}
    for block in raw:
        for marker in _markers_of(block):
            found.setdefault((marker.kind, marker.id), marker)
    return list(found.values())


def render(raw: Sequence[Mapping[str, Any]], reader: Reader) -> list[Piece]:
    """Return the blocks of a body, in order. What a note cites is added to reader.notes."""
    return [_piece(block, reader, f"{reader.prefix}p{rank}") for rank, block in enumerate(raw, start=1)]


def words(raw: Sequence[Mapping[str, Any]]) -> str:
    """Return the plain words of a body: for the search and for telling two versions apart."""
    return "\n".join(text for block in raw if (text := plain(block)))


def plain(block: Mapping[str, Any]) -> str:
    """Return the words of one block, markers taken away."""
    value = block["value"]
    match block["type"]:
        case "text":
            return _stripped(value)
        case "table":
            return f"{value['caption']}\n{_stripped(value['rows'])}"
        case "callout":
            return f"{value['title']}\n{_stripped(value['text'])}"
        case "quote":
            return f"{value['text']}\n{value['attribution']}"
        case "heading":
            return str(value)
        case _:
            return ""


def _stripped(html: str) -> str:
    text = re.sub(r"(?i)</(p|li|h3|h4|blockquote)>|<br\s*/?>", "\n", html)
    text = markers.MARKER.sub("", nh3.clean(text, tags=set()))
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", "\u00a0"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return re.sub(r"[ \t]+", " ", text.replace("**", "")).strip()


def _markers_of(block: Mapping[str, Any]) -> list[Marker]:
    value = block["value"]
    match block["type"]:
        case "text":
            return list(markers.found(value))
        case "table":
            return list(markers.found(value["rows"]))
        case "callout":
            return list(markers.found(value["text"]))
        case "figures":
            return [_figure(one, value) for one in _indicators(value)]
        case "experience":
            return [Marker(Bound.EXPERIENCE, str(value))]
        case _:
            return []


def _indicators(value: Mapping[str, Any]) -> list[str]:
    """A ListBlock stores either bare values or {type, value, id}."""
    return [one["value"] if isinstance(one, dict) else one for one in value["indicators"]]


def _figure(indicator: str, value: Mapping[str, Any]) -> Marker:
    territory = value.get("territory") or ""
    return Marker(Bound.FIGURE, f"{indicator}@{territory}" if territory else indicator)


def _piece(block: Mapping[str, Any], reader: Reader, anchor: str) -> Piece:
    kind, value = block["type"], block["value"]
    reasons = [reader.changed.get((one.kind, one.id), "") for one in _markers_of(block)]
    update = " ".join(dict.fromkeys(reason for reason in reasons if reason))
    match kind:
        case "heading":
            return Piece(kind, anchor, title=typo(str(value)))
        case "text":
            return Piece(kind, anchor, _rich(value, reader), update=update)
        case "table":
            return Piece(kind, anchor, _table(value, reader), title=typo(value["caption"]), update=update)
        case "callout":
            return Piece(kind, anchor, _rich(value["text"], reader), title=typo(value["title"]), update=update)
        case "quote":
            return Piece(kind, anchor, title=typo(value["attribution"]), html=_safe(esc(typo(value["text"]))))
        case "figures":
            found = [_figure(one, value) for one in _indicators(value)]
            return Piece(kind, anchor, update=update, data=[(one, reader.resolve(one)) for one in found])
        case "experience":
            return Piece(kind, anchor, update=update, data=reader.experience(str(value)))
        case _:
            return Piece(kind, anchor)


def _rich(html: str, reader: Reader) -> SafeString:
    # Links to pages of the site are stored by number; then nothing but our own tags is left.
    cleaned = nh3.clean(expand_db_html(html), tags=TAGS, attributes={"a": {"href"}}, link_rel=None)
    cleaned = _BEFORE_NOTE.sub("", cleaned)
    return _safe(_doubts(markers.replaced(cleaned, lambda marker: _written(marker, reader))))


def _table(value: Mapping[str, Any], reader: Reader) -> SafeString:
    lines = [line.strip().strip("|") for line in value["rows"].splitlines() if line.strip()]
    rows = [[cell.strip() for cell in _CELLS.split(line)] for line in lines]
    if not rows:
        return _safe("")
    width = max(len(row) for row in rows)
    head, *body = [row + [""] * (width - len(row)) for row in rows]
    cells = "".join(f'<th scope="col">{_inline(cell, reader)}</th>' for cell in head)
    lines_html = "".join(
        f'<tr><th scope="row">{_inline(row[0], reader)}</th>'
        + "".join(f"<td>{_inline(cell, reader)}</td>" for cell in row[1:])
        + "</tr>"
        for row in body
    )
    return _safe(f"<thead><tr>{cells}</tr></thead><tbody>{lines_html}</tbody>")


def _inline(text: str, reader: Reader) -> str:
    text = _BEFORE_NOTE.sub("", text)
    marked = _ITALIC.sub(r"<em>\1</em>", _BOLD.sub(r"<strong>\1</strong>", esc(text)))
    return _doubts(markers.replaced(marked, lambda marker: _written(marker, reader)))


def _doubts(html: str) -> str:
    """« (à vérifier) » is a doubt, and looks like one."""
    return _DOUBT.sub(lambda match: f'<span class="doubt">{match[0]}</span>', html)


def _written(marker: Marker, reader: Reader) -> str:
    """The value, and the number of its note; a doubtful one says so in words."""
    found = reader.resolve(marker)
    shown = f'<strong class="bound">{esc(found.shown)}</strong>' if found.shown else ""
    if shown and not found.known:
        shown = f'<span class="unknown">{esc(found.shown)}</span>'
    if found.note is None:
        return shown
    number = reader.cite(found.note)
    doubt = ' <span class="doubt">(à vérifier)</span>' if found.note.doubtful else ""
    at = f"{reader.prefix}note-{number}"
    return f'{shown}{doubt}<sup class="ref"><a href="#{at}"><span class="sr-only">note </span>{number}</a></sup>'


def _safe(html: str) -> SafeString:
    return mark_safe(html)  # noqa: S308 - cleaned by nh3 or escaped above
