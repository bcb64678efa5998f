"""The network in the back office: every write through its service, refusals in the form, files, nothing deleted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from essaim.web.accounts.enums import Role
from essaim.web.accounts.tests.factories import person
from essaim.web.audit.models import Entry
from essaim.web.members import fee_services, selectors, services
from essaim.web.members.enums import Decision
from essaim.web.members.models import (
    CharterSignature,
    CharterVersion,
    Member,
    Membership,
    OrganisationFact,
)
from essaim.web.members.tests.factories import NOW, MemberFactory, body, member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
BY = {"actor": None, "now": NOW}
LILLE = "215903501"
LISTS = ("reseau/adherents", "reseau/adhesions", "reseau/organigrammes", "reseau/charte", "reseau/signatures",
         "reseau/imports", "reseau/appels", "reseau/reglements", "reseau/baremes", "reseau/emetteur")  # fmt: skip


def html(response, status=200):
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


@pytest.mark.parametrize("path", [*LISTS, "reseau/appels/annee", "reseau/appels/emettre", "reseau/inviter",
                                  "reseau/imports/deposer"])  # fmt: skip
def test_each_page_opens_empty_for_the_team_and_for_nobody_else(team_client, client, sign_in, path):
    html(team_client.get(f"/admin/{path}/"))
    assert client.get(f"/admin/{path}/").status_code == 302
    assert sign_in(person(Role.ADMINISTRATOR, body=MemberFactory().body)).get(f"/admin/{path}/").status_code in (
        302,
        403,
    )


@pytest.mark.parametrize("path", LISTS)
def test_lists_open_filled_and_export(team_client, lille, issuer, scale, release, path):
    proposals = fee_services.propose(release, scale=scale, year=2026, on=date(2026, 2, 1))
    (call,) = fee_services.issue(
        release, proposals=proposals, scale=scale, year=2026, issued_on=date(2026, 2, 1), due_on=date(2026, 3, 1), **BY
    )  # fmt: skip
    fee_services.record_payment(call=call, received_on=date(2026, 2, 3), amount=Decimal(10), method="virement", **BY)
    services.record_fact(
        member=lille, kind="budget", answer="oui", amount=Decimal(5), starts_on=date(2026, 1, 1), source="x", **BY
    )
    html(team_client.get(f"/admin/{path}/"))
    for kind in ("csv", "xlsx"):
        if path not in ("reseau/charte", "reseau/imports", "reseau/baremes", "reseau/emetteur"):
            assert team_client.get(f"/admin/{path}/?export={kind}").status_code == 200


class TestMembers:
    def test_a_siren_of_the_release_is_enough(self, team_client):
        assert team_client.post("/admin/reseau/adherents/new/", {"siren": "200 093 201"}).status_code == 302
        found = selectors.by_siren("200093201")
        assert (found.body.name, found.body.kind) == ("Métropole Européenne de Lille", "metropole")

    def test_an_unknown_one_is_refused_in_the_form(self, team_client):
        assert "n’est celui d’aucune collectivité" in html(
            team_client.post("/admin/reseau/adherents/new/", {"siren": "123"})
        )
        assert not Member.objects.exists()

    def test_what_is_said_is_changed_by_the_service(self, team_client, lille):
        edit = f"/admin/reseau/adherents/edit/{lille.pk}/"
        html(team_client.get(edit))
        given = {"presentation": "Bonjour.", "website": "https://lille.example/", "themes": ["reemploi"],
                 "billing_email": "c@lille.example", "billing_service_code": "FIN", "billing_address": ""}  # fmt: skip
        assert team_client.post(edit, given).status_code == 302
        lille.refresh_from_db()
        assert (lille.presentation, lille.billing_service_code) == ("Bonjour.", "FIN")
        assert {entry.action for entry in Entry.objects.all()} >= {"members.described", "members.billing_set"}

    def test_its_file_opens(self, team_client, lille):
        page = html(team_client.get(f"/admin/reseau/adherents/inspect/{lille.pk}/"))
        assert "Commune · SIREN 215903501" in page

    @pytest.mark.parametrize("standing", ["adherent", "ancien", "demande"])
    def test_filters_by_standing(self, team_client, lille, standing):
        asking = member("commune", "217500016", name="Paris", joined_on=None, decision=Decision.PENDING)
        gone = member("commune", "200046977", name="Partie", left_on=date(2024, 1, 1), leaving="retrait")
        page = html(team_client.get(f"/admin/reseau/adherents/?standing={standing}"))
        shown = {found for found in (lille, asking, gone) if f"/edit/{found.pk}/" in page}
        assert shown == {{"adherent": lille, "ancien": gone, "demande": asking}[standing]}

    def test_nothing_is_deleted(self, team_client, lille):
        for path in (f"adherents/delete/{lille.pk}", f"adhesions/delete/{lille.memberships.get().pk}"):
            assert team_client.post(f"/admin/reseau/{path}/").status_code in (302, 403, 404)
        assert Membership.objects.count() == Member.objects.count() == 1

    def test_a_merger(self, team_client, lille):
        merge = f"/admin/reseau/adherents/{lille.pk}/fusionner/"
        html(team_client.get(merge))
        assert "écrivez aussi le nom" in html(team_client.post(merge, {"siren": "929939411", "on": "2026-01-01"}))
        given = {"siren": "929939411", "on": "2026-01-01", "name": "Lille Nouvelle", "kind": "commune"}
        assert team_client.post(merge, given).status_code == 302
        assert [m.name for m in selectors.members_on(date(2026, 1, 1))] == ["Lille Nouvelle"]


class TestMemberships:
    def test_written_whole_then_corrected(self, team_client, release):
        one = MemberFactory(body=body("commune", LILLE, name="Lille"))
        add = f"/admin/reseau/adhesions/new/?member={one.pk}"
        html(team_client.get(add))
        given = {"member": one.pk, "decision": "acceptee", "joined_on": "2015-01-01", "joined_on_known": "on"}
        assert team_client.post(add, given).status_code == 302
        (stay,) = selectors.history(one)
        edit = f"/admin/reseau/adhesions/edit/{stay.pk}/"
        page = html(team_client.post(edit, {**given, "left_on": "2014-01-01", "leaving": "retrait"}))
        assert "avant d’avoir commencé" in page
        stay.refresh_from_db()
        assert stay.left_on is None
        assert team_client.post(edit, {**given, "joined_on": "2016-01-01"}).status_code == 302
        stay.refresh_from_db()
        assert stay.joined_on == date(2016, 1, 1)
        assert Entry.objects.filter(action="members.membership_corrected").get().before["joined_on"] == "2015-01-01"

    def test_several_requests_are_accepted_together(self, team_client, release):
        asked = [
            services.request_membership(member=MemberFactory(), requested_on=date(2026, 1, 1), **BY) for _ in range(3)
        ]
        action = "/admin/bulk/members/membership/accept/?next=/admin/reseau/adhesions/" + "".join(
            f"&id={a.pk}" for a in asked
        )
        assert "Accepter ces demandes" in html(team_client.get(action))
        assert team_client.post(action, {"decided_on": "2026-02-01", "reference": "CA"}).status_code == 302
        assert len(selectors.members_on(date(2026, 2, 1))) == 3
        assert not selectors.pending().exists()

    def test_the_bulk_action_is_the_team_s_alone(self, sign_in, release):
        asked = services.request_membership(member=MemberFactory(), requested_on=date(2026, 1, 1), **BY)
        action = f"/admin/bulk/members/membership/accept/?id={asked.pk}"
        sign_in(person(Role.EDITOR)).post(action, {"decided_on": "2026-02-01"})
        asked.refresh_from_db()
        assert asked.decision == Decision.PENDING


def test_facts_are_added_never_rewritten(team_client, lille):
    given = {"member": lille.pk, "kind": "elu_referent", "answer": "oui", "label": "Adjointe",
             "starts_on": "2026-04-01", "source": "Arrêté"}  # fmt: skip
    assert team_client.post("/admin/reseau/organigrammes/new/", given).status_code == 302
    fact = OrganisationFact.objects.get()
    assert team_client.get(f"/admin/reseau/organigrammes/edit/{fact.pk}/").status_code in (302, 403)
    page = html(team_client.post("/admin/reseau/organigrammes/new/", {**given, "starts_on": "2025-01-01"}))
    assert "plus récent" in page


class TestTheCharter:
    PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"

    def version(self, team_client):
        given = {"number": "2026", "title": "Charte", "text": "Mots.", "adopted_on": "2026-01-01"}
        assert team_client.post("/admin/reseau/charte/new/", given).status_code == 302
        return CharterVersion.objects.get(), given

    def sign(self, team_client, version, lille, document=None, **more):
        given = {"version": version.pk, "member": lille.pk, "signed_on": "2026-02-02", "deliberation_number": "2026-12",
                 "signatory": "Maire", **more}  # fmt: skip
        if document is not None:
            given["document"] = SimpleUploadedFile("../../evil.pdf", document, "application/pdf")
        return team_client.post("/admin/reseau/signatures/new/", given)

    def test_signed_words_no_longer_change(self, team_client, lille, client, settings, tmp_path):
        settings.MEDIA_ROOT = tmp_path
        version, given = self.version(team_client)
        assert self.sign(team_client, version, lille, self.PDF).status_code == 302
        signature = CharterSignature.objects.get()
        assert signature.document.name == f"members/chartes/charte-{version.pk}-{LILLE}.pdf"
        public = client.get(f"/reseau/charte/{signature.pk}.pdf")
        assert b"".join(public.streaming_content) == self.PDF
        assert public.headers["Content-Type"] == "application/pdf"
        page = html(team_client.post(f"/admin/reseau/charte/edit/{version.pk}/", {**given, "text": "Autres mots."}))
        assert "ne changent plus" in page
        version.refresh_from_db()
        assert version.text == "Mots."

    @pytest.mark.parametrize(
        ("document", "more", "sentence"),
        [
            (b"<svg onload=alert(1)>", {}, "pas un PDF"),
            (b"MZ\x90", {}, "pas un PDF"),
            (None, {"deliberation_number": " "}, "help-critical"),
            (None, {"signed_on": "2025-01-01"}, "antérieure"),
        ],
    )
    def test_what_proves_nothing_is_refused(self, team_client, lille, document, more, sentence):
        version, _ = self.version(team_client)
        assert sentence in html(self.sign(team_client, version, lille, document, **more))
        assert not CharterSignature.objects.exists()


def test_whom_to_invite(team_client, lille):
    page = html(team_client.get("/admin/reseau/inviter/"))
    # Roubaix and Villeneuve-d’Ascq resemble nobody here; the département 62 has no member.
    assert "Saint-Omer" in page
    assert "Aucun adhérent dans le département 62" in page
    lines = team_client.get("/admin/reseau/inviter.csv?region=32").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("points;siren;collectivite")
    assert not any(LILLE in line for line in lines)
    html(team_client.get("/admin/reseau/inviter/?categorie=licorne&region=99"))


def test_editors_write_words_not_memberships(sign_in, lille):
    editor = sign_in(person(Role.EDITOR))
    html(editor.get("/admin/reseau/adherents/"))
    assert (
        editor.post(
            f"/admin/reseau/adherents/edit/{lille.pk}/", {"presentation": "Écrit par la rédaction."}
        ).status_code
        == 302
    )
    for path in ("reseau/adhesions/new", "reseau/appels", "reseau/imports", "reseau/inviter", "reseau/reglements/new"):
        assert editor.get(f"/admin/{path}/").status_code in (302, 403), path
