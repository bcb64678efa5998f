"""The list of sheets in the back office: filtered, exported, several at once, and closed to members."""

from datetime import timedelta

import pytest

from essaim.web.accounts.enums import Role
from essaim.web.accounts.tests.factories import person
from essaim.web.bodies.tests.factories import PublicBodyFactory
from essaim.web.practices.enums import State
from essaim.web.practices.models import Experience, Sheet
from essaim.web.practices.services import propose
from essaim.web.practices.tests.factories import NOW, TODAY, draft, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
LIST = "/admin/experiences/"


def text(response):
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def proposed(**more):
    sheet = draft(**more)
    propose(sheet_id=sheet.pk, author=person(), now=NOW)
    return sheet


@pytest.fixture
def editor(sign_in):
    return sign_in(person(Role.EDITOR))


def test_editors_and_the_team_see_every_sheet_members_do_not(editor, team_client, sign_in):
    sheet = draft(body=PublicBodyFactory())
    for client in (editor, team_client):
        assert f"/espace/experiences/{sheet.pk}/" in text(client.get(LIST))
    assert sign_in(person(Role.CONTRIBUTOR, body=sheet.body)).get(LIST).status_code in (302, 403)


def test_nothing_is_added_changed_or_deleted_there(editor):
    sheet = draft()
    for path in ("new/", f"edit/{sheet.pk}/", f"delete/{sheet.pk}/"):
        assert editor.get(LIST + path).status_code in (302, 403, 404)
    assert Sheet.objects.filter(pk=sheet.pk).exists()


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("state=propose", {"Proposée"}),
        ("theme=mobilite", {"Garage"}),
        ("due=true", {"Ancienne"}),
        ("public=true", {"Ancienne", "Récente"}),
        ("public=false&state=brouillon", {"Garage"}),
        ("q=garage", {"Garage"}),
        ("state=zzz", {"Proposée", "Garage", "Ancienne", "Récente"}),
    ],
)
def test_filters(editor, query, kept):
    proposed(title="Proposée")
    draft(title="Garage", theme="mobilite")
    published(title="Ancienne", on=TODAY - timedelta(days=400))
    published(title="Récente")
    page = text(editor.get(f"{LIST}?{query}"))
    for title in ("Proposée", "Garage", "Ancienne", "Récente"):
        assert (f">{title}<" in page.replace("\n", "").replace("  ", "")) == (title in kept), title


def test_the_list_is_exported(editor):
    published(body=PublicBodyFactory(siren="215903501", name="Lille"))
    draft(title="=cmd()")
    answer = editor.get(f"{LIST}?export=csv")
    whole = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "215903501" in whole
    assert "'=cmd()" in whole, "a spreadsheet must not run what somebody typed"
    assert "du-pain-pour-les-ecoles" in whole
    assert editor.get(f"{LIST}?export=xlsx").status_code == 200


def test_several_are_published_at_once_and_what_is_refused_is_told(editor):
    ready, draft_only = proposed(title="Prête"), draft(title="Incomplète", sources=())
    already = published(title="Déjà").sheet
    action = f"/admin/bulk/practices/sheet/publish/?next={LIST}" + "".join(
        f"&id={sheet.pk}" for sheet in (ready, draft_only, already)
    )
    assert "Tout le monde pourra lire" in text(editor.get(action))
    page = text(editor.post(action, follow=True))
    assert set(Experience.objects.values_list("title", flat=True)) == {"Prête", "Déjà"}
    assert "au moins une source" in page
    assert "1 expérience(s) publiée(s)." in page


def test_several_are_marked_as_read(editor, sign_in):
    sheet = proposed(body=PublicBodyFactory())
    action = f"/admin/bulk/practices/sheet/review/?next={LIST}&id={sheet.pk}"
    sign_in(person(Role.CONTRIBUTOR, body=sheet.body)).post(action)
    sheet.refresh_from_db()
    assert sheet.state == State.PROPOSED
    editor.post(action)
    sheet.refresh_from_db()
    assert sheet.state == State.REVIEWED


def test_queries_do_not_grow_with_the_list(editor, django_assert_max_num_queries):
    body = PublicBodyFactory()
    for number in range(3):
        published(title=f"Fiche {number}", body=body)
    editor.get(LIST)
    with django_assert_max_num_queries(30) as few:
        editor.get(LIST)
    for number in range(20):
        published(title=f"Suite {number}", body=body)
    with django_assert_max_num_queries(len(few)):
        editor.get(LIST)
