"""How each action of docs/reference/matrice-des-acces.md about resources is tried."""

from __future__ import annotations

from datetime import date

from django.test import Client

from essaim.web.accounts.tests.access_probes import World, opens
from essaim.web.resources.models import Fiche, Review
from essaim.web.resources.tests.factories import fiche, work


def check(world: World, client: Client) -> bool:
    one = fiche(on=date(2025, 1, 1))
    client.post(f"/espace/ressources/verifier/{one.entry.pk}/")
    return Fiche.objects.get(pk=one.pk).checked_on != date(2025, 1, 1)


def ask(world: World, client: Client) -> bool:
    one = fiche()
    client.post(f"/espace/ressources/faire-relire/{one.pk}/", {"name": "X", "email": "x@y.example"})
    return Review.objects.exists()


def publish(world: World, client: Client) -> bool:
    one = work(fiche())
    client.post(f"/espace/ressources/editions/{one.pk}/", {"note": "Essai"})
    return one.editions.exists()


def edit(world: World, client: Client) -> bool:
    one = fiche()
    return client.get(f"/admin/snippets/resources/fiche/edit/{one.pk}/").status_code == 200


PROBES = {
    "voir les ressources à relire": opens("/espace/ressources/a-relire/"),
    "marquer une ressource comme vérifiée": check,
    "demander une relecture par un lien": ask,
    "publier une édition": publish,
    "écrire une fiche": edit,
}
