"""Letters on a real SMTP server of this machine: sent once, put off when it is down, given up when it says so."""

from __future__ import annotations

import socket
from datetime import UTC, datetime, timedelta

import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives

from essaim.web.config import email_url
from essaim.web.mail import services
from essaim.web.mail.errors import MailError
from essaim.web.mail.models import Attachment, Letter, State

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
LETTER = {"to": "elue@ville.example", "subject": "Votre appel", "text": "Bonjour.", "purpose": "essai", "now": NOW}
pytestmark = pytest.mark.django_db


class Box:
    """What the server received; it refuses nulle-part.example for good, and puts off the others if told."""

    def __init__(self) -> None:
        self.messages = []
        self.busy = False

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.endswith("@nulle-part.example"):
            return "550 5.1.1 no such user"
        if self.busy:
            return "451 4.3.0 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        from email import message_from_bytes, policy

        self.messages.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 OK"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def server(settings, tmp_path):
    box = Box()
    port = free_port()
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MAILERS = email_url.mailers(f"smtp://127.0.0.1:{port}", tmp_path)
    box.controller = controller
    yield box
    if controller.server is not None:
        controller.stop()


def test_a_letter_leaves_once_its_transaction_is_committed(server, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        letter = services.queue_mail(
            **LETTER | {"subject": "Votre\n appel", "to": ["elue@ville.example", "dga@ville.example"]},
            html="<p>Bonjour.</p>",
            attachments=[("reçu.pdf", b"%PDF-1.7 x", "application/pdf")],
            headers={"List-Unsubscribe": "<https://essaim.example.org/x>"},
        )
    assert server.messages == []
    callbacks[0]()
    letter.refresh_from_db()
    assert letter.state == State.SENT
    ((recipients, message),) = server.messages
    assert recipients == ["elue@ville.example", "dga@ville.example"]
    assert message["Subject"] == "Votre appel"
    assert message["List-Unsubscribe"] == "<https://essaim.example.org/x>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message.get_body(("html",)).get_content().strip() == "<p>Bonjour.</p>"
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("reçu.pdf", b"%PDF-1.7 x")


def test_the_same_key_sends_one_letter(server, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        first = services.queue_mail(**LETTER, key="appel-2026-12")
        assert services.queue_mail(**LETTER, key="appel-2026-12") == first
    assert len(server.messages) == 1


def test_a_server_that_is_down_is_tried_again_until_it_is_back(server, settings, tmp_path):
    port = server.controller.port
    server.controller.stop()
    server.controller.server = None
    letter = services.queue_mail(**LETTER)
    moment = NOW
    for attempt, wait in enumerate((1, 5, 15), start=1):
        assert services.send_due(now=moment) == 0
        letter.refresh_from_db()
        assert (letter.state, letter.attempts) == (State.WAITING, attempt)
        assert letter.next_attempt_at == moment + timedelta(minutes=wait)
        assert "Connection refused" in letter.last_error
        assert services.send_due(now=letter.next_attempt_at - timedelta(seconds=1)) == 0
        moment = letter.next_attempt_at
    back = Controller(server, hostname="127.0.0.1", port=port)
    back.start()
    try:
        assert services.send_due(now=moment) == 1
    finally:
        back.stop()
    letter.refresh_from_db()
    assert (letter.state, letter.last_error, len(server.messages)) == (State.SENT, "", 1)


def test_it_is_given_up_after_four_days(settings):
    settings.MAILERS = email_url.mailers(f"smtp://127.0.0.1:{free_port()}", "")
    letter = services.queue_mail(**LETTER)
    moment = NOW
    while letter.state == State.WAITING:
        services.send_due(now=moment)
        letter.refresh_from_db()
        moment = letter.next_attempt_at or moment
    assert letter.state == State.FAILED
    assert timedelta(days=2) < moment - NOW < timedelta(days=5)


def test_an_unknown_address_is_given_up_at_once_and_a_busy_server_is_not(server):
    unknown = services.queue_mail(**LETTER | {"to": "personne@nulle-part.example"})
    server.busy = True
    busy = services.queue_mail(**LETTER)
    services.send_due(now=NOW)
    unknown.refresh_from_db()
    busy.refresh_from_db()
    assert (unknown.state, busy.state) == (State.FAILED, State.WAITING)
    assert "550" in unknown.last_error


def test_two_processes_never_send_the_same_letter(server):
    letter = services.queue_mail(**LETTER)
    Letter.objects.filter(pk=letter.pk).update(state=State.SENDING, next_attempt_at=NOW + services.ABANDONED)
    assert services.send_due(now=NOW) == 0
    assert services.send(pk=letter.pk, now=NOW) is False
    assert services.send_due(now=NOW + services.ABANDONED) == 1
    assert len(server.messages) == 1


def test_a_confidential_letter_is_emptied_once_sent_and_never_shown(server, team_client):
    letter = services.queue_mail(**LETTER | {"text": "Votre code : 123456"}, confidential=True)
    page = f"/admin/courriels/inspect/{letter.pk}/"
    assert "123456" not in team_client.get(page).content.decode()
    services.send_due(now=NOW)
    letter.refresh_from_db()
    assert letter.text == ""
    assert "123456" in server.messages[0][1].get_content()


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": []},
        {"to": "pas une adresse"},
        {"to": "a@b.example\nBcc: x@y.example"},
        {"subject": " "},
        {"text": ""},
        {"headers": {"X": "a\r\nBcc: x@y.example"}},
        {"attachments": [("gros.bin", b"0" * 9_000_000, "application/octet-stream")]},
    ],
)
def test_an_impossible_letter_is_refused(wrong):
    with pytest.raises(MailError):
        services.queue_mail(**LETTER | wrong)
    assert not Letter.objects.exists()
    assert not Attachment.objects.exists()


