"""The API: cursors, errors in French (RFC 9457), cache headers, open to other sites, limited, fuzzed."""

from __future__ import annotations

import hypothesis
import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application

from essaim.web.api.rate import TokenBuckets

# Not config.wsgi, which also asks the site a few pages: there may be a release here, and no database yet.
application = get_wsgi_application()


def walk(client, path, **query):
    found, cursor = [], ""
    for _ in range(200):
        body = client.get(path, {**query, "cursor": cursor}).json()
        found += body["results"]
        cursor = body["next_cursor"]
        if not cursor:
            return found
    raise AssertionError("the cursor never ends")


def test_cursors_cover_each_list_once(client, served, release):
    territories = walk(client, "/api/v1/territories", limit=3)
    assert (
        len({t["territory_id"] for t in territories})
        == len(territories)
        == release.value("SELECT count(*) FROM territories")
    )
    indicators = walk(client, "/api/v1/indicators", territory="commune:59350", limit=7)
    expected = release.value("SELECT count(*) FROM indicators WHERE territory_id = 'commune:59350'")
    assert len(indicators) == expected
    lines = walk(client, "/api/v1/organizations", territory="59350", limit=11)
    expected = release.value(
        "SELECT count(*) FROM establishments WHERE commune_code='59350' AND is_sse=1 AND diffusible=1"
    )
    assert len({line["siret"] for line in lines}) == len(lines) == expected


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("territories/99999", 404),
        ("territories/32", 400),
        ("territories/59298", 302),
        ("territories/59990", 400),
        ("indicators", 422),
        ("indicators?territory=zz", 404),
        ("organizations?limit=0", 422),
        ("organizations?limit=x", 422),
        ("organizations?cursor=abc", 400),
        ("organizations?family=x", 400),
        ("organizations/12", 404),
        ("search?q=", 422),
        ("search?q=" + "a" * 10_000, 422),
        ("search?q=%FF", 400),
        ("nowhere", 404),
        ("territories?level=galaxie", 422),
    ],
)
def test_errors_are_problems_in_french(client, served, path, status):
    response = client.get(f"/api/v1/{path}")
    assert response.status_code == status
    assert response["Content-Type"].startswith("application/problem+json")
    body = response.json()
    assert body["status"] == status
    assert body["title"]
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    "path", ["territories/59298", "indicators?territory=59298&limit=3", "organizations?territory=59298"]
)
def test_a_former_commune_leads_to_todays_and_says_so(client, served, path):
    response = client.get(f"/api/v1/{path}")
    assert "Hellemmes-Lille (59298) n’est plus une commune depuis le 15" in response.json()["title"]
    assert response["Location"] == "/api/v1/" + path.replace("59298", "commune:59350")
    assert client.get(response["Location"]).status_code == 200


def test_answers_are_kept_open_and_dated(client, served):
    response = client.get("/api/v1/territories/commune:59350")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response.json()["banner"].startswith("Démonstration")
    assert (
        client.get("/api/v1/territories/commune:59350", headers={"if-none-match": response["ETag"]}).status_code == 304
    )
    assert "Last-Modified" in response


def test_search_finds_places_and_organisations(client, served):
    kinds = {result["kind"] for result in client.get("/api/v1/search", {"q": "lille"}).json()["results"]}
    assert "territory" in kinds
    names = [r["name"] for r in client.get("/api/v1/search", {"q": "reemploi"}).json()["results"]]
    assert "Atelier du Réemploi" in names


def test_a_hurried_reader_waits(client, served, settings):
    settings.ESSAIM_API_BURST, settings.ESSAIM_API_RATE_PER_SECOND = 3, 0.1
    headers = {"x-forwarded-for": "203.0.113.9"}
    answers = [client.get("/api/v1/releases", headers=headers, REMOTE_ADDR="203.0.113.77") for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert int(answers[-1]["Retry-After"]) >= 1
    assert answers[-1].json()["title"] == "Trop de requêtes"


def test_tokens_come_back():
    buckets = TokenBuckets()
    assert [buckets.take("a", 0.0, 1.0, 2) for _ in range(3)] == [0.0, 0.0, 1.0]
    assert buckets.take("a", 1.0, 1.0, 2) == 0.0
    assert buckets.take("b", 0.0, 1.0, 2) == 0.0


@pytest.mark.slow
@pytest.mark.django_db
def test_nothing_sent_makes_the_server_fail(served):
    """Every operation of the OpenAPI, hostile values: explained refusals, never a server error."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    tried = 0
    for result in schema.get_all_operations():

        @hypothesis.settings(
            max_examples=60, deadline=None, database=None, suppress_health_check=list(hypothesis.HealthCheck)
        )
        @hypothesis.given(case=result.ok().as_strategy())
        def one(case):
            response = case.call()
            assert response.status_code in (200, 400, 404, 405, 422), (case.formatted_path, response.status_code)

        one()
        tried += 1
    assert tried >= 7
