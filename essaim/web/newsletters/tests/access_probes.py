"""How each action about letters is tried."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from essaim.web.accounts.tests.access_probes import World
from essaim.web.newsletters.enums import Stage
from essaim.web.newsletters.models import Issue, MailingList, Subscriber
from essaim.web.newsletters.tests.factories import NOW, ListFactory, letter, subscribed


def ask(world: World, client: Client) -> bool:
    list_ = ListFactory()
    client.post(reverse("newsletters:subscribe"), {"email": "lectrice@ville.example", "lists": [list_.pk]})
    return Subscriber.objects.filter(email="lectrice@ville.example").exists()


def read(world: World, client: Client) -> bool:
    issue = letter(ListFactory())
    Issue.objects.update(stage=Stage.SENT, sent_at=NOW)
    return client.get(reverse("newsletters:issue", args=[issue.list.slug, issue.slug])).status_code == 200


def begin(world: World, client: Client) -> bool:
    given = {"list": ListFactory().pk, "subject": "Essai", "since": "2026-11-01", "until": "2026-12-01"}
    client.post(reverse("letter_issues:begin"), given)
    return Issue.objects.filter(subject="Essai").exists()


def preview(world: World, client: Client) -> bool:
    return client.get(reverse("letter_issues:preview", args=[letter(ListFactory()).pk])).status_code == 200


def send(world: World, client: Client) -> bool:
    list_ = ListFactory()
    subscribed(list_)
    issue = letter(list_)
    client.post(reverse("letter_issues:step", args=[issue.pk]), {"etape": "programmer"})
    issue.refresh_from_db()
    return issue.stage == Stage.SCHEDULED


def make_list(world: World, client: Client) -> bool:
    given = {"name": "Nouvelle", "slug": "nouvelle", "purpose": "Informer.", "audience": "public", "position": "1"}
    client.post(reverse("letter_lists:add"), given)
    return MailingList.objects.filter(slug="nouvelle").exists()


def see_addresses(world: World, client: Client) -> bool:
    subscribed(ListFactory(), email="lectrice@ville.example")
    return "lectrice@ville.example" in client.get(reverse("letter_subscribers:index")).content.decode()


def bring(world: World, client: Client) -> bool:
    return client.get(reverse("letter_imports:bring")).status_code == 200


def forget(world: World, client: Client) -> bool:
    subscriber = subscribed(ListFactory())
    client.post(reverse("letter_subscribers:delete", args=[subscriber.pk]))
    return not Subscriber.objects.exists()


PROBES = {
    "demander à recevoir une lettre": ask,
    "lire une lettre envoyée": read,
    "commencer une lettre": begin,
    "voir l’aperçu d’une lettre": preview,
    "envoyer une lettre": send,
    "créer une liste de lettres": make_list,
    "voir les adresses des lettres": see_addresses,
    "importer des adresses": bring,
    "effacer une personne inscrite": forget,
}
