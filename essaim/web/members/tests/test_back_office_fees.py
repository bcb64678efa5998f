"""Fees in the back office."""

from __future__ import annotations

import io
from datetime import timedelta

import openpyxl
import pytest
from django.utils import timezone

from essaim.web.mail.models import Letter
from essaim.web.members import services
from essaim.web.members.models import (
    FeeCall,
    FeePayment,
    FeeScale,
)
from essaim.web.members.tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
BY = {"actor": None, "now": NOW}
LILLE = "215903501"


def html(response, status=200):
    assert response.status_code == status, response.content.decode()[:2000]
    return response.content.decode()


class TestFees:
    def test_a_scale_with_its_bands(self, team_client, release):
        given = {
            "name": "2026", "first_year": "2026", "last_year": "", "adopted_on": "", "reference": "",
            "bands-TOTAL_FORMS": "2", "bands-INITIAL_FORMS": "0", "bands-MIN_NUM_FORMS": "0",
            "bands-MAX_NUM_FORMS": "1000",
            "bands-0-category": "commune", "bands-0-amount": "100", "bands-0-population_from": "0",
            "bands-0-population_to": "5000", "bands-0-id": "", "bands-0-DELETE": "",
            "bands-1-category": "commune", "bands-1-amount": "300", "bands-1-population_from": "4000",
            "bands-1-population_to": "", "bands-1-id": "", "bands-1-DELETE": "",
        }  # fmt: skip
        html(team_client.get("/admin/reseau/baremes/new/"))
        assert "se chevauchent" in html(team_client.post("/admin/reseau/baremes/new/", given))
        assert not FeeScale.objects.exists()
        given["bands-1-population_from"] = "5000"
        assert team_client.post("/admin/reseau/baremes/new/", given).status_code == 302
        scale = FeeScale.objects.get()
        assert scale.bands.count() == 2
        page = html(team_client.get(f"/admin/reseau/baremes/edit/{scale.pk}/"))
        assert "300" in page

    def issue(self, team_client):
        asked = {"year": "2026", "members_on": "2026-02-01", "issued_on": "2026-02-01", "due_on": "2026-03-01"}
        return asked, team_client.get("/admin/reseau/appels/emettre/", asked)

    def test_issuing_shows_first_then_writes(self, team_client, lille, scale, issuer):
        asked, shown = self.issue(team_client)
        assert "Émettre cet appel" in html(shown)
        assert not FeeCall.objects.exists()
        assert team_client.post("/admin/reseau/appels/emettre/", asked).status_code == 302
        call = FeeCall.objects.get()
        html(team_client.get(f"/admin/reseau/appels/inspect/{call.pk}/"))
        assert "2026" in html(team_client.get("/admin/reseau/appels/annee/"))

    @pytest.mark.parametrize("missing", ["scale", "issuer"])
    def test_what_is_missing_is_said(self, team_client, lille, request, missing):
        request.getfixturevalue("issuer" if missing == "scale" else "scale")
        asked, shown = self.issue(team_client)
        if missing == "scale":
            assert "Aucun barème" in html(shown)
        assert team_client.post("/admin/reseau/appels/emettre/", asked).status_code == 200
        assert not FeeCall.objects.exists()

    @pytest.fixture
    def call(self, team_client, lille, scale, issuer):
        asked, _ = self.issue(team_client)
        team_client.post("/admin/reseau/appels/emettre/", asked)
        return FeeCall.objects.get()

    def test_a_payment_and_its_receipt(self, team_client, call):
        add = f"/admin/reseau/reglements/new/?call={call.pk}"
        assert 'value="100.00"' in html(team_client.get(add))
        given = {"call": call.pk, "received_on": "2026-02-20", "amount": "150", "method": "virement"}
        assert "Il ne reste que" in html(team_client.post(add, given))
        assert team_client.post(add, {**given, "amount": "60"}).status_code == 302
        payment = FeePayment.objects.get()
        html(team_client.get(f"/admin/reseau/reglements/inspect/{payment.pk}/"))
        assert team_client.get(f"/admin/reseau/reglements/edit/{payment.pk}/").status_code in (302, 403)

    def test_what_chorus_needs(self, team_client, call):
        edit = f"/admin/reseau/appels/edit/{call.pk}/"
        given = {
            "amount": "100",
            "amount_reason": "",
            "siret": "21590350100018",
            "service_code": "F",
            "engagement_number": "E",
        }
        assert "n’est pas un SIRET" in html(team_client.post(edit, given))
        assert team_client.post(edit, {**given, "siret": "21590350100017"}).status_code == 302
        response = team_client.get("/admin/reseau/appels/annee/2026/chorus.csv")
        line = response.content.decode("utf-8-sig").splitlines()[1]
        assert line.split(";")[4:7] == ["21590350100017", "F", "E"]

    def test_the_journal_is_a_real_workbook(self, team_client, call):
        response = team_client.get("/admin/reseau/appels/annee/2026/journal.xlsx")
        rows = list(openpyxl.load_workbook(io.BytesIO(response.content)).active.iter_rows(values_only=True))
        assert rows[0][0] == "date"
        assert rows[1][6] == 100
        assert team_client.get("/admin/reseau/appels/annee/2026/journal.pdf").status_code == 404

    def test_reminders_together_tell_what_was_refused(self, team_client, call, lille):
        FeeCall.objects.update(due_on=timezone.localdate() - timedelta(days=3))
        action = f"/admin/bulk/members/feecall/remind/?next=/admin/reseau/appels/&id={call.pk}"
        html(team_client.get(action))
        refused = team_client.post(action, {}, follow=True)
        assert "aucune adresse" in html(refused)
        services.set_billing(member=lille, service_code="", email="compta@lille.example", address="", **BY)
        assert "1 rappel(s) en route" in html(team_client.post(action, {}, follow=True))
        assert Letter.objects.get().to == ["compta@lille.example"]

    def test_cancelling_keeps_the_number(self, team_client, call):
        cancel = f"/admin/reseau/appels/{call.pk}/annuler/"
        html(team_client.get(cancel))
        assert team_client.post(cancel, {"reason": "Erreur"}).status_code == 302
        call.refresh_from_db()
        assert call.cancelled_reason == "Erreur"

    @pytest.mark.parametrize("state", ["annulee", "payee", "partielle", "en_retard", "en_attente"])
    def test_filters_by_state(self, team_client, call, state):
        page = html(team_client.get(f"/admin/reseau/appels/?state={state}&year=2026"))
        assert (call.number in page) == (state == "en_retard")
