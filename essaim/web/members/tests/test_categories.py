"""Acceptance: a made-up list of 182 gives the brochure's counts at its date, and others at another."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from essaim.web.members import selectors
from essaim.web.members.enums import Category
from essaim.web.members.models import Membership
from essaim.web.members.tests.factories import MAP_DAY, MemberFactory, MembershipFactory, brochure_bodies

BROCHURE = {
    Category.REGION: 8,
    Category.DEPARTEMENT: 15,
    Category.OVERSEAS: 4,
    Category.METROPOLE: 19,
    Category.INTERMUNICIPAL: 60,
    Category.COMMUNE: 76,
}


@pytest.fixture
def network(db):
    """182 members: the communes joined in 2024, everybody else in 2016."""
    for body in brochure_bodies():
        joined = date(2024, 3, 15) if body.kind == "commune" and body.siren != "217500016" else date(2016, 7, 1)
        MembershipFactory(member=MemberFactory(body=body), joined_on=joined)


@pytest.mark.usefixtures("network")
class TestTheBrochure:
    def test_its_day_gives_its_counts(self):
        found = selectors.members_on(MAP_DAY)
        assert selectors.counts(found) == BROCHURE
        assert len(found) == len({member.siren for member in found}) == 182

    def test_another_day_gives_others(self):
        found = selectors.counts(selectors.members_on(date(2017, 12, 31)))
        # No commune yet but Paris; four métropoles of 2018 and one whose SIREN dates from 2020 were none still.
        assert found[Category.COMMUNE] == 0
        assert found[Category.DEPARTEMENT] == 15
        assert found[Category.METROPOLE] == 14
        assert found[Category.INTERMUNICIPAL] == 65
        assert sum(found.values()) == 106

    def test_nobody_before_the_first_day(self):
        assert selectors.counts(selectors.members_on(date(2016, 6, 30))) == dict.fromkeys(BROCHURE, 0)

    def test_leaving_counts_until_the_eve(self):
        membership = Membership.objects.filter(member__body__kind="region").first()
        membership.left_on, membership.leaving = MAP_DAY, "retrait"
        membership.save()
        assert selectors.counts(selectors.members_on(MAP_DAY))[Category.REGION] == 7
        assert selectors.counts(selectors.members_on(MAP_DAY - timedelta(days=1)))[Category.REGION] == 8

    def test_one_query_whatever_the_number(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            selectors.members_on(MAP_DAY)
