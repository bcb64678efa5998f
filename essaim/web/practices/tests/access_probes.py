"""How each action about experiences is tried. The sheet is the one of the body the action is about."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from essaim.web.accounts.tests.access_probes import World
from essaim.web.practices.enums import State
from essaim.web.practices.models import Sheet
from essaim.web.practices.tests.factories import draft, published


def _step(client: Client, sheet: Sheet, step: str, words: str = "") -> Sheet:
    client.post(f"/espace/experiences/{sheet.pk}/etape/", {"etape": step, "texte": words})
    sheet.refresh_from_db()
    return sheet


def _sent(sheet: Sheet, client: Client, title: str) -> bool:
    given = {"title": title, "licence": "lo-2.0", "opened": str(sheet.version)}
    for name in ("places", "organizations", "measures", "funders", "sources"):
        given |= {f"{name}-TOTAL_FORMS": "0", f"{name}-INITIAL_FORMS": "0"}
    client.post(f"/espace/experiences/{sheet.pk}/modifier/", given)
    sheet.refresh_from_db()
    return sheet.title == title


def read(world: World, client: Client) -> bool:
    return client.get(f"/espace/experiences/{draft(world.body).pk}/").status_code == 200


def write(world: World, client: Client) -> bool:
    return _sent(draft(world.body), client, "Écrit")


def attach(world: World, client: Client) -> bool:
    sheet = draft(world.body)
    file = SimpleUploadedFile("cahier.csv", b"lot;nombre\n1;2\n")
    sent = {"etape": "document", "document-file": file, "document-title": "Cahier"}
    client.post(f"/espace/experiences/{sheet.pk}/pieces/", sent)
    sheet.refresh_from_db()
    return len(sheet.read().documents) == 1


def write_proposed(world: World, client: Client) -> bool:
    sheet = draft(world.body)
    Sheet.objects.filter(pk=sheet.pk).update(state=State.PROPOSED)
    return _sent(sheet, client, "Écrit")


def comment(world: World, client: Client) -> bool:
    return _step(client, draft(world.body), "commenter", "Un mot").comments.exists()


def propose(world: World, client: Client) -> bool:
    return _step(client, draft(world.body), "proposer").state == State.PROPOSED


def publish(world: World, client: Client) -> bool:
    return _step(client, draft(world.body), "publier").state == State.PUBLISHED


def send_back(world: World, client: Client) -> bool:
    sheet = draft(world.body)
    Sheet.objects.filter(pk=sheet.pk).update(state=State.PROPOSED)
    return _step(client, sheet, "renvoyer", "À reprendre").state == State.RETURNED


def withdraw(world: World, client: Client) -> bool:
    return _step(client, published(world.body).sheet, "retirer", "À la demande").state == State.WITHDRAWN


def confirm(world: World, client: Client) -> bool:
    experience = published(world.body)
    before = experience.updated_at
    _step(client, experience.sheet, "confirmer")
    experience.refresh_from_db()
    return experience.updated_at != before


PROBES = {
    "lire un brouillon d’expérience de la collectivité": read,
    "écrire un brouillon d’expérience de la collectivité": write,
    "joindre un document à un brouillon d’expérience de la collectivité": attach,
    "écrire une expérience proposée par la collectivité": write_proposed,
    "commenter une expérience de la collectivité": comment,
    "proposer une expérience de la collectivité": propose,
    "confirmer une expérience de la collectivité": confirm,
    "publier une expérience": publish,
    "renvoyer une expérience à reprendre": send_back,
    "retirer une expérience du site": withdraw,
}
