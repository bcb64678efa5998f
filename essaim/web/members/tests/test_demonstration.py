"""The demonstration network: never where there is a real one, said so, taken away whole."""

from __future__ import annotations

from datetime import date

import pytest

from essaim.web.accounts.models import User
from essaim.web.members import demonstration, demonstration_life, selectors
from essaim.web.members.enums import Category
from essaim.web.members.errors import MemberError
from essaim.web.members.models import FeeCall, FeeScale, Issuer, Member, Membership
from essaim.web.members.tests.factories import NOW, member

pytestmark = pytest.mark.django_db


def test_never_where_somebody_is_a_member(release):
    member("commune", "215903501", name="Lille")
    with pytest.raises(MemberError, match="déjà des adhérents"):
        demonstration.make(release=release, now=NOW)
    assert Member.objects.count() == 1


def test_a_release_too_small_is_said_and_nothing_is_written(release):
    with pytest.raises(MemberError, match="pas assez de collectivités"):
        demonstration.make(release=release, now=NOW)
    assert not Member.objects.exists()


def test_removing_it_leaves_the_real_ones():
    real = member("commune", "215903501", name="Lille")
    fictitious = member("commune", "217500016", name="Paris")
    Member.objects.filter(pk=fictitious.pk).update(fictitious=True)
    assert demonstration.remove(now=NOW) == 1
    assert list(Member.objects.all()) == [real]
    assert Membership.objects.count() == 1


@pytest.mark.mirror
@pytest.mark.slow
def test_it_reads_at_two_dates_and_goes_away_whole(mirror_var, settings):
    from essaim.web.observatory.release import current

    settings.ESSAIM_VAR = mirror_var
    people = User.objects.count()
    done = demonstration.make(release=current(), now=NOW)
    found = selectors.members_on(demonstration.MAP_DAY)
    assert selectors.counts(found) == demonstration.COUNTS
    assert all(one.fictitious for one in found)
    earlier = selectors.counts(selectors.members_on(date(2019, 12, 31)))
    assert sum(earlier.values()) < 182 < done.today
    assert earlier[Category.COMMUNE] < 76
    assert set(FeeCall.objects.values_list("fictitious", flat=True)) == {True}
    assert User.objects.filter(email__endswith=f"@{demonstration_life.DOMAIN}").exists()
    demonstration.remove(now=NOW)
    left = (Member, Membership, FeeCall, FeeScale, Issuer)
    assert [model.objects.count() for model in left] == [0] * len(left)
    assert User.objects.count() == people


def test_what_other_apps_bring_is_marked_and_goes_away_whole(release):
    from essaim.web.events import in_demonstration as agenda
    from essaim.web.events.models import Event
    from essaim.web.newsletters import first_content
    from essaim.web.newsletters import in_demonstration as letters
    from essaim.web.newsletters.models import Issue

    first_content.load(now=NOW)
    assert (agenda.make(now=NOW), agenda.make(now=NOW)) == (4, 0)
    assert (letters.make(now=NOW), letters.make(now=NOW)) == (1, 0)
    assert all(event.fictitious and event.begins_at > NOW for event in Event.objects.all())
    letter = Issue.objects.get()
    assert letter.fictitious
    assert "Cantines et coopératives" in str(letter.body), "the letter announces the meetings"
    demonstration.remove(now=NOW)
    assert not Event.objects.exists()
    assert not Issue.objects.exists()
