"""The back office, papers, the desk on a phone, reminders, certificates, and what is forgotten."""

from __future__ import annotations

from datetime import time, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from essaim.web.accounts.enums import Role
from essaim.web.accounts.tests.factories import person
from essaim.web.audit.models import Entry
from essaim.web.events import after, attendance, documents, links, personal_data
from essaim.web.events.errors import EventError
from essaim.web.events.models import Event, Material, Registration
from essaim.web.events.tests.factories import NOW, draft, form_data, published
from essaim.web.events.tests.test_registering import ask, letters
from essaim.web.mail.models import Letter
from essaim.web.practices.models import Sheet
from essaim.web.resources.models import Fiche
from essaim.web.ui.tests import pdf_ua

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
ON = NOW.date()


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def test_an_event_is_written_published_moved_and_cancelled_in_the_back_office(team_client, client):
    refused = team_client.post("/admin/agenda/evenements/new/", form_data(ends_on="2026-12-09"))
    assert "La fin vient avant le début" in refused.content.decode()
    assert not Event.objects.exists()
    done = team_client.post("/admin/agenda/evenements/new/", form_data())
    assert done.status_code == 302, done.content.decode()[:3000]
    event = Event.objects.get()
    assert (event.commune_name, event.regions, event.state) == ("Lille", ["32"], "brouillon")
    assert event.sessions.get().title == "Ouverture"
    team_client.post(f"/admin/agenda/evenements/{event.pk}/publier/")
    assert "Ouverture" in client.get(f"/agenda/{event.slug}/").content.decode()
    ask(event, 1)
    session = event.sessions.get()
    moved = form_data(starts_time="14:00", **{"sessions-INITIAL_FORMS": "1", "sessions-0-id": str(session.pk)})
    assert team_client.post(f"/admin/agenda/evenements/edit/{event.pk}/", moved).status_code == 302
    assert letters("p1@example.org")[-1].subject == "Changement : Rencontre"
    path = f"/admin/agenda/evenements/{event.pk}/annuler/"
    assert team_client.post(path, {"reason": " "}).status_code == 400
    team_client.post(path, {"reason": "Grève des trains"})
    assert "Grève des trains" in letters("p1@example.org")[-1].text
    page = client.get(f"/agenda/{event.slug}/").content.decode()
    assert "Ce rendez-vous est annulé" in page
    assert list(Entry.objects.filter(action__startswith="events.").values_list("action", flat=True).order_by("pk")) == [
        "events.kept", "events.published", "events.kept", "events.cancelled",
    ]  # fmt: skip


def test_pages_of_the_back_office_open(team_client, sign_in):
    event = published(minutes="Ce qui s’est dit.")
    ask(event, 1)
    for path in ("evenements/", "evenements/new/", f"evenements/edit/{event.pk}/", f"evenements/inspect/{event.pk}/",
                 f"evenements/{event.pk}/inscriptions/", f"evenements/{event.pk}/annuler/"):  # fmt: skip
        assert team_client.get(f"/admin/agenda/{path}").status_code == 200, path
    assert team_client.get(f"/admin/agenda/evenements/delete/{event.pk}/").status_code in (302, 403, 404)
    editor = sign_in(person(Role.EDITOR))
    assert editor.get(f"/admin/agenda/evenements/edit/{event.pk}/").status_code == 200
    assert editor.get(f"/admin/agenda/evenements/{event.pk}/inscriptions/").status_code != 200


def test_papers_are_accessible_pdf(team_client):
    event = published(kind="formation", training_hours="5.5")
    for number in range(12):
        ask(event, number, function="elu", title="Maire", organization="Ville d’exemple")
    badges, sheet = documents.badges(event), documents.attendance_sheet(event)
    assert pdf_ua.faults(badges) == []
    assert pdf_ua.faults(sheet) == []
    one = Registration.objects.first()
    with pytest.raises(EventError):
        documents.certificate(one, now=event.ends_at)
    one = attendance.check_in(registration_id=one.pk, present=True, actor=person(Role.TEAM), now=event.begins_at)
    with pytest.raises(EventError, match="à la fin"):
        documents.certificate(one, now=event.begins_at)
    assert pdf_ua.faults(documents.certificate(one, now=event.ends_at)) == []
    assert team_client.get(f"/admin/agenda/evenements/{event.pk}/badges.pdf")["Content-Type"] == "application/pdf"


