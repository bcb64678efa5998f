"""The reviewer's signed link, the reminders, the editors' pages."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from essaim.web.accounts.enums import Role
from essaim.web.accounts.tests.factories import person
from essaim.web.mail.models import Letter
from essaim.web.resources import review_links, watching
from essaim.web.resources.errors import TooMany
from essaim.web.resources.models import Fiche
from essaim.web.resources.reminders import remind
from essaim.web.resources.tests.factories import NOW, TODAY, fiche, text, work
from essaim.web.resources.tests.test_watching import NEXT_YEAR

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
APPROVE = {"verdict": "valide", "comment": ""}


def _link(one: Fiche, now=None) -> str:
    now = now or timezone.now()
    review_links.ask(fiche_id=one.pk, name="Une juriste", email="j@droit.example", editor=None, now=now)
    letter = Letter.objects.filter(purpose="relecture d’une fiche").latest("pk")
    return re.search(r"/ressources/relecture/\S+/", letter.text)[0]


def test_a_reviewer_without_account_approves_once(client):
    one = fiche(on=TODAY - timedelta(days=400))
    link = _link(one)
    page = client.get(link)
    assert "Votre réponse" in page.content.decode()
    assert not page.cookies
    assert "Merci" in client.post(link, APPROVE).content.decode()
    one.refresh_from_db()
    assert one.checked_on == timezone.localdate()
    assert client.get(link).status_code == 410
    assert client.post(link, APPROVE).status_code == 410


def test_corrections_need_a_word_and_do_not_count_as_a_check(client):
    person(Role.TEAM)
    one = fiche(on=TODAY - timedelta(days=400))
    link = _link(one)
    refused = client.post(link, {"verdict": "a_corriger", "comment": ""})
    assert refused.status_code == 400
    assert "ce qui est à corriger" in refused.content.decode()
    client.post(link, {"verdict": "a_corriger", "comment": "Le seuil est faux."})
    one.refresh_from_db()
    assert one.checked_on == TODAY - timedelta(days=400)
    assert "Le seuil est faux." in Letter.objects.get(purpose="réponse à une relecture").text


def test_approving_a_text_that_changed_since_does_not_count(client):
    one = fiche(on=TODAY - timedelta(days=400))
    link = _link(one)
    one.body = json.dumps([text("<p>Autre chose.</p>")])
    one.save_revision().publish()
    client.post(link, APPROVE)
    assert Fiche.objects.get(pk=one.pk).checked_on == TODAY - timedelta(days=400)


def test_a_link_past_its_day_forged_or_too_often_tried_does_not_open(client, settings):
    one = fiche()
    assert client.get(_link(one, timezone.now() - timedelta(days=60))).status_code == 410
    assert client.get("/ressources/relecture/1:forge:signature/").status_code == 410
    settings.ESSAIM_REVIEW_TRIES_PER_HOUR = 3
    statuses = [client.get("/ressources/relecture/x/").status_code for _ in range(4)]
    assert statuses[-1] == 429


def test_a_form_of_another_site_is_not_an_answer(client):
    one = fiche()
    link = _link(one)
    assert client.post(link, APPROVE, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert client.get(link).status_code == 200


def test_links_are_not_sent_without_end():
    one = fiche()
    for _ in range(10):
        _link(one)
    with pytest.raises(TooMany):
        _link(one)


def test_the_team_is_reminded_once():
    person(Role.TEAM)
    fiche(on=TODAY - timedelta(days=400))
    assert remind(on=TODAY, now=NOW) == 1
    assert remind(on=TODAY, now=NOW) == 0
    assert "devait être relue" in Letter.objects.get(purpose="rappel de relecture").text


def test_editors_see_what_changed_and_settle_it(sign_in):
    client = sign_in(person(Role.EDITOR))
    one = fiche()
    watching.recheck(on=NEXT_YEAR, now=NOW)
    page = client.get("/espace/ressources/a-relire/").content.decode()
    assert "140\u202f000" in page
    assert f"/admin/snippets/resources/fiche/edit/{one.pk}/" in page
    assert "Ressources à relire" in client.get("/espace/").content.decode()
    client.post(f"/espace/ressources/verifier/{one.entry.pk}/")
    # Checked today, with the law of today: what changes next year will be told next year.
    assert "140\u202f000" not in client.get("/espace/ressources/a-relire/").content.decode()


def test_editors_publish_an_edition_with_its_note(sign_in):
    client = sign_in(person(Role.EDITOR))
    kit = work(fiche())
    assert "Première édition" in client.get("/espace/ressources/editions/").content.decode()
    for _ in range(2):
        client.post(f"/espace/ressources/editions/{kit.pk}/", {"note": "À nous."})
    assert [one.note for one in kit.editions.all()] == ["À nous."]
    assert "Rien n’a changé" in client.get("/espace/ressources/editions/").content.decode()


def test_editors_find_every_marker_ready_to_be_copied(sign_in):
    page = sign_in(person(Role.EDITOR)).get("/espace/ressources/reperes/").content.decode()
    assert "{droit:direct_purchase_works}" in page
    assert "{chiffre:ess_etab}" in page
    assert "S84" in page
