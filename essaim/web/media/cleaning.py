"""What is done to a file before it is kept: an image is drawn again, a document must be what its name says."""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from PIL import Image, ImageOps

# No screen or poster of ours needs more; a phone's photo is often twice that.
LONGEST_SIDE = 4000
SUFFIXES = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
# Office documents are ZIP files: the folder that tells which.
OFFICE = {"docx": "word/", "xlsx": "xl/", "pptx": "ppt/"}
OPEN_DOCUMENT = {"odt": "text", "ods": "spreadsheet", "odp": "presentation"}
WHERE_PDF_BEGINS = 1024


def redrawn(file: UploadedFile, name: str) -> SimpleUploadedFile:
    """Return an image drawn again from its points: upright, at most LONGEST_SIDE, with its colours and nothing else.

    A photo says where it was taken and on whose phone; a file can be an image and a script at once. Neither survives.
    file: already accepted as an image of SUFFIXES. Its motion, if it has any, is lost: its first frame is kept.
    """
    file.seek(0)
    with Image.open(file) as opened:
        kind = opened.format or "PNG"
        profile = opened.info.get("icc_profile")
        image = ImageOps.exif_transpose(opened)
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        held = BytesIO()
        quality = {} if kind == "PNG" else {"quality": 90}
        image.info = {key: value for key, value in image.info.items() if key == "transparency"}
        image.save(held, kind, icc_profile=profile, **quality)
    stem = PurePath(name).stem[:80] or "image"
    return SimpleUploadedFile(f"{stem}.{SUFFIXES[kind]}", held.getvalue(), f"image/{kind.lower()}")


def check_document(file: UploadedFile) -> None:
    """Raise ValidationError when the bytes of a document are not of the kind its name says, or hold macros."""
    suffix = PurePath(file.name or "").suffix.lower().lstrip(".")
    file.seek(0)
    try:
        if not _is(suffix, file):
            raise ValidationError(
                f"Ce fichier n’est pas un vrai «\u00a0.{suffix}\u00a0», ou il est abîmé. Rien n’a été gardé.",
                "disguised",
            )
    finally:
        file.seek(0)


def _is(suffix: str, file: UploadedFile) -> bool:
    if suffix == "pdf":
        return b"%PDF-" in file.read(WHERE_PDF_BEGINS)
    if suffix == "csv":
        return _is_text(file.read())
    return _is_archive(suffix, file)


def _is_text(content: bytes) -> bool:
    """A table somebody may open: text in UTF-8, or in the encoding of French spreadsheets, never a page."""
    if b"\0" in content or content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"%PDF", b"PK")):
        return False
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return not any(byte in content for byte in b"\x81\x8d\x8f\x90\x9d")
    return True


def _is_archive(suffix: str, file: UploadedFile) -> bool:
    """Only the list of what the archive holds is read: nothing is unpacked but the few letters that say its kind."""
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
            if any(PurePath(name).name.lower() == "vbaproject.bin" for name in names):
                raise ValidationError("Ce document contient des macros. Enregistrez-le sans elles.", "macros")
            if suffix in OFFICE:
                return "[Content_Types].xml" in names and any(name.startswith(OFFICE[suffix]) for name in names)
            if suffix in OPEN_DOCUMENT:
                with archive.open("mimetype") as mimetype:
                    return mimetype.read(100) == f"application/vnd.oasis.opendocument.{OPEN_DOCUMENT[suffix]}".encode()
            return suffix == "zip"
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, NotImplementedError, RuntimeError):
        return False
