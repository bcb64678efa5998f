"""A letter on a real SMTP server of this machine: once to each, whatever happens on the way."""

from __future__ import annotations

import base64
import json
import re
import time
from datetime import timedelta

import pytest
from django.core.exceptions import SuspiciousOperation
from django.utils import timezone

from essaim.web.newsletters import issue_services, retention, sending, services
from essaim.web.newsletters.enums import Audience, Event, Handing, Reach, Stage, Standing
from essaim.web.newsletters.errors import LetterError
from essaim.web.newsletters.handing import Answer
from essaim.web.newsletters.models import Delivery, Issue, Proof
from essaim.web.newsletters.segments import Profile
from essaim.web.newsletters.tests.factories import NOW, ListFactory, letter, subscribed

pytestmark = pytest.mark.django_db


def go(issue: Issue, at=NOW) -> Issue:
    issue_services.schedule(issue_id=issue.pk, at=at, actor=None, now=NOW)
    return turn(issue, at)


def turn(issue: Issue, at=NOW) -> Issue:
    sending.turn(lambda: at)
    issue.refresh_from_db()
    return issue


def test_a_letter_reaches_each_once_with_what_concerns_them_and_one_gesture_leaves(postbox, client):
    list_ = ListFactory(sender_name="Le réseau", reply_to="lettres@reseau.example")
    north, west = subscribed(list_, region_code="32"), subscribed(list_, region_code="53")
    subscribed(list_, standing=Standing.PENDING)
    issue = go(letter(list_, preheader="Du pain, et le reste"))
    assert sorted(postbox.recipients) == sorted([north.email, west.email])
    assert (issue.stage, issue.recipients_count, issue.sent_count) == (Stage.SENT, 2, 2)
    to_north, to_west = postbox.message(north.email), postbox.message(west.email)
    assert to_north["From"] == "Le réseau <lettres@essaim.example>"
    assert to_north["Reply-To"] == "lettres@reseau.example"
    assert to_north["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert to_north["List-Id"].endswith(f"<{list_.slug}.localhost>")
    assert to_north["Message-ID"] != to_west["Message-ID"]
    for part in ("plain", "html"):
        words = to_north.get_body((part,)).get_content()
        assert "Seulement dans le Nord" in words
        assert "Seulement dans le Nord" not in to_west.get_body((part,)).get_content()
        assert "Du pain pour les écoles" in words
        assert north.key in words
        assert west.key not in words
        assert "lien.invalid" not in words
    path = re.fullmatch(r"<https?://[^/]+(/.+)>", to_north["List-Unsubscribe"]).group(1)
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert north.subscriptions.get().standing == Standing.LEFT
    issue.refresh_from_db()
    assert issue.left_count == 1
    turn(issue)
    assert len(postbox.received) == 2


def test_a_letter_waits_for_its_hour_and_can_be_given_up(postbox):
    list_ = ListFactory()
    subscribed(list_)
    issue = letter(list_)
    later = NOW + timedelta(hours=2)
    issue_services.schedule(issue_id=issue.pk, at=later, actor=None, now=NOW)
    assert turn(issue).stage == Stage.SCHEDULED
    issue_services.unschedule(issue_id=issue.pk, actor=None, now=NOW)
    assert turn(issue, later).stage == Stage.DRAFT
    assert go(issue, later).stage == Stage.SENT
    with pytest.raises(LetterError, match="ne change plus"):
        issue_services.write(issue=issue, actor=None, now=NOW)
    with pytest.raises(LetterError):
        issue_services.schedule(issue_id=issue.pk, at=later, actor=None, now=NOW)


def test_nothing_is_scheduled_for_nobody_nor_without_words(postbox):
    list_ = ListFactory()
    issue = letter(list_)
    with pytest.raises(LetterError, match="Personne"):
        go(issue)
    subscribed(list_, region_code="32")
    issue.segment = {"regions": ["53"]}
    issue.save()
    with pytest.raises(LetterError, match="Personne"):
        go(issue)
    issue_services.set_body(issue, [])
    issue.save()
    with pytest.raises(LetterError, match="vide"):
        go(issue)


def test_an_address_the_server_refuses_for_good_is_left_alone_and_one_it_puts_off_is_tried_again(postbox):
    list_ = ListFactory()
    gone, full, spam, good = (subscribed(list_) for _ in range(4))
    postbox.refusals = {gone.email: "550 5.1.1 no such user", full.email: "452 4.2.2 mailbox full",
                        spam.email: "550 5.7.1 blocked"}  # fmt: skip
    issue = go(letter(list_))
    assert postbox.recipients == [good.email]
    for one in (gone, full, spam):
        one.refresh_from_db()
    assert [one.reach for one in (gone, full, spam)] == [Reach.BOUNCED, Reach.GOOD, Reach.GOOD]
    assert Proof.objects.get(event=Event.BOUNCED).words.startswith("550 5.1.1")
    assert (issue.stage, issue.failed_count) == (Stage.SENDING, 2)
    postbox.refusals = {}
    assert turn(issue, NOW + timedelta(minutes=1)).stage == Stage.SENDING
    assert turn(issue, NOW + timedelta(minutes=6)).stage == Stage.SENT
    assert postbox.recipients == [good.email, full.email]
    assert issue.sent_count == 2


def test_a_mailbox_that_stays_full_is_given_up_in_the_end(postbox):
    list_ = ListFactory()
    full = subscribed(list_)
    postbox.refusals = {full.email: "452 4.2.2 mailbox full"}
    issue = go(letter(list_))
    at = NOW
    for wait in sending.BACK_OFF:
        at += wait
        turn(issue, at)
    full.refresh_from_db()
    assert (issue.stage, issue.failed_count, full.soft_bounces, full.reach) == (Stage.SENT, 1, 1, Reach.GOOD)


def test_a_server_that_is_down_or_refuses_everybody_loses_nobody(postbox):
    list_ = ListFactory()
    people = [subscribed(list_) for _ in range(3)]
    postbox.close()
    issue = go(letter(list_))
    assert issue.stage == Stage.SENDING
    assert "ne répond pas" in issue.last_error
    assert set(Delivery.objects.values_list("handing", flat=True)) == {Handing.WAITING}
    postbox.open()
    postbox.to_all = "421 too many connections"
    turn(issue, NOW + timedelta(seconds=30))
    assert not postbox.received
    postbox.to_all = ""
    assert turn(issue, NOW + timedelta(minutes=2)).stage == Stage.SENT
    assert sorted(postbox.recipients) == sorted(one.email for one in people)


def test_a_server_that_refuses_what_is_said_stops_the_sending(postbox, monkeypatch):
    list_ = ListFactory()
    people = [subscribed(list_) for _ in range(6)]
    monkeypatch.setattr(sending, "MOST_REFUSED_IN_A_ROW", 3)
    postbox.to_data = "554 5.7.1 message rejected"
    issue = go(letter(list_))
    assert issue.stage == Stage.PAUSED
    assert "554" in Issue.objects.get().last_error or "5.7.1" in Issue.objects.get().last_error
    for one in people:
        one.refresh_from_db()
        assert one.reach == Reach.GOOD
    assert Delivery.objects.filter(handing=Handing.WAITING).count() == 3
    postbox.to_data = ""
    sending.resume(issue_id=issue.pk, actor=None, now=NOW)
    assert turn(issue).stage == Stage.SENT
    assert len(postbox.received) == 3


def test_who_leaves_between_the_start_and_their_turn_receives_nothing(postbox):
    list_ = ListFactory()
    stays, leaves, forgotten = (subscribed(list_) for _ in range(3))
    issue = letter(list_)
    issue_services.schedule(issue_id=issue.pk, at=NOW, actor=None, now=NOW)
    sending.start_scheduled(now=NOW)
    services.unsubscribe(key=leaves.key, now=NOW)
    services.forget(subscriber=forgotten, now=NOW)
    assert turn(issue).stage == Stage.SENT
    assert postbox.recipients == [stays.email]
    assert (issue.sent_count, issue.skipped_count) == (1, 2)


def test_what_a_dead_sender_held_goes_again_and_what_it_was_handing_over_is_told(postbox):
    list_ = ListFactory()
    for _ in range(3):
        subscribed(list_)
    issue = letter(list_)
    issue_services.schedule(issue_id=issue.pk, at=NOW, actor=None, now=NOW)
    sending.start_scheduled(now=NOW)
    held = sending.claim(issue, NOW)
    assert sending.claim(issue, NOW) == []
    Delivery.objects.filter(pk=held[0].pk).update(handing=Handing.SENDING)
    assert turn(issue).stage == Stage.SENDING
    assert not postbox.received
    assert turn(issue, NOW + sending.LEASE).stage == Stage.SENT
    assert sorted(postbox.recipients) == sorted(one.email for one in held[1:])
    assert sending.handed(issue.pk)[Handing.UNCERTAIN] == 1
    assert sending.retry_uncertain(issue_id=issue.pk, actor=None, now=NOW) == 1
    assert turn(issue).stage == Stage.SENT
    assert held[0].email in postbox.recipients


def test_a_pause_holds_everything_until_it_is_taken_up(postbox):
    list_ = ListFactory()
    for _ in range(5):
        subscribed(list_)
    issue = letter(list_)
    postbox.on_message = lambda: time.sleep(0.05)
    issue_services.schedule(issue_id=issue.pk, at=NOW, actor=None, now=NOW)
    ticks = iter(range(10_000))

    def clock():
        # The team pauses while the second message is being prepared.
        if next(ticks) == 6:
            sending.pause(issue_id=issue.pk, actor=None, now=NOW)
        return NOW

    sending.turn(clock)
    before = len(postbox.received)
    assert 0 < before < 5
    assert turn(issue).stage == Stage.PAUSED
    sending.resume(issue_id=issue.pk, actor=None, now=NOW)
    assert turn(issue).stage == Stage.SENT
    assert len(postbox.received) == len(set(postbox.recipients)) == 5


def test_a_letter_of_the_members_is_read_online_by_who_received_it(postbox, client, served):
    list_ = ListFactory(audience=Audience.MEMBERS)
    reader = subscribed(list_)
    issue = go(letter(list_))
    words = postbox.message(reader.email).get_body(("plain",)).get_content()
    path = re.search(r"(/lettres/lire/\S+)", words).group(1)
    assert "Du pain pour les écoles" in client.get(path).content.decode()
    assert client.get(f"/lettres/{list_.slug}/{issue.slug}/").status_code == 404
    assert client.get(f"/lettres/{list_.slug}/").status_code == 404
    other = subscribed(ListFactory())
    assert client.get(path.replace(reader.key, other.key)).status_code == 404


def test_a_test_goes_to_one_address_and_unsubscribes_nobody(postbox, django_capture_on_commit_callbacks):
    issue = letter(ListFactory())
    with django_capture_on_commit_callbacks(execute=True):
        issue_services.send_test(issue=issue, to="moi@reseau.example", profile=Profile(region="53"), now=timezone.now())
    message = postbox.message("moi@reseau.example")
    assert message["Subject"] == "[Essai] Novembre"
    assert message["List-Unsubscribe"] is None
    assert "Nord" not in message.get_body(("plain",)).get_content()


def test_the_enhanced_code_says_whether_the_address_is_wrong():
    assert Answer(550, "5.1.1 unknown").is_no_such_address
    assert Answer(550, "mailbox unavailable").is_no_such_address
    assert not Answer(550, "5.7.1 spam").is_no_such_address
    assert not Answer(552, "5.2.2 full").is_no_such_address
    assert not Answer(452, "4.2.2 full").is_no_such_address
    assert not Answer(550, "5.1.1", is_about_the_message=True).is_no_such_address


@pytest.fixture
def provider(client, settings, monkeypatch):
    """provider(event): what Brevo posts about a message, with the secret it was given."""
    settings.ANYMAIL = {"WEBHOOK_SECRET": "brevo:un-secret-assez-long"}
    from anymail.webhooks.brevo import BrevoTrackingWebhookView
    from django.test import RequestFactory

    def posted(event: str, email: str, secret: str = "brevo:un-secret-assez-long") -> None:
        told = {"event": event, "email": email, "ts_epoch": 1764060000000, "message-id": "<x@brevo>", "reason": "why"}
        given = base64.b64encode(secret.encode()).decode()
        request = RequestFactory().post(
            "/courriel/brevo/tracking/", json.dumps(told), content_type="application/json",
            headers={"Authorization": f"Basic {given}"},
        )  # fmt: skip
        assert BrevoTrackingWebhookView.as_view()(request).status_code == 200

    return posted


def test_what_the_provider_tells_afterwards_is_counted_once(postbox, provider):
    list_ = ListFactory()
    gone, angry, tired, full = (subscribed(list_) for _ in range(4))
    issue = go(letter(list_))
    assert issue.sent_count == 4
    for _ in range(2):
        provider("hard_bounce", gone.email)
        provider("complaint", angry.email)
        provider("unsubscribe", tired.email)
    provider("soft_bounce", full.email)
    provider("hard_bounce", "inconnue@ville.example")
    issue.refresh_from_db()
    for one in (gone, angry, full):
        one.refresh_from_db()
    assert [one.reach for one in (gone, angry, full)] == [Reach.BOUNCED, Reach.COMPLAINED, Reach.GOOD]
    assert tired.subscriptions.get().standing == angry.subscriptions.get().standing == Standing.LEFT
    assert (issue.failed_count, issue.complained_count) == (2, 1)
    with pytest.raises(SuspiciousOperation):
        provider("complaint", full.email, secret="brevo:faux")


def test_who_received_what_is_forgotten_and_the_figures_stay(postbox):
    list_ = ListFactory()
    subscribed(list_)
    issue = go(letter(list_))
    (rule,) = retention.RULES
    assert rule.apply(NOW, NOW, False) == 0
    assert rule.apply(NOW + timedelta(days=1), NOW, True) == 1
    assert rule.apply(NOW + timedelta(days=1), NOW, False) == 1
    issue.refresh_from_db()
    assert (issue.sent_count, Delivery.objects.count()) == (1, 0)
