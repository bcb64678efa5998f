"""Writing a page in the back office: every screen opens, a draft is previewed, reviewed, published, kept in history."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from wagtail.models import Page, Workflow
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from essaim.web.accounts.enums import Role
from essaim.web.accounts.tests.factories import person
from essaim.web.jobs.recurring import publish_scheduled
from essaim.web.pages.models import ContactMessage, ContactPage, HomePage, StandardPage, ThemePage
from essaim.web.pages.tests.factories import published

pytestmark = pytest.mark.django_db


def written(**more):
    return nested_form_data(
        {
            "title": "Des cantines",
            "slug": "des-cantines",
            "lead": "",
            "body": streamfield([("text", rich_text("<p>Du pain</p>"))]),
            "menu_group": "",
            "menu_note": "",
            "menu_order": "50",
            "comments-TOTAL_FORMS": "0",
            "comments-INITIAL_FORMS": "0",
            **more,
        }
    )


def add(client, **more):
    home = HomePage.objects.get()
    return client.post(f"/admin/pages/add/pages/standardpage/{home.pk}/", written(**more))


@pytest.mark.parametrize("kind", [StandardPage, ThemePage, ContactPage])
def test_each_kind_of_page_can_be_begun_and_changed(team_client, served, kind):
    home = HomePage.objects.get()
    assert team_client.get(f"/admin/pages/add/pages/{kind._meta.model_name}/{home.pk}/").status_code == 200
    more = {"theme": "alimentation"} if kind is ThemePage else {}
    page = published(kind=kind, **more)
    assert team_client.get(f"/admin/pages/{page.pk}/edit/").status_code == 200
    assert team_client.get(f"/admin/pages/{page.pk}/history/").status_code == 200


@pytest.mark.parametrize("path", ["/admin/", "/admin/pages/", "/admin/messages/", "/admin/settings/pages/publisher/",
                                  "/admin/redirects/", "/admin/documents/", "/admin/images/"])  # fmt: skip
def test_the_screens_of_the_team_open(team_client, served, path):
    answer = team_client.get(path, follow=True)
    assert answer.status_code == 200
    assert answer.request["PATH_INFO"].startswith(path)
    assert '<html lang="fr"' in answer.content.decode()


def test_a_page_is_written_previewed_then_published(team_client, client, served):
    assert add(team_client).status_code == 302
    page = StandardPage.objects.get()
    assert client.get("/des-cantines/").status_code == 404
    preview = team_client.get(f"/admin/pages/{page.pk}/view_draft/")
    assert "Du pain" in preview.content.decode()
    assert "public" not in preview.get("Cache-Control", "")
    team_client.post(f"/admin/pages/{page.pk}/edit/", written(**{"action-publish": "1"}))
    assert "Du pain" in client.get("/des-cantines/").content.decode()
    assert page.revisions.count() >= 2


def test_an_address_of_the_site_is_refused(team_client, served):
    answer = add(team_client, slug="territoires")
    assert answer.status_code == 200
    assert "celle d’une rubrique du site" in answer.content.decode()
    assert not StandardPage.objects.exists()


def test_an_author_submits_and_the_team_approves(sign_in, team_client, client, served):
    workflow = Workflow.objects.get(active=True)
    assert workflow.name == "Relecture par l’équipe"
    author = sign_in(person(Role.EDITOR))
    assert add(author, **{"action-submit": "1"}).status_code == 302
    page = Page.objects.get(slug="des-cantines")
    assert page.current_workflow_state is not None
    assert client.get("/des-cantines/").status_code == 404
    task = page.current_workflow_task_state
    address = f"/admin/pages/workflow/action/{page.pk}/approve/{task.pk}/"
    assert team_client.post(address, {"comment": ""}).status_code in (200, 302)
    page.refresh_from_db()
    assert page.live


def test_a_page_is_published_at_its_hour(client, served):
    page = published(slug="plus-tard")
    page.unpublish()
    page.go_live_at = timezone.now() + timedelta(hours=1)
    page.save_revision().publish()
    assert client.get("/plus-tard/").status_code == 404
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        publish_scheduled(timezone.now())
        assert client.get("/plus-tard/").status_code == 200


def test_the_team_reads_a_message_and_says_it_was_answered(team_client, served):
    kept = ContactMessage.objects.create(
        name="C", email="c@x.example", subject="Adhérer", message="Bonjour à vous", created_at=timezone.now()
    )
    assert "Adhérer" in team_client.get("/admin/messages/").content.decode()
    assert "Bonjour à vous" in team_client.get(f"/admin/messages/inspect/{kept.pk}/").content.decode()
    team_client.post(f"/admin/messages/edit/{kept.pk}/", {"is_answered": "on", "subject": "Autre"})
    kept.refresh_from_db()
    assert kept.is_answered
    assert kept.subject == "Adhérer"
    assert team_client.get("/admin/messages/new/").status_code in (302, 403, 404)


@pytest.mark.parametrize("role", [Role.TEAM, Role.EDITOR])
def test_whoever_writes_adds_images_and_documents(sign_in, served, role):
    client = sign_in(person(role))
    for path in ("/admin/images/add/", "/admin/documents/add/", "/admin/images/chooser/"):
        assert client.get(path).status_code == 200, path
