"""Procurement law through the API: the day, the territory, errors in French."""

from __future__ import annotations

import pytest


@pytest.fixture
def ask(client, served):
    def get(**query):
        return client.get("/api/v1/procurement/advice", query)

    return get


def statuses(answer):
    return {item["id"]: item["status"] for item in answer.json()["answers"]}


def test_the_answer_follows_the_day(ask):
    facts = {"amount": "45000", "nature": "services", "territory": "commune:59350"}
    assert statuses(ask(on="2026-03-31", **facts))["direct_purchase"] == "impossible"
    after = ask(on="2026-04-01", **facts)
    assert statuses(after)["direct_purchase"] == "possible"
    assert after.json()["facts"] == {"montant": "45000", "nature": "services", "acheteur": "commune"}


def test_the_refusal_says_why_and_cites_its_articles(ask):
    body = ask(amount="900000", nature="travaux", cpv="45233141", on="2026-11-23").json()
    ess = next(item for item in body["answers"] if item["id"] == "reserve_ess")
    assert ess["status"] == "impossible"
    assert "jamais pour des travaux" in ess["reasons"][0]
    assert {article["id"] for article in ess["articles"]} >= {"L2113-15", "L2113-16"}
    direct = next(item for item in body["answers"] if item["id"] == "direct_purchase")
    assert direct["articles"][0]["url"] == "https://www.legifrance.gouv.fr/codes/article_lc/LEGIARTI000053222294"


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"amount": "beaucoup"}, "n’est pas un nombre"),
        ({"cpv": "123"}, "huit chiffres"),
        ({"nature": "concession"}, "services, fournitures, travaux"),
        ({"on": "2010-01-01"}, "n’est pas couvert"),
    ],
)
def test_what_cannot_be_read_is_said_in_french(ask, query, words):
    answer = ask(**query)
    assert answer.status_code == 400
    assert words in answer.json()["detail"]


@pytest.mark.django_db
def test_an_unknown_territory_and_an_unreadable_day_are_refused(ask):
    assert ask(territory="commune:00000").status_code == 404
    assert ask(on="23 novembre").status_code == 422


def test_parameters_of_a_day(client, served):
    body = client.get("/api/v1/procurement/parameters", {"on": "2026-11-23"}).json()
    found = {item["id"]: item for item in body["results"]}
    assert found["direct_purchase_goods_services"]["value"] == 60000
    assert found["innovation"]["other_readings"] == [140000]
    assert found["innovation"]["confidence"] == "a_verifier"
    assert client.get("/api/v1/procurement/parameters", {"on": "2010-01-01"}).status_code == 400
