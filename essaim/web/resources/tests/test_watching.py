"""« À relire »: what a fiche is bound to changes, the fiche says so, an editor checks it."""

from __future__ import annotations

import json
from datetime import date

import pytest

from essaim.web.practices.tests.factories import published as published_experience
from essaim.web.resources import selectors, watching
from essaim.web.resources.models import Watch
from essaim.web.resources.services import check
from essaim.web.resources.tests.factories import NOW, TODAY, fiche, text

pytestmark = pytest.mark.django_db
NEXT_YEAR = date(2027, 1, 4)


def test_a_threshold_that_changes_marks_the_fiches_that_cite_it():
    bread, other = fiche(), fiche("autre", blocks=[text("<p>Rien de lié.</p>")])
    assert watching.recheck(on=TODAY, now=NOW) == 0
    assert selectors.to_review(TODAY) == []
    # The rules hold that the threshold of works goes from 100,000 to 140,000 € on 1 January 2027.
    assert watching.recheck(on=NEXT_YEAR, now=NOW) == 1
    found = selectors.to_review(NEXT_YEAR)
    assert [one.fiche_id for one in found] == [bread.pk]
    assert "100\u202f000" in found[0].reasons[0]
    assert "140\u202f000" in found[0].reasons[0]
    assert other.pk not in {one.fiche_id for one in found}


def test_the_reader_is_told_beside_the_passage(served, client):
    fiche()
    watching.recheck(on=NEXT_YEAR, now=NOW)
    page = client.get("/ressources/fiches/acheter-le-pain/").content.decode()
    assert "Mise à jour en cours" in page
    assert "Fiche à relire" in page


def test_a_check_settles_it_and_publishing_alone_does_not():
    bread = fiche()
    watching.recheck(on=NEXT_YEAR, now=NOW)
    bread.save_revision().publish()
    assert selectors.to_review(NEXT_YEAR)
    check(entry_id=bread.entry.pk, actor=None, on=NEXT_YEAR, now=NOW)
    assert selectors.to_review(NEXT_YEAR) == []
    assert watching.recheck(on=NEXT_YEAR, now=NOW) == 0
    bread.refresh_from_db()
    assert bread.checked_on == NEXT_YEAR


def test_what_comes_back_is_no_longer_told():
    fiche()
    watching.recheck(on=NEXT_YEAR, now=NOW)
    watching.recheck(on=TODAY, now=NOW)
    assert selectors.to_review(TODAY) == []


def test_an_experience_taken_off_the_site_is_a_reason():
    experience = published_experience()
    fiche(blocks=[{"type": "experience", "value": experience.slug}])
    assert watching.recheck(on=TODAY, now=NOW) == 0
    experience.is_public = False
    experience.save()
    assert watching.recheck(on=TODAY, now=NOW) == 1
    assert "n’est plus publique" in Watch.objects.get().reason


def test_a_figure_of_a_territory_is_watched(release):
    fiche(blocks=[text("<p>{chiffre:ess_etab@commune:59350} et {chiffre:ess_etab}</p>")])
    assert watching.recheck(on=TODAY, now=NOW) == 0
    Watch.objects.filter(key="ess_etab@commune:59350").update(seen="12")
    assert watching.recheck(on=TODAY, now=NOW) == 1
    assert "12" in Watch.objects.get(key="ess_etab@commune:59350").reason


def test_what_is_no_longer_cited_is_no_longer_watched():
    bread = fiche()
    bread.body = json.dumps([text("<p>Sans seuil.</p>")])
    bread.save_revision().publish()
    assert not Watch.objects.exists()
