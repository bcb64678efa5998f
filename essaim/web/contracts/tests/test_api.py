"""The API of declared contracts: cursors, ETag, errors, what is never given."""

from __future__ import annotations

from essaim.web.contracts.tests.tiny_contracts import LILLE, ROUBAIX, key


def test_a_cursor_walks_every_contract_once(served, client):
    seen, cursor = [], ""
    while True:
        answer = client.get(f"/api/v1/contracts?buyer={LILLE}&limit=10&cursor={cursor}").json()
        seen += [one["contract_id"] for one in answer["results"]]
        cursor = answer["next_cursor"]
        if not cursor:
            break
    assert seen == sorted(seen)
    assert len(seen) == len(set(seen)) == 33


def test_contracts_are_filtered_as_on_the_pages(served, client):
    answer = client.get("/api/v1/contracts?territory=departement:59&holder=ess").json()
    assert [one["contract_id"] for one in answer["results"]] == [key(LILLE, 1), key(LILLE, 2)]
    assert answer["results"][1]["holders"][0]["name"] == "Les Jardins d’Essai"


def test_a_holder_who_may_not_be_shown_has_no_name_nor_number(served, client):
    holders = client.get(f"/api/v1/contracts/{key(ROUBAIX, 1)}").json()["holders"]
    assert [(one["name"], one["siren"], one["siret"]) for one in holders] == [(None, None, None)]


def test_a_buyer_comes_with_its_counts(served, client):
    response = client.get(f"/api/v1/buyers/{LILLE}")
    total = next(one for one in response.json()["counts"] if one["dimension"] == "total")
    assert (total["contracts"], total["sse_contracts"], total["frameworks"], total["set_aside"]) == (33, 2, 1, 1)
    assert client.get(f"/api/v1/buyers/{LILLE}", headers={"If-None-Match": response.headers["ETag"]}).status_code == 304


def test_buyers_are_listed_by_place_and_name(served, client):
    assert len(client.get("/api/v1/buyers?territory=departement:59").json()["results"]) == 3
    assert [one["siren"] for one in client.get("/api/v1/buyers?q=roubaix").json()["results"]] == [ROUBAIX]
    first = client.get("/api/v1/buyers?limit=2").json()
    assert len(client.get(f"/api/v1/buyers?limit=2&cursor={first['next_cursor']}").json()["results"]) == 1


def test_errors_are_problems(served, client):
    for address, status in (
        ("/api/v1/buyers/999999999", 404),
        ("/api/v1/contracts/x", 404),
        (f"/api/v1/contracts?buyer={LILLE}&territory=59", 400),
        ("/api/v1/contracts?nature=or", 400),
        ("/api/v1/buyers?kind=roi", 422),
    ):
        response = client.get(address)
        assert response.status_code == status
        assert response.headers["Content-Type"].startswith("application/problem+json")
