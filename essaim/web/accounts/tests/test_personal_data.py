"""Taking one's data away, being forgotten, and what is forgotten by itself."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.utils import timezone

from essaim.web.accounts import joining, personal_data, retention, services
from essaim.web.accounts.enums import Role
from essaim.web.accounts.errors import ErasureError
from essaim.web.accounts.models import Function, Grant, Invitation, JoinRequest, User
from essaim.web.accounts.tests.factories import FunctionFactory, UserFactory, person
from essaim.web.audit.models import Entry
from essaim.web.bodies.tests.factories import PublicBodyFactory
from essaim.web.mail.models import Letter
from essaim.web.mail.services import queue_mail
from essaim.web.observatory.models import ErrorReport

pytestmark = pytest.mark.django_db


@pytest.fixture
def known():
    """Someone the site knows a lot about."""
    body = PublicBodyFactory()
    user = person(Role.ADMINISTRATOR, body=body)
    User.objects.filter(pk=user.pk).update(email="ana@ville.example", first_name="Ana", last_name="Benali")
    user.refresh_from_db()
    FunctionFactory(user=user, body=body, title="Adjointe Benali")
    joining.ask(user=user, body=PublicBodyFactory(), message="Je suis Ana Benali", now=timezone.now())
    services.rename(user=user, first_name="Ana", last_name="Benali-Roux", now=timezone.now())
    queue_mail(to=user.email, subject="Bonjour Ana", text="x", purpose="essai")
    return user


def test_one_takes_everything_away(sign_in, known):
    response = sign_in(known).get("/espace/compte/donnees/")
    assert response["Content-Disposition"].startswith("attachment")
    assert "no-store" in response["Cache-Control"]
    held = json.loads(response.content)
    assert held["compte"]["email"] == "ana@ville.example"
    assert held["fonctions"][0]["title"] == "Adjointe Benali"
    assert held["roles"][0]["role"] == "administration"
    assert held["demandes"][0]["message"] == "Je suis Ana Benali"
    assert {"accounts.join_asked", "accounts.renamed"} <= {one["action"] for one in held["journal"]}
    assert "Bonjour Ana" in {one["objet"] for one in held["courriels"]}


def test_one_is_forgotten(sign_in, known):
    client, other = sign_in(known), sign_in(known)
    assert "Ce qui reste" in client.get("/espace/compte/effacer/").content.decode()
    assert client.post("/espace/compte/effacer/").url == "/"
    assert other.get("/espace/").status_code == 302
    known.refresh_from_db()
    assert (known.is_active, known.first_name, known.email) == (False, "", f"efface-{known.pk}@sans-adresse.invalid")
    for model in (Grant, Function, JoinRequest):
        assert not model.objects.filter(user=known).exists()
    left = json.dumps(
        [
            list(Entry.objects.values()),
            list(Letter.objects.values("to", "subject", "text")),
            list(User.objects.values()),
        ],
        default=str,
    )
    assert "Benali" not in left
    assert "ana@ville.example" not in left
    assert Entry.objects.filter(action="accounts.renamed", actor=None).count() == 1
    assert Entry.objects.filter(action="accounts.erased").count() == 1


def test_the_last_of_the_team_stays(sign_in):
    team = person(Role.TEAM)
    with pytest.raises(ErasureError):
        personal_data.erase(user=team, actor=team, now=timezone.now())
    assert (
        "dernière personne de l’équipe" in sign_in(team).post("/espace/compte/effacer/", follow=True).content.decode()
    )
    person(Role.TEAM)
    personal_data.erase(user=team, actor=team, now=timezone.now())
    assert not Grant.objects.filter(user=team).exists()


def test_what_is_past_its_period_is_forgotten_and_a_dry_run_forgets_nothing(settings):
    now = timezone.now()
    long_ago = now - timedelta(days=6 * 365)
    letter = queue_mail(to="a@b.example", subject="s", text="t", purpose="essai", now=long_ago)
    Letter.objects.filter(pk=letter.pk).update(state="envoye")
    Entry.objects.create(at=long_ago, action="vieux")
    report = ErrorReport.objects.create(
        siren="215903501", subject="lieu", message="m", contact="a@b.example", release_id="r", sender_hash="h"
    )
    ErrorReport.objects.filter(pk=report.pk).update(created_at=long_ago)
    counted = retention.apply(now=now, dry_run=True)
    assert counted["courriels"] == counted["écritures au journal"] == counted["adresses des signalements"] == 1
    assert Letter.objects.exists()
    assert retention.apply(now=now) == counted
    assert not Letter.objects.exists()
    assert not Entry.objects.filter(action="vieux").exists()
    report.refresh_from_db()
    assert (report.contact, report.message) == ("", "m")
    assert set(retention.apply(now=now).values()) == {0}


def test_a_sleeping_account_is_warned_then_forgotten():
    now = timezone.now()
    sleeper, awake = UserFactory(), UserFactory()
    User.objects.filter(pk=sleeper.pk).update(last_login=now - timedelta(days=3 * 365 + 1))
    User.objects.filter(pk=awake.pk).update(last_login=now)
    assert retention.apply(now=now)["comptes inactifs"] == 0
    assert [letter.to for letter in Letter.objects.all()] == [[sleeper.email]]
    retention.apply(now=now + timedelta(days=1))
    assert Letter.objects.count() == 1
    assert retention.apply(now=now + timedelta(days=31))["comptes inactifs"] == 1
    sleeper.refresh_from_db()
    assert not sleeper.is_active
    awake.refresh_from_db()
    assert awake.is_active


def test_whoever_comes_back_is_kept():
    now = timezone.now()
    sleeper = UserFactory()
    User.objects.filter(pk=sleeper.pk).update(last_login=now - timedelta(days=3 * 365))
    retention.apply(now=now)
    User.objects.filter(pk=sleeper.pk).update(last_login=now + timedelta(days=3))
    assert retention.apply(now=now + timedelta(days=31))["comptes inactifs"] == 0
    sleeper.refresh_from_db()
    assert sleeper.is_active


def test_old_invitations_go_with_their_addresses():
    now = timezone.now()
    Invitation.objects.create(
        email="x@y.example", role=Role.TEAM, key_hash="h", created_at=now - timedelta(days=200),
        expires_at=now - timedelta(days=186),
    )  # fmt: skip
    assert retention.apply(now=now)["invitations"] == 1
    assert not Invitation.objects.exists()


def test_the_trail_is_read_in_the_back_office_and_never_changed(team_client, known):
    page = team_client.get("/admin/journal/").content.decode()
    assert "accounts.renamed" in page
    line = Entry.objects.filter(action="accounts.renamed").get()
    assert "Benali-Roux" in team_client.get(f"/admin/journal/inspect/{line.pk}/").content.decode()
    for path in ("new/", f"edit/{line.pk}/", f"delete/{line.pk}/"):
        assert team_client.get(f"/admin/journal/{path}").status_code in (302, 403, 404)
