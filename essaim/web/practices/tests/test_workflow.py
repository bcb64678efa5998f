"""From the first draft to the page everybody reads, and what stops on the way."""

from datetime import timedelta

import pytest

from essaim.web.accounts.enums import Role
from essaim.web.accounts.selectors import Roles
from essaim.web.accounts.tests.factories import person
from essaim.web.audit.models import Entry
from essaim.web.bodies.tests.factories import PublicBodyFactory
from essaim.web.mail.models import Letter
from essaim.web.practices import personal_data, services
from essaim.web.practices.enums import Facet, State
from essaim.web.practices.errors import ChangedMeanwhile, NotReady, PracticeError, WrongState
from essaim.web.practices.first_content import load
from essaim.web.practices.models import Experience, Sheet
from essaim.web.practices.recurring import draw_tags, remind_reviews
from essaim.web.practices.steps import offered
from essaim.web.practices.tests.factories import NOW, TODAY, content, draft, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]


def test_a_sheet_goes_from_draft_to_published():
    author, editor = person(Role.CONTRIBUTOR), person(Role.EDITOR)
    sheet = draft(author=author)
    services.propose(sheet_id=sheet.pk, author=author, now=NOW)
    services.mark_reviewed(sheet_id=sheet.pk, editor=editor, now=NOW)
    experience = services.publish(sheet_id=sheet.pk, editor=editor, now=NOW, on=TODAY)
    sheet.refresh_from_db()
    assert sheet.state == State.PUBLISHED
    assert experience.slug == "du-pain-pour-les-ecoles"
    assert experience.review_by == TODAY + timedelta(days=365)
    done = list(Entry.objects.order_by("pk").values_list("action", flat=True))
    assert done == ["practices.sheet_created", "practices.proposed", "practices.reviewed", "practices.published",
                    "practices.sheet_published"]  # fmt: skip


def test_a_sheet_that_lacks_something_is_not_proposed():
    sheet = services.create_sheet(content=content(sources=()), author=None, body=None, now=NOW)
    with pytest.raises(NotReady, match="au moins une source"):
        services.propose(sheet_id=sheet.pk, author=person(), now=NOW)
    with pytest.raises(NotReady):
        services.publish(sheet_id=sheet.pk, editor=person(Role.EDITOR), now=NOW, on=TODAY)
    assert not Experience.objects.exists()


def test_two_writers_never_overwrite_each_other():
    sheet = draft()
    services.save_sheet(sheet_id=sheet.pk, content=content(title="Le mien"), opened_version=1, author=None, now=NOW)
    with pytest.raises(ChangedMeanwhile) as caught:
        services.save_sheet(sheet_id=sheet.pk, content=content(title="Le tien"), opened_version=1, author=None, now=NOW)
    assert caught.value.changed == ("titre",)
    assert caught.value.theirs == 2
    sheet.refresh_from_db()
    assert sheet.title == "Le mien"
    # Having seen the other text, one may save over it; both stay in the history.
    services.save_sheet(sheet_id=sheet.pk, content=content(title="Le tien"), opened_version=2, author=None, now=NOW)
    assert [version.content["title"] for version in sheet.versions.all()] == [
        "Le tien", "Le mien", "Du pain pour les écoles",
    ]  # fmt: skip


def test_saving_what_did_not_change_writes_nothing():
    sheet = draft()
    services.save_sheet(sheet_id=sheet.pk, content=content(), opened_version=1, author=None, now=NOW)
    assert sheet.versions.count() == 1


def test_a_published_page_stays_while_its_sheet_is_written_again():
    experience = published()
    services.save_sheet(
        sheet_id=experience.sheet_id, content=content(title="Nouveau titre"), opened_version=1, author=None, now=NOW
    )
    experience.refresh_from_db()
    assert experience.title == "Du pain pour les écoles"
    services.publish(sheet_id=experience.sheet_id, editor=None, now=NOW, on=TODAY)
    experience.refresh_from_db()
    assert experience.title == "Nouveau titre"
    assert experience.slug == "du-pain-pour-les-ecoles", "an address never changes"