def test_what_libraries_write_goes_through_the_outbox(settings, tmp_path):
    settings.MAILERS = email_url.mailers("", tmp_path / "mail")
    message = EmailMultiAlternatives("Page à relire", "Bonjour", "x@y.example", ["a@b.example", "c@d.example"])
    message.attach_alternative("<p>Bonjour</p>", "text/html")
    message.send()
    letters = list(Letter.objects.order_by("pk"))
    assert [letter.to for letter in letters] == [["a@b.example"], ["c@d.example"]]
    assert letters[0].html == "<p>Bonjour</p>"


def test_without_a_server_letters_land_in_a_folder(settings, tmp_path, caplog):
    settings.MAILERS = email_url.mailers("", tmp_path / "mail")
    letter = services.queue_mail(**LETTER | {"text": "Élu·e\u00a0: oui"})
    services.send(pk=letter.pk, now=NOW)
    (path,) = (tmp_path / "mail").glob("*.eml")
    assert path.stat().st_mode & 0o077 == 0
    assert str(path) in caplog.text
    from email import message_from_bytes, policy

    message = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert message.get_content().strip() == "Élu·e\u00a0: oui"


def test_the_team_sends_again_or_gives_up(team_client, sign_in):
    letter = services.queue_mail(**LETTER)
    Letter.objects.filter(pk=letter.pk).update(state=State.FAILED, last_error="550 inconnu")
    page = team_client.get(f"/admin/courriels/inspect/{letter.pk}/").content.decode()
    assert "550 inconnu" in page
    assert "Renvoyer" in page
    again = f"/admin/courriels/{letter.pk}/renvoyer/"
    assert "Renvoyer ce courriel" in team_client.get(again).content.decode()
    team_client.post(again)
    letter.refresh_from_db()
    assert (letter.state, letter.attempts) == (State.WAITING, 0)
    team_client.post(f"/admin/courriels/{letter.pk}/abandonner/")
    letter.refresh_from_db()
    assert letter.state == State.CANCELLED
    assert "Votre appel" in team_client.get("/admin/courriels/?state=annule").content.decode()
    assert "Votre appel" not in team_client.get("/admin/courriels/?state=attente").content.decode()


def test_several_letters_leave_again_and_what_left_is_told(team_client):
    letters = [services.queue_mail(**LETTER) for _ in range(3)]
    Letter.objects.filter(pk__in=[one.pk for one in letters[:2]]).update(state=State.FAILED)
    Letter.objects.filter(pk=letters[2].pk).update(state=State.SENT)
    action = "/admin/bulk/mail/letter/{}/?next=/admin/courriels/" + "".join(f"&id={one.pk}" for one in letters)
    assert "repartent" in team_client.get(action.format("send_again")).content.decode()
    page = team_client.post(action.format("send_again"), follow=True).content.decode()
    assert "2 courriel(s) dans la file." in page
    assert "déjà parti" in page
    team_client.post(action.format("cancel"))
    assert sorted(Letter.objects.values_list("state", flat=True)) == [State.CANCELLED, State.CANCELLED, State.SENT]


def test_old_letters_are_forgotten_but_not_those_to_send():
    sent, waiting = services.queue_mail(**LETTER), services.queue_mail(**LETTER)
    Letter.objects.filter(pk=sent.pk).update(state=State.SENT)
    assert services.forget(before=NOW + timedelta(days=1)) == 1
    assert list(Letter.objects.all()) == [waiting]


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("smtp://localhost", {"host": "localhost", "port": 25, "use_tls": False, "use_ssl": False}),
        ("smtp+starttls://a:p%40@h", {"port": 587, "use_tls": True, "username": "a", "password": "p@"}),
        ("smtps://h:2465", {"port": 2465, "use_ssl": True}),
    ],
)
def test_email_urls(url, options):
    wire = email_url.mailers(url, "")["wire"]
    assert wire["OPTIONS"] | options == wire["OPTIONS"]


@pytest.mark.parametrize("url", ["smtp://", "http://h", "smtp://a:secret@h:port", "smtp://h/x", "smtp://a@h", "h"])
def test_a_mistyped_email_url_stops_the_start(url):
    with pytest.raises(ImproperlyConfigured) as error:
        email_url.mailers(url, "")
    assert "secret" not in str(error.value)
