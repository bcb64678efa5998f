"""Redirects made by editors: for pages that nobody of ours answered, and for no other."""

from __future__ import annotations

import pytest
from wagtail.contrib.redirects.models import Redirect


@pytest.mark.django_db
def test_an_old_page_leads_to_the_new_one(client, served):
    Redirect.objects.create(old_path="/ancienne-page", redirect_link="/methode/", is_permanent=True)
    response = client.get("/ancienne-page/")
    assert (response.status_code, response.headers.get("Location")) == (301, "/methode/")


@pytest.mark.parametrize("path", ["/territoires/99999/", "/organisations/000000000/", "/api/v1/nowhere"])
def test_a_404_of_the_release_asks_nothing_of_the_database(client, served, path):
    """pytest-django refuses the database to a test that does not ask for it."""
    assert client.get(path).status_code == 404
