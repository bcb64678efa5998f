"""Being told of what ends: asking, stopping, and the letters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from essaim.web.accounts.models import User
from essaim.web.contracts import tables, words
from essaim.web.mail.services import queue_mail
from essaim.web.observatory.release import Release
from essaim.web.procurement import radar
from essaim.web.procurement.errors import WatchError
from essaim.web.procurement.models import Told, Watch
from essaim.web.procurement.radar import Ending
from essaim.web.procurement.radar_feeds import CAUTION, offer_said
from essaim.web.procurement.radar_question import Radar
from essaim.web.territories import selectors as territories
from essaim.web.territories.selectors import Territory
from essaim.web.ui import french
from essaim.web.ui.links import link

MONTHS = (6, 12, 18, 24)
MOST_WATCHES = 20
MOST_IN_A_LETTER = 30
READ = 300
# A letter a week at most: what ends in a year does not hurry.
BETWEEN = timedelta(days=7)


@transaction.atomic
def watch(*, person: User, place: Territory, divisions: Sequence[str], months: int, now: datetime) -> Watch:
    """Keep what a person wants to be told of; asked twice, the second only changes the months.

    Raises WatchError on more than MOST_WATCHES, or months that are not offered.
    """
    if months not in MONTHS:
        raise WatchError("Choisissez 6, 12, 18 ou 24 mois.")
    said = " ".join(sorted(set(divisions)))
    kept = Watch.objects.filter(person=person, territory_id=place.territory_id, divisions=said).first()
    if kept is None and Watch.objects.filter(person=person).count() >= MOST_WATCHES:
        raise WatchError(f"Vous suivez déjà {MOST_WATCHES} territoires\u00a0: arrêtez-en un d’abord.")
    if kept is None:
        return Watch.objects.create(
            person=person, territory_id=place.territory_id, territory_name=place.name, divisions=said, months=months,
            created_at=now,
        )  # fmt: skip
    kept.months = months
    kept.save(update_fields=["months"])
    return kept


@transaction.atomic
def stop(*, watch: Watch) -> None:
    """Stop telling, and forget what was told."""
    watch.delete()


def write_letters(*, release: Release, today: date, now: datetime) -> int:
    """Write to everybody who has something new to be told; return how many letters were queued."""
    due = Watch.objects.select_related("person").exclude(last_written_at__gt=now - BETWEEN)
    return sum(_write(release, one, today, now) for one in due if one.person.is_active)


@transaction.atomic
def _write(release: Release, watch: Watch, today: date, now: datetime) -> int:
    """Write one letter about what was never told; what does not fit waits for the next."""
    found = untold(release, watch, today)
    if not found:
        return 0
    Told.objects.bulk_create([Told(watch=watch, contract_id=one.line.row["contract_id"]) for one in found])
    watch.last_written_at = now
    watch.save(update_fields=["last_written_at"])
    base = settings.ESSAIM_BASE_URL
    text = render_to_string(
        "procurement/mail/endings.txt",
        {
            "watch": watch,
            "lines": [_line(base, one) for one in found],
            "count": len(found),
            "caution": CAUTION,
            "banner": release.banner,
            "radar": base + question(release, watch).address(reverse("procurement:radar")),
            "stop": base + reverse("procurement:watches"),
        },
    )
    queue_mail(
        to=watch.person.email,
        subject=f"{watch.territory_name}\u00a0: {len(found)} {french.plural(len(found), 'marché')} à renouveler",
        text=text,
        purpose="échéances de marchés",
        key=f"procurement.endings:{watch.pk}:{today}",
        now=now,
    )
    return 1


def question(release: Release, watch: Watch) -> Radar:
    """The question of a watch, from today to its months; a place that is no more finds nothing."""
    place = territories.get(release, watch.territory_id)
    return Radar(place=place, divisions=watch.division_codes, window=f"0-{watch.months}")


def untold(release: Release, watch: Watch, today: date) -> list[Ending]:
    """Return what ends within the months of a watch and was never told, soonest first, a letter's worth."""
    asked = question(release, watch)
    if asked.place is None:
        return []
    told = set(watch.told.values_list("contract_id", flat=True))
    found, offset = [], 0
    while len(found) < MOST_IN_A_LETTER:
        some = radar.endings(release, asked, today=today, limit=READ, offset=offset)
        found += [one for one in some if one.line.row["contract_id"] not in told]
        offset += READ
        if len(some) < READ:
            break
    return found[:MOST_IN_A_LETTER]


def _line(base: str, one: Ending) -> dict[str, str]:
    row = one.line.row
    amount = tables.amount(row)
    return {
        "ends_on": french.date_fr(one.ends_on),
        "subject": tables.subject(row),
        "buyer": french.typo(one.line.buyer_name or words.WITHOUT_NAME),
        "amount": f"{amount.text}{f' ({amount.note})' if amount.note else ''}",
        "offer": offer_said(one),
        "address": base + link("contracts:contract", row["contract_id"]),
    }
