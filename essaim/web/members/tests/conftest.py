"""What several tests of members begin with."""

from __future__ import annotations

from decimal import Decimal

import pytest

from essaim.web.members import fee_services
from essaim.web.members.models import Issuer
from essaim.web.members.tests.factories import NOW, member


@pytest.fixture
def lille(release):
    """Lille, a member since 2020."""
    return member("commune", "215903501", "commune:59350", "Lille")


@pytest.fixture
def issuer(db):
    """Who asks for the fees."""
    return Issuer.objects.create(
        name="Réseau d’essai", siret="90000001100017", address="1 rue d’Essai\n59000 Lille", email="reseau@example.org",
        iban="FR7600000000000000000000000", vat_note="Mention de TVA d’essai.",
    )  # fmt: skip


@pytest.fixture
def scale(db):
    """A hundred euros for every commune."""
    return fee_services.write_scale(
        name="Essai", first_year=2020, last_year=None, bands=[fee_services.Band("commune", 0, None, Decimal(100))],
        actor=None, now=NOW,
    )  # fmt: skip
