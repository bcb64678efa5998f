"""Roles: what a person may do on a day, and how roles are given and ended."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction

from essaim.web.accounts import permissions, selectors, services
from essaim.web.accounts.enums import FunctionKind, Role, Visibility
from essaim.web.accounts.errors import FunctionError, GrantError
from essaim.web.accounts.models import Grant, User
from essaim.web.accounts.tests.factories import FunctionFactory, GrantFactory, UserFactory, person
from essaim.web.audit.models import Entry
from essaim.web.bodies.tests.factories import PublicBodyFactory

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 24)
pytestmark = pytest.mark.django_db


def test_a_visitor_has_no_role():
    assert selectors.roles(AnonymousUser(), TODAY) == selectors.VISITOR
    assert selectors.roles(None, TODAY) == selectors.VISITOR
    assert not selectors.VISITOR.is_person


def test_roles_are_read_in_one_query(django_assert_num_queries):
    user = person(Role.ADMINISTRATOR)
    GrantFactory(user=user, role=Role.COORDINATOR)
    GrantFactory(user=user, role=Role.CONTRIBUTOR)
    with django_assert_num_queries(1):
        held = selectors.roles(user, TODAY)
    assert held.is_person
    assert not held.is_team
    assert held.regions == {"32"}
    assert len(held.administers) == 1
    assert held.administers < held.contributes
    assert len(held.contributes) == 2


def test_a_role_holds_from_its_first_day_until_its_last():
    grant = GrantFactory(role=Role.TEAM, starts_on=date(2026, 11, 24), ends_on=date(2026, 11, 26))
    held = [selectors.roles(grant.user, date(2026, 11, day)).is_team for day in (23, 24, 25, 26)]
    assert held == [False, True, True, False]


def test_a_deactivated_person_has_no_role():
    user = person(Role.TEAM)
    user.is_active = False
    assert selectors.roles(user, TODAY) == selectors.VISITOR


def test_giving_a_role_is_written_in_the_trail_and_only_once():
    chief, user, body = person(Role.TEAM), UserFactory(), PublicBodyFactory()
    given = {"user": user, "role": Role.ADMINISTRATOR, "body": body, "starts_on": TODAY, "actor": chief, "now": NOW}
    first = services.give_role(**given)
    assert services.give_role(**given) == first
    (line,) = Entry.objects.filter(action="accounts.role_given")
    assert (line.actor, line.target_id, line.after["role"]) == (chief, str(first.pk), "administration")
    services.end_role(grant=first, ends_on=TODAY, actor=chief, now=NOW)
    assert selectors.roles(user, TODAY).administers == frozenset()
    assert Entry.objects.filter(action="accounts.role_ended").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "chef"},
        {"role": Role.ADMINISTRATOR},
        {"role": Role.COORDINATOR},
        {"role": Role.TEAM, "region_code": "32"},
        {"role": Role.TEAM, "ends_on": date(2026, 1, 1)},
    ],
)
def test_a_role_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(GrantError):
        services.give_role(user=UserFactory(), starts_on=TODAY, actor=None, now=NOW, **wrong)
    assert not Grant.objects.exists()


def test_no_role_for_a_body_that_ceased():
    body = PublicBodyFactory(ceased_on=date(2026, 1, 1))
    with pytest.raises(GrantError, match="cessé"):
        services.give_role(user=UserFactory(), role=Role.CONTRIBUTOR, body=body, starts_on=TODAY, actor=None, now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": Role.TEAM, "region_code": "32"},
        {"role": Role.CONTRIBUTOR, "body": None},
        {"role": Role.COORDINATOR, "region_code": ""},
    ],
)
def test_the_database_itself_refuses_what_makes_no_sense(wrong):
    user = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.create(user=user, starts_on=TODAY, **wrong)


def test_one_address_one_account_whatever_its_case():
    first = services.ensure_user(email="Elue@Ville.example", now=NOW)
    assert services.ensure_user(email="elue@ville.EXAMPLE ", now=NOW) == first
    assert first.email == "elue@ville.example"
    assert not first.has_usable_password()
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email="ELUE@ville.example", password="!")])


def test_functions_are_seen_by_those_their_holder_chose():
    body = PublicBodyFactory()
    for visibility in Visibility.values:
        FunctionFactory(body=body, visibility=visibility, user__last_name=visibility)
    FunctionFactory(body=body, visibility=Visibility.PUBLIC, ends_on=TODAY, user__last_name="fini")

    def seen(viewer):
        return {one.user.last_name for one in selectors.functions_in(body, TODAY, selectors.roles(viewer, TODAY))}

    assert seen(None) == {"public"}
    assert seen(UserFactory()) == {"public"}
    assert seen(person(Role.CONTRIBUTOR)) == {"public", "adherents"}
    assert seen(person(Role.CONTRIBUTOR, body=body)) == set(Visibility.values)
    assert seen(person(Role.TEAM)) == set(Visibility.values)


def test_a_function_stays_with_its_holder_and_body():
    function = FunctionFactory()
    written = services.write_function(
        function=function, user=function.user, body=function.body, kind=FunctionKind.DIRECTOR, title="Directrice",
        starts_on=TODAY, actor=None, now=NOW,
    )  # fmt: skip
    assert written.pk == function.pk
    (line,) = Entry.objects.filter(action="accounts.function_written")
    assert line.before["kind"] == "elu_referent"
    with pytest.raises(FunctionError):
        services.write_function(
            function=function, user=UserFactory(), body=function.body, kind=FunctionKind.OTHER, starts_on=TODAY,
            actor=None, now=NOW,
        )  # fmt: skip


def test_an_administrator_manages_their_own_body_only():
    grant = GrantFactory(role=Role.ADMINISTRATOR)
    other = PublicBodyFactory()
    held = selectors.roles(grant.user, TODAY)
    assert permissions.can_manage_people_of(held, grant.body_id)
    assert not permissions.can_manage_people_of(held, other.pk)
    assert not permissions.can_give_network_roles(held)
