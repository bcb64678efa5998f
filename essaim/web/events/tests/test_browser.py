"""The agenda, and the desks of events, letters and resources, in a real browser: team, keyboard, phone.

ESSAIM_SCREENSHOTS=folder keeps a picture of each page.
"""

from __future__ import annotations

import os
import re
import threading
from datetime import timedelta
from pathlib import Path
from pprint import pformat

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.urls import reverse
from django.utils import timezone

from essaim.web.accounts.enums import Role
from essaim.web.accounts.tests.factories import person
from essaim.web.events import registering
from essaim.web.events.enums import Place, QuestionKind
from essaim.web.events.models import Event, FeedSource, Material, Party, Question, Registration, Session
from essaim.web.events.registering import Given
from essaim.web.events.tests.factories import published
from essaim.web.newsletters.enums import Stage
from essaim.web.newsletters.models import Issue
from essaim.web.newsletters.tests.factories import ListFactory, letter, subscribed
from essaim.web.resources import editions, review_links
from essaim.web.resources.models import Watch
from essaim.web.resources.tests.factories import NOW as CHECKED
from essaim.web.resources.tests.factories import TODAY, fiche, work

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
# What goes past the right edge of the window outside a frame that scrolls: Wagtail hides it without a bar.
CUT = """() => [...document.querySelectorAll(
    ':is(#main, main) :is(a, button, input, select, textarea, th, td, p, iframe)')]
  .filter(one => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    && one.getBoundingClientRect().width && one.checkVisibility({visibilityProperty: true}))
  .filter(one => { for (let up = one.parentElement; up; up = up.parentElement) {
    if (['auto', 'scroll'].includes(getComputedStyle(up).overflowX)) return false } return true })
  .map(one => one.outerHTML.slice(0, 120)).slice(0, 3).join(' ')"""
PEOPLE = ("Amina Benali", "Bastien Cochet", "Camille Durand-Lefebvre", "Djibril N’Diaye", "Élodie Faure", "Farid Gomis",
          "Gaëlle Hamon", "Hugo Iglesias", "Inès Jacquet", "Jules Keller")  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def beside_playwright():
    """Playwright holds an event loop in this thread, and Django refuses its database there unless told otherwise."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(live_server, served, monkeypatch):
    """The site, over the tiny release. One answer at a time: its threads share one connection to a database in memory,
    and a page of Wagtail asks for several things at once."""
    one, answer = threading.RLock(), WSGIHandler.get_response

    def alone(self, request):
        with one:
            return answer(self, request)

    monkeypatch.setattr(WSGIHandler, "get_response", alone)
    return live_server.url


@pytest.fixture
def team(sign_in):
    """Options of a browser where somebody of the team is signed in."""
    cookies = sign_in(person(Role.TEAM)).cookies
    kept = [
        {"name": name, "value": one.value, "domain": "localhost", "path": "/", "expires": -1, "httpOnly": True,
         "secure": False, "sameSite": "Lax"}
        for name, one in cookies.items()
    ]  # fmt: skip
    return {"storage_state": {"cookies": kept, "origins": []}}


@pytest.fixture
def event() -> Event:
    """A day of tomorrow with a programme, eight places and ten people who want one; two have arrived."""
    now, day = timezone.now(), timezone.localdate() + timedelta(days=1)
    made = published(
        starts_on=day, ends_on=day, capacity=8, minutes="Une ville a prévu un lot à la taille d’une boulangerie.",
        conditions="Chaque personne prévient si elle ne vient pas.", training_hours="5.5",
    )  # fmt: skip
    Session.objects.create(event=made, title="Ouverture", starts_time=made.starts_time, speakers="Ada L., maire, Lille")
    Party.objects.create(event=made, name="Ville de Lille", siren="215903501")
    Material.objects.create(event=made, kind="support", title="Présentation", url="https://ville.example/a.pdf")
    Question.objects.create(
        event=made, kind=QuestionKind.CHOICE, label="Atelier", choices="Pain\nLégumes", required=True
    )
    for number, name in enumerate(PEOPLE):
        first, last = name.split(" ", 1)
        given = Given(
            first, last, f"p{number}@ville.example", function="elu", title="Adjointe à l’économie sociale",
            organization="Communauté d’agglomération de Saint-Exemple-sur-Loire",
            needs="Accès en fauteuil roulant" if number == 2 else "", answers={"Atelier": "Pain"},
        )  # fmt: skip
        registering.register(event_id=made.pk, given=given, on=timezone.localdate(), now=now)
    Registration.objects.filter(event=made, rank__lte=2).update(arrived_at=now)
    return made


def look(page, axe, name: str, *, scope: str | None = None) -> list[str]:
    """What is wrong with a page as it is shown, at the width it has; its picture is kept when asked."""
    page.wait_for_load_state("networkidle")
    wrong = [report] if axe and (report := axe(page, scope)) else []
    extra = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if extra > 0:
        wrong.append(f"{extra} px too wide")
    if axe and (cut := page.evaluate(CUT)):
        wrong.append(f"cut at the right edge: {cut}")
    if folder := os.environ.get("ESSAIM_SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    return wrong


def faults(visit, axe, paths: dict[str, str], options: dict) -> dict[str, list[str]]:
    """What is wrong with each page at both widths. In Wagtail's own frame, what we draw is what is looked at."""
    found = {}
    for viewport in (DESKTOP, PHONE):
        page = visit("/lettres/", viewport=viewport, **options)
        origin = page.url.removesuffix("/lettres/")
        for name, path in paths.items():
            assert page.goto(origin + path).status == 200, path
            # What the editor of Wagtail draws is Wagtail's to answer for.
            is_editor = path.startswith("/admin/") and "/edit/" in path
            scope = "#main" if path.startswith("/admin/") else None
            if wrong := look(page, None if is_editor else axe, f"{name}-{viewport['width']}", scope=scope):
                found[f"{name} {viewport['width']}"] = wrong
            if is_editor:
                # It says goodbye to the server when one leaves it.
                page.goto("about:blank")
                page.wait_for_timeout(300)
    return found


