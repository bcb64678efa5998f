"""Images and documents of a sheet, ready to be shown."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.text import slugify
from wagtail.images.models import SourceImageIOError

from essaim.web.media import selectors as media
from essaim.web.media.models import CreditedImage, Rendition
from essaim.web.practices.attachments import CARD, PAPER, WIDE
from essaim.web.practices.content import Content
from essaim.web.practices.content import Picture as Kept
from essaim.web.practices.models import Experience
from essaim.web.ui import french


@dataclass(frozen=True, slots=True)
class Picture:
    """An image ready to be shown. href: its address, or all of it (`data:`) for paper."""

    href: str
    width: int
    height: int
    description: str
    credit: str
    caption: str
    key: int = 0


@dataclass(frozen=True, slots=True)
class File:
    """A document to download. kind and size in French: « PDF, 1,2 Mo »."""

    key: int
    title: str
    about: str
    suffix: str


def shown(content: Content) -> list[Picture]:
    """Return the images that still exist, at the width of the page, in the order of the sheet."""
    images = media.images([one.image_id for one in content.pictures], (WIDE,))
    return [
        Picture(made.url, made.width, made.height, one.description, one.credit, one.caption, one.image_id)
        for one in content.pictures
        if (made := _made(images.get(one.image_id), WIDE)) is not None
    ]


def on_paper(content: Content) -> list[Picture]:
    """Return the same images whole, for a document that fetches nothing."""
    images = media.images([one.image_id for one in content.pictures], (PAPER,))
    found = []
    for one in content.pictures:
        if (made := _made(images.get(one.image_id), PAPER)) is not None:
            with made.file.open("rb") as file:
                href = "data:image/jpeg;base64," + base64.b64encode(file.read()).decode("ascii")
            found.append(Picture(href, made.width, made.height, one.description, one.credit, one.caption))
    return found


def originals(content: Content) -> Iterator[tuple[Kept, str, bytes]]:
    """Give each image as it was kept: what the sheet says of it, its suffix, its bytes. A lost file is left out."""
    images = media.images([one.image_id for one in content.pictures], ())
    for one in content.pictures:
        image = images.get(one.image_id)
        if image is not None and (held := _bytes(image.file)) is not None:
            yield one, PurePath(image.filename).suffix.lower(), held


def held_documents(content: Content) -> Iterator[tuple[File, bytes]]:
    """Give each document with its bytes. A lost file is left out."""
    kept = media.documents([one.document_id for one in content.documents])
    for one in documents(content):
        if (held := _bytes(kept[one.key].file)) is not None:
            yield one, held


def _bytes(file: FieldFile) -> bytes | None:
    try:
        with file.open("rb") as opened:
            return opened.read()
    except FileNotFoundError:
        return None


def of_cards(experiences: Sequence[Experience]) -> dict[int, Picture]:
    """Return the first image of each experience that has one, by key of the experience, in two queries."""
    first = {one.pk: one.content["pictures"][0] for one in experiences if one.content.get("pictures")}
    images = media.images({one["image_id"] for one in first.values()}, (CARD,))
    return {
        key: Picture(made.url, made.width, made.height, one["description"], one["credit"], one["caption"])
        for key, one in first.items()
        if (made := _made(images.get(one["image_id"]), CARD)) is not None
    }


def _made(image: CreditedImage | None, size: str) -> Rendition | None:
    """The image at a size: made when it was added, made again when lost; None when the image itself is lost."""
    if image is None:
        return None
    try:
        return image.get_rendition(size)
    except SourceImageIOError:
        return None


def documents(content: Content) -> list[File]:
    """Return the documents that still exist, in the order of the sheet."""
    kept = media.documents([one.document_id for one in content.documents])
    found = []
    for one in content.documents:
        if (document := kept.get(one.document_id)) is not None:
            suffix = PurePath(document.filename).suffix.lower()
            found.append(File(one.document_id, one.title, _about(suffix, document), suffix))
    return found


def download(content: Content, key: int) -> FileResponse:
    """Return a document of a sheet, to keep rather than to open here. Raises Http404 when the sheet has it no more."""
    one = next((found for found in documents(content) if found.key == key), None)
    if one is None:
        raise Http404
    try:
        opened = media.documents([key])[key].file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    name = f"{slugify(one.title)[:80] or 'document'}{one.suffix}"
    headers = {"Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff"}
    return FileResponse(opened, as_attachment=True, filename=name, headers=headers)


def _about(suffix: str, document: Any) -> str:
    size = document.get_file_size()
    weight = "" if size is None else f", {french.number(max(0.1, round(size / 1_000_000, 1)))}\u00a0Mo"
    return f"{suffix.lstrip('.').upper()}{weight}"
