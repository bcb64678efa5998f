"""Bodies for tests, of any app."""

from __future__ import annotations

import factory

from essaim.rules.siren import luhn_sum
from essaim.web.bodies.enums import Kind
from essaim.web.bodies.models import PublicBody


def siren(number: int) -> str:
    """Return a valid SIREN of a public body: 2, seven digits of `number`, the key."""
    stem = f"2{number:07d}"
    return next(stem + str(key) for key in range(10) if luhn_sum(stem + str(key)) % 10 == 0)


class PublicBodyFactory(factory.django.DjangoModelFactory):
    """A commune unless told otherwise."""

    class Meta:
        model = PublicBody

    siren = factory.Sequence(lambda number: siren(number + 100))
    name = factory.Sequence(lambda number: f"Commune d’essai {number + 1}")
    kind = Kind.COMMUNE
