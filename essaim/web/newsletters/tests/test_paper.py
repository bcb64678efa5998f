"""The paper letter: four or eight pages, inks only, images large enough."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.base import ContentFile
from PIL import Image
from pypdf import PdfReader

from essaim.web.media.models import CreditedImage
from essaim.web.newsletters import blocks, issue_services, print_letter
from essaim.web.newsletters.models import Issue
from essaim.web.newsletters.tests.factories import NOW, TODAY, ListFactory, letter

pytestmark = pytest.mark.django_db
SUMMARY = "Une boulangerie d’insertion livre les cantines de la ville, et forme dix personnes par an. " * 3


def long_letter(count: int) -> Issue:
    issue = letter(ListFactory())
    items = [
        blocks.item(kind="experience", title=f"Expérience {rank}", summary=SUMMARY, url=f"/e/{rank}/", on=TODAY)
        for rank in range(count)
    ]
    issue_services.set_body(issue, [blocks.text(heading="Le mot", html=f"<p>{SUMMARY}</p>"), *items])
    return issue_services.write(issue=issue, actor=None, now=NOW)


def picture(width: int) -> CreditedImage:
    held = io.BytesIO()
    Image.new("RGB", (width, width // 2), (200, 120, 20)).save(held, "JPEG")
    return CreditedImage.objects.create(
        title="Le fournil", file=ContentFile(held.getvalue(), "fournil.jpg"), credit="Ville de Lille"
    )


def colours(body: bytes) -> set[str]:
    """The operators that set a colour: rg and RG are screens, scn with four numbers is inks."""
    found = set()
    for page in PdfReader(io.BytesIO(body)).pages:
        content = page.get_contents().get_data().decode("latin-1")
        found |= set(re.findall(r"(?<=\s)(rg|RG|g|G)(?=\s)", content))
        for inks in re.findall(r"((?:[\d.]+ ){4})(?:scn|SCN)", content):
            total = sum(float(one) for one in inks.split())
            assert total <= 3
            found.add("inks")
    return found


@pytest.mark.parametrize(("count", "pages"), [(8, 4), (30, 8)])
def test_a_letter_fills_four_or_eight_pages_with_inks_only(count, pages):
    paper = print_letter.lay_out(long_letter(count), on=TODAY)
    assert (paper.pages, paper.problems) == (pages, ())
    reader = PdfReader(io.BytesIO(paper.body))
    assert len(reader.pages) == pages
    assert [round(float(side) / 72 * 25.4) for side in reader.pages[0].mediabox[2:]] == [210, 297]
    assert colours(paper.body) == {"inks"}
    assert paper.starts[0][0] == "Le mot"


def test_crop_marks_and_bleed_surround_the_page():
    plain = print_letter.lay_out(long_letter(8), on=TODAY)
    marked = print_letter.lay_out(long_letter(8), on=TODAY, marks=True)
    page = PdfReader(io.BytesIO(marked.body)).pages[0]
    assert page.mediabox.width > PdfReader(io.BytesIO(plain.body)).pages[0].mediabox.width
    trim, bleed = page.trimbox, page.bleedbox
    assert round((float(bleed.width) - float(trim.width)) / 72 * 25.4) == 6
    assert marked.pages == plain.pages


def test_what_does_not_fit_says_what_to_do_and_gives_a_proof():
    paper = print_letter.lay_out(long_letter(110), on=TODAY)
    assert not paper.is_ready
    assert "au lieu de 4 ou 8" in paper.problems[0]
    assert "retirez" in paper.problems[0]
    assert paper.body.startswith(b"%PDF")


def test_an_image_too_small_for_paper_is_told(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    issue = long_letter(8)
    raw = [dict(one) for one in issue.body.raw_data]
    for rank, width in ((1, 300), (2, 700), (3, 1200)):
        raw[rank]["value"] = {**raw[rank]["value"], "image": picture(width).pk}
    issue_services.set_body(issue, raw)
    issue_services.write(issue=issue, actor=None, now=NOW)
    paper = print_letter.lay_out(issue, on=TODAY)
    assert [problem for problem in paper.problems if "91 points" in problem]
    assert [warning for warning in paper.warnings if "214 points" in warning]
    assert len(paper.warnings) == 1
