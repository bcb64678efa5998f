"""One's authority in the member space: at a glance, its words, its fees, its contacts; nothing of others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from essaim.web.accounts.enums import Role
from essaim.web.accounts.tests.factories import FunctionFactory, GrantFactory, person
from essaim.web.members import charter, fee_services, services
from essaim.web.members.models import CharterSignature
from essaim.web.members.tests.factories import NOW, MemberFactory, member
from essaim.web.search.searched import find

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
BY = {"actor": None, "now": NOW}


@pytest.fixture
def administrator(lille, sign_in):
    return sign_in(person(Role.ADMINISTRATOR, body=lille.body))


@pytest.fixture
def call(release, lille, scale, issuer):
    proposals = fee_services.propose(release, scale=scale, year=2026, on=date(2026, 2, 1))
    return fee_services.issue(
        release, proposals=proposals, scale=scale, year=2026, issued_on=date(2026, 2, 1), due_on=date(2026, 3, 1), **BY
    )[0]  # fmt: skip


def html(response, status=200):
    assert response.status_code == status, response.content.decode()[:1500]
    return response.content.decode()


def test_at_a_glance(administrator, lille, call):
    page = html(administrator.get(f"/espace/collectivites/{lille.body.pk}/"))
    for said in ("Adhère au réseau depuis le", "238", "Appel 2026-0001", "En retard", "Modifier", "Noter un fait"):
        assert said in page
    home = html(administrator.get("/espace/"))
    assert "Ma collectivité" in home
    assert "Cotisation 2026" in home


def test_one_authority_opens_itself_several_are_a_choice(administrator, lille, sign_in):
    assert administrator.get("/espace/collectivites/").headers["Location"] == f"/espace/collectivites/{lille.body.pk}/"
    both = person(Role.CONTRIBUTOR, body=lille.body)
    GrantFactory(user=both, body=MemberFactory().body)
    page = html(sign_in(both).get("/espace/collectivites/"))
    assert all(f'<li><a href="/espace/collectivites/{grant.body_id}/"' in page for grant in both.grants.all())


def test_a_body_that_is_no_member_has_a_page_that_says_so(sign_in):
    user = person(Role.CONTRIBUTOR)
    body = user.grants.get().body
    assert "n’est pas dans le réseau" in html(sign_in(user).get(f"/espace/collectivites/{body.pk}/"))
    assert sign_in(user).get(f"/espace/collectivites/{body.pk}/presentation/").status_code == 404


def test_words_are_written_and_found_at_once(administrator, lille, client):
    form = f"/espace/collectivites/{lille.body.pk}/presentation/"
    html(administrator.get(form))
    given = {
        "presentation": "Nous soutenons les ressourceries.",
        "website": "lille.example/ess",
        "themes": ["reemploi"],
    }
    assert administrator.post(form, given).status_code == 302
    lille.refresh_from_db()
    assert lille.website == "https://lille.example/ess"
    assert "ressourceries" in html(client.get("/reseau/adherents/215903501-lille/"))
    from essaim.web.members.searched import MEMBERS

    assert [hit.key for hit in find(MEMBERS, "ressourcerie", on=date(2026, 11, 24))] == [str(lille.pk)]
    assert MEMBERS.answers(find(MEMBERS, "lile", on=date(2026, 11, 24)))[0].label == "Lille"


def test_a_wrong_form_keeps_what_was_typed(administrator, lille):
    form = f"/espace/collectivites/{lille.body.pk}/presentation/"
    page = html(administrator.post(form, {"presentation": "Texte tapé.", "website": "javascript:alert(1)"}), 400)
    assert "Texte tapé." in page
    lille.refresh_from_db()
    assert lille.presentation == ""


def test_a_fact_that_is_older_is_refused_in_the_form(administrator, lille):
    services.record_fact(member=lille, kind="service", answer="oui", starts_on=date(2026, 1, 1), source="x", **BY)
    given = {"kind": "service", "answer": "non", "starts_on": "2025-01-01", "source": "Organigramme"}
    page = html(administrator.post(f"/espace/collectivites/{lille.body.pk}/organigramme/", given), 400)
    assert "plus récent" in page
    assert "Organigramme" in page


def test_signing_the_charter(administrator, lille):
    form = f"/espace/collectivites/{lille.body.pk}/charte/"
    assert administrator.get(form).status_code == 404
    charter.write_version(number="2026", title="Charte", text="Mots.", adopted_on=date(2026, 1, 1), **BY)
    assert "n’est pas signée" in html(administrator.get(f"/espace/collectivites/{lille.body.pk}/"))
    assert "Mots." in html(administrator.get(form))
    given = {"signed_on": "2026-02-02", "deliberation_number": "26-1", "signatory": "Maire"}
    assert administrator.post(form, given).status_code == 302
    assert "a déjà signé" in html(administrator.post(form, given), 400)
    assert CharterSignature.objects.count() == 1


@pytest.mark.slow
def test_documents_are_for_the_authority_alone(administrator, call, sign_in):
    payment = fee_services.record_payment(
        call=call, received_on=date(2026, 2, 3), amount=Decimal(10), method="virement", **BY
    )  # fmt: skip
    stranger = sign_in(person(Role.ADMINISTRATOR, body=MemberFactory().body))
    for path in (f"/espace/cotisations/{call.pk}/appel.pdf", f"/espace/cotisations/recus/{payment.pk}.pdf"):
        response = administrator.get(path)
        assert response.content.startswith(b"%PDF")
        assert "no-store" in response.headers["Cache-Control"] or "private" in response.headers["Cache-Control"]
        assert stranger.get(path).status_code == 404


def test_contacts_as_each_may_see_them(administrator, lille, team_client, sign_in):
    mel = member("metropole", "200093201", "epci:200093201", "MEL")
    for visibility in ("public", "adherents", "equipe"):
        FunctionFactory(body=mel.body, visibility=visibility, user__last_name=f"Vu-{visibility}")
    seen = html(administrator.get("/espace/contacts/"))
    assert "Vu-public" in seen
    assert "Vu-adherents" in seen
    assert "Vu-equipe" not in seen
    assert "Vu-equipe" in html(team_client.get("/espace/contacts/"))
    assert "Vu-public" not in html(administrator.get("/espace/contacts/?q=lille"))
    assert administrator.get("/espace/contacts/?region=99").status_code == 400


def test_a_coordinator_sees_whom_to_invite_in_their_region_only(sign_in, lille):
    page = html(sign_in(person(Role.COORDINATOR)).get("/espace/inviter/?region=11"))
    assert "Hauts-de-France" in page
    assert 'value="11"' not in page


def test_the_team_sees_what_waits(team_client, lille, call):
    services.request_membership(member=MemberFactory(), requested_on=date(2026, 1, 1), **BY)
    home = html(team_client.get("/espace/"))
    assert "1 demande d’adhésion" in home
    assert "1 appel de cotisation en retard" in home
