"""Assembling a letter from what is new, seeing it as anybody, reading it on the site."""

from __future__ import annotations

import json
import re

import pytest
from defusedxml.ElementTree import fromstring
from django.urls import reverse

from essaim.web.accounts.enums import Role
from essaim.web.accounts.tests.factories import person
from essaim.web.newsletters import issue_services, passages, rendering
from essaim.web.newsletters.enums import Stage
from essaim.web.newsletters.errors import LetterError
from essaim.web.newsletters.models import Issue
from essaim.web.newsletters.segments import Profile, Segment
from essaim.web.newsletters.tests.factories import NOW, ListFactory, letter, subscribed
from essaim.web.practices.tests.factories import published

pytestmark = pytest.mark.django_db


# What the rich text field sends.
HELLO = json.dumps({"blocks": [{"key": "a", "text": "Bonjour", "type": "unstyled", "depth": 0, "inlineStyleRanges": [],
                                "entityRanges": [], "data": {}}], "entityMap": {}})  # fmt: skip


@pytest.fixture
def editor(sign_in):
    """A client of somebody of the editors."""
    return sign_in(person(Role.EDITOR))


def test_a_passage_is_hidden_only_from_those_known_to_be_elsewhere():
    north = Segment(regions=("32",), themes=("reemploi",))
    assert Profile().is_concerned(north)
    assert Profile(region="32").is_concerned(north)
    assert not Profile(region="53").is_concerned(north)
    assert not Profile(region="32", themes=frozenset({"soin"})).is_concerned(north)
    assert Profile(region="53", level="commune").is_concerned(Segment(levels=("commune",)))


def test_the_message_stands_without_images_in_the_dark_and_in_plain_text():
    issue = letter(ListFactory())
    mail = rendering.draw(issue, passages.shown(passages.read(issue), Profile()))
    assert 'name="color-scheme" content="light dark"' in mail.html
    assert "prefers-color-scheme:dark" in mail.html
    assert 'lang="fr"' in mail.html
    assert "<mj-" not in mail.html
    assert mail.html.count("Ils l’ont fait") == 1
    # Addresses leave with their host, in both.
    for words in (mail.text, mail.html):
        assert "http://localhost:8000/experiences/du-pain/" in words
        assert rendering.UNSUBSCRIBE in words
    assert "Bonjour à toutes et tous, lisez (http://localhost:8000/experiences/)." in mail.text
    assert "<" not in mail.text


def test_what_an_editor_types_never_becomes_markup():
    issue = letter(ListFactory(name="Lettre <b>"), preheader="<script>x</script> & co")
    html = rendering.draw(issue, passages.read(issue)).html
    assert "<script>" not in html
    assert "&lt;script&gt;" in html or "script&gt;" in html


def test_an_editor_picks_what_is_new_reorders_previews_and_schedules(editor, served):
    list_ = ListFactory()
    experience = published()
    reader = subscribed(list_, region_code="32")
    response = editor.post(reverse("letter_issues:begin"), {"list": list_.pk, "subject": "Novembre",
                                                            "since": "2026-11-01", "until": "2026-12-01"})  # fmt: skip
    issue = Issue.objects.get()
    assert response.url == reverse("letter_issues:news", args=[issue.pk])
    page = editor.get(response.url).content.decode()
    assert experience.title in page
    address = f"/experiences/{experience.slug}/"
    editor.post(response.url, {"url": [address], "concerned": [address]})
    editor.post(response.url, {"url": [address]})
    issue.refresh_from_db()
    (block,) = issue.body
    assert block.value["title"] == experience.title
    assert block.value["audience"]["regions"] == ["32"]
    edit = reverse("letter_issues:edit", args=[issue.pk])
    assert editor.get(edit).status_code == 200
    given = {
        "subject": "Novembre au Nord", "preheader": "", "since": "2026-11-01", "until": "2026-12-01", "regions": ["32"],
        "body-count": "2", "body-0-deleted": "", "body-0-order": "0", "body-0-type": "text", "body-0-id": "",
        "body-0-value-heading": "Le mot", "body-0-value-text": HELLO,
        "body-0-value-image": "", "body-0-value-button": "", "body-0-value-url": "",
        "body-1-deleted": "", "body-1-order": "1", "body-1-type": "item", "body-1-id": "",
        "body-1-value-kind": "experience", "body-1-value-title": "Du pain", "body-1-value-summary": "",
        "body-1-value-url": address, "body-1-value-on": "", "body-1-value-image": "",
        "body-1-value-audience-regions": ["32"],
    }  # fmt: skip
    response = editor.post(edit, given)
    assert response.status_code == 302, response.context["form"].errors
    issue.refresh_from_db()
    assert [block.block_type for block in issue.body] == ["text", "item"]
    assert issue.segment == {"regions": ["32"]}
    bad = editor.post(edit, given | {"body-1-value-url": "javascript:alert(1)"})
    assert bad.status_code == 200
    preview = reverse("letter_issues:preview", args=[issue.pk])
    assert "1 passage" in editor.get(preview, {"region": "11"}).content.decode()
    message = editor.get(reverse("letter_issues:message", args=[issue.pk]), {"region": "11"}).content.decode()
    assert "Du pain" not in message
    assert "Le mot" in message
    follow = reverse("letter_issues:follow", args=[issue.pk])
    assert "<strong>1</strong> personne" in editor.get(follow).content.decode()
    editor.post(reverse("letter_issues:step", args=[issue.pk]), {"etape": "programmer", "at": ""})
    issue.refresh_from_db()
    assert issue.stage == Stage.SCHEDULED
    assert reader.email not in editor.get(follow).content.decode()


def test_a_letter_that_left_is_neither_written_nor_deleted(editor, served):
    issue = letter(ListFactory())
    Issue.objects.update(stage=Stage.SENT, sent_at=NOW)
    for name in ("edit", "delete"):
        response = editor.get(reverse(f"letter_issues:{name}", args=[issue.pk]))
        assert response.url == reverse("letter_issues:follow", args=[issue.pk])
    editor.post(reverse("letter_issues:delete", args=[issue.pk]))
    with pytest.raises(LetterError):
        issue_services.add_news(issue_id=issue.pk, news=[], actor=None, now=NOW)
    assert Issue.objects.count() == 1
    assert editor.get(reverse("letter_issues:index")).status_code == 200


def test_members_write_no_letter(sign_in, served):
    issue = letter(ListFactory())
    client = sign_in(person(Role.ADMINISTRATOR))
    for name in ("follow", "news", "preview", "message"):
        assert client.get(reverse(f"letter_issues:{name}", args=[issue.pk])).status_code in (302, 403)


def test_what_was_sent_is_kept_on_the_site_and_followed(client, served):
    list_ = ListFactory()
    draft, sent = letter(list_), letter(list_)
    Issue.objects.filter(pk=sent.pk).update(stage=Stage.SENT, sent_at=NOW)
    home = client.get("/lettres/").content.decode()
    address = f"/lettres/{list_.slug}/{sent.slug}/"
    assert address in home
    assert address in client.get(f"/lettres/{list_.slug}/").content.decode()
    page = client.get(address).content.decode()
    assert re.search(r"Pour\s: Hauts-de-France", page)
    assert client.get(f"/lettres/{list_.slug}/{draft.slug}/").status_code == 404
    feed = fromstring(client.get(f"/lettres/{list_.slug}/flux.atom").content)
    atom = "{http://www.w3.org/2005/Atom}"
    assert [one.find(f"{atom}title").text for one in feed.findall(f"{atom}entry")] == ["Novembre"]
    assert client.get("/lettres/inconnue/").status_code == 404
