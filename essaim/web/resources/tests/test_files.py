"""Files: tagged PDF, EPUB 3, the four pages of a Point, the making of a file and what stops it."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
from django.template.loader import render_to_string

from essaim.web.resources import builds, content, editions, file_requests, printing
from essaim.web.resources.enums import Form, Progress
from essaim.web.resources.epub import as_epub
from essaim.web.resources.errors import TooLong, TooMany
from essaim.web.resources.models import Build, Work
from essaim.web.resources.tests.factories import NOW, TODAY, fiche, text, work
from essaim.web.ui.tests import pdf_ua

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
EPUBCHECK = Path("/usr/share/java/epubcheck.jar")
ROWS = "Qui | Quoi\nVille | {article:Article 1|S47|verifie}"
TABLE = {"type": "table", "value": {"caption": "Qui fait quoi", "rows": ROWS}}
BOX = {"type": "callout", "value": {"title": "À savoir", "text": "<p>Un mot.</p>"}}
QUOTE = {"type": "quote", "value": {"text": "Nous avons commencé petit.", "attribution": "Une élue"}}
FIGURES = {"type": "figures", "value": {"indicators": ["ess_etab"], "territory": ""}}
LIST = text("<ul><li>Un<ul><li>un</li><li>deux</li></ul></li><li>Deux</li></ul><ol><li>Trois</li></ol>")
RICH = [{"type": "heading", "value": "En bref"}, text("<p>Sous {droit:direct_purchase_works}.</p>"), TABLE, BOX, QUOTE,
        FIGURES, LIST]  # fmt: skip


@pytest.fixture
def worked(django_capture_on_commit_callbacks):
    """Inside it, what is enqueued once the transaction is written is done."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path, tiny_var):
    """Files are written beside a link to the release, never in the shared folder."""
    for one in Path(tiny_var).iterdir():
        (tmp_path / one.name).symlink_to(one)
    settings.ESSAIM_VAR = tmp_path


def _edition(of):
    return editions.publish_edition(work_id=of.pk, editor=None, on=TODAY, now=NOW)


def _asked(**more):
    return {"on": TODAY.isoformat(), "edition": 1, "note": "", "address": "/ressources/kit/", "key": "k", **more}


def _pages(body):
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(body)).pages]


def test_a_kit_is_a_tagged_pdf_with_cover_contents_heads_and_sources():
    kit = work(fiche(blocks=RICH), fiche("deux", title="Deuxième fiche", blocks=RICH))
    told = []
    made = printing.as_pdf(_edition(kit).content, _asked(), say=told.append)
    assert pdf_ua.faults(made.body) == []
    pages = _pages(made.body)
    assert len(pages) == made.pages == max(told)
    assert "Un kit" in pages[0]
    assert "Sommaire" in pages[1]
    deux = next(number for number, page in enumerate(pages, 1) if "Deuxième fiche" in page and number > 2)
    assert f" {deux}" in pages[1].split("Deuxième fiche")[1]
    assert "Textes et sources" in "".join(pages)
    assert "R2122-8" in "".join(pages)
    # The excerpt's or demonstration's warning stands on every page.
    if printing.banner():
        assert all(printing.banner()[:20] in page.replace("\n", " ") for page in pages)


def test_one_fiche_alone_is_a_clean_pdf_too():
    made = printing.as_pdf(
        editions.copy_of_fiches([fiche(blocks=RICH)], on=TODAY), _asked(edition=None), say=lambda _: None
    )
    assert pdf_ua.faults(made.body) == []
    assert pdf_ua.headings(made.body)[0] == "H1"


def test_what_would_be_an_empty_page_or_said_twice_is_left_out():
    named = {"type": "table", "value": {"caption": "Qui fait quoi", "rows": ROWS}}
    kit = work(fiche(blocks=[{"type": "heading", "value": "Qui fait quoi"}, named, TABLE]), blocks=[])
    made = printing.as_pdf(_edition(kit).content, _asked(), say=lambda _: None)
    pages = _pages(made.body)
    assert not any("À qui s’adresse" in page or "Cette édition" in page for page in pages)
    assert len(pages) == 4, "cover, contents, the fiche, the colophon"
    html = render_to_string("resources/print.html", printing.context(kit.editions.get().content, _asked()))
    assert html.count('<caption class="sr-only">Qui fait quoi</caption>') == 2
    assert pdf_ua.faults(made.body) == []


def test_a_few_lines_alone_on_a_second_page_come_back_to_the_first():
    one, asked = fiche(blocks=[]), _asked(edition=None)

    def copied(paragraphs):
        one.body = json.dumps([text(f"<p>{'Un mot ' * 20}</p>")] * paragraphs)
        return editions.copy_of_fiches([one], on=TODAY)

    over = next(n for n in range(20, 60) if printing._laid_out(printing.context(copied(n), asked), print).pages > 1)
    made = printing.as_pdf(copied(over), asked, say=print)
    assert made.pages == 1
    assert pdf_ua.faults(made.body) == []
    assert printing.as_pdf(copied(over + 20), asked, say=print).pages == 2


def _point(blocks):
    return editions.copy_of(work(kind="point", slug="point", title="SCIC et collectivités", blocks=blocks), on=TODAY)


def test_the_point_of_the_site_is_exactly_four_pages():
    made = printing.as_pdf(_point(content.works()["scic-et-collectivites"]["fields"]["body"]), _asked(), say=print)
    assert (made.pages, made.remark) == (4, "")
    assert pdf_ua.faults(made.body) == []


