"""Public bodies: one a SIREN, completed but never overwritten, succeeding each other."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from essaim.web.audit.models import Entry
from essaim.web.bodies import selectors, services
from essaim.web.bodies.errors import BodyError
from essaim.web.bodies.models import PublicBody
from essaim.web.bodies.tests.factories import PublicBodyFactory, siren

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LILLE = {"siren": "215903501", "name": "Lille", "kind": "commune"}
pytestmark = pytest.mark.django_db


def test_a_body_is_made_once_then_completed():
    body = services.ensure_body(**LILLE, now=NOW)
    again = services.ensure_body(**{**LILLE, "name": "Autre nom"}, territory_id="commune:59350", now=NOW)
    assert again.pk == body.pk
    body.refresh_from_db()
    assert (body.name, body.territory_id) == ("Lille", "commune:59350")
    assert [line.action for line in Entry.objects.order_by("pk")] == ["bodies.added", "bodies.completed"]
    assert selectors.by_siren("215903501") == body
    assert selectors.by_sirens(["215903501", "x"]) == {"215903501": body}


@pytest.mark.parametrize(
    "wrong",
    [{"siren": "215903502"}, {"siren": ""}, {"kind": "pays"}, {"name": " "}, {"siret": "21590350100018"},
     {"siret": "35600000000048"}],
)  # fmt: skip
def test_a_wrong_body_is_refused(wrong):
    with pytest.raises(BodyError):
        services.ensure_body(**{**LILLE, **wrong}, now=NOW)
    assert not PublicBody.objects.exists()
    assert not Entry.objects.exists()


def test_a_body_that_ceased_leads_to_its_successor():
    old, new = PublicBodyFactory(), PublicBodyFactory(siren=siren(7))
    services.record_end(body=old, ceased_on=date(2025, 1, 1), successor=new, actor=None, now=NOW)
    assert selectors.current_of(old) == new
    assert list(selectors.living(date(2026, 11, 24))) == [new]
    assert set(selectors.living(date(2024, 12, 31))) == {old, new}
    with pytest.raises(BodyError, match="elle-même"):
        services.record_end(body=new, ceased_on=date(2026, 1, 1), successor=old, actor=None, now=NOW)


def test_a_correction_keeps_what_was_there():
    body = services.ensure_body(**LILLE, now=NOW)
    services.correct_body(
        body=body, name="Ville de Lille", kind="commune", territory_id="commune:59350", siret="", actor=None, now=NOW
    )
    line = Entry.objects.get(action="bodies.corrected")
    assert (line.before["name"], line.after["name"]) == ("Lille", "Ville de Lille")
