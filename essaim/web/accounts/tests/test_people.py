"""Inviting, asking to join, deciding, functions: who may, what is said, what expires."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from essaim.web.accounts import invitations, joining, selectors
from essaim.web.accounts.enums import FunctionKind, RequestState, Role
from essaim.web.accounts.errors import InvitationError, JoinError
from essaim.web.accounts.models import Function, Grant, Invitation, JoinRequest, User
from essaim.web.accounts.tests.factories import FunctionFactory, GrantFactory, UserFactory, person
from essaim.web.audit.models import Entry
from essaim.web.bodies.models import PublicBody
from essaim.web.bodies.tests.factories import PublicBodyFactory
from essaim.web.mail.models import Letter

pytestmark = pytest.mark.django_db


def today() -> date:
    return timezone.localdate()


@pytest.fixture
def town():
    """A body, its administrator and its contributor."""
    body = PublicBodyFactory(name="Ville d’essai")
    chief, helper = person(Role.ADMINISTRATOR, body=body), person(Role.CONTRIBUTOR, body=body)
    return body, chief, helper


def link_of(address: str) -> str:
    letter = Letter.objects.filter(to=[address], purpose="invitation").latest("pk")
    assert letter.confidential
    return re.search(r"https?://[^/]+(/espace/invitations/\S+)", letter.text)[1]


def test_an_invited_person_comes_in_with_their_role(client, sign_in, town):
    body, chief, _ = town
    people = f"/espace/collectivites/{body.pk}/personnes/"
    sent = sign_in(chief).post(f"{people}inviter/", {"email": "Nouvelle@ville.example", "role": "contribution"})
    assert sent.url == people
    link = link_of("nouvelle@ville.example")
    page = client.get(link)
    assert page.status_code == 200
    assert f"{chief} vous invite" in page.content.decode()
    assert "Rejoindre Ville d’essai" in page.content.decode()
    assert not User.objects.filter(email="nouvelle@ville.example").exists()
    accepted = client.post(link, {"first_name": "Nora", "last_name": "Petit"})
    assert accepted.url.startswith("/compte/connexion/code/")
    # The link gives the role to the address; a code proves who holds it.
    assert client.get("/espace/").status_code == 302
    code = re.search(r"\d{3}-\d{3}-\d{3}", Letter.objects.filter(purpose="connexion").latest("pk").text)[0]
    client.post("/compte/connexion/code/", {"code": code})
    assert client.get(people).status_code == 200
    user = User.objects.get(email="nouvelle@ville.example")
    assert str(user) == "Nora Petit"
    assert selectors.roles(user, today()).contributes == {body.pk}
    assert client.get(link).status_code == 410


def test_an_invitation_expires(client, town, time_machine):
    body, chief, _ = town
    time_machine.move_to("2026-11-01 09:00:00+00:00")
    invitations.invite(email="a@ville.example", role="contribution", body=body, actor=chief, now=timezone.now())
    link = link_of("a@ville.example")
    time_machine.move_to("2026-11-14 09:00:00+00:00")
    assert client.get(link).status_code == 200
    time_machine.move_to("2026-11-15 09:00:00+00:00")
    page = client.get(link)
    assert page.status_code == 410
    assert "valait jusqu’au 15\u00a0novembre\u00a02026" in page.content.decode()
    assert client.post(link, {"first_name": "A", "last_name": "B"}).status_code == 410
    assert not User.objects.filter(email="a@ville.example").exists()


def test_a_new_invitation_replaces_the_former(client, town):
    body, chief, _ = town
    links = []
    for _ in range(2):
        invitations.invite(email="a@ville.example", role="contribution", body=body, actor=chief, now=timezone.now())
        links.append(link_of("a@ville.example"))
    assert [client.get(link).status_code for link in links] == [410, 200]
    assert len(invitations.open_for(body, timezone.now())) == 1


def test_an_invitation_is_for_its_address_only(sign_in, town):
    body, chief, _ = town
    invitations.invite(email="a@ville.example", role="administration", body=body, actor=chief, now=timezone.now())
    someone = UserFactory()
    client = sign_in(someone)
    page = client.post(link_of("a@ville.example"))
    assert page.status_code == 403
    assert "est pour" in page.content.decode()
    assert not selectors.roles(someone, today()).contributes


def test_an_invitation_taken_back_is_worth_nothing(sign_in, client, town):
    body, chief, helper = town
    invitation = invitations.invite(
        email="a@ville.example", role="contribution", body=body, actor=chief, now=timezone.now()
    )
    address = f"/espace/personnes/invitations/{invitation.pk}/retirer/"
    assert sign_in(helper).post(address).status_code == 403
    assert sign_in(chief).post(address).status_code == 302
    assert "retirée" in client.get(link_of("a@ville.example")).content.decode()


def test_the_key_of_an_invitation_is_not_kept(town):
    body, chief, _ = town
    invitation = invitations.invite(
        email="a@ville.example", role="contribution", body=body, actor=chief, now=timezone.now()
    )
    key = link_of("a@ville.example").rstrip("/").rpartition("/")[2]
    assert key not in invitation.key_hash
    assert invitations.by_key(key) == invitation
    assert invitations.by_key("autre") is None


@pytest.mark.parametrize(
    "wrong", [{"email": "non"}, {"role": "equipe"}, {"role": "chef"}, {"region_code": "32", "role": "contribution"}]
)
def test_an_impossible_invitation_is_refused(town, wrong):
    body, chief, _ = town
    with pytest.raises(InvitationError):
        invitations.invite(
            **{"email": "a@ville.example", "role": "contribution", "body": body, "actor": chief, "now": timezone.now()}
            | wrong
        )
    assert not Invitation.objects.exists()


def test_a_wrong_form_says_so_and_keeps_what_was_typed(sign_in, town):
    body, chief, _ = town
    response = sign_in(chief).post(
        f"/espace/collectivites/{body.pk}/personnes/inviter/", {"email": "pas une adresse", "role": "contribution"}
    )
    assert response.status_code == 400
    assert 'value="pas une adresse"' in response.content.decode()


def test_asking_to_join_a_body_of_the_release(sign_in, served, release):
    user = UserFactory()
    client = sign_in(user)
    page = client.get("/espace/rejoindre/?q=lille").content.decode()
    siren = re.search(r'\?siren=(\d{9})">Choisir<span class="sr-only"> Lille<', page)[1]
    assert "Demander à la rejoindre" in client.get(f"/espace/rejoindre/?siren={siren}").content.decode()
    sent = client.post("/espace/rejoindre/", {"siren": siren, "message": "Chargée de mission ESS"})
    assert sent.url == "/espace/compte/"
    body = PublicBody.objects.get()
    assert (body.siren, body.territory_id, body.kind) == (siren, "commune:59350", "commune")
    request = JoinRequest.objects.get()
    assert (request.user, request.body, request.state) == (user, body, "attente")
    client.post("/espace/rejoindre/", {"siren": siren})
    assert JoinRequest.objects.count() == 1
    assert "attend sa réponse" in client.get("/espace/").content.decode()


def test_an_unknown_body_is_a_sentence(sign_in, served, release):
    page = sign_in(UserFactory()).post("/espace/rejoindre/", {"siren": "123456782"})
    assert page.status_code == 200
    assert "n’est pas dans nos données" in page.content.decode()
    assert not JoinRequest.objects.exists()


def test_the_administrator_is_told_and_decides(sign_in, town):
    body, chief, helper = town
    team, asker = person(Role.TEAM), UserFactory()
    request = joining.ask(user=asker, body=body, message="Bonjour", now=timezone.now())
    assert [letter.to for letter in Letter.objects.all()] == [[chief.email]]
    assert "« Bonjour »" in Letter.objects.get().text
    address = f"/espace/personnes/demandes/{request.pk}/"
    assert sign_in(helper).post(address, {"role": "contribution"}).status_code == 403
    assert sign_in(asker).post(address, {"role": "contribution"}).status_code == 403
    assert sign_in(chief).post(address, {"role": "contribution"}).status_code == 302
    assert selectors.roles(asker, today()).contributes == {body.pk}
    assert "acceptée" in Letter.objects.get(to=[asker.email]).text
    # Decided meanwhile by someone else: nothing is done twice.
    sign_in(team).post(address, {"role": ""})
    request.refresh_from_db()
    assert (request.state, request.decided_by) == (RequestState.ACCEPTED, chief)
    assert Entry.objects.filter(action__startswith="accounts.join_").count() == 2


def test_the_team_decides_where_nobody_administers(sign_in):
    body, team, asker = PublicBodyFactory(), person(Role.TEAM), UserFactory()
    request = joining.ask(user=asker, body=body, now=timezone.now())
    assert [letter.to for letter in Letter.objects.all()] == [[team.email]]
    assert str(asker) in sign_in(team).get("/espace/reseau/acces/").content.decode()
    sign_in(team).post(f"/espace/personnes/demandes/{request.pk}/", {"role": "administration"})
    assert selectors.roles(asker, today()).administers == {body.pk}


def test_a_refusal_is_said_and_one_may_ask_again(town):
    body, chief, _ = town
    asker = UserFactory()
    request = joining.ask(user=asker, body=body, now=timezone.now())
    joining.decide(request=request, accepted=False, actor=chief, now=timezone.now())
    assert not selectors.roles(asker, today()).contributes
    assert "n’a pas été acceptée" in Letter.objects.get(to=[asker.email]).text
    with pytest.raises(JoinError):
        joining.decide(request=request, accepted=True, actor=chief, now=timezone.now())
    joining.ask(user=asker, body=body, now=timezone.now())
    assert JoinRequest.objects.filter(state=RequestState.PENDING).count() == 1


def test_one_withdraws_ones_own_request_only(sign_in, town):
    body, _, _ = town
    asker = UserFactory()
    request = joining.ask(user=asker, body=body, now=timezone.now())
    address = f"/espace/compte/demandes/{request.pk}/retirer/"
    assert sign_in(UserFactory()).post(address).status_code == 403
    sign_in(asker).post(address)
    request.refresh_from_db()
    assert request.state == RequestState.WITHDRAWN


def test_no_request_for_a_body_that_ceased_nor_ones_own(town):
    body, chief, _ = town
    with pytest.raises(JoinError, match="déjà"):
        joining.ask(user=chief, body=body, now=timezone.now())
    heir = PublicBodyFactory(name="Commune nouvelle")
    gone = PublicBodyFactory(ceased_on=date(2025, 1, 1), successor=heir)
    with pytest.raises(JoinError, match="Commune nouvelle lui succède"):
        joining.ask(user=UserFactory(), body=gone, now=timezone.now())


def test_the_page_of_people_shows_each_what_is_theirs(sign_in, town):
    body, chief, helper = town
    FunctionFactory(user=helper, body=body, title="Directrice de l’ESS", visibility="equipe")
    address = f"/espace/collectivites/{body.pk}/personnes/"
    seen = sign_in(helper).get(address).content.decode()
    assert "Directrice de l’ESS" in seen
    assert chief.email not in seen
    assert "Inviter quelqu’un" not in seen
    assert "Inviter quelqu’un" in sign_in(chief).get(address).content.decode()
    assert sign_in(person(Role.ADMINISTRATOR)).get(address).status_code == 403
    assert sign_in(person(Role.COORDINATOR)).get(address).status_code == 403


def test_the_page_of_people_asks_a_constant_number_of_queries(sign_in, town, django_assert_max_num_queries):
    body, chief, _ = town
    for _ in range(15):
        FunctionFactory(body=body, user=GrantFactory(body=body).user)
    client = sign_in(chief)
    with django_assert_max_num_queries(16):
        client.get(f"/espace/collectivites/{body.pk}/personnes/")


def test_a_role_taken_away_is_gone_at_once(sign_in, town):
    body, chief, helper = town
    grant = Grant.objects.get(user=helper)
    theirs = sign_in(helper)
    assert sign_in(chief).post(f"/espace/personnes/roles/{grant.pk}/retirer/").status_code == 302
    assert theirs.get(f"/espace/collectivites/{body.pk}/personnes/").status_code == 403
    own = Grant.objects.get(user=chief)
    assert sign_in(chief).post(f"/espace/personnes/roles/{own.pk}/retirer/").url == "/espace/"


def test_functions_are_written_by_their_holder_or_their_administrator(sign_in, town):
    body, chief, helper = town
    given = {"kind": "technicien", "title": "Chargée de mission", "starts_on": "2026-01-01", "visibility": "public"}
    new = f"/espace/collectivites/{body.pk}/fonction/"
    assert sign_in(helper).post(new, given).url == "/espace/compte/"
    function = Function.objects.get()
    assert (function.user, function.kind) == (helper, FunctionKind.OFFICER_REFERENT)
    address = f"/espace/fonctions/{function.pk}/"
    assert sign_in(person(Role.CONTRIBUTOR, body=body)).get(address).status_code == 403
    assert sign_in(chief).post(address, given | {"title": "Directrice"}).url.endswith("/personnes/")
    function.refresh_from_db()
    assert (function.title, function.user) == ("Directrice", helper)
    wrong = sign_in(helper).post(address, given | {"ends_on": "2025-01-01"})
    assert "avant d’avoir commencé" in wrong.content.decode()
    assert sign_in(person(Role.CONTRIBUTOR)).get(new).status_code == 403


def test_the_first_of_the_team_is_invited_from_the_command_line(client, settings):
    from typer.testing import CliRunner

    from essaim.web import commands

    app = commands.typer.Typer()
    app.command()(commands.invite_team)
    done = CliRunner().invoke(app, ["Cheffe@reseau.example"])
    assert done.exit_code == 0, done.output
    assert "cheffe@reseau.example" in done.output
    client.post(link_of("cheffe@reseau.example"), {"first_name": "C", "last_name": "D"})
    assert selectors.roles(User.objects.get(), today()).is_team
    assert CliRunner().invoke(app, ["pas une adresse"]).exit_code == 1


def test_the_team_invites_a_coordinator(sign_in, served, release):
    team = person(Role.TEAM)
    client = sign_in(team)
    page = client.get("/espace/reseau/acces/").content.decode()
    assert '<option value="32">' in page
    client.post("/espace/reseau/acces/", {"email": "co@reseau.example", "role": "coordination", "region_code": "32"})
    assert Invitation.objects.get().region_code == "32"
    client.post("/espace/reseau/acces/", {"email": "co@reseau.example", "role": "coordination", "region_code": ""})
    assert Invitation.objects.count() == 1


def test_requests_older_than_their_body_stay_decidable(town):
    body, chief, _ = town
    request = joining.ask(user=UserFactory(), body=body, now=timezone.now() - timedelta(days=400))
    joining.decide(request=request, accepted=True, actor=chief, now=timezone.now())
    assert request.state == RequestState.ACCEPTED
