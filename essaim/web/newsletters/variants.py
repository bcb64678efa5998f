"""What each recipient of a letter receives: drawn once for all who see the same passages."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from email.policy import SMTP
from email.utils import formataddr, parseaddr
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from essaim.web.newsletters import passages, rendering
from essaim.web.newsletters.enums import Reach, Standing
from essaim.web.newsletters.models import Delivery, Issue, Subscription
from essaim.web.newsletters.segments import Profile, profiles

# Lines of base64 or quoted-printable only: what any relay passes on unchanged, so that its signature (DKIM) holds.
WIRE_POLICY = SMTP.clone(cte_type="7bit")


class Variants:
    """The messages of one letter. Holds what was drawn, and what is known of the recipients of a batch."""

    def __init__(self, issue: Issue) -> None:
        self.issue = issue
        self.whole = passages.read(issue)
        self.drawn: dict[tuple[int, ...], rendering.Mail] = {}
        self.profiles: dict[int, Profile] = {}
        self.keys: dict[int, str] = {}
        self.limping: set[int] = set()
        host = urlsplit(settings.ESSAIM_BASE_URL).hostname or "localhost"
        self.list_id = f"{issue.list.name.replace('<', '')} <{issue.list.slug}.{host}>"
        name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
        self.sender = address
        self.from_header = formataddr((issue.list.sender_name or name, address))

    def look_up(self, batch: Sequence[Delivery]) -> None:
        """Read what is known now of the recipients of a batch, in four queries: who left since is left out."""
        ids = [one.subscriber_id for one in batch if one.subscriber_id is not None]
        active = Subscription.objects.filter(
            subscriber__in=ids, list=self.issue.list, standing=Standing.ACTIVE, subscriber__reach=Reach.GOOD
        )
        held = list(active.values_list("subscriber_id", "subscriber__key", "subscriber__soft_bounces"))
        self.keys = {key: secret for key, secret, _ in held}
        self.limping = {key for key, _, bounces in held if bounces}
        self.profiles = profiles(list(self.keys))

    def message(self, delivery: Delivery) -> EmailMultiAlternatives | None:
        """Return the message of one recipient; None for who left since, or whom nothing in it concerns."""
        key = self.keys.get(delivery.subscriber_id or 0)
        if key is None:
            return None
        mail = self._mail(self.profiles[delivery.subscriber_id])  # type: ignore[index]
        if mail is None:
            return None
        links = rendering.links(self.issue, key)
        own = mail.for_reader(links)
        headers = {
            # RFC 8058: one gesture in the reader's own programme.
            "List-Unsubscribe": f"<{links.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": self.list_id,
            "Message-ID": message_id(delivery),
            "Precedence": "bulk",
            "Auto-Submitted": "auto-generated",
        }
        reply_to = [self.issue.list.reply_to] if self.issue.list.reply_to else None
        message = EmailMultiAlternatives(
            subject=own.subject, body=own.text, from_email=self.from_header, to=[delivery.email], headers=headers,
            reply_to=reply_to,
        )  # fmt: skip
        message.attach_alternative(own.html, "text/html")
        return message

    def _mail(self, profile: Profile) -> rendering.Mail | None:
        seen = tuple(rank for rank, one in enumerate(self.whole) if profile.is_concerned(one.audience))
        if not seen:
            return None
        if seen not in self.drawn:
            shown = passages.with_headings([self.whole[rank] for rank in seen])
            self.drawn[seen] = rendering.draw(self.issue, shown)
        return self.drawn[seen]


def message_id(delivery: Delivery) -> str:
    """Return the identifier of a message: the same at each attempt, so that a mailbox shows it once."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    digest = hashlib.blake2b(f"{settings.SECRET_KEY}:{delivery.pk}".encode(), digest_size=9).hexdigest()
    return f"<lettre.{delivery.issue_id}.{delivery.pk}.{digest}@{domain}>"