def test_the_list_as_a_file_is_written_in_the_trail(team_client):
    event = published()
    ask(event, 1, organization="=cmd()")
    answer = team_client.get(f"/admin/agenda/evenements/{event.pk}/inscriptions.csv")
    assert answer.status_code == 200, answer.headers
    body = answer.content.decode("utf-8-sig")
    assert "p1@example.org" in body
    assert ";'=cmd();" in body
    assert Entry.objects.filter(action="events.registrations_exported").exists()
    assert not any("N1" in entry.target_label for entry in Entry.objects.all()), "the trail names nobody"


def test_checking_in_on_a_phone(sign_in):
    event = published(capacity=2, starts_on=ON, ends_on=ON, starts_time=time(14))
    people = [ask(event, number, organization="Ville") for number in range(3)]
    coordinator = sign_in(person(Role.COORDINATOR))
    page = coordinator.get(f"/espace/agenda/{event.pk}/?q=n1").content.decode()
    assert "N1 Camille" in page
    assert "N0 Camille" not in page
    coordinator.post(f"/espace/agenda/presence/{people[0].pk}/", {"present": "1"})
    coordinator.post(f"/espace/agenda/presence/{people[2].pk}/", {"present": "1"})
    assert attendance.figures(event).present == 1, "somebody who waits has no place"
    badge = f"/espace/agenda/pointer/{links.token(people[1])}/"
    assert "N1 Camille" in coordinator.get(badge).content.decode()
    assert Client().get(badge).status_code == 302, "the code of a badge says nothing to whoever is not at the desk"
    elsewhere = published(title="Ailleurs", commune_code="33063")
    assert coordinator.get(f"/espace/agenda/{elsewhere.pk}/").status_code == 403
    coordinator.post(f"/espace/agenda/presence/{people[0].pk}/", {"present": "0"})
    assert attendance.figures(event).present == 0


def test_the_desk_is_open_around_the_event_only():
    event = published()
    made = ask(event, 1)
    with pytest.raises(EventError, match="n’est pas ouvert"):
        attendance.check_in(registration_id=made.pk, present=True, actor=person(Role.TEAM), now=NOW)


def test_reminders_come_once_each_and_not_to_who_just_registered():
    event = published()
    ask(event, 1)
    for days, expected in ((8, 0), (7, 1), (6, 0), (1, 1), (0, 0)):
        on = event.starts_on - timedelta(days=days)
        now = event.begins_at - timedelta(days=days, hours=1)
        assert (days, after.remind(on=on, now=now)) == (days, expected)
        assert after.remind(on=on, now=now) == 0, "twice is once"
    late = published(title="Demain", starts_on=ON + timedelta(days=1), ends_on=ON + timedelta(days=1))
    ask(late, 2)
    assert after.remind(on=ON, now=NOW) == 0


def test_who_came_is_told_once_that_papers_are_ready():
    event = published()
    made = ask(event, 1)
    ask(event, 2)
    attendance.check_in(registration_id=made.pk, present=True, actor=person(Role.TEAM), now=event.begins_at)
    assert after.tell_who_came(now=event.ends_at) == 0, "nothing to read yet"
    Material.objects.create(event=event, kind="support", title="Présentation", url="https://exemple.example/a.pdf")
    for _ in range(2):
        after.tell_who_came(now=event.ends_at + timedelta(days=1))
    assert Letter.objects.filter(subject__startswith="Documents et attestation").count() == 1
    page = Client().get(f"/agenda/inscriptions/{links.token(made)}/").content.decode()
    assert "attestation.pdf" not in page, "not before the end"


