"""Who enters the back office, what it lets in, and that it speaks French and calls nobody."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from essaim.web.accounts import back_office, services
from essaim.web.accounts.enums import Role
from essaim.web.accounts.models import Grant
from essaim.web.accounts.tests.factories import UserFactory, person

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.TEAM, 200), (Role.EDITOR, 200), (Role.COORDINATOR, 403), (Role.ADMINISTRATOR, 403), (Role.CONTRIBUTOR, 403)],
)
def test_the_team_and_the_editors_enter(sign_in, role, status):
    assert sign_in(person(role)).get("/admin/").status_code == status


def test_a_visitor_is_asked_to_sign_in(client):
    response = client.get("/admin/pages/")
    assert response.status_code == 302
    assert response["Location"] == "/compte/connexion/?next=/admin/pages/"


def test_a_role_that_ended_closes_the_door_at_once(sign_in):
    user = person(Role.TEAM)
    client = sign_in(user)
    assert client.get("/admin/").status_code == 200
    # Whatever the groups say: as on the day after the last one.
    Grant.objects.filter(user=user).update(ends_on=date(2026, 1, 2))
    assert client.get("/admin/").status_code == 403


def test_groups_follow_roles():
    user = UserFactory()
    grant = services.give_role(user=user, role=Role.EDITOR, starts_on=date(2026, 1, 1), actor=None, now=NOW)
    assert [group.name for group in user.groups.all()] == [back_office.EDITORS]
    services.end_role(grant=grant, ends_on=date(2026, 11, 24), actor=None, now=NOW)
    assert not user.groups.exists()


def test_setting_up_again_changes_nothing(django_assert_max_num_queries):
    from django.contrib.auth.models import Group

    before = {group.name: set(group.permissions.values_list("pk", flat=True)) for group in Group.objects.all()}
    assert set(before) == {back_office.TEAM, back_office.EDITORS}
    back_office.set_up()
    assert {group.name: set(group.permissions.values_list("pk", flat=True)) for group in Group.objects.all()} == before


def test_nobody_edits_users_groups_or_the_trail_by_hand(team_client):
    for path in ("/admin/users/", "/admin/groups/"):
        assert team_client.get(path).status_code in (302, 403)
    user = person(Role.TEAM)
    assert not user.has_perm("audit.change_entry")
    assert user.has_perm("audit.view_entry")
    assert not user.has_perm("auth.change_group")


def test_the_policy_is_relaxed_there_only(team_client):
    inside, outside = team_client.get("/admin/"), team_client.get("/accessibilite/")
    assert "'unsafe-inline'" in inside["Content-Security-Policy"]
    assert "http" not in inside["Content-Security-Policy"]
    assert inside["X-Frame-Options"] == "SAMEORIGIN"
    assert "unsafe" not in outside["Content-Security-Policy"]
    page = inside.content.decode()
    assert '<html lang="fr"' in page
    assert "gravatar" not in page
    assert "releases.wagtail.io" not in page


def test_public_pages_are_the_same_for_everyone(team_client, client, served):
    for path in ("/", "/territoires/59350-lille/", "/accessibilite/"):
        ours, theirs = team_client.get(path), client.get(path)
        assert ours.content == theirs.content
        assert "Cookie" not in ours.get("Vary", "")
        assert not ours.cookies
        assert not theirs.cookies
        assert '<a href="/espace/">Mon espace</a>' in theirs.content.decode()


def test_private_pages_are_kept_by_no_cache(team_client, client, served):
    response = team_client.get("/espace/")
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert client.get("/espace/").status_code == 302
