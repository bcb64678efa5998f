"""Asking for a place, getting one, giving it back; what is written to whom, and what their calendar is told."""

from __future__ import annotations

import email
import email.policy
import re
from datetime import date, time, timedelta

import icalendar
import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from essaim.web.bodies.tests.factories import PublicBodyFactory
from essaim.web.events import registering, services
from essaim.web.events.errors import EventError, NotForYou
from essaim.web.events.models import Question, Registration
from essaim.web.events.registering import Given
from essaim.web.events.tests.factories import NOW, draft, published
from essaim.web.mail.models import Letter
from essaim.web.members.tests.factories import MemberFactory, MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
ON = NOW.date()


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


@pytest.fixture
def reader():
    return Client()


def ask(event, number, now=NOW, **more):
    values = {"first_name": "Camille", "last_name": f"N{number}", "email": f"p{number}@example.org", **more}
    return registering.register(event_id=event.pk, given=Given(**values), on=ON, now=now)


def states(event):
    return list(Registration.objects.filter(event=event).order_by("rank").values_list("state", flat=True))


def letters(to):
    return list(Letter.objects.filter(to=[to]).order_by("pk").prefetch_related("attachments"))


def entry(letter):
    """The VEVENT a letter joins, with the METHOD of its calendar."""
    attachment = letter.attachments.get()
    calendar = icalendar.Calendar.from_ical(bytes(attachment.content))
    return calendar.walk("VEVENT")[0], str(calendar["method"]), attachment.content_type


def test_the_form_registers_without_cookie_nor_script(reader):
    event = published(capacity=2, conditions="Venir à l’heure")
    Question.objects.create(event=event, label="Repas ?", kind="choix", choices="Oui\nNon", required=True)
    path = f"/agenda/{event.slug}/inscription/"
    page = reader.get(path).content.decode()
    assert "2 places sur 2" in page
    given = {"first_name": "Zoé", "last_name": "D", "email": "zoe@example.org", "function": "agent", "conditions": "on"}
    wrong = reader.post(path, given)
    assert wrong.status_code == 400
    assert 'value="Zoé"' in wrong.content.decode(), "what was typed is kept"
    assert not Registration.objects.exists()
    choice = re.search(r'name="(q\d+)"', page).group(1)
    done = reader.post(path, {**given, choice: "Oui"}, follow=True)
    assert "Votre place est confirmée" in done.content.decode()
    assert not done.client.cookies
    assert Registration.objects.get().answers == {"Repas ?": "Oui"}
    assert reader.post(path, {**given, "email": "autre@example.org", choice: "Oui"},
                       headers={"sec-fetch-site": "cross-site"}).status_code == 400  # fmt: skip
    reader.post(path, {**given, "email": "robot@example.org", choice: "Oui", "website": "x"})
    assert Registration.objects.count() == 1


def test_first_come_first_served_and_the_list_moves_up():
    event = published(capacity=2)
    people = [ask(event, number) for number in range(5)]
    assert states(event) == ["confirmee"] * 2 + ["attente"] * 3
    assert "au rang 2" in letters("p3@example.org")[0].text
    registering.leave(registration_id=people[0].pk, actor=None, now=NOW)
    assert states(event) == ["annulee", "confirmee", "confirmee", "attente", "attente"]
    assert "Une place s’est libérée" in letters("p2@example.org")[-1].subject
    again = ask(event, 0)
    assert (again.rank, again.state) == (6, "attente"), "whoever comes back is last"
    event.refresh_from_db()
    event.capacity = 4
    services.keep_event(event=event, actor=None, now=NOW)
    assert Registration.objects.filter(event=event, state="confirmee").count() == 4


def test_an_address_has_one_place():
    event = published(capacity=1)
    first = ask(event, 1)
    same = ask(event, 1, first_name="Autre")
    assert (same.pk, same.first_name) == (first.pk, "Camille"), "nobody rewrites what another typed"
    assert Registration.objects.count() == 1


def test_quotas_and_audiences():
    body = MembershipFactory(member=MemberFactory(body=PublicBodyFactory(name="Ville d’Exemple"))).member.body
    event = published(capacity=10, quota=1, audience="adherents")
    for number in range(2):
        ask(event, number, organization="ville d'exemple")
    assert states(event) == ["confirmee", "attente"]
    other = MembershipFactory(member=MemberFactory()).member.body
    assert ask(event, 3, organization=other.siren).state == "confirmee", "those behind pass"
    assert Registration.objects.get(email="p0@example.org").body == body
    with pytest.raises(NotForYou):
        ask(event, 4, organization="Ailleurs")
    with pytest.raises(NotForYou):
        ask(published(title="Pour les élues", audience="elus"), 5, function="agent")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"opens_at": NOW + timedelta(days=1)}, "pas encore ouvertes"),
        ({"closes_at": NOW - timedelta(days=1)}, "closes"),
        ({"starts_on": date(2026, 11, 2), "ends_on": date(2026, 11, 2)}, "closes"),
        ({"registering": "aucune"}, "ne s’inscrit pas ici"),
    ],
)
def test_closed_registrations_say_why(reader, values, sentence):
    event = published(**values)
    answer = reader.get(f"/agenda/{event.slug}/inscription/")
    assert answer.status_code == 409
    assert sentence in answer.content.decode()


