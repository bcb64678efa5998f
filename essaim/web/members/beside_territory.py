"""« Dans le réseau »: whether the authority of a territory, or of what holds it, is a member, on its page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from django.db.models import Q
from django.utils import timezone

from essaim.web.audit.selectors import last
from essaim.web.members import addresses, demonstration, network_page, selectors
from essaim.web.members.models import Membership
from essaim.web.territories import authorities
from essaim.web.territories.beside import Block
from essaim.web.territories.portrait import Portrait


def members(portrait: Portrait) -> Mapping[str, Any] | None:
    """The members among the authorities of the place and of those it lies in; None when there is none."""
    today = timezone.localdate()
    places = [portrait.place.territory_id, *(near.territory.territory_id for near in portrait.parents)]
    held = [authorities.HELD_BY.get(place, place) for place in places]
    stays = selectors.in_force(today).filter(member__body__territory_id__in=held).select_related("member__body")
    found = sorted(stays, key=lambda stay: held.index(stay.member.body.territory_id))
    if not found:
        return None
    region = portrait.place.code if portrait.place.level == "region" else portrait.place.region_code or ""
    return {
        "lines": [(stay, addresses.member(stay.member.body.siren, str(stay.member))) for stay in found],
        "banner": demonstration.BANNER if any(stay.member.fictitious for stay in found) else "",
        "region_href": network_page.directory_href(today, today, region) if region else "",
    }


def last_change() -> datetime | None:
    """When something about members was last written, or when a membership began or ended by its date."""
    today = timezone.localdate()
    written = last("members.")
    if not Membership.objects.filter(Q(joined_on=today) | Q(left_on=today)).exists():
        return written
    midnight = timezone.make_aware(datetime.combine(today, time.min))
    return max(written, midnight) if written else midnight


BLOCKS = (Block("members/beside_territory.html", members, last_change, order=40),)