def test_a_point_of_three_or_five_pages_says_so_and_where():
    body = content.works()["scic-et-collectivites"]["fields"]["body"]
    more = [*body, {"type": "page_break", "value": None}, {"type": "heading", "value": "De trop"}, text("<p>x</p>")]
    five = printing.as_pdf(_point(more), _asked(), say=print)
    assert five.pages == 5
    assert five.remark.startswith("5\u00a0pages au lieu de 4\u00a0: la page 5 commence à «\u00a0De trop\u00a0»")
    last = max(rank for rank, block in enumerate(body) if block["type"] == "page_break")
    Work.objects.all().delete()
    three = printing.as_pdf(_point(body[:last]), _asked(), say=print)
    assert three.pages == 3
    assert "3\u00a0pages au lieu de 4" in three.remark
    assert "Deux exemples" in three.remark


def test_an_epub_is_valid(tmp_path):
    if not EPUBCHECK.is_file() or shutil.which("java") is None:
        assert not os.environ.get("CI"), "epubcheck is missing: apt install epubcheck"
        pytest.skip("epubcheck is missing: apt install epubcheck")
    kit = work(fiche(blocks=RICH), fiche("deux", title="Deux & <trois>", blocks=RICH))
    made = as_epub(_edition(kit).content, _asked(), say=lambda _: None)
    path = tmp_path / "livre.epub"
    path.write_bytes(made.body)
    said = subprocess.run(["java", "-jar", str(EPUBCHECK), str(path)], capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    assert "0 errors / 0 warnings" in said.stdout
    with zipfile.ZipFile(path) as book:
        whole = "".join(book.read(name).decode() for name in book.namelist() if name.endswith((".xhtml", ".opf")))
    assert "schema:accessibilitySummary" in whole
    assert "100\u202f000" in whole
    assert 'href="/' not in whole


def test_the_same_content_is_made_once_and_read_again(client, worked):
    kit = work(fiche())
    _edition(kit)
    with worked():
        client.get("/ressources/kit/ouvrage.epub")
    first = client.get("/ressources/kit/ouvrage.epub", follow=True)
    assert first.status_code == 200
    assert first["Content-Type"] == "application/epub+zip"
    assert "immutable" in first["Cache-Control"]
    assert "essaim-un-kit-ed1.epub" in first["Content-Disposition"]
    client.get("/ressources/kit/ouvrage.epub", follow=True)
    assert Build.objects.count() == 1


def test_a_selection_for_a_territory_holds_its_figures(client, worked):
    fiche(blocks=[FIGURES])
    address = "/ressources/selection/fichier.pdf?f=acheter-le-pain&territoire=commune:59350"
    with worked():
        client.get(address)
    response = client.get(address, follow=True)
    body = b"".join(response.streaming_content)
    assert "Lille" in "".join(_pages(body))


def test_a_long_selection_is_refused_before_anything_is_made(client, settings):
    settings.ESSAIM_FILE_MOST_PAGES = 3
    for rank in range(4):
        fiche(f"fiche-{rank}")
    response = client.get("/ressources/selection/fichier.pdf?" + "&".join(f"f=fiche-{rank}" for rank in range(4)))
    assert response.status_code == 400
    assert "environ 4" in response.content.decode()
    assert not Build.objects.exists()


def test_one_reader_cannot_keep_the_worker_busy(settings):
    settings.ESSAIM_FILES_PER_HOUR = 1
    one, two = fiche(), fiche("deux")
    file_requests.of_fiches([one], None, Form.EPUB, "sender", NOW)
    with pytest.raises(TooMany):
        file_requests.of_fiches([two], None, Form.EPUB, "sender", NOW)
    assert file_requests.of_fiches([one], None, Form.EPUB, "sender", NOW)


def test_three_hundred_pages_are_refused_by_their_number():
    body = [text(f"<p>{'mot ' * 78_000}</p>")]
    with pytest.raises(TooLong, match="environ 300"):
        file_requests.of_fiches([fiche(blocks=body)], None, Form.PDF, "", NOW)


def test_a_stopped_worker_leaves_nothing_half_made_and_another_takes_over():
    build = file_requests.of_fiches([fiche()], None, Form.EPUB, "", NOW)
    Build.objects.filter(pk=build.pk).update(state=Progress.RUNNING, moved_at=NOW)
    # Somebody is on it: a second worker does nothing.
    assert builds.make(build_id=build.pk) == Progress.RUNNING
    assert not builds.path_of(build).exists()
    later = NOW + builds.SILENCE + timedelta(seconds=1)
    builds.tidy(later)
    assert builds.make(build_id=build.pk) == Progress.DONE
    assert builds.path_of(build).is_file()
    assert not list(builds.path_of(build).parent.glob("*.part"))


def test_progress_is_shown_then_the_file(client):
    fiche()
    asked = client.get("/ressources/selection/fichier.epub?f=acheter-le-pain")
    page = client.get(asked.url)
    assert page.status_code == 202
    assert page.headers["Refresh"] == "3"
    assert "Refresh" not in client.get(asked.url + "?pause=1").headers
    builds.make(build_id=Build.objects.get().pk)
    assert client.get(asked.url, follow=True)["Content-Type"] == "application/epub+zip"


def test_files_nobody_reads_are_dropped():
    build = file_requests.of_fiches([fiche()], None, Form.EPUB, "", NOW)
    builds.make(build_id=build.pk)
    path = builds.path_of(build)
    assert path.is_file()
    assert builds.tidy(NOW + timedelta(days=400)) == 1
    assert not path.exists()
