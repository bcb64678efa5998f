"""Writing in the member space: who sees what, and what a form gives back."""

import pytest

from essaim.web.accounts.enums import Role
from essaim.web.accounts.tests.factories import person
from essaim.web.bodies.tests.factories import PublicBodyFactory
from essaim.web.practices.enums import State
from essaim.web.practices.models import Experience, Sheet
from essaim.web.practices.tests.factories import draft

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]

ROWS = ("places", "organizations", "measures", "funders", "sources")


def given(**more):
    """What a browser sends for a ready sheet."""
    data = {
        "title": "Du pain pour les écoles", "summary": "Une boulangerie livre.", "theme": "alimentation",
        "levers": ["commande_publique"], "action": "Un lot à part.", "licence": "lo-2.0",
        "places-0-name": "Lille", "sources-0-title": "Bilan",
    }  # fmt: skip
    for name in ROWS:
        data |= {f"{name}-TOTAL_FORMS": "2", f"{name}-INITIAL_FORMS": "0"}
    return data | more


@pytest.fixture
def body():
    return PublicBodyFactory()


@pytest.fixture
def writer(body, sign_in):
    return sign_in(person(Role.CONTRIBUTOR, body=body))


def test_a_visitor_signs_in_first(client):
    for path in ("/espace/experiences/", "/espace/experiences/nouvelle/", "/espace/experiences/a-relire/"):
        assert client.get(path).status_code == 302


def test_a_member_writes_proposes_and_the_team_publishes(writer, team_client):
    answer = writer.post("/espace/experiences/nouvelle/", given())
    sheet = Sheet.objects.get()
    assert answer.url == f"/espace/experiences/{sheet.pk}/"
    assert sheet.read().places[0].territory_id == "commune:59350"
    step = f"/espace/experiences/{sheet.pk}/etape/"
    writer.post(step, {"etape": "proposer"})
    assert writer.post(step, {"etape": "publier"}).status_code == 403
    team_client.post(step, {"etape": "publier"})
    assert Experience.objects.get().title == "Du pain pour les écoles"
    sheet.refresh_from_db()
    assert sheet.state == State.PUBLISHED


def test_what_is_wrong_is_said_beside_its_field_and_the_text_is_kept(writer):
    answer = writer.post(
        "/espace/experiences/nouvelle/",
        given(**{"title": "", "places-0-name": "Zzzzz", "contact_email": "pas une adresse"}),
    )
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "Une boulangerie livre." in page
    assert not Sheet.objects.exists()


def test_a_place_nobody_knows_and_a_wrong_siren_are_said(writer):
    page = writer.post("/espace/experiences/nouvelle/", given(**{"places-0-name": "Zzzzz"})).content.decode()
    assert "Introuvable" in page
    wrong = given(**{"organizations-0-name": "X", "organizations-0-siren": "123456789"})
    page = writer.post("/espace/experiences/nouvelle/", wrong).content.decode()
    assert "n’est pas un SIREN" in page
    assert not Sheet.objects.exists()


def test_a_conflict_shows_both_texts(writer, body):
    sheet = draft(body=body)
    address = f"/espace/experiences/{sheet.pk}/modifier/"
    writer.post(address, given(title="Premier", opened="1"))
    answer = writer.post(address, given(title="Second", opened="1"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Second" in page
    assert "Premier" in page
    sheet.refresh_from_db()
    assert sheet.title == "Premier"
    assert writer.post(address, given(title="Second", opened="2")).status_code == 302


def test_another_member_sees_nothing_of_a_draft(sign_in, body):
    sheet = draft(body=body)
    other = sign_in(person(Role.CONTRIBUTOR))
    for path in ("", "modifier/"):
        assert other.get(f"/espace/experiences/{sheet.pk}/{path}").status_code == 404
    assert other.post(f"/espace/experiences/{sheet.pk}/etape/", {"etape": "commenter", "texte": "x"}).status_code == 404
    assert str(sheet) not in other.get("/espace/experiences/").content.decode()


def test_a_person_without_a_body_does_not_write(sign_in):
    assert sign_in(person()).get("/espace/experiences/nouvelle/").status_code == 403


def test_partners_are_found_in_the_register(writer):
    page = writer.get("/espace/experiences/organisations/", {"q": "asso"}).content.decode()
    assert "SIREN" in page
    assert writer.get("/espace/experiences/organisations/", {"q": "zzzzzz"}).status_code == 200
