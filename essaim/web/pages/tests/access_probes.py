"""How each action about the site and its readers' messages is tried."""

from __future__ import annotations

from django.test import Client

from essaim.web.accounts.tests.access_probes import World, opens
from essaim.web.pages.models import Publisher


def say_publisher(world: World, client: Client) -> bool:
    given = {"name": "Structure d’exemple", "address": "", "director": "", "host": "", "contact": ""}
    address = client.get("/admin/settings/pages/publisher/").get("Location", "/admin/settings/pages/publisher/")
    client.post(address, given)
    return Publisher.objects.filter(name="Structure d’exemple").exists()


PROBES = {
    "lire les messages reçus du formulaire de contact": opens("/admin/messages/"),
    "dire qui publie le site": say_publisher,
}
