"""Uploads are hostile: scripts, bombs and disguises are refused with a sentence; only images are served."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image as Picture
from wagtail.images.forms import get_image_form

from essaim.web.media.models import CreditedImage

pytestmark = pytest.mark.django_db
ABOUT = {"title": "Fournil", "description": "Un boulanger sort des pains du four.", "credit": "Ana B., CC BY 4.0"}
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(autouse=True)
def own_media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    held = BytesIO()
    Picture.new("RGB", size, "orange").save(held, kind)
    return held.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that says it holds width × height pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def form_for(name: str, content: bytes, **about: str):
    from wagtail.models import Collection

    data = ABOUT | about | {"collection": Collection.get_first_root_node().pk}
    return get_image_form(CreditedImage)(data, {"file": SimpleUploadedFile(name, content)})


def test_an_image_is_kept_and_served_at_its_size(client):
    form = form_for("fournil.png", picture())
    assert form.is_valid(), form.errors
    image = form.save()
    assert image.default_alt_text == ABOUT["description"]
    address = image.get_rendition("width-20").url
    response = client.get(address)
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert client.get(image.file.url).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dessin.svg", SVG),
        ("dessin.png", SVG),
        ("page.png", b"<html><script>alert(1)</script></html>"),
        ("photo.jpg", picture("PNG")),
        ("photo.gif", picture("GIF")),
        ("vide.png", b""),
        ("tronquee.png", picture()[:40]),
        ("bombe.png", bomb(30_000, 30_000)),
        ("grande.png", bomb(9_000, 9_000)),
    ],
)
def test_what_is_no_image_is_refused_with_a_sentence(name, content):
    form = form_for(name, content)
    assert not form.is_valid()
    assert form.errors["file"][0]
    assert not CreditedImage.objects.exists()


@pytest.mark.parametrize("missing", ["description", "credit"])
def test_no_image_without_its_text_and_credit(missing):
    form = form_for("fournil.png", picture(), **{missing: ""})
    assert list(form.errors) == [missing]


@pytest.mark.parametrize(
    "path", ["../secret_key", "images/../../secret_key", "documents/a.png", "images/a.svg", "images/a.png"]
)
def test_nothing_else_is_served(client, tmp_path, path):
    (tmp_path / "documents").mkdir()
    (tmp_path / "documents" / "a.png").write_bytes(picture())
    (tmp_path / "images").mkdir()
    (tmp_path / "images" / "a.svg").write_bytes(SVG)
    assert client.get(f"/media/{path}").status_code in (301, 404)
