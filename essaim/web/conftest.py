"""A tiny release for the tests of the site: see essaim/web/observatory/tests/tiny_release.py."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache

from essaim.web.observatory.tests import tiny_indicators, tiny_release


@pytest.fixture(autouse=True)
def no_attempt_yet():
    """Attempts (sign-in, registrations, reports) are counted in the cache, which outlives a test."""
    cache.clear()


@pytest.fixture(scope="session")
def tiny_var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose current release is the tiny one."""
    var = tmp_path_factory.mktemp("var")
    tiny_release.write(tiny_release.sample(), var, tiny_indicators.compute)
    return var


@pytest.fixture
def served(tiny_var: Path, settings, db) -> Path:
    """The site serves the tiny release. Its pages also show what people wrote, hence the database."""
    settings.ESSAIM_VAR = tiny_var
    settings.ESSAIM_API_BURST = 0
    return tiny_var


@pytest.fixture
def release(served: Path):
    """The tiny release, open."""
    from essaim.web.observatory.release import current

    return current()


@pytest.fixture
def sign_in():
    """sign_in(user, second_factor=True) → a client signed in as this person, who gave a second factor."""
    from allauth.account.internal.flows.login import record_authentication
    from django.test import Client, RequestFactory

    def signed(user: object, *, second_factor: bool = True) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        if second_factor:
            request = RequestFactory().get("/")
            request.session, request.user = client.session, user
            record_authentication(request, user, "mfa", type="totp")
            request.session.save()
        return client

    return signed


@pytest.fixture
def team_client(db, sign_in):
    """A client of someone of the network's team."""
    from essaim.web.accounts.enums import Role
    from essaim.web.accounts.tests.factories import person

    return sign_in(person(Role.TEAM))


@pytest.fixture
def client_of():
    """client_of(**options) → another client, as another browser."""
    from django.test import Client

    return Client