def test_calendars_follow_the_place(reader):
    """REQUEST, then a higher SEQUENCE when the event moves, then CANCEL; and REQUEST again for whoever comes back."""
    event = published(
        mode="en_ligne", commune_code="", place_name="", video="lien", video_url="https://salle.example/a"
    )
    registration = ask(event, 1)
    invited, method, kind = entry(letters("p1@example.org")[0])
    assert (method, kind) == ("REQUEST", "text/calendar; method=REQUEST")
    assert str(invited["uid"]) == event.uid
    assert "p1@example.org" in invited["attendee"]
    assert invited["attendee"].params["PARTSTAT"] == "ACCEPTED"
    assert str(invited["conference"]).endswith("/salle/"), "the way in is theirs, never the room's own address"
    assert reader.get(str(invited["conference"]).partition("8000")[2])["Location"] == "https://salle.example/a"
    event.refresh_from_db()
    event.starts_time, event.ends_time = time(14), time(15)
    services.keep_event(event=event, actor=None, now=NOW)
    moved, method, _ = entry(letters("p1@example.org")[1])
    assert method == "REQUEST"
    assert moved["sequence"] > invited["sequence"]
    assert moved.decoded("dtstart").hour == 14
    registering.leave(registration_id=registration.pk, actor=None, now=NOW)
    gone, method, _ = entry(letters("p1@example.org")[2])
    assert (method, str(gone["status"])) == ("CANCEL", "CANCELLED")
    ask(event, 1)
    back, method, _ = entry(letters("p1@example.org")[3])
    assert method == "REQUEST"
    assert back["sequence"] > gone["sequence"] > moved["sequence"]
    services.cancel(event_id=event.pk, actor=None, reason="La salle est inondée.", now=NOW)
    last = letters("p1@example.org")[4]
    assert "La salle est inondée." in last.text
    assert entry(last)[1] == "CANCEL"


def test_a_letter_on_the_wire_is_a_calendar_invitation(django_capture_on_commit_callbacks):
    event = published()
    with django_capture_on_commit_callbacks(execute=True):
        ask(event, 1)
    sent = email.message_from_bytes(mail.outbox[-1].message().as_bytes(), policy=email.policy.default)
    part = next(part for part in sent.walk() if part.get_content_type() == "text/calendar")
    assert part["Content-Type"].params["method"] == "REQUEST"
    calendar = icalendar.Calendar.from_ical(part.get_content())
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Paris"]


def test_two_hundred_people_are_told_of_a_move_each_once(django_assert_max_num_queries):
    event = published()
    for number in range(200):
        ask(event, number)
    Letter.objects.all().delete()
    event.refresh_from_db()
    event.commune_code, event.place_name = "33063", "Rocher de Palmer"
    services.keep_event(event=event, actor=None, now=NOW)
    assert Letter.objects.count() == 200
    assert "Rocher de Palmer" in letters("p7@example.org")[0].text
    services.keep_event(event=event, actor=None, now=NOW)
    assert Letter.objects.count() == 200, "nothing moved, nothing is sent"
    event.summary = "Autre résumé"
    services.keep_event(event=event, actor=None, now=NOW)
    assert Letter.objects.count() == 200


def test_the_signed_link_alone_gives_a_place_back(reader):
    event = published(capacity=1)
    made = ask(event, 1)
    ask(event, 2)
    link = re.search(r"https?://\S+?(/agenda/inscriptions/\S+)", letters("p1@example.org")[0].text).group(1)
    page = reader.get(link)
    assert "no-store" in page["Cache-Control"]
    assert "noindex" in page.content.decode()
    assert Registration.objects.get(pk=made.pk).state == "confirmee", (
        "a mail filter that opens the link changes nothing"
    )
    assert reader.get(link.replace(f"{made.pk}:", f"{made.pk + 1}:")).status_code == 404
    assert reader.post(f"{link}annuler/", headers={"sec-fetch-site": "cross-site"}).status_code == 400
    done = reader.post(f"{link}annuler/", follow=True)
    assert "Votre inscription est annulée" in done.content.decode()
    assert states(event) == ["annulee", "confirmee"]
    assert not done.client.cookies
    reader.post(f"{link}annuler/")
    assert len(letters("p1@example.org")) == 2, "twice is once"


def test_who_came_does_not_leave():
    event = published()
    made = ask(event, 1)
    with pytest.raises(EventError, match="a commencé"):
        registering.leave(registration_id=made.pk, actor=None, now=event.begins_at)


def test_a_draft_takes_nobody():
    with pytest.raises(EventError):
        ask(draft(), 1)


def test_a_robot_does_not_fill_a_room(reader):
    event = published()
    given = {"first_name": "A", "last_name": "B", "function": "autre"}
    statuses = [
        reader.post(f"/agenda/{event.slug}/inscription/", {**given, "email": f"r{k}@example.org"}).status_code
        for k in range(62)
    ]
    assert statuses[:60] == [302] * 60
    assert statuses[60:] == [429] * 2
