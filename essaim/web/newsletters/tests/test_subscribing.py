"""Saying yes twice, leaving in one gesture, being forgotten; files that bring nobody back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from essaim.web.accounts.enums import Role
from essaim.web.accounts.tests.factories import FunctionFactory, person
from essaim.web.bodies.enums import Kind
from essaim.web.mail.models import Letter
from essaim.web.members.tests.factories import member
from essaim.web.newsletters import enrolment, import_services, personal_data, services
from essaim.web.newsletters.enums import Audience, Basis, Event, Reach, Standing
from essaim.web.newsletters.errors import LetterError
from essaim.web.newsletters.models import Proof, RefusedRow, Subscriber, Subscription
from essaim.web.newsletters.segments import Profile, Segment, counts, recipients
from essaim.web.newsletters.tests.factories import NOW, ListFactory, subscribed
from essaim.web.observatory.errors import TooManyRequests

ORIGIN = "Feuille d’émargement de la journée du 12 mars, case cochée."
pytestmark = pytest.mark.django_db


def standing(subscriber: Subscriber) -> str:
    return subscriber.subscriptions.get().standing


def asked(list_, email="maire@ville.example", **more):
    return services.ask(email=email, lists=[list_], profile=Profile(region="32", level="commune"), now=NOW, **more)


def test_nothing_is_received_before_the_address_itself_says_yes(client, served):
    list_ = ListFactory()
    response = client.post("/lettres/s-abonner/", {"email": "Maire@Ville.example", "lists": [list_.pk], "region": "32"})
    assert response.status_code == 200
    assert not response.cookies
    subscriber = Subscriber.objects.get()
    assert (subscriber.email, subscriber.region_code, standing(subscriber)) == (
        "maire@ville.example",
        "32",
        Standing.PENDING,
    )
    assert not recipients(list_, Segment())
    letter = Letter.objects.get(purpose="inscription à une lettre")
    address = reverse("newsletters:confirm", args=[subscriber.key])
    assert letter.to == ["maire@ville.example"]
    # A programme that opens the link confirms nothing.
    assert client.get(address).status_code == 200
    assert standing(subscriber) == Standing.PENDING
    assert client.post(address).status_code == 200
    assert standing(subscriber) == Standing.ACTIVE
    assert list(recipients(list_, Segment())) == [subscriber]
    assert [one.event for one in Proof.objects.order_by("pk")] == [Event.ASKED, Event.CONFIRMED]
    assert list_.purpose in Proof.objects.get(event=Event.ASKED).words


def test_a_form_from_another_site_or_without_a_list_asks_for_nothing(client, served):
    list_ = ListFactory()
    given = {"email": "maire@ville.example", "lists": [list_.pk]}
    assert client.post("/lettres/s-abonner/", given, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    assert client.post("/lettres/s-abonner/", given | {"lists": []}).status_code == 400
    assert client.post("/lettres/s-abonner/", given | {"email": "maire@"}).status_code == 400
    assert client.post("/lettres/s-abonner/", given | {"website": "x"}).status_code == 200
    assert not Subscriber.objects.exists()


def test_a_list_of_the_members_is_not_open_to_everybody():
    with pytest.raises(LetterError):
        asked(ListFactory(audience=Audience.MEMBERS))


def test_asking_again_within_the_hour_writes_one_letter_and_too_much_is_refused():
    list_ = ListFactory()
    for _ in range(3):
        asked(list_)
    assert Letter.objects.count() == 1
    for _ in range(services.MOST_ASKED_PER_HOUR):
        asked(list_, sender_hash="abc")
    with pytest.raises(TooManyRequests):
        asked(list_, sender_hash="abc")


def test_a_stranger_changes_nothing_of_somebody_who_confirmed():
    list_ = ListFactory()
    subscriber = asked(list_)
    services.confirm(key=subscriber.key, now=NOW)
    services.ask(email=subscriber.email, lists=[list_], profile=Profile(region="11"), now=NOW + timedelta(hours=2))
    subscriber.refresh_from_db()
    assert (subscriber.region_code, standing(subscriber)) == ("32", Standing.ACTIVE)


def test_a_request_of_last_week_confirms_nothing_and_is_deleted():
    subscriber = asked(ListFactory())
    later = NOW + timedelta(days=8)
    with pytest.raises(LetterError):
        services.confirm(key=subscriber.key, now=later)
    assert services.drop_unconfirmed(now=later) == 1
    assert not Subscriber.objects.exists()


def test_one_gesture_unsubscribes_without_cookie_nor_sign_in(client):
    list_, other = ListFactory(), ListFactory()
    subscriber = subscribed(list_)
    Subscription.objects.create(
        subscriber=subscriber, list=other, standing=Standing.ACTIVE, asked_at=NOW, changed_at=NOW
    )
    address = reverse("newsletters:unsubscribe", args=[subscriber.key, list_.slug])
    assert client.get(address).status_code == 200
    assert subscriber.subscriptions.get(list=list_).standing == Standing.ACTIVE
    strict = Client(enforce_csrf_checks=True)
    response = strict.post(address, {"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert (response.status_code, dict(response.cookies)) == (200, {})
    assert subscriber.subscriptions.get(list=list_).standing == Standing.LEFT
    assert subscriber.subscriptions.get(list=other).standing == Standing.ACTIVE
    assert strict.post(address).status_code == 200
    assert Proof.objects.filter(event=Event.LEFT).count() == 1
    assert client.post(reverse("newsletters:unsubscribe", args=["personne", list_.slug])).status_code == 404


def test_choices_are_changed_by_whoever_holds_the_key(client, served):
    list_, other = ListFactory(), ListFactory()
    subscriber = subscribed(list_)
    address = reverse("newsletters:choices", args=[subscriber.key])
    assert client.get(address).status_code == 200
    client.post(address, {"lists": [other.pk], "level": "epci", "themes": ["reemploi"], "post": "elu"})
    subscriber.refresh_from_db()
    held = {one.list_id: one.standing for one in subscriber.subscriptions.all()}
    assert held == {list_.pk: Standing.LEFT, other.pk: Standing.ACTIVE}
    assert (subscriber.level, subscriber.post) == ("epci", "elu")
    assert [one.theme for one in subscriber.themes.all()] == ["reemploi"]


def test_being_forgotten_deletes_the_address_and_no_file_brings_it_back(client):
    list_ = ListFactory()
    subscriber = subscribed(list_, email="elue@ville.example")
    client.post(reverse("newsletters:forget", args=[subscriber.key]))
    assert not Subscriber.objects.exists()
    assert Proof.objects.get(event=Event.FORGOTTEN).email_hash == services.email_hash("ELUE@ville.example")
    made = import_services.bring(
        list_=list_, content=b"elue@ville.example\n", file_name="a.csv", basis=Basis.LEGITIMATE, origin=ORIGIN,
        actor=None, now=NOW,
    )  # fmt: skip
    assert (made.added, made.refused) == (0, 1)
    assert not Subscriber.objects.exists()


def test_a_file_is_taken_line_by_line_with_the_reason_of_each_refusal():
    list_ = ListFactory()
    left = subscribed(list_, standing=Standing.LEFT)
    bad = subscribed(list_, reach=Reach.BOUNCED)
    held = subscribed(list_)
    lines = ["Courriel;Région;Échelon", "a@ville.example;32;commune", "A@ville.example;;", "pas une adresse;;",
             f"{left.email};;", f"{bad.email};;", f"{held.email};;"]  # fmt: skip
    made = import_services.bring(
        list_=list_, content="\n".join(lines).encode(), file_name="liste.csv", basis=Basis.CONSENT, origin=ORIGIN,
        actor=None, now=NOW,
    )  # fmt: skip
    assert (made.added, made.already, made.refused) == (1, 1, 4)
    assert [row.number for row in RefusedRow.objects.all()] == [3, 4, 5, 6]
    new = Subscriber.objects.get(email="a@ville.example")
    assert (new.region_code, new.level) == ("32", "commune")
    assert ORIGIN in Proof.objects.get(subscriber=new).words
    with pytest.raises(LetterError, match="RGPD"):
        import_services.bring(list_=list_, content=b"b@ville.example", file_name="b.csv", basis=Basis.CONSENT,
                              origin="?", actor=None, now=NOW)  # fmt: skip
    with pytest.raises(LetterError):
        import_services.bring(list_=list_, content=b"%PDF-1.7", file_name="b.csv", basis=Basis.CONSENT,
                              origin=ORIGIN, actor=None, now=NOW)  # fmt: skip


def test_the_list_of_the_members_follows_roles_until_somebody_leaves(served):
    list_ = ListFactory(audience=Audience.MEMBERS, function_kinds=["elu_referent"])
    lille = member(Kind.COMMUNE, "215903501", "commune:59350", "Lille")
    elected, officer = (person(Role.CONTRIBUTOR, body=lille.body) for _ in range(2))
    person(Role.CONTRIBUTOR)
    FunctionFactory(user=elected, body=lille.body)
    assert enrolment.follow_members(list_=list_, now=NOW) == (1, 0)
    subscriber = Subscriber.objects.get()
    assert (subscriber.user, subscriber.region_code, subscriber.level, subscriber.post) == (
        elected,
        "32",
        "commune",
        "elu",
    )
    assert officer.email != subscriber.email
    assert enrolment.follow_members(list_=list_, now=NOW) == (0, 0)
    elected.functions.all().delete()
    assert enrolment.follow_members(list_=list_, now=NOW) == (0, 1)
    FunctionFactory(user=elected, body=lille.body)
    assert enrolment.follow_members(list_=list_, now=NOW) == (1, 0)
    services.unsubscribe(key=subscriber.key, now=NOW)
    assert enrolment.follow_members(list_=list_, now=NOW) == (0, 0)
    assert standing(subscriber) == Standing.LEFT


def test_an_address_that_always_refuses_is_left_alone_and_a_complaint_ends_everything():
    list_ = ListFactory()
    full, gone, angry = (subscribed(list_) for _ in range(3))
    for _ in range(services.MOST_SOFT_BOUNCES - 1):
        services.bounced(email=full.email, now=NOW, words="452", for_good=False)
    assert recipients(list_, Segment()).count() == 3
    services.bounced(email=full.email, now=NOW, words="452", for_good=False)
    services.bounced(email=gone.email.upper(), now=NOW, words="550 5.1.1", for_good=True)
    services.complained(email=angry.email, now=NOW, words="abuse")
    assert not recipients(list_, Segment())
    assert standing(angry) == Standing.LEFT
    assert standing(gone) == Standing.ACTIVE


def test_a_segment_keeps_those_known_to_be_in_it_and_counts_the_others():
    list_ = ListFactory()
    north = subscribed(list_, region_code="32", level="commune", themes=("reemploi",))
    west = subscribed(list_, region_code="53", level="epci", post="elu")
    unknown = subscribed(list_)
    subscribed(list_, standing=Standing.PENDING, region_code="32")
    assert set(recipients(list_, Segment(regions=("32",)))) == {north}
    assert set(recipients(list_, Segment(levels=("epci", "commune"), posts=("elu",)))) == {west}
    assert set(recipients(list_, Segment(themes=("reemploi",)))) == {north, west, unknown}
    assert set(recipients(list_, Segment(themes=("soin",)))) == {west, unknown}
    found = counts(list_)
    assert found["regions"] == {"32": 1, "53": 1, "": 1}
    assert found["themes"] == {"reemploi": 1, "": 2}


def test_a_person_takes_away_and_leaves_what_the_letters_hold():
    user = person()
    subscriber = subscribed(ListFactory(), email=user.email)
    services.prove(subscriber, Event.CONFIRMED, now=NOW)
    held = personal_data.export(user)["lettres"]
    assert held["personne"][0]["email"] == user.email
    assert len(held["preuves"]) == len(held["inscriptions"]) == 1
    personal_data.erase(user, NOW)
    assert not Subscriber.objects.exists()
    assert Proof.objects.filter(subscriber=None).count() == 2
