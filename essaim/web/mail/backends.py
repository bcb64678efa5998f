"""What Django hands messages to: the outbox for everyone, a folder when there is no mail server."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from email.policy import SMTP
from pathlib import Path
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from essaim.web.mail.services import queue_mail

log = logging.getLogger("essaim.mail")


class OutboxBackend(BaseEmailBackend):
    """Puts into the outbox what the libraries write (the back office's notices), so that nothing leaves another way."""

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        for message in messages:
            html = next((body for body, kind in getattr(message, "alternatives", ()) if kind == "text/html"), "")
            for recipient in message.recipients():
                queue_mail(
                    to=recipient, subject=message.subject, text=message.body, html=html, purpose="gestion du site"
                )
        return len(messages)


class FolderBackend(BaseEmailBackend):
    """Writes each letter in a folder, and says where: what a site without a mail server does."""

    def __init__(self, *, folder: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, messages: Sequence[EmailMessage]) -> int:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for message in messages:
            stamp = timezone.now().strftime("%Y-%m-%dT%H%M%S%f")
            path = self.folder / f"{stamp}.eml"
            path.write_bytes(message.message(policy=SMTP).as_bytes())
            path.chmod(0o600)
            log.warning(
                "Pas de serveur de courriel (EMAIL_URL)\u00a0: « %s » pour %s est dans %s",
                message.subject,
                ", ".join(message.recipients()),
                path,
            )
        return len(messages)
