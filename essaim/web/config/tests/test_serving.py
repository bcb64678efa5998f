"""Serving a release: kept pages, 304, a new release seen without restart, no release at all, headers."""

from __future__ import annotations

import gzip
import json

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from essaim.web.config import database_url
from essaim.web.config.page_cache import PageStore, _Kept
from essaim.web.observatory.tests import tiny_indicators, tiny_release

# Pages of territories also show what people wrote.
pytestmark = pytest.mark.django_db

LILLE = "/territoires/59350-lille/"


@pytest.fixture
def own_var(tmp_path, settings):
    """A release of this test's own, which it may change."""
    settings.ESSAIM_VAR = tmp_path
    settings.ESSAIM_PAGE_CACHE_BYTES = 1_000_000
    settings.ESSAIM_API_BURST = 0
    tiny_release.write(tiny_release.sample(), tmp_path, tiny_indicators.compute)
    return tmp_path


def test_a_kept_page_asks_nothing_of_the_release(own_var, monkeypatch):
    client = Client()
    first = client.get(LILLE)
    from essaim.web.observatory.release import Release

    def refused(*args, **kwargs):
        raise AssertionError("the page was not kept")

    monkeypatch.setattr(Release, "rows", refused)
    again = client.get(LILLE)
    assert again.content == first.content
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"].startswith("public")


def test_a_page_one_already_has_is_304(own_var):
    client = Client()
    first = client.get(LILLE)
    assert client.get(LILLE, headers={"if-none-match": first["ETag"]}).status_code == 304
    assert client.get(LILLE, headers={"if-modified-since": first["Last-Modified"]}).status_code == 304
    assert client.get(LILLE, headers={"if-none-match": '"other"'}).status_code == 200
    answer = client.get(LILLE, headers={"if-none-match": first["ETag"]})
    assert answer.content == b""
    assert answer["ETag"] == first["ETag"]


def test_pages_are_compressed_for_those_who_accept_it(own_var):
    client = Client()
    plain, zipped = client.get(LILLE), client.get(LILLE, headers={"accept-encoding": "gzip"})
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped["Vary"] == "Accept-Encoding"
    assert zipped["ETag"] != plain["ETag"]


def test_a_new_release_is_served_without_restart_and_the_old_one_back(own_var):
    client = Client()
    assert (
        "66\u00a0établissements" in client.get(LILLE).content.decode()
        or "66 établissements" in client.get(LILLE).content.decode()
    )
    newer = tiny_release.sample()
    newer.id = "2026-12-01T093000Z"
    tiny_release.add_organization(newer, 500, tiny_release.ORGANIZATIONS[1])
    tiny_release.write(newer, own_var, tiny_indicators.compute)
    page = client.get(LILLE).content.decode()
    assert "67 établissements" in page
    assert newer.id in page
    link = own_var / "releases" / "current"
    aside = own_var / "releases" / ".back"
    aside.symlink_to("2026-11-23T093000Z")
    aside.replace(link)
    assert "66 établissements" in client.get(LILLE).content.decode()


@pytest.mark.parametrize("path", ["/", LILLE, "/organisations/", "/donnees/", "/api/v1/territories"])
def test_without_release_each_page_says_how_to_make_one(tmp_path, settings, path):
    settings.ESSAIM_VAR = tmp_path
    response = Client().get(path)
    assert response.status_code == 503
    assert "Retry-After" in response.headers
    assert "essaim data build" in response.content.decode()


def test_without_release_the_standing_pages_are_served(tmp_path, settings):
    settings.ESSAIM_VAR = tmp_path
    assert Client().get("/accessibilite/").status_code == 200


def test_a_manifest_edited_by_hand_is_not_trusted(own_var):
    path = own_var / "releases" / "2026-11-23T093000Z" / "manifest.json"
    data = json.loads(path.read_text())
    data["kind"] = "whatever"
    path.write_text(json.dumps(data))
    from essaim.web.observatory import release as module

    module._reader._served = None
    response = Client().get(LILLE)
    assert response.status_code == 503
    assert "manifeste" in response.content.decode()


def test_a_broken_database_is_a_sentence(own_var):
    (own_var / "releases" / "2026-11-23T093000Z" / "essaim.sqlite").write_bytes(b"not a database" * 1000)
    from essaim.web.observatory import release as module

    module._reader._served = None
    module._connections.path = None
    response = Client().get(LILLE)
    assert response.status_code == 503
    assert "illisible" in response.content.decode()


def test_the_policy_lets_nothing_in(own_var):
    response = Client().get(LILLE)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    page = response.content.decode()
    assert " style=" not in page
    assert "<style" not in page
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert not response.cookies


def test_the_store_is_bounded():
    store = PageStore(1000)
    for number in range(50):
        store.put((number,), _Kept(200, (), b"x" * 100, ""))
    assert store.size <= 1000
    assert store.get((49,)) is not None
    assert store.get((0,)) is None
    store.put(("big",), _Kept(200, (), b"x" * 900, ""))
    assert store.get(("big",)) is None


@pytest.mark.parametrize(
    ("url", "engine"),
    [("sqlite:///var/a.sqlite3", "sqlite3"), ("postgresql://u:p%40ss@h:5433/db?sslmode=require", "postgresql")],
)
def test_database_urls(url, engine):
    parsed = database_url.parse(url)
    assert parsed["ENGINE"].endswith(engine)
    if engine == "postgresql":
        assert (parsed["PASSWORD"], parsed["PORT"], parsed["OPTIONS"]) == ("p@ss", "5433", {"sslmode": "require"})


@pytest.mark.parametrize(
    "url",
    [
        "mysql://a/b",
        "postgresql://h",
        "postgresql://u:secret@h:port/db",
        "postgresql://u:secret@h/db?x=1",
        "sqlite://",
        "var/a",
    ],
)
def test_a_mistyped_database_url_stops_the_start(url):
    with pytest.raises(ImproperlyConfigured) as error:
        database_url.parse(url)
    assert "secret" not in str(error.value)
