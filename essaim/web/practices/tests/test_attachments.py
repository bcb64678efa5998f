"""Images and documents of a sheet: what is sent is hostile until proved, and public only once published."""

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image
from wagtail.documents import get_document_model

from essaim.web.accounts.enums import Role
from essaim.web.accounts.tests.factories import person
from essaim.web.bodies.tests.factories import PublicBodyFactory
from essaim.web.media.models import CreditedImage
from essaim.web.media.tests.test_media import SVG, bomb, picture
from essaim.web.practices import attachments, services
from essaim.web.practices.enums import State
from essaim.web.practices.errors import PracticeError
from essaim.web.practices.models import Sheet
from essaim.web.practices.tests.factories import NOW, TODAY, draft, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]

WORDS = {
    "image-description": "Une boulangère pose des pains.",
    "image-credit": "Ana B., CC BY 4.0",
    "image-caption": "Le fournil",
}
PDF = b"%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def own_media(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def body():
    return PublicBodyFactory()


@pytest.fixture
def writer(body, sign_in):
    return sign_in(person(Role.CONTRIBUTOR, body=body))


@pytest.fixture
def sheet(body):
    return draft(body=body)


def address(sheet, rest="pieces/"):
    return f"/espace/experiences/{sheet.pk}/{rest}"


def send_image(client, sheet, content=None, name="fournil.png", **words):
    file = SimpleUploadedFile(name, picture() if content is None else content)
    return client.post(address(sheet), {"etape": "image", "image-file": file, **WORDS, **words})


def send_document(client, sheet, content=PDF, name="cahier.pdf", title="Cahier des charges"):
    file = SimpleUploadedFile(name, content)
    return client.post(address(sheet), {"etape": "document", "document-file": file, "document-title": title})


def office(folder="word/", macros=False):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(f"{folder}document.xml", "<x/>")
        if macros:
            archive.writestr(f"{folder}vbaProject.bin", "x")
    return held.getvalue()


def test_a_picture_is_public_once_published_with_its_words(writer, sheet):
    assert send_image(writer, sheet).status_code == 302
    assert send_document(writer, sheet).status_code == 302
    assert "Une boulangère pose des pains." in writer.get(address(sheet)).content.decode()
    sheet.refresh_from_db()
    assert sheet.version == 3
    experience = services.publish(sheet_id=sheet.pk, editor=None, now=NOW, on=TODAY)
    reader = Client()
    page = reader.get(f"/experiences/{experience.slug}/").content.decode()
    assert 'alt="Une boulangère pose des pains."' in page
    assert "Le fournil · Crédit\u00a0: Ana B., CC BY 4.0" in page
    assert "Cahier des charges" in page
    listed = reader.get("/experiences/").content.decode()
    assert "experience-card__picture" in listed
    image = page.split('<img src="')[1].split('"')[0]
    assert reader.get(image)["Content-Type"] == "image/webp"
    document = get_document_model().objects.get()
    answer = reader.get(f"/experiences/{experience.slug}/documents/{document.pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="cahier-des-charges.pdf"'
    assert reader.get(document.url).status_code == 404, "documents are not read by their number"
    printed = reader.get(f"/experiences/{experience.slug}/fiche.pdf").content
    assert b"/Subtype /Image" in printed or b"/Subtype/Image" in printed
    answer = reader.get("/experiences/presse/dossier.zip", {"x": experience.slug})
    kit = zipfile.ZipFile(io.BytesIO(answer.content))
    slug = experience.slug
    assert {f"photos/{slug}-1.png", f"documents/{slug}-1.pdf", "photos/credits.txt"} <= set(kit.namelist())
    assert "Ana B., CC BY 4.0" in kit.read("photos/credits.txt").decode()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("dessin.svg", SVG),
        ("dessin.png", SVG),
        ("photo.jpg", picture("PNG")),
        ("vide.png", b""),
        ("tronquee.png", picture()[:40]),
        ("bombe.png", bomb(30_000, 30_000)),
        ("sans-suffixe", picture()),
    ],
)
def test_what_is_no_image_is_refused_and_the_words_are_kept(writer, sheet, name, content):
    answer = send_image(writer, sheet, content, name)
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "field__error" in page
    assert "Une boulangère pose des pains." in page
    assert not CreditedImage.objects.exists()
    sheet.refresh_from_db()
    assert sheet.version == 1


@pytest.mark.parametrize("missing", ["image-description", "image-credit", "image-file"])
def test_no_image_without_its_text_its_credit_or_its_file(writer, sheet, missing):
    data = {"etape": "image", "image-file": SimpleUploadedFile("a.png", picture()), **WORDS, missing: ""}
    assert writer.post(address(sheet), data).status_code == 400
    assert not CreditedImage.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.pdf", b"<html><script>alert(1)</script></html>"),
        ("page.csv", b"<html><script>alert(1)</script></html>"),
        ("table.csv", b"a;b\0c"),
        ("texte.docx", b"PK\x03\x04"),
        ("texte.docx", office("xl/")),
        ("texte.docx", office(macros=True)),
        ("texte.odt", office()),
        ("programme.exe", b"MZ"),
        ("page.html", b"<html>"),
        ("archive.zip", office()),
        ("vide.pdf", b""),
    ],
)
def test_what_is_no_document_is_refused(writer, sheet, name, content):
    answer = send_document(writer, sheet, content, name)
    assert answer.status_code == 400
    assert "field__error" in answer.content.decode()
    assert not get_document_model().objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [("t.csv", "a;b\né;1\n".encode()), ("t.csv", "a;b\né;1\n".encode("cp1252")), ("t.docx", office())],
)
def test_what_is_a_document_is_kept(writer, sheet, name, content):
    assert send_document(writer, sheet, content, name).status_code == 302


