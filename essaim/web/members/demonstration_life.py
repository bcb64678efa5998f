"""What happens in the demonstration network: words, a charter, fees, a few people. All of it invented, and said so."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import ProtectedError

from essaim.web.accounts.enums import FunctionKind, Role, Visibility
from essaim.web.accounts.models import Function, Grant, User
from essaim.web.accounts.services import ensure_user
from essaim.web.members import fee_services
from essaim.web.members.enums import Category, Decision, PaymentMethod
from essaim.web.members.fee_services import Band
from essaim.web.members.models import (
    CharterSignature,
    CharterVersion,
    FeeCall,
    FeePayment,
    FeeReminder,
    FeeScale,
    Issuer,
    Member,
    Membership,
)
from essaim.web.observatory.release import Release

DOMAIN = "demonstration.example"
CHARTER = (
    "Texte de démonstration, écrit pour montrer l’outil\u00a0: ce n’est la charte d’aucun réseau.\n\n"
    "La collectivité désigne un ou une élue dont la délégation nomme l’économie sociale et solidaire, construit sa "
    "politique avec les acteurs du territoire, et raconte ce qu’elle fait à ses pairs."
)
PRESENTATION = (
    "Texte de démonstration. Notre collectivité travaille avec les acteurs de l’économie sociale et solidaire sur "
    "plusieurs de ses compétences\u00a0; elle partage ses réussites et ses difficultés."
)
SCALE = "Barème de démonstration (montants fictifs)"
# Invented, round, and only here.
BANDS = (
    Band(Category.REGION, 0, None, Decimal(900)),
    Band(Category.DEPARTEMENT, 0, None, Decimal(700)),
    Band(Category.OVERSEAS, 0, None, Decimal(500)),
    Band(Category.METROPOLE, 0, None, Decimal(800)),
    Band(Category.INTERMUNICIPAL, 0, 50_000, Decimal(200)),
    Band(Category.INTERMUNICIPAL, 50_000, None, Decimal(400)),
    Band(Category.COMMUNE, 0, 20_000, Decimal(100)),
    Band(Category.COMMUNE, 20_000, 100_000, Decimal(200)),
    Band(Category.COMMUNE, 100_000, None, Decimal(400)),
)
# (SIREN, given name, surname, what they are, title, who may see them): names of nobody.
PEOPLE = (
    ("215903501", "Camille", "Exemple", FunctionKind.ELECTED_REFERENT, "Adjointe fictive à l’ESS", Visibility.PUBLIC),
    ("200010700", "Dominique", "Exemple", FunctionKind.ELECTED_REFERENT, "Élu·e ESS (fictif)", Visibility.PUBLIC),
    ("200010700", "Sacha", "Exemple", FunctionKind.OFFICER_REFERENT, "Chargé de mission (fictif)", Visibility.MEMBERS),
    ("200093201", "Claude", "Exemple", FunctionKind.OFFICER_REFERENT, "Responsable ESS (fictive)", Visibility.PUBLIC),
    ("211300553", "Alix", "Exemple", FunctionKind.FINANCE, "Service des finances (fictif)", Visibility.TEAM),
)  # fmt: skip


def live(members: Sequence[Member], release: Release, chance: random.Random, now: datetime) -> None:
    """Give the members words, signatures, fees and people, and let two bodies ask to join."""
    today = now.date()
    _speak(members, chance)
    _sign(members, chance, today)
    _pay(release, chance, now)
    _meet(members, now)


def forget() -> None:
    """Take away what only the demonstration made. Memberships and members are left to the caller."""
    FeeReminder.objects.filter(call__fictitious=True).delete()
    FeePayment.objects.filter(call__fictitious=True).delete()
    FeeCall.objects.filter(fictitious=True).delete()
    FeeScale.objects.filter(fictitious=True).delete()
    Issuer.objects.filter(email__endswith=f"@{DOMAIN}").delete()
    CharterSignature.objects.filter(version__fictitious=True).delete()
    CharterVersion.objects.filter(fictitious=True).delete()
    for user in User.objects.filter(email__endswith=f"@{DOMAIN}"):
        Function.objects.filter(user=user).delete()
        Grant.objects.filter(user=user).delete()
        try:
            user.delete()
        except ProtectedError:
            # Somebody real relies on what this person wrote: the account stays, without any right.
            user.is_active = False
            user.save(update_fields=["is_active"])


def _speak(members: Sequence[Member], chance: random.Random) -> None:
    for member in members:
        if chance.random() < 0.4:
            member.presentation = PRESENTATION
    Member.objects.bulk_update(members, ["presentation"])


def _sign(members: Sequence[Member], chance: random.Random, today: date) -> None:
    version = CharterVersion.objects.create(
        number="démonstration",
        title="Charte de démonstration",
        text=CHARTER,
        adopted_on=date(2022, 6, 1),
        fictitious=True,
    )
    CharterSignature.objects.bulk_create(
        CharterSignature(
            version=version, member=member, signed_on=date(2022, 9, 1) + timedelta(days=chance.randrange(1000)),
            deliberation_number=f"fictive-{rank:03d}", signatory="Exécutif (signature fictive)",
        )
        for rank, member in enumerate(members, 1)
        if chance.random() < 0.55
    )  # fmt: skip


def _pay(release: Release, chance: random.Random, now: datetime) -> None:
    """Two years of fees: last year is nearly all paid, this one is under way."""
    today = now.date()
    Issuer.objects.create(
        name="Réseau de démonstration", siret="00000000000000", address="1 rue de l’Exemple\n00000 Nulle-Part",
        email=f"reseau@{DOMAIN}", iban="FR00 DEMONSTRATION", vat_note="Mention fictive.",
    )  # fmt: skip
    scale = fee_services.write_scale(
        name=SCALE, first_year=today.year - 1, last_year=None, bands=BANDS, actor=None, now=now
    )
    FeeScale.objects.filter(pk=scale.pk).update(fictitious=True)
    for year, paid in ((today.year - 1, 0.97), (today.year, 0.7)):
        issued = min(date(year, 2, 1), today)
        proposals = fee_services.propose(release, scale=scale, year=year, on=issued)
        calls = fee_services.issue(
            release, proposals=proposals, scale=scale, year=year, issued_on=issued,
            due_on=max(date(year, 6, 30), issued), actor=None, now=now,
        )  # fmt: skip
        payments = []
        for call in calls:
            draw = chance.random()
            if draw < paid:
                part = call.amount / 2 if draw > paid - 0.06 and year == today.year else call.amount
                on = min(issued + timedelta(days=chance.randrange(20, 160)), today)
                payments.append((on, call, part))
        FeePayment.objects.bulk_create(
            FeePayment(call=call, receipt_number=f"R{year}-{rank:04d}", received_on=on, amount=part,
                       method=PaymentMethod.TRANSFER, reference="Mandat fictif")
            for rank, (on, call, part) in enumerate(sorted(payments, key=lambda one: (one[0], one[1].pk)), 1)
        )  # fmt: skip


def _meet(members: Sequence[Member], now: datetime) -> None:
    by_siren = {member.body.siren: member for member in members}
    since = date(now.year, 1, 1)
    for siren, first, last, kind, title, visibility in PEOPLE:
        if (member := by_siren.get(siren)) is None:
            continue
        email = f"{first.lower()}@{DOMAIN}"
        user = ensure_user(email=email, first_name=first, last_name=last, now=now)
        Function.objects.create(
            user=user, body=member.body, kind=kind, title=title, starts_on=since, visibility=visibility
        )
        Grant.objects.create(user=user, body=member.body, role=Role.ADMINISTRATOR, starts_on=since)
    for member in members[-2:]:
        # The last two drawn have left: they ask to come back.
        Membership.objects.create(
            member=member,
            requested_on=now.date() - timedelta(days=20),
            decision=Decision.PENDING,
            note="Demande fictive",
        )
