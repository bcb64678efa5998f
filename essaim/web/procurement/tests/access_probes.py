"""How each action about procurement is tried. The need is one of the body the action is about."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from essaim.web.accounts.tests.access_probes import World
from essaim.web.accounts.tests.factories import UserFactory
from essaim.web.procurement.models import SavedNeed, Watch


def _need(world: World) -> SavedNeed:
    now = timezone.now()
    return SavedNeed.objects.create(
        body=world.body, author=UserFactory(), title="Cantine", question="quoi=cantine", created_at=now, updated_at=now
    )


def read(world: World, client: Client) -> bool:
    return client.get(f"/espace/achats/{_need(world).pk}/").status_code == 200


def write(world: World, client: Client) -> bool:
    need = _need(world)
    client.post(f"/espace/achats/{need.pk}/", {"title": "Écrit", "remarks": ""})
    need.refresh_from_db()
    return need.title == "Écrit"


def share(world: World, client: Client) -> bool:
    need = _need(world)
    client.post(f"/espace/achats/{need.pk}/partage/")
    need.refresh_from_db()
    return need.is_shared


def delete(world: World, client: Client) -> bool:
    need = _need(world)
    client.post(f"/espace/achats/{need.pk}/supprimer/")
    return not SavedNeed.objects.filter(pk=need.pk).exists()


def watch(world: World, client: Client) -> bool:
    return client.get("/espace/echeances/suivre/").status_code == 200


def stop_anothers(world: World, client: Client) -> bool:
    other = Watch.objects.create(
        person=UserFactory(), territory_id="commune:59350", territory_name="Lille", created_at=timezone.now()
    )
    client.post(f"/espace/echeances/{other.pk}/arreter/")
    return not Watch.objects.filter(pk=other.pk).exists()


PROBES = {
    "lire un achat préparé par la collectivité": read,
    "écrire un achat préparé par la collectivité": write,
    "partager un achat préparé par la collectivité": share,
    "supprimer un achat préparé par la collectivité": delete,
    "suivre les échéances d’un territoire": watch,
    "arrêter l’alerte d’une autre personne": stop_anothers,
}
