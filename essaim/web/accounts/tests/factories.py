"""People, roles and functions for tests, of any app."""

from __future__ import annotations

from datetime import date

import factory
from allauth.account.models import EmailAddress
from django.utils import timezone

from essaim.web.accounts.back_office import sync_groups
from essaim.web.accounts.enums import FunctionKind, Role
from essaim.web.accounts.models import Function, Grant, User
from essaim.web.bodies.tests.factories import PublicBodyFactory

LONG_AGO = date(2026, 1, 1)


class UserFactory(factory.django.DjangoModelFactory):
    """A person with an account, a verified address and no role."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda number: f"personne{number + 1}@collectivite.example")
    first_name = factory.Sequence(lambda number: f"Prénom{number + 1}")
    last_name = "Essai"
    password = "!"

    @factory.post_generation
    def verified(user, create, extracted, **kwargs):
        """The address is known to be theirs, unless told otherwise."""
        if create and extracted is not False:
            EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)


class GrantFactory(factory.django.DjangoModelFactory):
    """A contributor of a body of their own, unless told otherwise."""

    class Meta:
        model = Grant

    user = factory.SubFactory(UserFactory)
    role = Role.CONTRIBUTOR
    body = factory.Maybe(
        factory.LazyAttribute(lambda grant: grant.role in (Role.ADMINISTRATOR, Role.CONTRIBUTOR)),
        factory.SubFactory(PublicBodyFactory),
        None,
    )
    region_code = factory.LazyAttribute(lambda grant: "32" if grant.role == Role.COORDINATOR else "")
    starts_on = LONG_AGO


class FunctionFactory(factory.django.DjangoModelFactory):
    """An elected referent since the beginning of the year."""

    class Meta:
        model = Function

    user = factory.SubFactory(UserFactory)
    body = factory.SubFactory(PublicBodyFactory)
    kind = FunctionKind.ELECTED_REFERENT
    title = "Adjointe à l’économie sociale et solidaire"
    starts_on = LONG_AGO


def person(role: str | None = None, **more: object) -> User:
    """Return a person with one role: `person(Role.TEAM)`, `person(Role.ADMINISTRATOR, body=lille)`."""
    user = UserFactory()
    if role is not None:
        GrantFactory(user=user, role=role, **more)
        sync_groups(user, timezone.localdate())
    return user