def test_steps_out_of_order_are_refused():
    experience = published()
    editor = person(Role.EDITOR)
    with pytest.raises(WrongState):
        services.propose(sheet_id=experience.sheet_id, author=editor, now=NOW)
    with pytest.raises(WrongState):
        services.publish(sheet_id=experience.sheet_id, editor=editor, now=NOW, on=TODAY)
    with pytest.raises(PracticeError, match="pourquoi"):
        services.withdraw(sheet_id=experience.sheet_id, editor=editor, reason=" ", now=NOW)


def test_a_sheet_sent_back_comes_with_a_reason():
    author, editor = person(Role.CONTRIBUTOR), person(Role.EDITOR)
    sheet = draft(author=author)
    services.propose(sheet_id=sheet.pk, author=author, now=NOW)
    with pytest.raises(PracticeError):
        services.send_back(sheet_id=sheet.pk, editor=editor, reason="", now=NOW)
    services.send_back(sheet_id=sheet.pk, editor=editor, reason="Citez votre source.", now=NOW)
    sheet.refresh_from_db()
    assert sheet.state == State.RETURNED
    assert sheet.comments.get().text == "Citez votre source."


def test_an_experience_is_found_by_what_its_release_says_of_its_place():
    experience = published()
    tags = set(experience.tags.values_list("facet", "value"))
    assert {(Facet.THEME, "alimentation"), (Facet.LEVEL, "commune"), (Facet.REGION, "32"),
            (Facet.SIZE, "100000-500000"), (Facet.BODY, "215903501")} <= tags  # fmt: skip
    experience.tags.all().delete()
    assert draw_tags(NOW) == 1
    assert set(experience.tags.values_list("facet", "value")) == tags


def test_whoever_can_answer_is_asked_once_whether_it_still_holds():
    body = PublicBodyFactory()
    administrator = person(Role.ADMINISTRATOR, body=body)
    published(body=body, on=TODAY - timedelta(days=400))
    assert remind_reviews(NOW) == 1
    assert Letter.objects.get().to == [administrator.email]
    assert remind_reviews(NOW) == 0
    experience = Experience.objects.get()
    services.confirm(sheet_id=experience.sheet_id, actor=administrator, on=TODAY, now=NOW)
    experience.refresh_from_db()
    assert experience.confirmed_on == TODAY
    assert remind_reviews(NOW) == 0


def test_without_an_administrator_the_team_is_asked():
    team = person(Role.TEAM)
    published(on=TODAY - timedelta(days=400))
    remind_reviews(NOW)
    assert Letter.objects.get().to == [team.email]


def test_first_experiences_are_loaded_once_and_never_over_a_correction():
    assert load(now=NOW) == 6
    sheet = Sheet.objects.get(title__startswith="Du pain solidaire")
    services.save_sheet(sheet_id=sheet.pk, content=content(title="Corrigé"), opened_version=1, author=None, now=NOW)
    services.publish(sheet_id=sheet.pk, editor=None, now=NOW, on=TODAY)
    assert load(now=NOW) == 0
    assert Experience.objects.get(slug="pain-des-ecoles-marseille").title == "Corrigé"


def test_a_public_experience_can_be_withdrawn_while_a_new_version_is_written():
    experience = published()
    services.save_sheet(
        sheet_id=experience.sheet_id, content=content(title="Autre"), opened_version=1, author=None, now=NOW
    )
    sheet = Sheet.objects.get(pk=experience.sheet_id)
    reviewer = Roles(is_person=True, is_editor=True)
    assert {"retirer", "confirmer", "publier"} <= {name for name, _ in offered(sheet, reviewer)}
    services.withdraw(sheet_id=sheet.pk, editor=person(Role.EDITOR), reason="À la demande", now=NOW)
    assert not {"retirer", "confirmer"} & {name for name, _ in offered(Sheet.objects.get(pk=sheet.pk), reviewer)}


def test_a_person_takes_their_words_away_and_is_forgotten():
    author = person(Role.CONTRIBUTOR)
    sheet = draft(author=author)
    services.comment(sheet_id=sheet.pk, author=author, text="Mon mot", now=NOW)
    held = personal_data.export(author)["experiences"]
    assert [len(held[name]) for name in ("fiches", "versions", "commentaires")] == [1, 1, 1]
    personal_data.erase(author, NOW)
    assert personal_data.export(author)["experiences"] == {"fiches": [], "versions": [], "commentaires": []}
    sheet.refresh_from_db()
    assert sheet.title == "Du pain pour les écoles"
