"""What every app has to tell, gathered from the real ones."""

from __future__ import annotations

from datetime import date

import pytest

from essaim.web.ui.news import KINDS, News, gather

SINCE, UNTIL = date(2026, 11, 1), date(2026, 12, 1)


def test_a_piece_of_news_has_a_known_kind_and_known_levels():
    with pytest.raises(ValueError, match="rumeur"):
        News("rumeur", "Titre", "", "/", SINCE)
    with pytest.raises(ValueError, match="canton"):
        News("droit", "Titre", "", "/", SINCE, levels=("canton",))


@pytest.mark.django_db
def test_experiences_members_and_law_are_told_of_the_days_asked(served):
    from essaim.web.bodies.enums import Kind
    from essaim.web.members.tests.factories import member
    from essaim.web.practices.tests.factories import published

    published()
    member(Kind.COMMUNE, "215903501", "commune:59350", "Lille", joined_on=date(2026, 11, 12))
    member(Kind.COMMUNE, "217500016", "commune:75056", "Paris", joined_on=date(2026, 10, 31))
    member(Kind.COMMUNE, "216901231", "commune:69123", "Lyon", joined_on=date(2026, 11, 2), joined_on_known=False)
    found = gather(SINCE, UNTIL)
    told = {one.kind: one for one in found}
    assert told["experience"].title == "Du pain pour les écoles"
    assert told["experience"].url.startswith("/experiences/")
    assert told["experience"].themes == ("alimentation",)
    assert [one.title for one in found if one.kind == "adherent"] == ["Lille"]
    assert told["adherent"].regions == ("32",)
    assert told["adherent"].levels == ("commune",)
    assert [one.kind for one in found] == sorted((one.kind for one in found), key=list(KINDS).index)
    assert not [one for one in gather(date(2024, 1, 1), date(2024, 2, 1)) if one.kind != "droit"]


@pytest.mark.django_db
def test_a_threshold_is_told_when_it_takes_force_and_in_the_months_before():
    in_force = [one for one in gather(date(2026, 1, 1), date(2026, 2, 1)) if one.on == date(2026, 1, 1)]
    announced = [one for one in gather(date(2025, 12, 1), date(2025, 12, 31)) if one.on == date(2026, 1, 1)]
    assert in_force
    assert all(one.kind == "droit" and "#" in one.url for one in in_force)
    assert {one.title for one in announced} == {one.title for one in in_force}
