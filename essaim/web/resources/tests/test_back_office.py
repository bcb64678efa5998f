"""Writing in Wagtail: drafts, publication, a conflict that loses nothing, markers refused with their reason."""

from __future__ import annotations

import pytest
from django.urls import reverse

from essaim.web.accounts.enums import Role
from essaim.web.accounts.tests.factories import person
from essaim.web.resources.back_office import CONFLICT
from essaim.web.resources.models import Entry, Fiche, Work
from essaim.web.resources.tests.factories import fiche, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
TEXT = "body-0"


def _form(one: Fiche, **more):
    latest = one.latest_revision
    return {
        "title": one.title,
        "slug": one.slug,
        "question": one.question,
        "summary": one.summary,
        "theme": one.theme,
        "levels": one.levels,
        "levers": one.levers,
        "competences": one.competences,
        "organizations": "[]",
        "authors": "",
        "contact": "",
        "contact_email": "",
        "licence": one.licence,
        "checked_on": one.checked_on.isoformat(),
        "review_by": one.review_by.isoformat(),
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "heading",
        "body-0-id": "",
        "body-0-value": "Un titre",
        "loaded_revision_id": str(latest.pk),
        "loaded_revision_created_at": latest.created_at.isoformat(),
        **more,
    }


def _edit(one):
    return reverse(type(one).snippet_viewset.get_url_name("edit"), args=[one.pk])


def test_a_draft_is_not_public_until_it_is_published(sign_in, client):
    editor = sign_in(person(Role.EDITOR))
    one = fiche()
    assert editor.get(_edit(one)).status_code == 200
    editor.post(_edit(one), _form(one, title="Un autre titre"))
    assert "Un autre titre" not in client.get("/ressources/fiches/acheter-le-pain/").content.decode()
    one.refresh_from_db()
    editor.post(_edit(one), _form(one, title="Un autre titre", **{"action-publish": "1"}))
    assert "Un autre titre" in client.get("/ressources/fiches/acheter-le-pain/").content.decode()
    assert Entry.objects.get(fiche=one).title == "Un autre titre"


def test_two_editors_never_write_over_each_other(sign_in):
    first, second = sign_in(person(Role.EDITOR)), sign_in(person(Role.EDITOR))
    one = fiche()
    opened = _form(one)
    first.post(_edit(one), {**opened, "title": "Écrit en premier"})
    refused = second.post(_edit(one), {**opened, "title": "Écrit en second"})
    page = refused.content.decode()
    assert CONFLICT[:60] in page.replace("&#x27;", "'")
    assert "Écrit en second" in page
    one.refresh_from_db()
    assert one.latest_revision.content["title"] == "Écrit en premier"
    # Having been told, they may save theirs over it: the other stays in the history.
    second.post(_edit(one), _form(one, title="Écrit en second"))
    one.refresh_from_db()
    assert one.latest_revision.content["title"] == "Écrit en second"
    assert "Écrit en premier" in [revision.content["title"] for revision in one.revisions.all()]


def test_an_unknown_marker_is_refused_with_its_reason(sign_in):
    editor = sign_in(person(Role.EDITOR))
    one = fiche()
    given = {"body-0-type": "table", "body-0-value-caption": "T", "body-0-value-rows": "A | {droit:rien}"}
    page = editor.post(_edit(one), _form(one, **given, **{"action-publish": "1"})).content.decode()
    assert "aucun seuil ne s" in page
    one.refresh_from_db()
    assert one.live_revision == one.latest_revision


def test_a_work_is_edited_with_its_fiches(sign_in):
    editor = sign_in(person(Role.EDITOR))
    one = work(fiche(), fiche("deux", title="Deuxième"))
    page = editor.get(_edit(one)).content.decode()
    assert "Fiches, dans l’ordre" in page
    assert editor.get(reverse(Work.snippet_viewset.get_url_name("list"))).status_code == 200


def test_the_draft_is_previewed_as_the_page(sign_in):
    from essaim.web.resources.fiche_context import preview

    one = fiche()
    assert preview(one)["fiche"] == one
