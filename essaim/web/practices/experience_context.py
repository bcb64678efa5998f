"""What the page of an experience, its PDF and its press sheet are given."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from essaim.rules import competences
from essaim.web.observatory.release import Release
from essaim.web.practices import list_context, pictures, selectors, vocabulary
from essaim.web.practices.content import Content, Measure
from essaim.web.practices.enums import Licence, Qualifier
from essaim.web.practices.models import Experience
from essaim.web.territories import addresses
from essaim.web.territories import selectors as territories
from essaim.web.ui import french
from essaim.web.ui.components import Link

LICENCE_ADDRESSES = {
    Licence.OPEN: "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/deed.fr",
}


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or the items of a list."""

    text: str = ""
    items: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A point of a series. width: share of the greatest, 0 to 100."""

    when: str
    shown: str
    width: float
    source: str
    doubt: str


@dataclass(frozen=True, slots=True)
class Series:
    """Measures of one thing, over time. single: one measure, shown as a figure rather than as bars."""

    label: str
    bars: Sequence[Bar]

    @property
    def single(self) -> bool:
        return len(self.bars) == 1


def build(experience: Experience, release: Release, *, on: date) -> dict[str, Any]:
    """Return the context of practices/experience.html. on: today; past review_by, the page says it is to be checked."""
    content = experience.read()
    return {
        "experience": experience,
        "content": content,
        "to_check": experience.review_by <= on,
        "theme": vocabulary.theme_labels(on).get(content.theme, content.theme),
        "theme_href": f"{reverse('practices:list')}?theme={content.theme}",
        "levers": _levers(content, on),
        "competences": _competences(content, on),
        "places": places(content, release),
        "organizations": _organizations(content),
        "context_blocks": blocks(content.context),
        "action_blocks": blocks(content.action),
        "difficulty_blocks": blocks(content.difficulties),
        "again_blocks": blocks(content.again),
        "series": series(content.measures),
        "pictures": pictures.shown(content),
        "documents": pictures.documents(content),
        "licence": Licence(content.licence).label,
        "licence_href": LICENCE_ADDRESSES[Licence(content.licence)],
        "related": list_context.cards(selectors.related(experience), on=on),
        "pdf_href": reverse("practices:pdf", args=[experience.slug]),
        "breadcrumb": [Link("Expériences", reverse("practices:list")), Link(experience.title)],
        "structured_data": json_ld(experience, content, on),
    }


def blocks(text: str) -> list[Block]:
    """Return a plain text as paragraphs and lists: lines that begin with « - » are items."""
    found: list[Block] = []
    for paragraph in re.split(r"\n\s*\n", text):
        lines = [line.strip() for line in paragraph.splitlines() if line.strip()]
        words: list[str] = []
        items: list[str] = []
        for line in lines:
            if line.startswith(("- ", "• ", "* ")):
                items.append(line[2:].strip())
            elif items:
                items[-1] += f" {line}"
            else:
                words.append(line)
        if words:
            found.append(Block(text=" ".join(words)))
        if items:
            found.append(Block(items=items))
    return found


def series(measures: Sequence[Measure]) -> list[Series]:
    """Return the results, those of one label together, in the order they were written."""
    grouped: dict[str, list[Measure]] = {}
    for measure in measures:
        grouped.setdefault(measure.label, []).append(measure)
    found = []
    for label, points in grouped.items():
        greatest = max(abs(point.value) for point in points) or 1.0
        bars = [
            Bar(point.when, shown(point), round(100 * abs(point.value) / greatest, 1), point.source, point.doubt)
            for point in points
        ]
        found.append(Series(label, bars))
    return found


def shown(measure: Measure) -> str:
    """A measure in French: « plus de 60 % », « 4 000 »."""
    number = french.percent(measure.value, 0) if measure.unit == "%" else french.number(measure.value)
    unit = f"\u00a0{measure.unit}" if measure.unit and measure.unit != "%" else ""
    qualifier = f"{Qualifier(measure.qualifier).label} " if measure.qualifier else ""
    return f"{qualifier}{number}{unit}"


def places(content: Content, release: Release | None) -> list[Link]:
    """Return the places, with the address of their portrait when a release is served and knows them."""
    known = territories.get_many(release, [place.territory_id for place in content.places]) if release else {}
    found = []
    for place in content.places:
        territory = known.get(place.territory_id)
        href = addresses.href(territory) if territory else None
        detail = f"{french.number(territory.population)} habitants" if territory and territory.population else ""
        found.append(Link(place.name, href, note=detail))
    return found


def json_ld(experience: Experience, content: Content, on: date) -> dict[str, Any]:
    """The experience as schema.org's Article."""
    return {
        "@context": "https://schema.org",
        "@type": "Article",
        "headline": experience.title,
        "abstract": experience.summary,
        "inLanguage": "fr",
        "datePublished": experience.published_at.date().isoformat(),
        "dateModified": experience.updated_at.date().isoformat(),
        "license": LICENCE_ADDRESSES[Licence(content.licence)],
        "about": vocabulary.theme_labels(on).get(content.theme, content.theme),
        "contentLocation": [{"@type": "Place", "name": place.name} for place in content.places],
        "mentions": [
            {"@type": "Organization", "name": one.name, **({"identifier": one.siren} if one.siren else {})}
            for one in content.organizations
        ],
    }


def _levers(content: Content, on: date) -> list[Link]:
    labels = vocabulary.lever_labels(on)
    return [Link(labels.get(one, one), f"{reverse('practices:list')}?levier={one}") for one in content.levers]


def _competences(content: Content, on: date) -> list[dict[str, str]]:
    known = competences.competences(on=on)
    return [
        {
            "label": known[one].label,
            "basis": known[one].basis.text,
            "doubtful": known[one].basis.confidence != "verifie",
        }
        for one in content.competences
        if one in known
    ]


def _organizations(content: Content) -> list[Link]:
    return [
        Link(
            one.name,
            reverse("observatory:organization", args=[one.siren]) if one.siren else None,
            note=one.role or ("" if one.siren else "SIREN non trouvé"),
        )
        for one in content.organizations
    ]
