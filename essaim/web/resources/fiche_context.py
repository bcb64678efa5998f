"""What the page of a fiche is given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from essaim.rules import competences
from essaim.web.observatory import filters
from essaim.web.observatory.release import Release
from essaim.web.resources import citing, links, list_context, selectors, vocabulary, watching
from essaim.web.resources.body import Piece, bound_to, render
from essaim.web.resources.bound import Note, as_component
from essaim.web.resources.enums import Bound, Facet, Form, Licence
from essaim.web.resources.models import Fiche, Work
from essaim.web.territories import addresses
from essaim.web.territories.asked import place
from essaim.web.territories.selectors import Territory, get
from essaim.web.ui.components import Figure, Link, Tag
from essaim.web.ui.news import LEVELS


@dataclass(frozen=True, slots=True)
class Place:
    """The reader's territory: asked is what they typed; territory is None without it, or when nothing bears it."""

    asked: str = ""
    territory: Territory | None = None

    @property
    def is_unknown(self) -> bool:
        return bool(self.asked) and self.territory is None


@dataclass(frozen=True, slots=True)
class Text:
    """A text laid out: its blocks, the notes they cite, the figures of each block of figures by its anchor."""

    pieces: Sequence[Piece]
    notes: Sequence[Note]
    prefix: str = ""

    @property
    def headings(self) -> list[Piece]:
        return [piece for piece in self.pieces if piece.kind == "heading"]

    @property
    def sources(self) -> list[tuple[str, str]]:
        """Each source once, with its letter: how paper, which has no links, says where notes were read."""
        known = dict.fromkeys(note.source for note in self.notes if note.source)
        return [(_letter(rank), one) for rank, one in enumerate(known)]

    @property
    def lettered_notes(self) -> list[tuple[Note, str]]:
        """The notes, each with the letter of its source; empty without one."""
        letters = {one: letter for letter, one in self.sources}
        return [(note, letters.get(note.source, "")) for note in self.notes]


def _letter(rank: int) -> str:
    """a, b… z, aa, ab…"""
    return (_letter(rank // 26 - 1) if rank >= 26 else "") + chr(ord("a") + rank % 26)


def reader_place(query: QueryDict, release: Release | None) -> Place:
    """Read ?territoire= : an id, a code or a name."""
    text = filters.text(query.get("territoire", ""))
    if not text or release is None:
        return Place(text)
    found = place(release, text)
    return Place(text, found)


def lay_out(
    raw: Sequence[dict[str, Any]], of: Fiche | Work, *, on: date, release: Release | None,
    territory: Territory | None = None, prefix: str = "",
) -> Text:  # fmt: skip
    """Lay a published text out for a day and a territory."""
    entry = getattr(of, "entry", None)
    changed = watching.reasons(entry) if entry is not None else {}
    reader = citing.today(on, release, territory=territory, changed=changed, prefix=prefix)
    pieces = [with_figures(piece, release, territory) for piece in render(raw, reader)]
    return Text(pieces, reader.notes, prefix)


def build(fiche: Fiche, where: Place, release: Release | None, *, on: date) -> dict[str, Any]:
    """Return the context of resources/fiche.html."""
    territory = where.territory
    text = lay_out(fiche.raw_body(), fiche, on=on, release=release, territory=territory)
    return {
        "fiche": fiche,
        "text": text,
        "where": where,
        "territory_href": addresses.href(territory) if territory else "",
        "has_figures": _reads_figures(fiche),
        "to_review": any(piece.update for piece in text.pieces) or fiche.review_by <= on,
        **facts(fiche, on),
        "works": [{"title": one.title, "kind": one.get_kind_display(), "href": links.of(one)}
                  for one in selectors.works_with(fiche)],
        "near": list_context.cards(selectors.near(fiche), on=on),
        "files": files([fiche.slug], where),
        "breadcrumb": [Link("Ressources", reverse("resources:library")), Link(fiche.title)],
        "structured_data": json_ld(fiche, on),
    }  # fmt: skip


def facts(fiche: Fiche, on: date) -> dict[str, Any]:
    """What ranges a fiche, and who answers for it."""
    library = reverse("resources:library")
    levers = vocabulary.labels(Facet.LEVER, on=on)
    known = competences.competences(on=on)
    return {
        "levels": [LEVELS[one] for one in fiche.levels if one in LEVELS],
        "theme": Tag(vocabulary.labels(Facet.THEME, on=on).get(fiche.theme, ""), "leaf"),
        "levers": [Link(levers.get(one, one), f"{library}?levier={one}") for one in fiche.levers],
        "competences": [
            {"label": known[one].label, "basis": known[one].basis.text,
             "doubtful": known[one].basis.confidence != "verifie", "href": f"{library}?competence={one}"}
            for one in fiche.competences if one in known
        ],
        "organizations": [
            Link(one.get("name", ""), reverse("observatory:organization", args=[one["siren"]]))
            if one.get("siren") else Link(one.get("name", ""))
            for one in fiche.organizations
        ],
        "licence": Licence(fiche.licence).label,
        "licence_href": vocabulary.LICENCE_ADDRESSES[fiche.licence],
    }  # fmt: skip


def files(slugs: Sequence[str], where: Place) -> list[Link]:
    """The files of some fiches, for the reader's territory when there is one."""
    pairs = [("f", slug) for slug in slugs]
    pairs += [("territoire", where.territory.territory_id)] if where.territory else []
    return [
        Link(form.label, f"{reverse('resources:selection_file', args=[form.value])}?{urlencode(pairs)}")
        for form in Form
    ]


def preview(fiche: Fiche) -> dict[str, Any]:
    """The context of the page, for what is being written."""
    return build(fiche, Place(), citing.served(), on=timezone.localdate())


def json_ld(fiche: Fiche, on: date) -> dict[str, Any]:
    """The fiche as schema.org's Article."""
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": fiche.title,
        "abstract": fiche.summary,
        "inLanguage": "fr",
        "dateModified": fiche.checked_on.isoformat(),
        "license": vocabulary.LICENCE_ADDRESSES[fiche.licence],
        **({"author": {"@type": "Organization", "name": fiche.authors}} if fiche.authors else {}),
    }


def _reads_figures(fiche: Fiche) -> bool:
    """True when a figure of the reader's territory stands inside a sentence."""
    return any(one.kind == Bound.FIGURE and not one.territory_id for one in bound_to(fiche.raw_body()))


def with_figures(piece: Piece, release: Release | None, reader: Territory | None) -> Piece:
    """A block of figures as a template draws it: components, or values already said, or names that wait for a place."""
    if piece.kind != "figures":
        return piece
    figures: list[Figure] = []
    said, waiting = [], []
    for marker, resolved in piece.data:
        where = (get(release, marker.territory_id) if release else None) if marker.territory_id else reader
        if release is not None and where is not None:
            figures.append(as_component(release, where, marker.indicator))
        elif resolved.known:
            said.append((resolved.label, resolved.shown))
        else:
            waiting.append(resolved.label)
    return replace(piece, data={"figures": figures, "said": said, "waiting": waiting})
