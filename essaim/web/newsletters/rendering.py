"""A letter as an e-mail: plain text, and HTML by mrml from MJML. Drawn once for all who see the same passages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import mrml
from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from essaim.web.newsletters.enums import Audience
from essaim.web.newsletters.models import Issue
from essaim.web.newsletters.passages import Passage

# What changes from one reader to the next is put in afterwards: the rest is drawn once. An address that exists nowhere.
UNSUBSCRIBE, CHOICES, ONLINE = ("https://lien.invalid/desabonnement", "https://lien.invalid/mes-choix",
                                "https://lien.invalid/en-ligne")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Links:
    """The addresses of one reader."""

    unsubscribe: str
    choices: str
    online: str


@dataclass(frozen=True, slots=True)
class Mail:
    """A letter ready for one reader, or for all of them before `for_reader`."""

    subject: str
    text: str
    html: str

    def for_reader(self, links: Links) -> Mail:
        """Put a reader's own addresses in."""
        text, html = self.text, self.html
        for mark, address in ((UNSUBSCRIBE, links.unsubscribe), (CHOICES, links.choices), (ONLINE, links.online)):
            text, html = text.replace(mark, address), html.replace(mark, address)
        return Mail(self.subject, text, html)


def links(issue: Issue, key: str) -> Links:
    """Return the addresses of the reader of a key. key: "" for a preview, whose links lead nowhere."""
    root = settings.ESSAIM_BASE_URL
    if not key:
        return Links("#", "#", root + public_address(issue))
    online = (
        public_address(issue)
        if issue.list.audience == Audience.PUBLIC
        else reverse("newsletters:read", args=[key, issue.slug])
    )
    return Links(
        root + reverse("newsletters:unsubscribe_from", args=[key, issue.list.slug, issue.pk]),
        root + reverse("newsletters:choices", args=[key]),
        root + online,
    )


def public_address(issue: Issue) -> str:
    """The address of the letter on the site, without the host."""
    return reverse("newsletters:issue", args=[issue.list.slug, issue.slug])


def draw(issue: Issue, passages: Sequence[Passage]) -> Mail:
    """Draw the e-mail of those who see these passages. Raises ValueError when mrml refuses the page (a fault of ours).

    Around 5 ms: done once for each set of passages, not for each reader.
    """
    context = {
        "issue": issue,
        "passages": passages,
        "site": settings.ESSAIM_BASE_URL,
        "unsubscribe": UNSUBSCRIBE,
        "choices": CHOICES,
        "online": ONLINE,
        "fictitious": issue.fictitious or any(one.fictitious for one in passages),
    }
    html = mrml.to_html(render_to_string("newsletters/mail/issue.mjml", context)).content
    # mrml knows no lang-neutral head: what it is not told, it does not write.
    html = html.replace("<head>", '<head><meta name="color-scheme" content="light dark">', 1)
    text = render_to_string("newsletters/mail/issue.txt", context)
    return Mail(issue.subject, text.strip() + "\n", html)
