"""Being told of what ends: asked once, told once, stopped at once, by nobody but oneself."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from essaim.web.accounts.tests.factories import UserFactory
from essaim.web.contracts.tests.tiny_contracts import HOSPITAL, LILLE, key
from essaim.web.mail.models import Letter
from essaim.web.procurement import personal_data, watch_services
from essaim.web.procurement.errors import WatchError
from essaim.web.procurement.models import Told, Watch
from essaim.web.territories import selectors as territories

NOW = datetime(2026, 11, 25, 6, 0, tzinfo=UTC)
TODAY = date(2026, 11, 25)
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]


@pytest.fixture
def reader():
    return UserFactory()


@pytest.fixture
def north(release):
    return territories.get(release, "departement:59")


def watched(reader, north, **more):
    return watch_services.watch(**{"person": reader, "place": north, "divisions": (), "months": 12, "now": NOW, **more})


def letters(reader):
    return [one for one in Letter.objects.order_by("pk") if one.to == [reader.email]]


def test_a_letter_tells_what_ends_and_never_twice(release, reader, north):
    one = watched(reader, north)
    assert watch_services.write_letters(release=release, today=TODAY, now=NOW) == 1
    assert set(Told.objects.values_list("contract_id", flat=True)) == {
        key(HOSPITAL, 1), key(LILLE, 2), key(LILLE, 1),
    }  # fmt: skip
    text = letters(reader)[0].text
    assert "Blanchisserie" in text
    assert f"/marche/{key(LILLE, 2)}/" in text
    assert "plafond" in text
    assert "Fin théorique" in text
    assert "/espace/echeances/" in text
    # The next week nothing is new; six months later neither: all was told.
    later = NOW + timedelta(days=8)
    assert watch_services.write_letters(release=release, today=later.date(), now=later) == 0
    one.refresh_from_db()
    assert one.last_written_at == NOW


def test_a_letter_a_week_at_most(release, reader, north, monkeypatch):
    monkeypatch.setattr(watch_services, "MOST_IN_A_LETTER", 2)
    watched(reader, north)
    assert watch_services.write_letters(release=release, today=TODAY, now=NOW) == 1
    soon = NOW + timedelta(days=6)
    assert watch_services.write_letters(release=release, today=soon.date(), now=soon) == 0
    then = NOW + timedelta(days=8)
    assert watch_services.write_letters(release=release, today=then.date(), now=then) == 1
    assert Told.objects.count() == 3
    assert len(letters(reader)) == 2


def test_only_what_was_asked(release, reader, north):
    watched(reader, north, divisions=("55",), months=6)
    assert watch_services.write_letters(release=release, today=TODAY, now=NOW) == 0
    watched(reader, north, divisions=("55",), months=12)
    assert Watch.objects.count() == 1
    assert watch_services.write_letters(release=release, today=TODAY, now=NOW) == 1
    assert list(Told.objects.values_list("contract_id", flat=True)) == [key(LILLE, 2)]


def test_a_place_that_is_no_more_finds_nothing(release, reader, north):
    watched(reader, north)
    Watch.objects.update(territory_id="departement:00")
    assert watch_services.write_letters(release=release, today=TODAY, now=NOW) == 0


def test_what_cannot_be_kept_is_said(reader, north):
    with pytest.raises(WatchError, match="Choisissez"):
        watched(reader, north, months=7)
    for number in range(watch_services.MOST_WATCHES):
        watched(reader, north, divisions=(f"{number + 10}",))
    with pytest.raises(WatchError, match="déjà"):
        watched(reader, north, divisions=("99",))


def test_the_pages_ask_keep_and_stop(reader, sign_in, client):
    assert client.get("/espace/echeances/").status_code == 302
    signed = sign_in(reader)
    page = signed.get("/espace/echeances/suivre/?territoire=commune:59350&division=77").content.decode()
    assert "Lille" in page
    refused = signed.post("/espace/echeances/suivre/", {"enregistrer": "1", "territoire": "zzzz", "mois": "12"})
    assert refused.status_code == 400
    assert "zzzz" in refused.content.decode()
    signed.post(
        "/espace/echeances/suivre/", {"enregistrer": "1", "territoire": "59350", "mois": "12", "division": "77"}
    )
    kept = Watch.objects.get()
    assert (kept.territory_id, kept.divisions, kept.months) == ("commune:59350", "77", 12)
    assert "à vous signaler" in signed.get("/espace/echeances/").content.decode()
    assert sign_in(UserFactory()).post(f"/espace/echeances/{kept.pk}/arreter/").status_code == 404
    signed.post(f"/espace/echeances/{kept.pk}/arreter/")
    assert not Watch.objects.exists()


def test_one_takes_it_away_and_is_forgotten(reader, north):
    watched(reader, north)
    assert personal_data.export(reader)["commande_publique"]["alertes"][0]["territory_name"] == "Nord"
    personal_data.erase(reader, NOW)
    assert not Watch.objects.exists()
