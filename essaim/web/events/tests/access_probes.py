"""How each action about the agenda is tried. The event is one of Hauts-de-France, where the coordinator is."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from essaim.web.accounts.tests.access_probes import World
from essaim.web.events import registering
from essaim.web.events.enums import State
from essaim.web.events.models import Event, Registration
from essaim.web.events.registering import Given
from essaim.web.events.tests.factories import draft, form_data, published
from essaim.web.practices.models import Sheet
from essaim.web.resources.models import Fiche


def _tomorrow() -> dict[str, object]:
    day = timezone.localdate() + timedelta(days=1)
    return {"starts_on": day, "ends_on": day, "regions": ["32"]}


def _registered() -> Registration:
    given = Given("Camille", "N", "camille@example.org")
    now = timezone.now()
    return registering.register(event_id=published(**_tomorrow()).pk, given=given, on=timezone.localdate(), now=now)


def write(world: World, client: Client) -> bool:
    client.post("/admin/agenda/evenements/new/", form_data())
    return Event.objects.exists()


def publish(world: World, client: Client) -> bool:
    event = draft(**_tomorrow())
    client.post(f"/admin/agenda/evenements/{event.pk}/publier/")
    event.refresh_from_db()
    return event.state == State.PUBLISHED


def cancel(world: World, client: Client) -> bool:
    event = published(**_tomorrow())
    client.post(f"/admin/agenda/evenements/{event.pk}/annuler/", {"reason": "Grève"})
    event.refresh_from_db()
    return event.state == State.CANCELLED


def _drafts(client: Client, page: str, kind: type) -> bool:
    event = published(minutes="Ce qui s’est dit.", **_tomorrow())
    client.post(f"/admin/agenda/evenements/{event.pk}/{page}")
    return kind.objects.exists()


def read_registrations(world: World, client: Client) -> bool:
    return client.get(f"/admin/agenda/evenements/{_registered().event_id}/inscriptions/").status_code == 200


def export_registrations(world: World, client: Client) -> bool:
    return client.get(f"/admin/agenda/evenements/{_registered().event_id}/inscriptions.csv").status_code == 200


def cancel_registration(world: World, client: Client) -> bool:
    made = _registered()
    client.post(f"/admin/agenda/inscriptions/{made.pk}/annuler/")
    made.refresh_from_db()
    return made.state == "annulee"


def _welcome(client: Client, region: str) -> bool:
    made = _registered()
    now = timezone.now()
    Event.objects.filter(pk=made.event_id).update(regions=[region], begins_at=now, ends_at=now + timedelta(hours=2))
    client.post(f"/espace/agenda/presence/{made.pk}/", {"present": "1"})
    made.refresh_from_db()
    return made.arrived_at is not None


PROBES = {
    "écrire un rendez-vous": write,
    "publier un rendez-vous": publish,
    "annuler un rendez-vous": cancel,
    "faire d’un compte rendu un brouillon d’expérience": lambda _, client: _drafts(client, "compte-rendu/", Sheet),
    "faire d’un compte rendu un brouillon de fiche": lambda _, client: _drafts(client, "compte-rendu/fiche/", Fiche),
    "lire les inscriptions à un rendez-vous": read_registrations,
    "emporter la liste des inscrits à un rendez-vous": export_registrations,
    "annuler l’inscription de quelqu’un d’autre": cancel_registration,
    "accueillir à un rendez-vous de sa région": lambda world, client: _welcome(client, "32"),
    "accueillir à un rendez-vous d’une autre région": lambda world, client: _welcome(client, "75"),
}
