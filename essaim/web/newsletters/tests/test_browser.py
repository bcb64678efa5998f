"""Letters in a real browser: the form without a script, the message light, dark, wide and narrow."""

from __future__ import annotations

import os
import re

import pytest

from essaim.web.newsletters import passages, rendering
from essaim.web.newsletters.enums import Stage, Standing
from essaim.web.newsletters.models import Issue, Subscriber
from essaim.web.newsletters.segments import Profile
from essaim.web.newsletters.tests.factories import NOW, ListFactory, letter

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module", autouse=True)
def beside_playwright():
    """Playwright holds an event loop in this thread, and Django refuses its database there unless told otherwise."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def site(live_server, served):
    """The site, over the tiny release."""
    return live_server.url


def test_one_subscribes_confirms_and_leaves_with_the_keyboard_and_no_script(site, visit, mailoutbox):
    list_ = ListFactory()
    page = visit("/lettres/s-abonner/", java_script_enabled=False, viewport=PHONE)
    page.get_by_label("Votre adresse électronique").fill("maire@ville.example")
    for _ in range(10):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.type") == "checkbox":
            break
    if not page.evaluate("document.activeElement.checked"):
        page.keyboard.press("Space")
    page.get_by_role("button", name="Demander l’inscription").press("Enter")
    assert page.get_by_role("heading", name="Il reste à confirmer").is_visible()
    page.goto(site + re.search(r"(/lettres/confirmer/\S+)", mailoutbox[0].body).group(1))
    page.get_by_role("button", name="Confirmer").press("Enter")
    assert Subscriber.objects.get().subscriptions.get().standing == Standing.ACTIVE
    page.goto(f"{site}/lettres/desabonnement/{Subscriber.objects.get().key}/{list_.slug}/")
    page.get_by_role("button", name="Me désabonner").press("Enter")
    assert Subscriber.objects.get().subscriptions.get().standing == Standing.LEFT
    assert page.context.cookies() == []


def test_every_page_of_letters_is_accessible_and_fits_a_phone(site, visit, axe):
    list_ = ListFactory()
    issue = letter(list_)
    Issue.objects.update(stage=Stage.SENT, sent_at=NOW)
    for path in ("/lettres/", "/lettres/s-abonner/", f"/lettres/{list_.slug}/", f"/lettres/{list_.slug}/{issue.slug}/"):
        page = visit(path, viewport=PHONE)
        for more in page.locator("details.letters-more summary").all():
            more.click()
        assert axe(page) == "", path
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_message_is_readable_without_images_in_both_schemes(chromium, axe, scheme):
    issue = letter(ListFactory(), preheader="Du pain et le reste")
    html = rendering.draw(issue, passages.shown(passages.read(issue), Profile())).html
    for width in (390, 1280):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, offline=True)
        page = context.new_page()
        # Whoever reads it does so in the main part of a mail program.
        page.set_content(re.sub("(<body[^>]*>)(.*)(</body>)", r"\1<main>\2</main>\3", html, flags=re.DOTALL))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.get_by_role("link", name="Se désabonner").first.is_visible()
        assert axe(page) == ""
        context.close()
