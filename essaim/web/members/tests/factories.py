"""Members for tests, of any app; and the made-up network of the brochure's counts."""

from __future__ import annotations

from datetime import UTC, date, datetime

import factory

from essaim.rules import authorities, lookup
from essaim.web.bodies.enums import Kind
from essaim.web.bodies.models import PublicBody
from essaim.web.bodies.tests.factories import PublicBodyFactory, siren
from essaim.web.members.enums import Decision
from essaim.web.members.models import Member, Membership

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
TODAY = NOW.date()
MAP_DAY = date(2025, 8, 26)


class MemberFactory(factory.django.DjangoModelFactory):
    """A commune that never asked anything."""

    class Meta:
        model = Member

    body = factory.SubFactory(PublicBodyFactory)


class MembershipFactory(factory.django.DjangoModelFactory):
    """A membership since 2020."""

    class Meta:
        model = Membership

    member = factory.SubFactory(MemberFactory)
    decision = Decision.ACCEPTED
    joined_on = date(2020, 1, 1)


def body(kind: str, number: str, territory_id: str = "", name: str = "") -> PublicBody:
    """Return a body of a SIREN."""
    return PublicBodyFactory(siren=number, kind=kind, territory_id=territory_id, name=name or f"{kind} {number}")


def member(kind: str, number: str, territory_id: str = "", name: str = "", **membership: object) -> Member:
    """Return a member of a SIREN, since 2020 unless told otherwise."""
    found = MemberFactory(body=body(kind, number, territory_id, name))
    MembershipFactory(member=found, **membership)
    return found


def brochure_bodies() -> list[PublicBody]:
    """Return 182 bodies, made-up for the most part: 8, 15, 4, 19, 60 and 76 of the six categories on MAP_DAY.

    Paris is a commune, Lyon an EPCI, eleven EPT are among the intermunicipal bodies.
    """
    upper = authorities.upper_authorities(on=MAP_DAY)
    metropolitan = [a for a in upper.values() if a.kind == "region" and a.territory_id[7:] not in ("01", "04")]
    corsica = upper["region:94"]
    chosen = [(Kind.REGION, a.siren, a.territory_id) for a in metropolitan[:7]]
    chosen.append((Kind.CTU, corsica.siren, corsica.territory_id))
    departements = [
        a for a in upper.values() if a.territory_id.startswith("departement:") and len(a.territory_id) == 14
    ]
    chosen += [(Kind.DEPARTEMENT, a.siren, a.territory_id) for a in departements[:13]]
    chosen.append((Kind.DEPARTEMENT, upper["departemental:6AE"].siren, "departemental:6AE"))
    chosen.append((Kind.COMMUNE, authorities.PARIS_SIREN, "commune:75056"))
    overseas = ("region:01", "departement:971", "region:02", "region:06")
    chosen += [(upper[t].kind, upper[t].siren, t) for t in overseas]
    metropolises = [
        number
        for number, entry in lookup.load("authorities.metropolises").entries.items()
        if entry.values[0].holds_on(MAP_DAY)
    ]
    # Those of 2018 are among them, so that an earlier day counts differently.
    chosen += [(Kind.METROPOLE, number, f"epci:{number}") for number in metropolises[-19:]]
    if "200046977" not in metropolises[-19:]:
        chosen[-19] = (Kind.METROPOLE, "200046977", "epci:200046977")
    epts = [siren(8_000_000 + n) for n in range(11)]
    chosen += [(Kind.EPT, number, f"ept:{number}") for number in epts]
    chosen += [
        (Kind.INTERCOMMUNALITE, number, f"epci:{number}") for number in (siren(7_000_000 + n) for n in range(49))
    ]
    chosen += [(Kind.COMMUNE, siren(6_000_000 + n), f"commune:99{n:03d}") for n in range(76)]
    return [PublicBodyFactory(kind=kind, siren=number, territory_id=place) for kind, number, place in chosen]
