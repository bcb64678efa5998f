"""Lists, people and files in the back office."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from essaim.web.accounts.enums import Role
from essaim.web.accounts.tests.factories import person
from essaim.web.newsletters.models import ImportedFile, MailingList, Proof, Subscriber
from essaim.web.newsletters.tests.factories import ListFactory, subscribed

pytestmark = pytest.mark.django_db
LIST = {"name": "Lettre mensuelle", "slug": "mensuelle", "purpose": "Informer.", "audience": "public",
        "is_open": "on", "position": "1"}  # fmt: skip


def test_the_team_makes_a_list_and_it_does_not_change_audience_under_its_people(team_client):
    team_client.post(reverse("letter_lists:add"), LIST)
    list_ = MailingList.objects.get()
    subscribed(list_)
    response = team_client.post(reverse("letter_lists:edit", args=[list_.pk]), LIST | {"audience": "adherents"})
    assert "des personnes sont inscrites" in response.content.decode().lower()
    list_.refresh_from_db()
    assert list_.audience == "public"
    assert team_client.get(reverse("letter_lists:index")).status_code == 200


def test_the_team_reads_a_person_and_forgets_them(team_client):
    subscriber = subscribed(ListFactory())
    assert subscriber.email in team_client.get(reverse("letter_subscribers:index")).content.decode()
    assert team_client.get(reverse("letter_subscribers:inspect", args=[subscriber.pk])).status_code == 200
    team_client.post(reverse("letter_subscribers:delete", args=[subscriber.pk]))
    assert not Subscriber.objects.exists()
    assert Proof.objects.filter(subscriber=None).exists()
    assert team_client.get(reverse("letter_proofs:index")).status_code == 200


def test_the_team_imports_a_file_and_reads_what_was_refused(team_client):
    list_ = ListFactory()
    given = {"list": list_.pk, "basis": "consentement", "origin": "Inscriptions papier de la journée du 12 mars."}
    file = SimpleUploadedFile("a.csv", b"courriel\nun@ville.example\nrien\n")
    response = team_client.post(reverse("letter_imports:bring"), given | {"file": file}, follow=True)
    assert "Ce n’est pas une adresse" in response.content.decode()
    assert ImportedFile.objects.get().added == 1
    assert team_client.get(reverse("letter_imports:index")).status_code == 200
    file = SimpleUploadedFile("a.csv", b"PK\x03\x04rien")
    response = team_client.post(reverse("letter_imports:bring"), given | {"file": file})
    assert "abîmé" in response.content.decode()


def test_editors_see_lists_and_no_address(sign_in):
    client = sign_in(person(Role.EDITOR))
    ListFactory()
    assert client.get(reverse("letter_lists:index")).status_code == 200
    for name in ("letter_subscribers:index", "letter_proofs:index", "letter_imports:index"):
        assert client.get(reverse(name)).status_code in (302, 403), name
    assert client.get(reverse("letter_imports:bring")).status_code in (302, 403)
