"""Letters to a person, and forgetting them."""

from __future__ import annotations

from typing import Any

from essaim.web.mail.models import Letter


def export(address: str) -> list[dict[str, Any]]:
    """Return the letters sent to an address: when, why, about what."""
    return [
        {"le": one.created_at.isoformat(), "motif": one.purpose, "objet": one.subject, "etat": one.get_state_display()}
        for one in _to(address)
    ]


def erase(address: str) -> None:
    """Delete the letters to an address, sent or not."""
    Letter.objects.filter(pk__in=[one.pk for one in _to(address)]).delete()


def _to(address: str) -> list[Letter]:
    # A list in JSON: both databases find the text, then the list itself decides.
    near = Letter.objects.filter(to__icontains=address)
    return [one for one in near if address.lower() in (to.lower() for to in one.to)]
