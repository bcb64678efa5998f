"""Starting: what is already done is not done again, and the first reader does not wait."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from essaim.web.config import migrated, warm


@pytest.fixture
def database(tmp_path, settings) -> Path:
    path = tmp_path / "essaim.sqlite3"
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": path}}
    return path


def test_a_migrated_database_is_known_without_asking_django(database):
    assert not migrated.is_current()
    sqlite3.connect(database).execute("CREATE TABLE t (a)").connection.close()
    assert not migrated.is_current()
    migrated.remember()
    assert migrated.is_current()


def test_a_new_migration_or_another_database_is_migrated(database, monkeypatch):
    migrated.remember()
    before = migrated.fingerprint()
    monkeypatch.setattr(migrated, "fingerprint", lambda: before + 1)
    assert not migrated.is_current()
    monkeypatch.undo()
    database.write_bytes(b"not a database" * 100)
    assert not migrated.is_current()


def test_postgresql_is_always_asked(settings):
    settings.DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": "essaim"}}
    assert not migrated.is_current()
    migrated.remember()


def test_the_first_reader_finds_everything_read(served, release, monkeypatch):
    from django.core.wsgi import get_wsgi_application

    asked = []
    application = get_wsgi_application()
    monkeypatch.setattr(warm.gc, "freeze", lambda: None)

    def watched(environ, start):
        return application(environ, lambda status, headers, *_: asked.append(status))

    warm.warm_up(watched)
    assert asked == ["200 OK"] * len(warm.PATHS)