def test_the_agenda_reads_and_registers_with_the_keyboard_and_no_script(visit, site, axe, event, mailoutbox):
    for viewport in (DESKTOP, PHONE):
        page = visit("/agenda/", viewport=viewport)
        for number, path in enumerate(("/agenda/", "/agenda/?vue=calendrier", "/agenda/?vue=carte", "/agenda/integrer/",
                                       f"/agenda/{event.slug}/", f"/agenda/{event.slug}/inscription/")):  # fmt: skip
            page.goto(site + path)
            assert look(page, axe, f"public{number}-{viewport['width']}") == [], path
    page = visit(f"/agenda/{event.slug}/", java_script_enabled=False, viewport=PHONE)
    page.get_by_role("link", name="Rejoindre la liste d’attente").first.press("Enter")
    page.get_by_label("Prénom").focus()
    typed = {"first_name": "Zoé", "last_name": "Ternaire", "email": "zoe@ville.example", "function": "É",
             "organization": "Ville d’exemple", "conditions": " "}  # fmt: skip
    for _ in range(30):
        name, kind = page.evaluate("[document.activeElement.name || '', document.activeElement.type || '']")
        if kind == "submit":
            break
        if name == "conditions":
            page.keyboard.press("Space")
        elif kind == "select-one":
            page.keyboard.press("ArrowDown")
        elif name in typed:
            page.keyboard.type(typed[name])
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("h1:not(:has-text('S’inscrire'))")
    assert Registration.objects.get(email="zoe@ville.example").state == Place.WAITING
    mine = re.search(r"(/agenda/inscriptions/\S+)", mailoutbox[-1].body).group(1)
    assert look(visit(mine, viewport=PHONE), axe, "public-mine-390") == []
    page.goto(site + mine)
    page.get_by_role("button", name="Annuler").press("Enter")
    page.get_by_text("annulée").first.wait_for()
    assert Registration.objects.get(email="zoe@ville.example").state == Place.CANCELLED
    assert page.context.cookies() == []


