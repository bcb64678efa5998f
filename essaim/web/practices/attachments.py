"""Images and documents of a sheet: each change is a new version of it, like any other."""

from __future__ import annotations

from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from essaim.web.accounts.models import User
from essaim.web.media import services as media
from essaim.web.practices.content import Content, Document, Picture
from essaim.web.practices.errors import PracticeError
from essaim.web.practices.models import Sheet
from essaim.web.practices.services import save_sheet

MOST_PICTURES, MOST_DOCUMENTS = 12, 12
# Where the library keeps them. Its documents are read through the pages of the experiences, never by their number.
COLLECTION = "Expériences"
# The image of the page, of a card, of paper.
WIDE, CARD, PAPER = "width-960|format-webp", "fill-640x360|format-webp", "width-960|format-jpeg"


@transaction.atomic
def add_picture(
    *, sheet_id: int, file: UploadedFile, description: str, credit: str, caption: str, author: User, now: datetime
) -> Sheet:
    """Add an image at the end. Raises media.errors.Refused on what is no image, PracticeError past MOST_PICTURES."""
    sheet = _locked(sheet_id)
    content = sheet.read()
    if len(content.pictures) >= MOST_PICTURES:
        raise PracticeError(f"Une fiche porte {MOST_PICTURES} images au plus. Retirez-en une d’abord.")
    image = media.keep_image(
        file=file, title=caption or description, description=description, credit=credit, collection=COLLECTION,
        owner=author,
    )  # fmt: skip
    image.get_renditions(WIDE, CARD, PAPER)
    picture = Picture(image_id=image.pk, description=description, credit=credit, caption=caption)
    return _save(sheet, content, {"pictures": (*content.pictures, picture)}, author, now)


@transaction.atomic
def describe_picture(
    *, sheet_id: int, image_id: int, description: str, credit: str, caption: str, author: User, now: datetime
) -> Sheet:
    """Change what is said of an image, in this sheet. Raises PracticeError when it is no longer there."""
    sheet = _locked(sheet_id)
    content = sheet.read()
    _holds([one.image_id for one in content.pictures], image_id)
    told = Picture(image_id=image_id, description=description, credit=credit, caption=caption)
    pictures = tuple(told if one.image_id == image_id else one for one in content.pictures)
    return _save(sheet, content, {"pictures": pictures}, author, now)


@transaction.atomic
def put_first(*, sheet_id: int, image_id: int, author: User, now: datetime) -> Sheet:
    """Make an image the one of the cards and of the top of the page. Raises PracticeError when it is gone."""
    sheet = _locked(sheet_id)
    content = sheet.read()
    _holds([one.image_id for one in content.pictures], image_id)
    pictures = tuple(sorted(content.pictures, key=lambda one: one.image_id != image_id))
    return _save(sheet, content, {"pictures": pictures}, author, now)


@transaction.atomic
def remove_picture(*, sheet_id: int, image_id: int, author: User, now: datetime) -> Sheet:
    """Take an image off the sheet; its earlier versions keep it. Raises PracticeError when it is gone already."""
    sheet = _locked(sheet_id)
    content = sheet.read()
    _holds([one.image_id for one in content.pictures], image_id)
    pictures = tuple(one for one in content.pictures if one.image_id != image_id)
    return _save(sheet, content, {"pictures": pictures}, author, now)


@transaction.atomic
def add_document(*, sheet_id: int, file: UploadedFile, title: str, author: User, now: datetime) -> Sheet:
    """Add a document at the end. Raises media.errors.Refused on a disguise, PracticeError past MOST_DOCUMENTS."""
    sheet = _locked(sheet_id)
    content = sheet.read()
    if len(content.documents) >= MOST_DOCUMENTS:
        raise PracticeError(f"Une fiche porte {MOST_DOCUMENTS} documents au plus. Retirez-en un d’abord.")
    document = media.keep_document(file=file, title=title, collection=COLLECTION, owner=author)
    documents = (*content.documents, Document(document_id=document.pk, title=title))
    return _save(sheet, content, {"documents": documents}, author, now)


@transaction.atomic
def remove_document(*, sheet_id: int, document_id: int, author: User, now: datetime) -> Sheet:
    """Take a document off the sheet; its earlier versions keep it. Raises PracticeError when it is gone already."""
    sheet = _locked(sheet_id)
    content = sheet.read()
    _holds([one.document_id for one in content.documents], document_id)
    documents = tuple(one for one in content.documents if one.document_id != document_id)
    return _save(sheet, content, {"documents": documents}, author, now)


def _locked(sheet_id: int) -> Sheet:
    return Sheet.objects.select_for_update().get(pk=sheet_id)


def _holds(keys: list[int], key: int) -> None:
    if key not in keys:
        raise PracticeError("Cette pièce n’est plus sur la fiche\u00a0: quelqu’un l’a peut-être déjà retirée.")


def _save(sheet: Sheet, content: Content, changed: dict[str, object], author: User, now: datetime) -> Sheet:
    # The sheet is locked: what is added goes to its latest version, whoever wrote it.
    return save_sheet(
        sheet_id=sheet.pk, content=content.model_copy(update=changed), opened_version=sheet.version, author=author,
        now=now,
    )  # fmt: skip
