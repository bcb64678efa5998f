"""`essaim migrate` on a database of the first version: nobody lost, nothing lost, and the way back."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[4]
USERS = (
    # id, last_login, is_superuser, username, email
    (1, "2026-11-01 10:00:00+00:00", True, "cheffe", "Cheffe@Reseau.example"),
    (2, None, False, "double", "cheffe@reseau.example"),
    (3, None, False, "muette", ""),
    (4, None, False, "Nom@reseau.example", ""),
)


def order(*command: str, url: str, settings: str = "essaim.web.config.settings.production") -> None:
    environment = os.environ | {"DATABASE_URL": url, "SECRET_KEY": "x" * 40, "DJANGO_SETTINGS_MODULE": settings}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.fixture
def old(tmp_path, django_db_blocker):
    """The address of a database made by the first version, and how to ask it something."""
    if connection.vendor != "postgresql":
        import sqlite3

        path = tmp_path / "essaim.sqlite3"

        def ask(sql, values=()):
            with contextlib.closing(sqlite3.connect(path)) as base, base:
                return base.execute(sql.replace("%s", "?"), values).fetchall()

        yield f"sqlite:///{path}", ask
        return
    import psycopg

    given = connection.settings_dict
    server = {"host": given["HOST"], "port": given["PORT"], "user": given["USER"], "password": given["PASSWORD"]}
    name = f"essaim_first_{os.getpid()}"
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')

    def ask(sql, values=()):
        with psycopg.connect(**server, dbname=name) as base:
            cursor = base.execute(sql, values)
            return cursor.fetchall() if cursor.description else []

    secret = f":{given['PASSWORD']}" if given["PASSWORD"] else ""
    yield f"postgresql://{given['USER']}{secret}@{given['HOST']}:{given['PORT']}/{name}", ask
    with psycopg.connect(**server, dbname="postgres", autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.mark.slow
def test_the_first_database_is_carried_over_and_back(old):
    url, ask = old
    first = "essaim.web.config.tests.first_version"
    order(sys.executable, "-m", "django", "migrate", url=url, settings=first)
    for pk, last_login, is_superuser, username, email in USERS:
        ask(
            "INSERT INTO auth_user (id, password, last_login, is_superuser, username, first_name, last_name, email,"
            " is_staff, is_active, date_joined) VALUES (%s, 'hash', %s, %s, %s, 'Ana', 'B', %s, %s, %s, %s)",
            (pk, last_login, is_superuser, username, email, is_superuser, True, "2026-10-01 10:00:00+00:00"),
        )
    (content_type,) = ask("SELECT id FROM django_content_type WHERE app_label = 'auth' AND model = 'user'")[0]
    (permission,) = ask("SELECT id FROM auth_permission WHERE content_type_id = %s ORDER BY id", (content_type,))[0]
    ask("INSERT INTO auth_user_user_permissions (user_id, permission_id) VALUES (2, %s)", (permission,))
    ask(
        "INSERT INTO django_admin_log (action_time, object_id, object_repr, action_flag, change_message,"
        " content_type_id, user_id) VALUES ('2026-11-02 08:00:00+00:00', '3', 'muette', 1, '', %s, 1)",
        (content_type,),
    )
    ask(
        "INSERT INTO essaim_observatory_errorreport (siren, subject, message, contact, producer, release_id, state,"
        " sender_hash, created_at) VALUES ('215903501', 'lieu', 'm', '', '', 'r', 'nouveau', 'h', '2026-11-02')"
    )

    order(str(Path(sys.executable).with_name("essaim")), "migrate", url=url)

    assert dict(ask("SELECT id, email FROM auth_user")) == {
        1: "cheffe@reseau.example",
        2: "doublon-2@sans-adresse.invalid",
        3: "compte-3@sans-adresse.invalid",
        4: "nom@reseau.example",
    }
    assert ask("SELECT password, first_name, last_name FROM auth_user WHERE id = 1") == [("hash", "Ana", "B")]
    assert ask("SELECT user_id, role FROM accounts_grant") == [(1, "equipe")]
    assert ask("SELECT user_id, permission_id FROM auth_user_user_permissions") == [(2, permission)]
    assert ask("SELECT app_label FROM django_content_type WHERE id = %s", (content_type,)) == [("accounts",)]
    assert ask("SELECT count(*) FROM essaim_observatory_errorreport") == [(1,)]
    added = ask("SELECT actor_id, target_type, target_id, target_label FROM audit_entry WHERE action = 'admin.added'")
    assert added == [(1, "accounts.user", "3", "muette")]
    assert ask("SELECT count(*) FROM audit_entry WHERE action = 'accounts.login_by_email'") == [(4,)]

    order(sys.executable, "-m", "django", "migrate", "accounts", "0001_initial", url=url)
    assert [row[:2] for row in ask("SELECT id, username, email FROM auth_user ORDER BY id")] == [
        (pk, username) for pk, _, _, username, _ in USERS
    ]
    order(str(Path(sys.executable).with_name("essaim")), "migrate", url=url)
    assert ask("SELECT count(*) FROM auth_user") == [(4,)]
