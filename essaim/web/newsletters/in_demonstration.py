"""The letter of the demonstration network, made of what is on the platform: kept in the archive, sent to nobody."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from essaim.web.newsletters import blocks, issue_services
from essaim.web.newsletters.enums import Stage
from essaim.web.newsletters.models import Issue, MailingList
from essaim.web.ui.news import News, gather

# Made of what the others bring, so after them.
ASSEMBLED = True
SUBJECT = "Ce que les collectivités font avec l’ESS"
PROPOSE = "/espace/experiences/nouvelle/"
MOST_OF_A_KIND = 4
PERIOD = timedelta(days=60)


@transaction.atomic
def make(*, now: datetime) -> int:
    """Make the letter when there is none, of any kind, and a list to keep it in; return how many were made."""
    list_ = MailingList.objects.filter(slug="lettre-mensuelle").first()
    if list_ is None or Issue.objects.exists():
        return 0
    _letter(list_, now)
    return 1


def forget() -> None:
    """Take it away."""
    Issue.objects.filter(fictitious=True).delete()


def _letter(list_: MailingList, now: datetime) -> None:
    """A letter of the last weeks, kept in the archive: sent to nobody."""
    today = timezone.localdate(now)
    since, until = today - PERIOD, today + timedelta(days=1)
    issue = Issue(
        list=list_,
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
