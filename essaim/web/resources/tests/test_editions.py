"""Editions: a number, a date, a frozen copy, a change note written from the differences."""

from __future__ import annotations

import json
from datetime import date

import pytest

from essaim.web.resources import editions
from essaim.web.resources.errors import NothingChanged, ResourceError
from essaim.web.resources.models import Edition, Fiche
from essaim.web.resources.tests.factories import NOW, TODAY, fiche, text, work

pytestmark = pytest.mark.django_db


def _publish(of, on=TODAY, **more):
    return editions.publish_edition(work_id=of.pk, editor=None, on=on, now=NOW, **more)


def _rewrite(of: Fiche, *blocks) -> None:
    of.body = json.dumps(list(blocks))
    of.save_revision().publish()


def test_an_edition_keeps_what_each_fiche_was():
    bread, kit = (one := fiche()), work(one)
    _publish(kit)
    _rewrite(bread, text("<p>Tout autre chose.</p>"))
    kept = Edition.objects.get(work=kit, number=1).content["fiches"][0]
    assert "Sans publicité sous" in kept["body"][1]["value"]
    assert kept["bound"]["droit:direct_purchase_works"]["shown"] == "100\u202f000\u00a0€\u00a0HT"


def test_asked_twice_an_edition_is_published_once():
    kit = work(fiche())
    assert _publish(kit).number == 1
    with pytest.raises(NothingChanged, match="édition 1 contient déjà tout"):
        _publish(kit)
    assert kit.editions.count() == 1


def test_the_note_is_written_from_the_differences():
    bread, kit = (one := fiche()), work(one)
    _publish(kit)
    _rewrite(bread, {"type": "heading", "value": "En bref"}, text("<p>Un lot à part.</p><p>Et un avis.</p>"))
    note = _publish(kit).note
    assert "« Acheter le pain des écoles »" in note.replace("\u00a0", " ")
    assert "1 passage récrit" in note
    assert "1 passage ajouté" in note


def test_a_change_of_law_alone_makes_an_edition_and_its_note():
    kit = work(fiche())
    _publish(kit)
    second = _publish(kit, on=date(2027, 1, 4))
    assert "140\u202f000" in second.note
    assert second.number == 2


def test_fiches_added_taken_away_and_moved_are_told():
    def copy(*slugs):
        return {"work": _copy("kit"), "fiches": [_copy(slug) for slug in slugs]}

    found = editions.changes(copy("a", "b", "c"), copy("c", "b", "d"))
    assert {(one.kind, one.slug) for one in found} == {("added", "d"), ("removed", "a"), ("moved", "")}
    note = editions.change_note(found).replace("\u00a0", " ")
    assert "Nouvelle fiche : « d »" in note
    assert "changé de place" in note


def test_an_empty_or_hidden_work_has_no_edition():
    with pytest.raises(ResourceError, match="vide"):
        _publish(work(slug="vide", blocks=[]))
    hidden = work(fiche(), slug="cache")
    hidden.unpublish()
    with pytest.raises(ResourceError, match="n’est pas publié"):
        _publish(hidden)


def _copy(slug):
    return {"title": slug, "slug": slug, "summary": "", "body": [], "bound": {}}


def test_a_passage_shows_the_words_that_changed():
    passage = editions.Passage("Un lot à la ville", "Un grand lot à la ville voisine")
    assert passage.parts_after == [("Un", False), ("grand", True), ("lot à la ville", False), ("voisine", True)]
    assert passage.parts_before == [("Un", False), ("lot à la ville", False)]
    assert editions.Passage(after="Tout neuf").parts_after == [("Tout neuf", True)]