def test_names_go_after_the_delay_and_figures_stay():
    event = published(keep_days=30)
    made = ask(event, 1, function="elu")
    attendance.check_in(registration_id=made.pk, present=True, actor=person(Role.TEAM), now=event.begins_at)
    last = event.ends_on + timedelta(days=30)
    assert after.forget(on=last, now=event.ends_at + timedelta(days=30)) == 0
    assert after.forget(on=last + timedelta(days=1), now=event.ends_at + timedelta(days=31)) == 1
    made.refresh_from_db()
    assert (made.name, made.email, made.organization, made.forgotten) == ("", "", "", True)
    assert attendance.figures(event).present == 1
    assert not Letter.objects.filter(key__startswith=f"events:{event.pk}:").exists()
    assert "Vos données sont effacées" in Client().get(f"/agenda/inscriptions/{links.token(made)}/").content.decode()


def test_a_person_takes_or_erases_what_is_held_about_them():
    event = published(capacity=1)
    user = person()
    ask(event, 1, email=user.email.upper())
    other = ask(event, 2)
    assert personal_data.export(user)["agenda"]["inscriptions"][0]["last_name"] == "N1"
    personal_data.erase(user, NOW)
    assert not Registration.objects.filter(email=user.email).exists()
    other.refresh_from_db()
    assert other.state == "confirmee", "the place goes to whoever waits"


def test_minutes_become_a_draft_experience_once(team_client):
    event = published(minutes="Une ville a prévu un lot à la taille d’une boulangerie.")
    path = f"/admin/agenda/evenements/{event.pk}/compte-rendu/"
    assert team_client.post(path).status_code == 302
    sheet = Sheet.objects.get()
    content = sheet.read()
    assert (sheet.state, content.theme, content.places[0].territory_id) == (
        "brouillon",
        "alimentation",
        "commune:59350",
    )
    assert content.sources[0].url.endswith(f"/agenda/{event.slug}/")
    assert "déjà un brouillon" in team_client.post(path).content.decode()
    assert (
        "Écrivez d’abord"
        in team_client.post(f"/admin/agenda/evenements/{draft(title='Vide').pk}/compte-rendu/").content.decode()
    )


def test_minutes_become_the_draft_of_a_fiche_once(team_client, client):
    said = (
        "# Ce qui marche\r\nUn lot à la taille\nd’une boulangerie.\r\n\r\n- le pain\n- <b>les œufs</b>\n\nOn s’appelle."
    )
    event = published(minutes=said)
    path = f"/admin/agenda/evenements/{event.pk}/compte-rendu/fiche/"
    assert team_client.get(path).status_code == 200
    done = team_client.post(path)
    fiche = Fiche.objects.get()
    assert done.url == f"/admin/snippets/resources/fiche/edit/{fiche.pk}/"
    assert team_client.get(done.url).status_code == 200
    assert (fiche.live, fiche.theme, fiche.levels) == (False, "alimentation", ["commune"])
    assert fiche.review_by == fiche.checked_on, "nobody has checked it: published, it is to be read again"
    assert client.get(f"/ressources/fiches/{fiche.slug}/").status_code == 404
    blocks = fiche.latest_revision.as_object().raw_body()
    assert blocks[0]["value"] == "Ce qui marche"
    words = "".join(block["value"] for block in blocks[1:])
    assert "Un lot à la taille<br" in words
    assert "<li>&lt;b&gt;les œufs" in words
    assert f"/agenda/{event.slug}/" in words
    assert Entry.objects.filter(action="resources.drafted").exists()
    assert Entry.objects.get(action="events.minutes_drafted").after == {"fiche": fiche.pk}
    assert "déjà un brouillon" in team_client.post(path).content.decode()
    Fiche.objects.all().delete()
    assert team_client.post(path).status_code == 302, "a draft thrown away may be made again"
    empty = draft(title="Vide")
    refused = team_client.post(f"/admin/agenda/evenements/{empty.pk}/compte-rendu/fiche/")
    assert "Écrivez d’abord" in refused.content.decode()


def test_long_minutes_with_an_unknown_marker_are_kept_whole(team_client):
    event = published(title="Un titre " * 20, summary="", minutes="Le seuil de {droit:inconnu} euros.\n" * 400)
    fiche = after.draft_fiche(event_id=event.pk, actor=None, on=ON, now=NOW)
    assert len(fiche.title) <= 150
    assert sum(str(block["value"]).count("{droit:inconnu}") for block in fiche.raw_body()) == 400
    assert team_client.get(f"/admin/snippets/resources/fiche/edit/{fiche.pk}/").status_code == 200