def test_a_photo_loses_where_it_was_taken_and_stands_upright(writer, sheet):
    held = io.BytesIO()
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "Telephone de Ana"
    exif.get_ifd(0x8825)[1] = "N"
    Image.new("RGB", (40, 20), "orange").save(held, "JPEG", exif=exif)
    send_image(writer, sheet, held.getvalue() + b"<script>alert(1)</script>", "photo.jpg")
    image = CreditedImage.objects.get()
    with image.file.open("rb") as file:
        kept = file.read()
    assert b"Ana" not in kept
    assert b"script" not in kept
    assert (image.width, image.height) == (20, 40)
    assert not dict(Image.open(io.BytesIO(kept)).getexif())


def test_pictures_are_described_again_put_first_and_taken_off(writer, sheet):
    send_image(writer, sheet)
    send_image(writer, sheet, picture("PNG", (60, 30)), **{"image-description": "La cantine."})
    first, second = CreditedImage.objects.order_by("pk")
    writer.post(address(sheet), {"etape": f"premiere-{second.pk}"})
    told = {f"i{first.pk}-description": "Le four.", f"i{first.pk}-credit": "C.", f"i{first.pk}-caption": ""}
    writer.post(address(sheet), {"etape": f"decrire-{first.pk}", **told})
    sheet.refresh_from_db()
    assert [(one.image_id, one.description) for one in sheet.read().pictures] == [
        (second.pk, "La cantine."),
        (first.pk, "Le four."),
    ]
    writer.post(address(sheet), {"etape": f"retirer_image-{second.pk}"})
    assert writer.post(address(sheet), {"etape": f"retirer_image-{second.pk}"}).status_code == 400
    assert writer.post(address(sheet), {"etape": "retirer_image-99999999999999999999"}).status_code == 400
    assert writer.post(address(sheet), {"etape": "detruire"}).status_code == 400
    sheet.refresh_from_db()
    assert [one.image_id for one in sheet.read().pictures] == [first.pk]
    assert CreditedImage.objects.count() == 2, "earlier versions still show it"


def test_a_picture_outlives_whoever_had_the_form_open(writer, sheet):
    """The text form was opened at version 1; a picture came meanwhile; saving over it keeps the picture."""
    from essaim.web.practices.tests.test_space import given

    send_image(writer, sheet)
    edit = address(sheet, "modifier/")
    assert writer.post(edit, given(title="Autre", opened="1")).status_code == 409
    assert writer.post(edit, given(title="Autre", opened="2")).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.title, len(sheet.read().pictures)) == ("Autre", 1)


def test_others_and_a_proposed_sheet_stay_closed(writer, sheet, sign_in):
    send_document(writer, sheet)
    key = get_document_model().objects.get().pk
    other = sign_in(person(Role.CONTRIBUTOR))
    assert other.get(address(sheet)).status_code == 404
    assert other.get(address(sheet, f"documents/{key}/")).status_code == 404
    assert writer.get(address(sheet, f"documents/{key}/")).status_code == 200
    Sheet.objects.filter(pk=sheet.pk).update(state=State.PROPOSED)
    assert send_image(writer, sheet).status_code == 403
    elsewhere = published()
    assert Client().get(f"/experiences/{elsewhere.slug}/documents/{key}/").status_code == 404


def test_lost_files_do_not_break_pages(writer, sheet, tmp_path):
    send_image(writer, sheet)
    send_document(writer, sheet)
    experience = services.publish(sheet_id=sheet.pk, editor=None, now=NOW, on=TODAY)
    CreditedImage.objects.get().renditions.all().delete()
    for folder in ("original_images", "documents"):
        for file in (tmp_path / folder).iterdir():
            file.unlink()
    reader = Client()
    for path in ("", "fiche.pdf"):
        assert reader.get(f"/experiences/{experience.slug}/{path}").status_code == 200
    assert reader.get("/experiences/").status_code == 200
    key = get_document_model().objects.get().pk
    assert reader.get(f"/experiences/{experience.slug}/documents/{key}/").status_code == 404
    assert reader.get("/experiences/presse/dossier.zip", {"x": experience.slug}).status_code == 200
    assert writer.get(address(sheet)).status_code == 200


def test_a_sheet_holds_a_dozen(sheet):
    author = person()
    for _ in range(attachments.MOST_DOCUMENTS):
        file = SimpleUploadedFile("a.pdf", PDF)
        attachments.add_document(sheet_id=sheet.pk, file=file, title="T", author=author, now=NOW)
    with pytest.raises(PracticeError, match="au plus"):
        attachments.add_document(
            sheet_id=sheet.pk, file=SimpleUploadedFile("a.pdf", PDF), title="T", author=author, now=NOW
        )


def test_pictures_of_a_list_take_two_queries(sheet, django_assert_max_num_queries):
    for number in range(6):
        one = draft(title=f"Fiche {number}")
        file = SimpleUploadedFile("a.png", picture("PNG", (40 + number, 30)))
        attachments.add_picture(
            sheet_id=one.pk, file=file, description="D", credit="C", caption="", author=person(), now=NOW
        )
        services.publish(sheet_id=one.pk, editor=None, now=NOW, on=TODAY)
    reader = Client()
    reader.get("/experiences/")
    with django_assert_max_num_queries(8):
        assert reader.get("/experiences/").content.decode().count("experience-card__picture") == 6
