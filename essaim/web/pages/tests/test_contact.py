"""Writing to the team: no cookie, a limit, nothing lost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from essaim.web.accounts.enums import Role
from essaim.web.accounts.tests.factories import person
from essaim.web.mail.models import Letter
from essaim.web.pages import services
from essaim.web.pages.models import ContactMessage, ContactPage, Publisher
from essaim.web.pages.tests.factories import published

pytestmark = pytest.mark.django_db
GIVEN = {
    "name": "Camille Exemple",
    "email": "camille@ville.example",
    "organization": "Ville d’Exemple",
    "subject": "Adhérer",
    "message": "Comment rejoindre le réseau ?\nMerci.",
}


@pytest.fixture
def page(served):
    return published(kind=ContactPage, title="Nous écrire", slug="contact")


def test_a_message_is_kept_and_written_to_the_team(client, page):
    team = person(Role.TEAM)
    answer = client.post("/contact/", GIVEN)
    assert answer.status_code == 200
    assert page.thanks in answer.content.decode()
    assert answer.cookies == {}
    kept = ContactMessage.objects.get()
    assert kept.message == GIVEN["message"].replace("\n", "\r\n") or kept.message == GIVEN["message"]
    letter = Letter.objects.get(purpose="contact")
    assert letter.to == [team.email]
    assert letter.headers["Reply-To"] == GIVEN["email"]
    assert "Camille Exemple" in letter.text


def test_a_message_goes_to_the_address_of_the_publisher(client, page):
    Publisher.objects.create(contact="bonjour@reseau.example")
    client.post("/contact/", GIVEN)
    assert [letter.to for letter in Letter.objects.filter(purpose="contact")] == [["bonjour@reseau.example"]]


def test_what_is_wrong_is_said_and_nothing_is_lost(client, page):
    answer = client.post("/contact/", {**GIVEN, "email": "pas une adresse"})
    assert answer.status_code == 400
    html = answer.content.decode()
    assert "Votre message n’est pas encore envoyé" in html
    assert "Comment rejoindre le réseau" in html
    assert not ContactMessage.objects.exists()


def test_a_header_cannot_be_slipped_in(client, page):
    person(Role.TEAM)
    assert client.post("/contact/", {**GIVEN, "subject": "A\r\nBcc: x@y.example"}).status_code in (200, 400)
    assert not any("\n" in letter.subject for letter in Letter.objects.all())


def test_a_robot_is_thanked_and_forgotten(client, page):
    assert client.post("/contact/", {**GIVEN, "website": "http://x.example"}).status_code == 200
    assert not ContactMessage.objects.exists()


def test_another_site_cannot_send_for_a_reader(client, page):
    answer = client.post("/contact/", GIVEN, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 400
    assert not ContactMessage.objects.exists()


def test_an_hourly_limit(client, page, settings):
    settings.ESSAIM_MESSAGES_PER_HOUR = 2
    for _ in range(2):
        assert client.post("/contact/", GIVEN).status_code == 200
    answer = client.post("/contact/", GIVEN)
    assert answer.status_code == 429
    assert ContactMessage.objects.count() == 2


def test_other_pages_take_nothing(client, served):
    published()
    assert client.post("/une-page/", GIVEN).status_code == 405


def test_old_messages_go(served):
    old = datetime(2020, 1, 1, tzinfo=UTC)
    services.write_to_team(**GIVEN, sender_hash="x", now=old)
    limit = datetime(2024, 1, 1, tzinfo=UTC)
    assert services.forget_messages(before=limit, dry_run=True) == 1
    assert ContactMessage.objects.count() == 1
    services.forget_messages(before=limit)
    assert not ContactMessage.objects.exists()
