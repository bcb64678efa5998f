"""Handing messages to the mail server, step by step: what was answered to each, and when nobody can know."""

from __future__ import annotations

import re
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from django.core.mail import EmailMessage, mailers
from django.core.mail.backends.smtp import EmailBackend

# A server commonly closes after a hundred messages: it is left before.
MOST_ON_ONE_CONNECTION = 90
_ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# RFC 5321: no such mailbox, not local, name not allowed.
NO_SUCH_ADDRESS = (550, 551, 553)


class ServerDown(Exception):
    """The server cannot be reached, or wants nothing from us for now. Nothing was handed over."""


class Lost(Exception):
    """The connection broke while a message was being handed over: nobody knows whether it was taken."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server answered about one recipient. code: RFC 5321; words: as it wrote them.

    is_about_the_message: refused for what it says, not for whom it is.
    """

    code: int
    words: str
    is_about_the_message: bool = False

    @property
    def is_accepted(self) -> bool:
        """True when the server took the message, whatever becomes of it."""
        return 200 <= self.code < 300

    @property
    def is_for_now(self) -> bool:
        """True when the same may be accepted later (4xx)."""
        return 400 <= self.code < 500

    @property
    def is_no_such_address(self) -> bool:
        """True when the address will never be reached. A full mailbox or a refused content says nothing of it.

        The enhanced code (RFC 3463) decides when there is one: 5.1.x is about the address.
        """
        if not 500 <= self.code < 600 or self.is_about_the_message:
            return False
        if (enhanced := _ENHANCED.search(self.words)) is not None:
            return enhanced.group(2) == "1"
        return self.code in NO_SUCH_ADDRESS


class Wire:
    """The mailer `wire`, open. With a server, each step is told apart; another backend (a folder) takes all at once."""

    def __init__(self) -> None:
        self.backend: Any = mailers["wire"]
        self.is_smtp = isinstance(self.backend, EmailBackend)
        self.handed = 0

    def __enter__(self) -> Wire:
        self._open()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._close()

    def address(self, sender: str, recipient: str) -> Answer | None:
        """Open an envelope for one recipient; None when the server takes it. Raises ServerDown."""
        if not self.is_smtp:
            return None
        if self.handed >= MOST_ON_ONE_CONNECTION:
            self._close()
            self._open()
        smtp = self.backend.connection
        try:
            code, words = smtp.mail(sender)
            if code != 250:
                raise ServerDown(f"{code} {_text(words)}")
            code, words = smtp.rcpt(recipient)
            if code == 421:
                raise ServerDown(f"{code} {_text(words)}")
            if code in (250, 251):
                return None
            smtp.rset()
        except (smtplib.SMTPException, OSError) as error:
            raise ServerDown(str(error)) from error
        return Answer(code, _text(words))

    def hand(self, message: EmailMessage, content: bytes) -> Answer:
        """Hand a message over in the envelope that is open. Raises Lost when its fate cannot be known."""
        self.handed += 1
        if not self.is_smtp:
            self.backend.send_messages([message])
            return Answer(250, "écrite dans un dossier")
        smtp = self.backend.connection
        try:
            code, words = smtp.data(content)
            if code != 250:
                smtp.rset()
        except smtplib.SMTPDataError as error:
            with suppress(smtplib.SMTPException, OSError):
                smtp.rset()
            return Answer(error.smtp_code, _text(error.smtp_error), is_about_the_message=True)
        except (smtplib.SMTPException, OSError) as error:
            raise Lost(str(error)) from error
        return Answer(code, _text(words), is_about_the_message=code != 250)

    def drop(self) -> None:
        """Give up the envelope that is open."""
        if self.is_smtp:
            try:
                self.backend.connection.rset()
            except (smtplib.SMTPException, OSError) as error:
                raise ServerDown(str(error)) from error

    def _open(self) -> None:
        self.handed = 0
        if self.is_smtp:
            try:
                self.backend.open()
                self.backend.connection.ehlo_or_helo_if_needed()
            except (smtplib.SMTPException, OSError) as error:
                raise ServerDown(str(error)) from error

    def _close(self) -> None:
        # The server may have left first: there is nothing to lose any more.
        with suppress(smtplib.SMTPException, OSError):
            self.backend.close()


def _text(words: Any) -> str:
    return words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
