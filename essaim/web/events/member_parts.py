"""What the agenda brings to the page of a region of the network."""

from __future__ import annotations

from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone

from essaim.web.events import selectors
from essaim.web.events.enums import Facet
from essaim.web.events.tagging import EVERY_REGION
from essaim.web.members.contributions import Contribution
from essaim.web.ui import french
from essaim.web.ui.components import Link

SHOWN = 6


def of_region(region: str, on: date) -> Contribution:
    """The next events of a region, and those of every region."""
    morning = timezone.make_aware(datetime.combine(on, time.min))
    asked = selectors.Asked({Facet.REGION: (region, EVERY_REGION)}, from_=morning)
    links = [
        Link(one.title, reverse("events:event", args=[one.slug]), note=french.date_fr(one.starts_on))
        for one in selectors.selected(asked)[:SHOWN]
    ]
    more = Link("Tout l’agenda de la région", f"{reverse('events:agenda')}?region={region}")
    return Contribution("Rendez-vous à venir", links, "Aucun rendez-vous annoncé.", more)


REGION_PARTS = (of_region,)
