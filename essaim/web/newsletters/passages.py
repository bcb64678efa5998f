"""A letter as its readers see it: passages, each with whom it concerns. Web page, e-mail, text and paper draw these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from html import unescape
from typing import Any

from django.conf import settings
from wagtail.images.models import SourceImageIOError
from wagtail.rich_text import expand_db_html

from essaim.rules.typography import typo
from essaim.web.media.models import CreditedImage
from essaim.web.newsletters.models import Issue
from essaim.web.newsletters.segments import Profile, Segment
from essaim.web.ui.news import KINDS

# Twice the width at which e-mail programmes show it, for dense screens.
WIDE = "width-1120|jpegquality-82|format-jpeg"
_TAG = re.compile(r"<[^>]+>")
_LINK = re.compile(r'<a [^>]*?href="([^"]+)"[^>]*>(.*?)</a>', re.DOTALL)


@dataclass(frozen=True, slots=True)
class Picture:
    """An image: address with the host, size in pixels, what it shows (may be empty: it only pleases), who made it."""

    image: CreditedImage
    href: str
    width: int
    height: int
    description: str
    credit: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a letter. heading: that of its section, empty when it goes on with the one before.

    summary: plain text; html: what an editor wrote, safe to put in a page. href: with the host, or empty.
    button: words of the link. audience: whom it concerns.
    """

    kind: str
    heading: str
    title: str
    summary: str
    html: str
    href: str
    button: str
    on: date | None
    picture: Picture | None
    fictitious: bool
    audience: Segment

    @property
    def plain(self) -> str:
        """The text without marks: for the plain text of an e-mail."""
        return plain_text(self.html) if self.html else self.summary


def absolute(address: str) -> str:
    """Return an address with its host: what a letter, read elsewhere, needs."""
    return f"{settings.ESSAIM_BASE_URL}{address}" if address.startswith("/") else address


def read(issue: Issue) -> tuple[Passage, ...]:
    """Return every passage of a letter, headings apart (`with_headings`)."""
    return tuple(_item(block.value) if block.block_type == "item" else _text(block.value) for block in issue.body)


def shown(passages: Iterable[Passage], profile: Profile) -> list[Passage]:
    """Keep the passages that concern a reader, each section with its heading once."""
    return with_headings([one for one in passages if profile.is_concerned(one.audience)])


def with_headings(passages: Sequence[Passage]) -> list[Passage]:
    """Give its heading to the first passage of each run of one kind."""
    found, before = [], ""
    for one in passages:
        heading = KINDS.get(one.kind, "") if one.kind != before else ""
        found.append(replace(one, heading=heading))
        before = one.kind
    return found


def plain_text(html: str) -> str:
    """Return the words of a text of ours: links as « words (address) », list items as dashes."""
    text = _LINK.sub(lambda link: f"{link.group(2)} ({link.group(1)})", html)
    text = re.sub(r"<li[^>]*>", "- ", text)
    text = re.sub(r"<br\s*/?>|</li>|</(?:ul|ol)>", "\n", text)
    text = re.sub(r"</p>|</h\d>", "\n\n", text)
    return re.sub(r"\n{3,}", "\n\n", unescape(_TAG.sub("", text))).strip()


def _item(value: Any) -> Passage:
    return Passage(
        kind=value["kind"],
        heading="",
        title=typo(value["title"]),
        summary=typo(value["summary"] or ""),
        html="",
        href=absolute(value["url"] or ""),
        button="",
        on=value["on"],
        picture=_picture(value["image"]),
        fictitious=bool(value["fictitious"]),
        audience=_audience(value["audience"]),
    )


def _text(value: Any) -> Passage:
    html = expand_db_html(value["text"].source)
    return Passage(
        kind="",
        heading="",
        title=typo(value["heading"] or ""),
        summary="",
        html=re.sub(r'href="/(?!/)', f'href="{settings.ESSAIM_BASE_URL}/', html),
        href=absolute(value["url"] or ""),
        button=value["button"] or "",
        on=None,
        picture=_picture(value["image"]),
        fictitious=False,
        audience=_audience(value["audience"]),
    )


def _audience(value: Any) -> Segment:
    return Segment(levels=tuple(value["levels"]), regions=tuple(value["regions"]), themes=tuple(value["themes"]))


def _picture(image: CreditedImage | None) -> Picture | None:
    if image is None:
        return None
    try:
        made = image.get_rendition(WIDE)
    except SourceImageIOError:
        return None
    return Picture(image, absolute(made.url), made.width, made.height, image.description, image.credit)
