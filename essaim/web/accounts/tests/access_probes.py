"""How each action of docs/reference/matrice-des-acces.md about people and the back office is tried.

A probe takes a World and a client, tries the action as a browser would, and says whether it was allowed. Other apps
bring theirs in a file of this name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.test import Client
from django.utils import timezone

from essaim.web.accounts import invitations, joining
from essaim.web.accounts.enums import Role
from essaim.web.accounts.models import Grant, User
from essaim.web.accounts.tests.factories import FunctionFactory, GrantFactory, UserFactory, person
from essaim.web.audit.models import Entry
from essaim.web.bodies.models import PublicBody
from essaim.web.observatory.models import ErrorReport


@dataclass
class World:
    """body: the one the action is about. user: who acts; None for a visitor."""

    body: PublicBody
    user: User | None


Probe = Callable[[World, Client], bool]


def opens(path: str) -> Probe:
    """Allowed when the page opens."""
    return lambda world, client: client.get(path.format(body=world.body.pk)).status_code == 200


def _colleague(world: World, role: str = Role.CONTRIBUTOR) -> Grant:
    return GrantFactory(body=world.body, role=role)


def join(world: World, client: Client) -> bool:
    client.post("/espace/rejoindre/", {"siren": world.body.siren})
    return world.user is not None and bool(joining.requests_of(world.user))


def invite(world: World, client: Client) -> bool:
    given = {"email": "x@y.example", "role": "contribution"}
    client.post(f"/espace/collectivites/{world.body.pk}/personnes/inviter/", given)
    return bool(invitations.open_for(world.body, timezone.now()))


def decide(world: World, client: Client) -> bool:
    request = joining.ask(user=UserFactory(), body=world.body, now=timezone.now())
    client.post(f"/espace/personnes/demandes/{request.pk}/", {"role": "contribution"})
    request.refresh_from_db()
    return request.state == "acceptee"


def end_role(world: World, client: Client) -> bool:
    grant = _colleague(world)
    client.post(f"/espace/personnes/roles/{grant.pk}/retirer/")
    grant.refresh_from_db()
    return grant.ends_on is not None


def revoke(world: World, client: Client) -> bool:
    invitation = invitations.invite(
        email="x@y.example", role=Role.CONTRIBUTOR, body=world.body, actor=None, now=timezone.now()
    )
    client.post(f"/espace/personnes/invitations/{invitation.pk}/retirer/")
    return not invitations.open_for(world.body, timezone.now())


FUNCTION = {"kind": "elu", "title": "Essai", "starts_on": "2026-01-01", "visibility": "public"}


def own_function(world: World, client: Client) -> bool:
    client.post(f"/espace/collectivites/{world.body.pk}/fonction/", FUNCTION)
    return world.user is not None and world.user.functions.filter(body=world.body).exists()


def other_function(world: World, client: Client) -> bool:
    function = FunctionFactory(body=world.body, user=_colleague(world).user, title="Avant")
    client.post(f"/espace/fonctions/{function.pk}/", FUNCTION)
    function.refresh_from_db()
    return function.title == "Essai"


def give_network_role(world: World, client: Client) -> bool:
    client.post("/espace/reseau/acces/", {"email": "x@y.example", "role": "redaction", "region_code": ""})
    return bool(invitations.open_for(None, timezone.now()))


def end_network_role(world: World, client: Client) -> bool:
    grant = Grant.objects.get(user=person(Role.EDITOR))
    client.post(f"/espace/personnes/roles/{grant.pk}/retirer/")
    grant.refresh_from_db()
    return grant.ends_on is not None


def follow_report(world: World, client: Client) -> bool:
    report = ErrorReport.objects.create(siren="215903501", subject="lieu", message="m", release_id="r", sender_hash="h")
    client.post(f"/admin/signalements/edit/{report.pk}/", {"state": "traite"})
    report.refresh_from_db()
    return report.state == "traite"


def write_page(world: World, client: Client) -> bool:
    from wagtail.models import Page

    return client.get(f"/admin/pages/{Page.objects.filter(depth=2).first().pk}/edit/").status_code == 200


def change_trail(world: World, client: Client) -> bool:
    line = Entry.objects.create(at=timezone.now(), action="essai")
    client.post(f"/admin/journal/edit/{line.pk}/", {"action": "autre"})
    client.post(f"/admin/journal/delete/{line.pk}/")
    return not Entry.objects.filter(pk=line.pk, action="essai").exists()


PROBES: dict[str, Probe] = {
    "lire les pages publiques": opens("/accessibilite/"),
    "ouvrir son espace": opens("/espace/"),
    "emporter ses propres données": opens("/espace/compte/donnees/"),
    "demander à rejoindre la collectivité": join,
    "voir les personnes de la collectivité": opens("/espace/collectivites/{body}/personnes/"),
    "inviter pour la collectivité": invite,
    "décider d’une demande pour la collectivité": decide,
    "retirer le rôle d’une autre personne de la collectivité": end_role,
    "retirer une invitation de la collectivité": revoke,
    "écrire sa fonction dans la collectivité": own_function,
    "écrire la fonction d’une autre personne de la collectivité": other_function,
    "donner un rôle du réseau": give_network_role,
    "retirer un rôle du réseau": end_network_role,
    "ouvrir la gestion du site": opens("/admin/"),
    "écrire une page": write_page,
    "traiter un signalement": follow_report,
    "lire le journal": opens("/admin/journal/"),
    "lire les courriels": opens("/admin/courriels/"),
    "changer le journal": change_trail,
}
