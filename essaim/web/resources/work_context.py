"""What the pages of a work are given: its contents, the whole on one page, an edition, what changed since one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from essaim.web.observatory.release import Release
from essaim.web.resources import citing, editions, links, selectors, vocabulary
from essaim.web.resources.body import render
from essaim.web.resources.enums import Form, Kind, Licence
from essaim.web.resources.fiche_context import Place, Text, files, lay_out, with_figures
from essaim.web.resources.models import Edition, Fiche, Work
from essaim.web.ui.components import Link
from essaim.web.ui.news import LEVELS


@dataclass(frozen=True, slots=True)
class Chapter:
    """A fiche laid out in a work. part: the title of the part that begins with it."""

    slug: str
    title: str
    question: str
    summary: str
    part: str
    checked_on: str
    text: Text
    href: str = ""


def build(work: Work, *, on: date) -> dict[str, Any]:
    """Return the context of resources/work.html and of resources/path.html."""
    parts = selectors.parts_of(work)
    all_editions = selectors.editions(work)
    text = lay_out(work.raw_body(), work, on=on, release=citing.served())
    return {
        "work": work,
        "kind": work.get_kind_display(),
        "text": text,
        "contents": contents(parts),
        "fiche_count": len(parts),
        "editions": all_editions,
        "latest": all_editions[0] if all_editions else None,
        "levels": [LEVELS[one] for one in work.levels if one in LEVELS],
        "licence": Licence(work.licence).label,
        "licence_href": vocabulary.LICENCE_ADDRESSES[work.licence],
        "reading_href": reverse("resources:reading", args=[work.slug]),
        "files": edition_files(work.slug, all_editions[0].number) if all_editions else [],
        "breadcrumb": [Link("Ressources", reverse("resources:library")), Link(work.title)],
        "to_review": any(piece.update for piece in text.pieces) or work.review_by <= on,
    }


def edition_files(slug: str, number: int) -> list[Link]:
    """The files of an edition."""
    return [Link(form.label, reverse("resources:edition_file", args=[slug, number, form.value])) for form in Form]


def contents(parts: Sequence[tuple[str, Fiche]]) -> list[dict[str, Any]]:
    """Return the table of contents: parts with their fiches; one part without a title when there is none."""
    found: list[dict[str, Any]] = []
    for part, fiche in parts:
        if part or not found:
            found.append({"title": part, "fiches": []})
        found[-1]["fiches"].append({"fiche": fiche, "href": links.of(fiche)})
    return found


def reading(work: Work, where: Place, release: Release | None, *, on: date) -> dict[str, Any]:
    """Return the context of resources/reading.html: the work as it is today, on one page."""
    own = lay_out(work.raw_body(), work, on=on, release=release, territory=where.territory, prefix="o-")
    chapters = chapters_of(selectors.parts_of(work), where, release, on=on)
    return {
        "title": work.title,
        "subtitle": work.subtitle,
        "kind": work.get_kind_display(),
        "summary": work.summary,
        "own": own,
        "chapters": chapters,
        "where": where,
        "on": on,
        "edition": None,
        "breadcrumb": [
            Link("Ressources", reverse("resources:library")), Link(work.title, links.of(work)), Link("Tout lire"),
        ],
    }  # fmt: skip


def selection(fiches: Sequence[Fiche], where: Place, release: Release | None, *, on: date) -> dict[str, Any]:
    """Return the context of resources/reading.html for fiches a reader chose."""
    return {
        "title": "Ma sélection de fiches",
        "subtitle": "",
        "kind": "Sélection",
        "summary": "",
        "own": Text([], []),
        "chapters": chapters_of([("", fiche) for fiche in fiches], where, release, on=on),
        "where": where,
        "on": on,
        "edition": None,
        "files": files([fiche.slug for fiche in fiches], where),
        "breadcrumb": [Link("Ressources", reverse("resources:library")), Link("Ma sélection")],
    }


def chapters_of(
    parts: Sequence[tuple[str, Fiche]], where: Place, release: Release | None, *, on: date
) -> list[Chapter]:
    """Lay fiches out one after the other, their anchors kept apart."""
    return [
        Chapter(
            fiche.slug, fiche.title, fiche.question, fiche.summary, part, fiche.checked_on.isoformat(),
            lay_out(
                fiche.raw_body(), fiche, on=on, release=release, territory=where.territory, prefix=f"f{rank}-"
            ),
            links.of(fiche),
        )
        for rank, (part, fiche) in enumerate(parts, start=1)
    ]  # fmt: skip


def edition(of: Edition) -> dict[str, Any]:
    """Return the context of resources/reading.html for an edition: the frozen copy, nothing looked up again."""
    work, fiches = of.content["work"], of.content["fiches"]
    return {
        "title": work["title"],
        "subtitle": work["subtitle"],
        "kind": Kind(work["kind"]).label,
        "summary": work["summary"],
        "own": _frozen(work, "o-"),
        "chapters": [
            Chapter(one["slug"], one["title"], one["question"], one["summary"], one["part"], one["checked_on"],
                    _frozen(one, f"f{rank}-"))
            for rank, one in enumerate(fiches, start=1)
        ],
        "where": Place(),
        "on": of.on,
        "edition": of,
        "files": edition_files(of.work.slug, of.number),
        "breadcrumb": [
            Link("Ressources", reverse("resources:library")),
            Link(work["title"], reverse("resources:work", args=[of.work.slug])),
            Link(f"Édition {of.number}"),
        ],
    }  # fmt: skip


def since(work: Work, held: Edition, *, on: date) -> dict[str, Any]:
    """Return the context of resources/since.html: from an edition one holds to the texts of today."""
    latest = selectors.latest_edition(work)
    return {
        "work": work,
        "held": held,
        "latest": latest,
        "changes": editions.changes(held.content, latest.content) if latest and latest.number != held.number else [],
        "later": editions.changes((latest or held).content, editions.copy_of(work, on=on)),
        "notes": [one for one in selectors.editions(work) if one.number > held.number],
        "breadcrumb": [
            Link("Ressources", reverse("resources:library")), Link(work.title, links.of(work)),
            Link(f"Depuis l’édition {held.number}"),
        ],
    }  # fmt: skip


def preview(work: Work) -> dict[str, Any]:
    """The context of the whole work, for what is being written."""
    return reading(work, Place(), citing.served(), on=timezone.localdate())


def _frozen(copy: Mapping[str, Any], prefix: str) -> Text:
    reader = citing.frozen(copy, prefix=prefix)
    pieces = [with_figures(piece, None, None) for piece in render(copy["body"], reader)]
    return Text(pieces, reader.notes, prefix)
