"""Needs an authority keeps: private to it, shared by a link, deleted for good."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict

from essaim.web.accounts.enums import Role
from essaim.web.accounts.selectors import VISITOR, roles
from essaim.web.accounts.tests.factories import person
from essaim.web.audit.models import Entry
from essaim.web.bodies.tests.factories import PublicBodyFactory
from essaim.web.procurement import selectors, services
from essaim.web.procurement.errors import NeedError
from essaim.web.procurement.models import SavedNeed
from essaim.web.procurement.permissions import can_open_need

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
QUESTION = "quoi=papier&cpv=90511400&montant=60000&lieu=commune%3A59350&date=2026-11-24"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]


@pytest.fixture
def lille():
    return PublicBodyFactory(name="Ville de Lille")


@pytest.fixture
def buyer(lille):
    return person(Role.CONTRIBUTOR, body=lille)


@pytest.fixture
def kept(buyer, lille) -> SavedNeed:
    return services.save_need(
        author=buyer, body=lille, title="Collecte du papier", remarks="Échéance en mars.", question=QUESTION, now=NOW
    )


def test_a_question_keeps_what_the_assistant_knows_and_the_day_of_its_law():
    asked = QueryDict("lieu=commune:59350&cpv=90511400&inconnu=1&montant=")
    assert services.question(asked, on=TODAY) == "cpv=90511400&lieu=commune%3A59350&date=2026-11-24"
    with pytest.raises(NeedError, match="rien à enregistrer"):
        services.question(QueryDict("inconnu=1"), on=TODAY)
    with pytest.raises(NeedError, match="trop longue"):
        services.question(QueryDict("quoi=" + "é" * 1000), on=TODAY)


def test_a_need_wants_a_title(buyer, lille):
    with pytest.raises(NeedError, match="titre"):
        services.save_need(author=buyer, body=lille, title="  ", remarks="", question=QUESTION, now=NOW)
    assert not SavedNeed.objects.exists()


def test_only_those_of_the_authority_open_it(kept, buyer, lille):
    assert can_open_need(roles(buyer, TODAY), kept)
    assert can_open_need(roles(person(Role.ADMINISTRATOR, body=lille), TODAY), kept)
    assert not can_open_need(roles(person(Role.CONTRIBUTOR), TODAY), kept)
    assert not can_open_need(roles(person(Role.TEAM), TODAY), kept)
    assert not can_open_need(VISITOR, kept)
    assert selectors.needs_of(roles(buyer, TODAY)) == [kept]
    assert selectors.needs_of(roles(person(Role.CONTRIBUTOR), TODAY)) == []


def test_every_write_leaves_a_trail_and_no_secret_in_it(kept, buyer):
    services.share_need(need=kept, actor=buyer, now=NOW)
    key = kept.share_key
    services.edit_need(need=kept, actor=buyer, title="Papier", remarks="", now=NOW)
    services.unshare_need(need=kept, actor=buyer, now=NOW)
    services.delete_need(need=kept, actor=buyer, now=NOW)
    actions = list(Entry.objects.order_by("pk").values_list("action", flat=True))
    assert [each for each in actions if each.startswith("procurement.")] == [
        "procurement.need_saved", "procurement.need_shared", "procurement.need_edited",
        "procurement.need_unshared", "procurement.need_deleted",
    ]  # fmt: skip
    assert key not in "".join(f"{entry.before}{entry.after}{entry.target_label}" for entry in Entry.objects.all())
    assert not SavedNeed.objects.exists()


def test_a_link_taken_away_leads_nowhere_and_the_next_is_another(kept, buyer):
    first = services.share_need(need=kept, actor=buyer, now=NOW).share_key
    assert selectors.need_by_share_key(first) == kept
    services.unshare_need(need=kept, actor=buyer, now=NOW)
    assert selectors.need_by_share_key(first) is None
    assert selectors.need_by_share_key("") is None
    assert services.share_need(need=kept, actor=buyer, now=NOW).share_key != first


def test_from_the_assistant_to_the_space_and_back(client, buyer, lille):
    answer = client.get(f"/espace/achats/enregistrer/?{QUESTION}")
    assert answer.status_code == 302
    client.force_login(buyer)
    page = client.get(f"/espace/achats/enregistrer/?{QUESTION}")
    assert "Lille" in page.content.decode()
    done = client.post(
        f"/espace/achats/enregistrer/?{QUESTION}", {"title": "Papier", "body": lille.pk, "remarks": "<b>"}
    )
    kept = SavedNeed.objects.get()
    assert done.url == f"/espace/achats/{kept.pk}/"
    assert kept.question == QUESTION
    assert "Papier" in client.get("/espace/achats/").content.decode()
    shown = client.get(done.url).content.decode()
    assert "/commande-publique/assistant/?quoi=papier&amp;cpv=90511400" in shown
    client.post(f"{done.url}partage/")
    kept.refresh_from_db()
    client.logout()
    public = client.get(f"/commande-publique/notes/{kept.share_key}/")
    assert public.status_code == 200
    text = public.content.decode()
    assert "Ville de Lille" in text
    assert "&lt;b&gt;" in text
    assert 'content="noindex"' in text
    assert not public.cookies


def test_a_need_for_an_authority_one_does_not_act_for_is_refused(client, buyer):
    other = PublicBodyFactory()
    client.force_login(buyer)
    refused = client.post(f"/espace/achats/enregistrer/?{QUESTION}", {"title": "Papier", "body": other.pk})
    assert refused.status_code == 400
    assert not SavedNeed.objects.exists()


def test_another_authority_learns_nothing(client, kept):
    client.force_login(person(Role.CONTRIBUTOR))
    for path in ("", "supprimer/"):
        assert client.get(f"/espace/achats/{kept.pk}/{path}").status_code == 404
    assert client.post(f"/espace/achats/{kept.pk}/partage/").status_code == 404
    assert client.get("/espace/achats/999999/").status_code == 404
    assert client.get("/commande-publique/notes/mauvaise-cle/").status_code == 404
    kept.refresh_from_db()
    assert not kept.is_shared


def test_a_person_without_authority_has_no_such_page(client):
    client.force_login(person())
    assert client.get("/espace/achats/").status_code == 403


def test_deleting_is_asked_first(client, buyer, kept):
    client.force_login(buyer)
    assert "définitif" in client.get(f"/espace/achats/{kept.pk}/supprimer/").content.decode()
    assert client.post(f"/espace/achats/{kept.pk}/supprimer/").url == "/espace/achats/"
    assert not SavedNeed.objects.exists()
