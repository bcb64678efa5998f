"""The lists a network begins with, and one letter of demonstration made of what is really on the platform."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from essaim.web.newsletters import blocks, issue_services
from essaim.web.newsletters.enums import Audience, Stage
from essaim.web.newsletters.models import Issue, MailingList
from essaim.web.newsletters.services import save_list
from essaim.web.ui.news import News, gather

# The letter is made of what the other apps bring: they load first.
ASSEMBLED = True
LISTS = (
    {
        "slug": "lettre-mensuelle",
        "name": "La lettre du réseau",
        "purpose": "Informer chaque mois de ce que font les collectivités avec l’économie sociale et solidaire, de ce "
        "qui change dans le droit et des rendez-vous.",
        "frequency": "une fois par mois",
        "audience": Audience.PUBLIC,
        "position": 1,
    },
    {
        "slug": "lettre-des-adherents",
        "name": "La lettre des adhérents",
        "purpose": "Informer les personnes des collectivités adhérentes de la vie du réseau.",
        "frequency": "une fois par trimestre",
        "audience": Audience.MEMBERS,
        "position": 2,
    },
)
SUBJECT = "Ce que les collectivités font avec l’ESS"
PROPOSE = "/espace/experiences/nouvelle/"
MOST_OF_A_KIND = 4
PERIOD = timedelta(days=60)


@transaction.atomic
def load(*, now: datetime) -> int:
    """Make the lists and the letter of demonstration when there are none of them; return how many things were made."""
    known = set(MailingList.objects.values_list("slug", flat=True))
    missing = [one for one in LISTS if one["slug"] not in known]
    for one in missing:
        save_list(list_=MailingList(**one), actor=None, now=now)
    if Issue.objects.exists():
        return len(missing)
    _demonstration(now)
    return len(missing) + 1


def _demonstration(now: datetime) -> Issue:
    """A letter of the last weeks, kept in the archive: sent to nobody."""
    today = timezone.localdate(now)
    since, until = today - PERIOD, today + timedelta(days=1)
    issue = Issue(
        list=MailingList.objects.get(slug="lettre-mensuelle"),
        subject=SUBJECT,
        preheader="Des expériences vérifiées, le droit qui change, les rendez-vous du réseau",
        since=since,
        until=until,
        fictitious=True,
    )
    welcome = (
        "<p>Cette lettre montre ce que la plateforme sait assembler\u00a0: les expériences publiées, ce qui change "
        "dans le droit, les rendez-vous, les collectivités qui rejoignent le réseau. Chaque nouvelle renvoie à sa "
        "page, avec ses sources et sa date.</p><p>Elle n’a été envoyée à personne.</p>"
    )
    closing = "<p>Votre collectivité l’a fait aussi\u00a0? Proposez-le\u00a0: l’équipe du réseau vous relit.</p>"
    issue_services.set_body(
        issue,
        [
            blocks.text(heading="Bienvenue", html=welcome),
            *(_item(one) for one in _some(gather(since, until))),
            blocks.text(heading="À vous", html=closing, button="Proposer une expérience", url=PROPOSE),
        ],
    )
    issue_services.write(issue=issue, actor=None, now=now)
    Issue.objects.filter(pk=issue.pk).update(stage=Stage.SENT, sent_at=now)
    return issue


def _some(news: list[News]) -> list[News]:
    counted: dict[str, int] = {}
    kept = []
    for one in news:
        counted[one.kind] = counted.get(one.kind, 0) + 1
        if counted[one.kind] <= MOST_OF_A_KIND:
            kept.append(one)
    return kept


def _item(one: News) -> dict[str, object]:
    return blocks.item(
        kind=one.kind, title=one.title, summary=one.summary, url=one.url, on=one.on, fictitious=one.fictitious
    )
