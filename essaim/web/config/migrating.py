"""Bringing the database of what people write to the schema of this version."""

from __future__ import annotations

from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.recorder import MigrationRecorder

from essaim.web.accounts import back_office

USERS = ("accounts", "0001_initial")


def migrate(database: str = DEFAULT_DB_ALIAS, verbosity: int = 0) -> None:
    """Make or update the tables, and the groups of the back office with what each may do.

    A database of the first version (users were Django's) is carried over in place.
    """
    connection = connections[database]
    recorder = MigrationRecorder(connection)
    if USERS not in recorder.applied_migrations() and "auth_user" in connection.introspection.table_names():
        # The table that accounts.0001_initial describes is already there, exactly so.
        recorder.record_applied(*USERS)
    call_command("migrate", database=database, interactive=False, verbosity=verbosity)
    call_command("createcachetable", database=database, verbosity=verbosity)
    back_office.set_up()
