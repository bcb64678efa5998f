"""A real SMTP server on this machine."""

from __future__ import annotations

import socket
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from essaim.web.config import email_url


class Postbox:
    """What a server received. It answers as told: by address (`refusals`), to everything (`to_all`, `to_data`)."""

    def __init__(self) -> None:
        self.received: list[tuple[str, bytes]] = []
        self.refusals: dict[str, str] = {}
        self.to_all = self.to_data = ""
        self.on_message = lambda: None

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.to_all:
            return self.to_all
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refusals:
            return self.refusals[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.to_data:
            return self.to_data
        self.received.append((envelope.rcpt_tos[0], envelope.content))
        self.on_message()
        return "250 OK"

    def open(self) -> None:
        """Answer calls."""
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self.controller.start()

    def close(self) -> None:
        """Be down."""
        if self.controller.server is not None:
            self.controller.stop()

    @property
    def recipients(self) -> list[str]:
        return [to for to, _ in self.received]

    def message(self, to: str):
        (content,) = [content for address, content in self.received if address == to]
        return message_from_bytes(content, policy=policy.default)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def postbox(settings, tmp_path):
    """The server, and the site that sends to it."""
    box = Postbox()
    box.port = free_port()
    box.open()
    settings.MAILERS = email_url.mailers(f"smtp://127.0.0.1:{box.port}", tmp_path)
    settings.DEFAULT_FROM_EMAIL = "Essaim <lettres@essaim.example>"
    yield box
    box.close()
