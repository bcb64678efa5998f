"""Addresses given to one person only: signed, so that nobody finds another's by counting."""

from __future__ import annotations

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from essaim.web.events.models import Registration

SALT = "events.registration"


def token(registration: Registration) -> str:
    """Return what names a registration in an address. It works as long as the registration is kept."""
    return Signer(salt=SALT).sign(str(registration.pk))


def of_token(text: str) -> int | None:
    """Return the registration of a token; None when nobody signed it."""
    try:
        return int(Signer(salt=SALT).unsign(text))
    except BadSignature:
        return None


def mine(registration: Registration) -> str:
    """The whole address of the page of a registration."""
    return settings.ESSAIM_BASE_URL + reverse("events:mine", args=[token(registration)])


def room(registration: Registration) -> str:
    """The whole address that leads into the online room, for this person."""
    return settings.ESSAIM_BASE_URL + reverse("events:room", args=[token(registration)])
