"""What the experiences bring to the page of a member of the network."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from essaim.web.members.contributions import Contribution
from essaim.web.members.models import Member
from essaim.web.practices import selectors
from essaim.web.practices.enums import Facet
from essaim.web.ui.components import Link

SHOWN = 10


def experiences(member: Member, on: date) -> Contribution | None:
    """The experiences published about its territory."""
    place = member.body.territory_id
    found = selectors.tagged(Facet.TERRITORY, [place], limit=SHOWN) if place else []
    links = [
        Link(one.title, reverse("practices:experience", args=[one.slug]), note=f"vérifiée en {one.confirmed_on.year}")
        for one in found
    ]
    return Contribution("Ce qu’elle a raconté", links, "Aucune expérience publiée encore.")


PARTS = (experiences,)