def test_desks_of_the_agenda(visit, site, axe, event, team):
    source = FeedSource.objects.create(name="Un partenaire", url="https://partenaire.example/agenda.ics")
    admin = "/admin/agenda/"
    paths = {
        "desks": "/espace/agenda/",
        "desk": f"/espace/agenda/{event.pk}/",
        "desk-search": f"/espace/agenda/{event.pk}/?q=durand",
        "events": f"{admin}evenements/",
        "event": f"{admin}evenements/inspect/{event.pk}/",
        "event-edit": f"{admin}evenements/edit/{event.pk}/",
        "event-registrations": f"{admin}evenements/{event.pk}/inscriptions/",
        "event-cancel": f"{admin}evenements/{event.pk}/annuler/",
        "event-minutes": f"{admin}evenements/{event.pk}/compte-rendu/",
        "feed": f"{admin}flux/inspect/{source.pk}/",
    }
    assert (found := faults(visit, axe, paths, team)) == {}, pformat(found)


def test_somebody_is_welcomed_on_a_phone_with_the_keyboard(visit, event, team):
    now = timezone.now()
    Event.objects.filter(pk=event.pk).update(begins_at=now, ends_at=now + timedelta(hours=2))
    page = visit(f"/espace/agenda/{event.pk}/?q=faure", viewport=PHONE, java_script_enabled=False, **team)
    page.get_by_role("button", name="Présent·e : Élodie Faure").press("Enter")
    page.get_by_text("Élodie Faure : est là.").wait_for()
    assert Registration.objects.get(last_name="Faure").arrived_at is not None


def test_desks_of_the_letters(visit, site, axe, team):
    list_ = ListFactory(name="La lettre du réseau")
    someone = subscribed(list_, region_code="32", level="commune")
    for number in range(4):
        subscribed(list_, email=f"une.adresse.assez.longue.{number}@communaute-de-communes.example")
    fiche()
    issue, sent = letter(list_, preheader="Du pain et le reste"), letter(list_)
    Issue.objects.filter(pk=sent.pk).update(stage=Stage.SENT, sent_at=timezone.now(), subject="Octobre")
    paths = {
        "letters": reverse("letter_issues:index"),
        "letter-begin": reverse("letter_issues:begin"),
        "letter-news": reverse("letter_issues:news", args=[issue.pk]),
        "letter-edit": reverse("letter_issues:edit", args=[issue.pk]),
        "letter-follow": reverse("letter_issues:follow", args=[issue.pk]),
        "letter-sent": reverse("letter_issues:follow", args=[sent.pk]),
        "letter-preview": reverse("letter_issues:preview", args=[issue.pk]),
        "letter-paper": reverse("letter_issues:paper", args=[issue.pk]),
        "lists": reverse("letter_lists:index"),
        "list-edit": reverse("letter_lists:edit", args=[list_.pk]),
        "subscribers": reverse("letter_subscribers:index"),
        "subscriber": reverse("letter_subscribers:inspect", args=[someone.pk]),
        "subscriber-forget": reverse("letter_subscribers:delete", args=[someone.pk]),
        "imports": reverse("letter_imports:bring"),
        "proofs": reverse("letter_proofs:index"),
    }
    assert (found := faults(visit, axe, paths, team)) == {}, pformat(found)


def test_desks_of_the_resources(visit, site, axe, team):
    one, other = fiche(), fiche("louer-un-local", title="Louer un local à une association", levers=["aot"])
    kit = work(one, other)
    editor = person(Role.EDITOR)
    editions.publish_edition(work_id=kit.pk, editor=editor, on=TODAY, now=CHECKED)
    review_links.ask(fiche_id=one.pk, name="Ada L.", email="ada@ville.example", editor=editor, now=timezone.now())
    Watch.objects.filter(entry=one.entry).update(reason="Le seuil passe de 100 000 à 90 000 euros.", changed_on=TODAY)
    paths = {
        "space": "/espace/",
        "to-review": "/espace/ressources/a-relire/",
        "editions": "/espace/ressources/editions/",
        "markers": "/espace/ressources/reperes/",
        "fiches": "/admin/snippets/resources/fiche/",
        "fiche-edit": f"/admin/snippets/resources/fiche/edit/{one.pk}/",
        "kit-edit": f"/admin/snippets/resources/work/edit/{kit.pk}/",
    }
    assert (found := faults(visit, axe, paths, team)) == {}, pformat(found)
