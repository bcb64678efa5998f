"""How each action about own purchases is tried."""

from __future__ import annotations

import io

from django.test import Client

from essaim.web.accounts.tests.access_probes import World, opens
from essaim.web.purchases import services
from essaim.web.purchases.models import Ledger, Objective, Retention, Supplier
from essaim.web.purchases.tests.factories import NOW, loaded

OBJECTIVE = {
    "objectif": "1", "target": "ess", "measure": "montant", "share": "5", "year": "2027", "deliberation": "12",
    "decided_on": "2026-01-12",
}  # fmt: skip
HERE = "/espace/achats-realises"


def load(world: World, client: Client) -> bool:
    file = io.BytesIO(b"Fournisseur;Montant\nA;1\n")
    file.name = "achats.csv"
    client.post(f"{HERE}/deposer/", {"body": world.body.pk, "title": "Essai", "file": file})
    return Ledger.objects.filter(body=world.body).exists()


def read(world: World, client: Client) -> bool:
    return client.get(f"{HERE}/releves/{loaded(world.body).pk}/").status_code == 200


def rejected(world: World, client: Client) -> bool:
    return client.get(f"{HERE}/releves/{loaded(world.body).pk}/rejets.csv").status_code == 200


def map_columns(world: World, client: Client) -> bool:
    ledger = loaded(world.body)
    client.post(f"{HERE}/releves/{ledger.pk}/", {"apercu": "1", "amount": "0", "name": "1", "basis": "ht"})
    ledger.refresh_from_db()
    return ledger.basis == "ht"


def delete(world: World, client: Client) -> bool:
    ledger = loaded(world.body)
    client.post(f"{HERE}/releves/{ledger.pk}/supprimer/")
    return not Ledger.objects.filter(pk=ledger.pk).exists()


def delete_all(world: World, client: Client) -> bool:
    ledger = loaded(world.body)
    client.post(f"{HERE}/{world.body.pk}/supprimer/")
    return not Ledger.objects.filter(pk=ledger.pk).exists()


def decide(world: World, client: Client) -> bool:
    supplier = Supplier.objects.create(body=world.body, key="nom:a|", name="A", match="propose")
    client.post(f"{HERE}/fournisseurs/{supplier.pk}/", {"choice": "aucune"})
    supplier.refresh_from_db()
    return supplier.match == "refuse"


def objective(world: World, client: Client) -> bool:
    client.post(f"{HERE}/{world.body.pk}/reglages/", OBJECTIVE)
    return Objective.objects.filter(body=world.body).exists()


def retire(world: World, client: Client) -> bool:
    from datetime import date
    from decimal import Decimal

    made = services.add_objective(
        body=world.body, author=None, target="ess", measure="montant", share=Decimal(5), year=2027, deliberation="1",
        decided_on=date(2026, 1, 12), now=NOW,
    )  # fmt: skip
    client.post(f"{HERE}/objectifs/{made.pk}/retirer/")
    return not Objective.objects.filter(pk=made.pk).exists()


def keep(world: World, client: Client) -> bool:
    client.post(f"{HERE}/{world.body.pk}/reglages/", {"duree": "1", "months": "24"})
    return Retention.objects.filter(body=world.body, months=24).exists()


PROBES = {
    "voir la part de l’ESS dans les achats de la collectivité": opens(HERE + "/{body}/"),
    "emporter ces résultats": opens(HERE + "/{body}/resultats.csv"),
    "voir les fournisseurs de la collectivité à revoir": opens(HERE + "/{body}/fournisseurs/"),
    "déposer un relevé d’achats de la collectivité": load,
    "lire un relevé d’achats de la collectivité": read,
    "emporter les lignes rejetées d’un relevé": rejected,
    "valider les colonnes d’un relevé": map_columns,
    "dire qui est un fournisseur de la collectivité": decide,
    "supprimer un relevé d’achats de la collectivité": delete,
    "supprimer tous les achats de la collectivité": delete_all,
    "écrire un objectif d’achats de la collectivité": objective,
    "retirer un objectif d’achats de la collectivité": retire,
    "choisir la durée de conservation des achats": keep,
}
