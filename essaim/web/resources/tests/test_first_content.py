"""The texts a new site begins with: well bound, published once, editable without being overwritten."""

from __future__ import annotations

import pytest

from essaim.rules import competences, themes
from essaim.web.practices.first_content import read as first_experiences
from essaim.web.resources import content, first_content, markers
from essaim.web.resources.body import bound_to, words
from essaim.web.resources.bound import problems
from essaim.web.resources.enums import Bound
from essaim.web.resources.models import Entry, Fiche, Work
from essaim.web.resources.tests.factories import NOW, TODAY
from essaim.web.ui.news import LEVELS

FICHES = {slug: content.fiche(slug) for slug in content.slugs()}


def test_the_kit_has_at_least_twelve_fiches():
    kit = content.works()["communes-intercommunalites-et-ess"]
    assert sum(len(slugs) for _, slugs in kit["parts"]) >= 12
    assert {slug for one in content.works().values() for _, slugs in one["parts"] for slug in slugs} <= set(FICHES)


@pytest.mark.parametrize("slug", FICHES)
@pytest.mark.parametrize("first", [True, False])
def test_a_fiche_is_bound_to_what_exists(slug, first):
    fiche = content.fiche(slug, first=first)
    found = bound_to(fiche["body"])
    assert problems(found) == []
    assert {one.key for one in found if one.kind == Bound.EXPERIENCE} <= set(first_experiences())
    for block in fiche["body"]:
        if block["type"] in ("text", "table"):
            text = block["value"] if block["type"] == "text" else block["value"]["rows"]
            assert markers.unread(text) == []
    assert set(fiche["levers"]) <= set(competences.levers(on=TODAY))
    assert set(fiche["competences"]) <= set(competences.competences(on=TODAY))
    assert set(fiche["levels"]) <= set(LEVELS)
    assert not fiche["theme"] or fiche["theme"] in themes.themes(on=TODAY)
    assert len(words(fiche["body"])) > 800


@pytest.mark.django_db
def test_loading_twice_changes_nothing_and_keeps_what_people_wrote():
    assert first_content.load(now=NOW) == len(FICHES) + len(content.works())
    kit = Work.objects.get(slug="communes-intercommunalites-et-ess")
    assert [one.number for one in kit.editions.all()] == [2, 1]
    assert "passage" in kit.editions.first().note
    assert Entry.objects.count() == len(FICHES) + len(content.works())
    Fiche.objects.filter(slug="soutenir-un-ptce").update(title="Corrigé")
    assert first_content.load(now=NOW) == 0
    assert Fiche.objects.get(slug="soutenir-un-ptce").title == "Corrigé"
    assert kit.editions.count() == 2
