"""Pages of law, read by Django's client."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.fixture
def client(served) -> Client:
    return Client()


def test_the_home_page_opens_and_is_in_the_navigation(client):
    answer = client.get("/commande-publique/")
    assert answer.status_code == 200
    assert 'href="/commande-publique/"' in answer.content.decode()
