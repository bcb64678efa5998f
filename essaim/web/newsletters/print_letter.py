"""The paper letter: the same passages on four or eight A4 pages, for a printer.

Colours are CMYK inks (`device-cmyk`), none above 300 % together; black text is black ink alone. Images stay in RGB, at
the resolution they have: the report says which are too small for paper.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from wagtail.images.models import SourceImageIOError

from essaim.web.newsletters import passages
from essaim.web.newsletters.models import Issue
from essaim.web.newsletters.passages import Passage
from essaim.web.ui import french, pdf

# What a sheet folded once, or two, make.
WANTED = (4, 8)
DENSITIES = ("ample", "courante", "serree")
# Of which the back cover is one.
MOST_NOTES = 1
COLUMN_MM, PAGE_MM = 83.0, 174.0
GOOD_DPI, LEAST_DPI = 300, 150
MM_PER_INCH = 25.4
PAPER = "width-2200|jpegquality-90|format-jpeg"
LONGEST_SHOWN = 90
NOTE_LINES = 22


@dataclass(frozen=True, slots=True)
class Plate:
    """An image on paper. dpi: points per inch at the width it is printed (width_mm)."""

    title: str
    href: str
    description: str
    credit: str
    width_mm: float
    dpi: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A letter laid out. pages: how many it makes; problems: what keeps it from the printer, in French; warnings: what
    should be looked at. starts: for each page, the titles that begin on it."""

    body: bytes
    pages: int
    density: str
    problems: tuple[str, ...]
    warnings: tuple[str, ...]
    starts: tuple[tuple[str, ...], ...]

    @property
    def is_ready(self) -> bool:
        """True when it can go to the printer."""
        return not self.problems


def lay_out(issue: Issue, *, on: date, marks: bool = False) -> Paper:
    """Lay a letter out on four pages, else on eight; as it comes, with what is missing, when it fits neither.

    marks: with crop marks and 3 mm of bleed. From the roomiest to the tightest of DENSITIES, the first that gives a
    right number of pages wins; one page of ruled notes may complete it. Raises CannotPrint.
    """
    shown = passages.with_headings(passages.read(issue))
    plates = _plates(shown)
    tried: list[Paper] = []
    for wanted in WANTED:
        for density in DENSITIES:
            for notes in range(MOST_NOTES + 1):
                paper = _print(issue, shown, plates, on, marks=marks, density=density, notes=notes)
                tried.append(paper)
                if paper.pages == wanted:
                    return paper
                if paper.pages > wanted:
                    break
            if tried[-1].pages < wanted:
                break
    return _unfit(tried)


def _unfit(tried: Sequence[Paper]) -> Paper:
    """The attempt nearest to a right number, saying what to do."""
    best = min(tried, key=lambda paper: min(abs(paper.pages - wanted) for wanted in WANTED))
    less = max((wanted for wanted in WANTED if wanted < best.pages), default=None)
    more = min((wanted for wanted in WANTED if wanted > best.pages), default=None)
    advice = [f"retirez environ {_pages(best.pages - less)}"] if less else []
    advice += [f"ajoutez environ {_pages(more - best.pages)}"] if more else []
    problem = f"{_pages(best.pages)} au lieu de 4 ou 8\u00a0: {' ou '.join(advice)}."
    return Paper(best.body, best.pages, best.density, (problem, *best.problems), best.warnings, best.starts)


def _pages(count: int) -> str:
    return f"{count} {french.plural(count, 'page')}"


def _print(
    issue: Issue, shown: Sequence[Passage], plates: dict[int, Plate], on: date, *, marks: bool, density: str, notes: int
) -> Paper:
    lines = [
        {"one": one, "plate": plates.get(rank), "anchor": f"p{rank}", "place": _short(one.href)}
        for rank, one in enumerate(shown)
    ]
    lead = next((line for line in lines if not line["one"].kind), None)
    rest = [line for line in lines if line is not lead]
    context: dict[str, Any] = {
        "issue": issue,
        "list": issue.list,
        "on": on,
        "lead": lead,
        "lines": rest,
        "contents": [line for line in rest if line["one"].title],
        "notes": range(notes),
        "ruled": range(NOTE_LINES),
        "density": density,
        "marks": marks,
        "site": _short(settings.ESSAIM_BASE_URL),
        "fictitious": issue.fictitious or any(one.fictitious for one in shown),
    }
    printed = pdf.lay_out(
        render_to_string("newsletters/paper.html", context),
        style="newsletters/paper.css",
    )
    titles = {line["anchor"]: line["one"].title for line in lines}
    starts = tuple(
        tuple(titles[anchor] for anchor in titles if anchor in page and titles[anchor]) for page in printed.anchors
    )
    low = [plate for plate in plates.values() if plate.dpi < GOOD_DPI]
    return Paper(
        printed.body,
        printed.pages,
        density,
        tuple(_too_small(plate) for plate in low if plate.dpi < LEAST_DPI),
        tuple(_too_small(plate) for plate in low if plate.dpi >= LEAST_DPI),
        starts,
    )


def _too_small(plate: Plate) -> str:
    width = french.number(plate.width_mm / 10, 1)
    words = f"{plate.dpi} points par pouce à {width}\u00a0cm de large\u00a0; il en faut {GOOD_DPI}."
    return f"Image «\u00a0{plate.title}\u00a0»\u00a0: {words}"


def _plates(shown: Sequence[Passage]) -> dict[int, Plate]:
    """The images, whole, by the rank of their passage: that of the opening takes the page, others a column."""
    found = {}
    lead = next((rank for rank, one in enumerate(shown) if not one.kind), None)
    for rank, one in enumerate(shown):
        if one.picture is None:
            continue
        image, width = one.picture.image, PAGE_MM if rank == lead else COLUMN_MM
        try:
            made = image.get_rendition(PAPER)
            with made.file.open("rb") as file:
                href = "data:image/jpeg;base64," + base64.b64encode(file.read()).decode("ascii")
        except (SourceImageIOError, FileNotFoundError):
            continue
        dpi = int(image.width / (width / MM_PER_INCH))
        found[rank] = Plate(image.title, href, image.description, one.picture.credit, width, dpi)
    return found


def _short(address: str) -> str:
    """An address as one would type it: without the protocol, without the last slash; empty when it is too long."""
    short = address.partition("://")[2].rstrip("/") if "://" in address else address
    return short if len(short) <= LONGEST_SHOWN else f"{short[: short.find('/') + 1]}…" if "/" in short else short
