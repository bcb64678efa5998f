"""What the experiences bring to the page of a member of the network, and of a region."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from essaim.web.members.contributions import Contribution
from essaim.web.members.models import Member
from essaim.web.practices import selectors
from essaim.web.practices.enums import Facet
from essaim.web.ui.components import Link

SHOWN = 10
SHOWN_OF_A_REGION = 6


def experiences(member: Member, on: date) -> Contribution | None:
    """The experiences published about its territory."""
    place = member.body.territory_id
    found = selectors.tagged(Facet.TERRITORY, [place], limit=SHOWN) if place else []
    links = [
        Link(one.title, reverse("practices:experience", args=[one.slug]), note=f"vérifiée en {one.confirmed_on.year}")
        for one in found
    ]
    return Contribution("Ce qu’elle a raconté", links, "Aucune expérience publiée encore.")


def of_region(region: str, on: date) -> Contribution:
    """The latest experiences of the territories of a region."""
    links = [
        Link(one.title, reverse("practices:experience", args=[one.slug]), note=f"vérifiée en {one.confirmed_on.year}")
        for one in selectors.tagged(Facet.REGION, [region], limit=SHOWN_OF_A_REGION)
    ]
    more = Link("Toutes les expériences de la région", f"{reverse('practices:list')}?region={region}")
    return Contribution("Expériences", links, "Aucune expérience publiée encore.", more if links else None)


PARTS = (experiences,)
REGION_PARTS = (of_region,)
