"""A network to look at before there is one: real authorities, fictitious memberships, said so wherever they show.

Who is in it is drawn at random among the authorities of the release, always the same for a release. It says nothing of
any real network. On the day of the brochure's map it has the brochure's counts, so that the two can be laid side by
side; earlier it is smaller, later a little larger.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import ModuleType

from django.db import transaction

from essaim.rules.themes import themes as known_themes
from essaim.web.audit.services import record
from essaim.web.bodies.models import PublicBody
from essaim.web.bodies.services import ensure_body, record_end
from essaim.web.members import demonstration_life, selectors
from essaim.web.members.enums import Answer, Category, Decision, FactKind, Leaving
from essaim.web.members.errors import MemberError
from essaim.web.members.models import Member, Membership, MemberTheme, OrganisationFact
from essaim.web.observatory.release import Release
from essaim.web.territories import authorities
from essaim.web.territories.authorities import Authority
from essaim.web.ui import brought

BANNER = "Démonstration\u00a0: adhésions fictives de collectivités réelles. Aucun réseau n’est décrit ici."
MAP_DAY, FIRST_DAY = date(2025, 8, 26), date(2002, 3, 1)
COUNTS = {
    Category.REGION: 8, Category.DEPARTEMENT: 15, Category.OVERSEAS: 4, Category.METROPOLE: 19,
    Category.INTERMUNICIPAL: 60, Category.COMMUNE: 76,
}  # fmt: skip
# How many more join after that day, and how many had left before it.
NEWER = {Category.DEPARTEMENT: 1, Category.INTERMUNICIPAL: 5, Category.COMMUNE: 5}
GONE = {Category.INTERMUNICIPAL: 6, Category.COMMUNE: 9}
# Named by the examples of practices that the site tells: there so that an example leads to a page.
TOLD = ("213500127", "211300553", "200093201", "200010700", "200057065", "217500016", "229102280", "229300082",
        "229400288", "213300635", "243300316")  # fmt: skip
# Large ones join more: the pool of each category, the most populated first.
POOL = {Category.INTERMUNICIPAL: 420, Category.COMMUNE: 700}
FACT_LABELS = {
    FactKind.ELECTED: "Délégation à l’économie sociale et solidaire",
    FactKind.SERVICE: "Mission économie sociale et solidaire",
    FactKind.BUDGET: "Soutien à l’économie sociale et solidaire",
    FactKind.BODY: "Comité local de l’économie sociale et solidaire",
}
# Bodies that did not exist before that day (essaim.rules, metropolises).
FOUNDED = {"200093201": date(2020, 3, 14)}
SEED = "un réseau de démonstration"


@dataclass(frozen=True, slots=True)
class Done:
    """What was written."""

    members: int
    on_map_day: int
    today: int


@transaction.atomic
def make(*, release: Release, now: datetime) -> Done:
    """Write the demonstration network. Raises MemberError when there are members already, real or not."""
    if Member.objects.exists():
        raise MemberError("Il y a déjà des adhérents dans cette base\u00a0: la démonstration n’y est pas ajoutée.")
    chance = random.Random(SEED)  # noqa: S311 (not a secret)
    chosen = _draw(release, chance)
    bodies = [_body(one, now) for one in chosen]
    members = Member.objects.bulk_create([Member(body=body, fictitious=True) for body in bodies])
    _memberships(members, chosen, chance, now.date())
    _merged(now)
    _themes(members, chance, now.date())
    _facts(members, chance, now.date())
    demonstration_life.live(members, release, chance, now)
    for part in _parts():
        part.make(now=now)
    record(actor=None, action="members.demonstration_made", target="Réseau de démonstration", now=now)
    return Done(len(members), len(selectors.members_on(MAP_DAY)), len(selectors.members_on(now.date())))


@transaction.atomic
def remove(*, now: datetime) -> int:
    """Take the demonstration away; return how many members it had. Real members are never touched."""
    fictitious = Member.objects.filter(fictitious=True)
    number = fictitious.count()
    for part in reversed(_parts()):
        part.forget()
    demonstration_life.forget()
    Membership.objects.filter(member__in=fictitious).delete()
    fictitious.delete()
    if number:
        record(actor=None, action="members.demonstration_removed", target="Réseau de démonstration", now=now)
    return number


def _parts() -> list[ModuleType]:
    """What the other apps bring to the demonstration, in a module `in_demonstration.py`; what is assembled, last."""
    return sorted(brought.modules("in_demonstration"), key=lambda one: getattr(one, "ASSEMBLED", False))


def _draw(release: Release, chance: random.Random) -> list[Authority]:
    """Return the authorities drawn: for each category those of MAP_DAY, then the newer, then the gone."""
    known = authorities.of(release)
    by_category: dict[str, list[Authority]] = {category: [] for category in COUNTS}
    for one in sorted(known.by_siren.values(), key=lambda a: (-(a.population or 0), a.siren)):
        category = selectors.category(one, MAP_DAY)
        if category in by_category:
            by_category[category].append(one)
    drawn: list[Authority] = []
    for category, number in COUNTS.items():
        pool = by_category[category][: POOL.get(category)]
        told = [one for one in (known.by_siren.get(siren) for siren in TOLD) if one in by_category[category]]
        wanted = number + NEWER.get(category, 0) + GONE.get(category, 0)
        if len(by_category[category]) < wanted:
            raise MemberError("Cette édition n’a pas assez de collectivités pour une démonstration.")
        drawn += _weighted(told, pool, wanted, chance)
    return drawn


def _weighted(
    first: Sequence[Authority], pool: Sequence[Authority], wanted: int, chance: random.Random
) -> list[Authority]:
    """`wanted` authorities: those of `first`, then others of the pool, the populated more often."""
    taken = list(first[:wanted])
    rest = [one for one in pool if one not in taken]
    # Exponential ranks give a weighted draw without replacement (Efraimidis and Spirakis, 2006).
    keyed = sorted(rest, key=lambda one: -(chance.random() ** (1 / max((one.population or 1) ** 0.6, 1))))
    return taken + keyed[: wanted - len(taken)]


def _body(one: Authority, now: datetime) -> PublicBody:
    return ensure_body(siren=one.siren, name=one.name, kind=one.kind, territory_id=one.territory_id, now=now)


def _memberships(members: Sequence[Member], chosen: Sequence[Authority], chance: random.Random, today: date) -> None:
    """Write the stays: joined by the day of the map, or after it, or gone before it; some went and came back."""
    stays: list[Membership] = []
    rank: dict[str, int] = dict.fromkeys(COUNTS, 0)
    for member, one in zip(members, chosen, strict=True):
        category = selectors.category(one, MAP_DAY)
        place, rank[category] = rank[category], rank[category] + 1
        if place >= COUNTS[category] + NEWER.get(category, 0):
            joined = _day(chance, FIRST_DAY, date(2019, 1, 1))
            stays.append(_stay(member, joined, _day(chance, joined + timedelta(days=400), MAP_DAY), Leaving.WITHDRAWAL))
        elif place >= COUNTS[category]:
            stays.append(_stay(member, _day(chance, MAP_DAY + timedelta(days=20), today)))
        elif one.siren in FOUNDED:
            stays.append(_stay(member, FOUNDED[one.siren]))
        else:
            # A network grows: fewer joined in its first years.
            years = (MAP_DAY - FIRST_DAY).days
            joined = FIRST_DAY + timedelta(days=int(years * chance.random() ** 0.75))
            if place % 17 == 5 and (MAP_DAY - joined).days > 3000:
                left = joined + timedelta(days=chance.randrange(700, 1500))
                stays.append(_stay(member, joined, left, Leaving.WITHDRAWAL))
                joined = left + timedelta(days=chance.randrange(400, 1200))
            stays.append(_stay(member, joined))
    Membership.objects.bulk_create(stays)


def _merged(now: datetime) -> None:
    """The métropole of Lille before the merger of 2020, under its first SIREN: what a member absorbed looks like."""
    heir = Member.objects.filter(body__siren="200093201").first()
    if heir is None:
        return
    on = FOUNDED["200093201"]
    old = ensure_body(
        siren="245900410", name="Métropole européenne de Lille (jusqu’en 2020)", kind="metropole", now=now
    )
    if old.ceased_on is None:
        record_end(body=old, ceased_on=on, successor=heir.body, actor=None, now=now)
    member = Member.objects.create(body=old, fictitious=True)
    stay = _stay(member, date(2006, 5, 2), on, Leaving.MERGER)
    stay.absorbed_by = heir
    stay.save()


def _stay(member: Member, joined: date, left: date | None = None, leaving: str = "") -> Membership:
    return Membership(
        member=member, requested_on=joined - timedelta(days=90), decision=Decision.ACCEPTED, decided_on=joined,
        decision_reference="Décision fictive", joined_on=joined, left_on=left, leaving=leaving,
    )  # fmt: skip


def _day(chance: random.Random, first: date, last: date) -> date:
    return first + timedelta(days=chance.randrange(max((last - first).days, 1)))


def _themes(members: Iterable[Member], chance: random.Random, today: date) -> None:
    known = list(known_themes(on=today))
    MemberTheme.objects.bulk_create(
        MemberTheme(member=member, theme=theme)
        for member in members
        for theme in sorted(chance.sample(known, chance.randrange(1, 5)))
    )


def _facts(members: Iterable[Member], chance: random.Random, today: date) -> None:
    """Half of the members have said what their organisation looks like: of the others nothing is known."""
    facts = []
    for member in members:
        for kind, label in FACT_LABELS.items():
            if chance.random() < 0.5:
                there = chance.random() < 0.7
                facts.append(
                    OrganisationFact(
                        member=member,
                        kind=kind,
                        answer=Answer.YES if there else Answer.NO,
                        label=label if there else "",
                        starts_on=_day(chance, date(2020, 7, 1), date(2026, 6, 1)),
                        source="Réponse fictive",
                    )
                )
    OrganisationFact.objects.bulk_create(facts)
