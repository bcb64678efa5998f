"""Contacts in the back office: the team only, filtered, exported, several ended at once."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from essaim.web.accounts.enums import Role
from essaim.web.accounts.models import Function
from essaim.web.accounts.services import write_function
from essaim.web.accounts.tests.factories import person
from essaim.web.audit.models import Entry
from essaim.web.bodies.tests.factories import PublicBodyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
LIST = "/admin/reseau/contacts/"


def function(title="Vice-présidente", **more):
    values = {"user": person(), "body": PublicBodyFactory(), "kind": "elu_referent", "starts_on": date(2020, 7, 1)}
    return write_function(title=title, actor=None, now=timezone.now(), **{**values, **more})


def text(response):
    assert response.status_code == 200, response.content.decode()[:2000]
    return response.content.decode()


def test_the_team_reads_and_exports_them_others_do_not(team_client, sign_in):
    one = function()
    page = text(team_client.get(LIST))
    assert one.user.email in page
    assert f"/espace/collectivites/{one.body_id}/personnes/" in page
    whole = b"".join(team_client.get(f"{LIST}?export=csv").streaming_content).decode("utf-8-sig")
    assert one.user.email in whole
    assert one.body.siren in whole
    for other in (sign_in(person(Role.EDITOR)), sign_in(person(Role.ADMINISTRATOR, body=one.body))):
        assert other.get(LIST).status_code in (302, 403)


def test_filters(team_client):
    function()
    function(title="Ancienne", ends_on=date(2021, 1, 1))
    function(title="Acheteur", kind="achat", visibility="equipe")
    for query, kept in (
        ("current=true", {"Vice-présidente", "Acheteur"}),
        ("kind=achat", {"Acheteur"}),
        ("visibility=equipe", {"Acheteur"}),
        ("q=ancienne", {"Ancienne"}),
    ):
        page = text(team_client.get(f"{LIST}?{query}"))
        assert {name for name in ("Vice-présidente", "Ancienne", "Acheteur") if name in page} == kept, query


def test_several_mandates_end_the_same_day_and_a_wrong_day_is_told(team_client, sign_in):
    held, later = function(), function(starts_on=timezone.localdate())
    action = f"/admin/bulk/accounts/function/end/?next={LIST}&id={held.pk}&id={later.pk}"
    day = timezone.localdate() - timedelta(days=30)
    sign_in(person(Role.EDITOR)).post(action, {"ends_on": day.isoformat()})
    assert Function.objects.filter(ends_on=None).count() == 2
    assert "prennent fin" in text(team_client.get(action))
    page = text(team_client.post(action, {"ends_on": day.isoformat()}, follow=True))
    assert "finirait avant d’avoir commencé" in page
    held.refresh_from_db()
    assert held.ends_on == day
    assert Entry.objects.filter(action="accounts.function_written", target_id=str(held.pk)).count() == 2
