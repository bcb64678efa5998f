"""Importing a list in the back office: from the file to the network."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from essaim.web.members import selectors
from essaim.web.members.models import (
    Member,
    MemberImport,
)
from essaim.web.members.tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
BY = {"actor": None, "now": NOW}
LILLE = "215903501"


def html(response, status=200):
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


class TestImports:
    def deposit(self, team_client, content=b"Nom;Type\nLille;commune\nInconnue;\n", name="liste.csv"):
        return team_client.post(
            "/admin/reseau/imports/deposer/", {"file": SimpleUploadedFile(name, content), "as_of": "2025-08-26"}
        )

    def test_from_the_file_to_the_network(self, team_client, release):
        assert self.deposit(team_client).status_code == 302
        made = MemberImport.objects.get()
        review = f"/admin/reseau/imports/{made.pk}/relire/"
        page = html(team_client.get(review))
        assert "Nouvelle adhésion\u00a0: <strong>1</strong>" in page
        assert "1 ligne attend " in page
        assert not Member.objects.exists()
        waiting = made.rows.get(name="Inconnue")
        address = f"/admin/reseau/imports/{made.pk}/lignes/{waiting.pk}/"
        refused = team_client.post(address, {"decision": "retenir", "other": "999999999", "back": review}, follow=True)
        assert "aucune collectivité connue" in html(refused)
        assert (
            team_client.post(address, {"decision": "ecarter", "back": "https://ailleurs.test/"}).headers["Location"]
            == review
        )
        assert "nouvelle adhésion : 1" in html(
            team_client.post(f"/admin/reseau/imports/{made.pk}/appliquer/", follow=True)
        ).lower().replace("\xa0", " ")
        assert [m.name for m in selectors.members_on(date(2025, 8, 26))] == ["Lille"]

    def test_a_hostile_file_is_refused_in_the_form(self, team_client, release):
        assert "PDF" in html(self.deposit(team_client, b"%PDF-1.4", "liste.csv"))
        assert "une page web" in html(self.deposit(team_client, b"<script>alert(1)</script>", "liste.csv"))
        assert not MemberImport.objects.exists()

    def test_cells_cannot_write_html(self, team_client, release):
        self.deposit(team_client, b"Nom;Type\n<img src=x onerror=alert(1)>;commune\n")
        page = html(team_client.get(f"/admin/reseau/imports/{MemberImport.objects.get().pk}/relire/"))
        assert "<img src=x" not in page

    @pytest.mark.parametrize("view", ["", "retenir", "ecarter", "a_decider", "problemes", "licorne"])
    def test_views_of_the_review(self, team_client, release, view):
        self.deposit(team_client)
        html(team_client.get(f"/admin/reseau/imports/{MemberImport.objects.get().pk}/relire/?voir={view}"))
