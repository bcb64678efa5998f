"""The trail keeps what JSON can hold, in the transaction of the write."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import transaction

from essaim.web.audit import selectors
from essaim.web.audit.models import Entry
from essaim.web.audit.services import changes, record

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_values_are_kept_as_text_and_names_of_the_moment(django_user_model):
    user = django_user_model.objects.create_user("a@b.example", first_name="Ana", last_name="B")
    line = record(
        actor=user, action="tests.done", target=user, before={"due": Decimal("12.50")},
        after={"on": date(2026, 1, 2), "who": user, "list": (1, None)}, now=NOW,
    )  # fmt: skip
    line.refresh_from_db()
    assert line.before == {"due": "12.50"}
    assert line.after == {"on": "2026-01-02", "who": f"accounts.user:{user.pk} Ana B", "list": [1, None]}
    assert (line.actor_label, line.target_label) == ("Ana B", "Ana B")
    assert list(selectors.about(user)) == [line]
    pk = user.pk
    user.delete()
    line.refresh_from_db()
    assert (line.actor, line.target_id) == (None, str(pk))


@pytest.mark.django_db
def test_no_line_without_its_write():
    with transaction.atomic():
        record(actor=None, action="tests.done", target="rien", now=NOW)
        transaction.set_rollback(True)
    assert not Entry.objects.exists()


def test_changes_keep_only_what_differs():
    assert changes({"a": 1, "b": 2}, {"a": 1, "b": 3, "c": 4}) == ({"b": 2, "c": None}, {"b": 3, "c": 4})
