"""Memberships through time: asked, decided, ended, begun again, merged; never two at once, never lost."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from essaim.web.audit.selectors import about
from essaim.web.members import selectors, services
from essaim.web.members.enums import Answer, Decision, FactKind, Leaving
from essaim.web.members.errors import MemberError
from essaim.web.members.models import Membership
from essaim.web.members.tests.factories import NOW, MemberFactory, body, member

pytestmark = pytest.mark.django_db
BY = {"actor": None, "now": NOW}


def names(on):
    return [found.name for found in selectors.members_on(on)]


def test_a_request_waits_for_the_board_then_counts_from_its_day():
    asking = MemberFactory()
    request = services.request_membership(member=asking, requested_on=date(2026, 1, 10), **BY)
    assert selectors.members_on(date(2026, 12, 31)) == []
    assert list(selectors.pending()) == [request]
    services.decide(
        membership=request, accepted=True, decided_on=date(2026, 2, 3), reference="CA du 3 février", **BY
    )  # fmt: skip
    assert names(date(2026, 2, 2)) == []
    assert names(date(2026, 2, 3)) == [str(asking)]
    assert [entry.action for entry in about(request)] == ["members.membership_decided", "members.membership_requested"]


def test_a_request_asked_twice_is_one_request():
    asking = MemberFactory()
    first = services.request_membership(member=asking, requested_on=date(2026, 1, 10), **BY)
    assert services.request_membership(member=asking, requested_on=date(2026, 1, 12), **BY) == first


def test_a_refused_body_may_ask_again():
    asking = MemberFactory()
    first = services.request_membership(member=asking, requested_on=date(2025, 1, 10), **BY)
    services.decide(membership=first, accepted=False, decided_on=date(2025, 2, 1), **BY)
    with pytest.raises(MemberError, match="déjà sa décision"):
        services.decide(membership=first, accepted=True, decided_on=date(2025, 2, 2), **BY)
    again = services.request_membership(member=asking, requested_on=date(2026, 1, 10), **BY)
    assert again != first
    assert [m.decision for m in selectors.history(asking)] == [Decision.REFUSED, Decision.PENDING]


def test_leaving_then_coming_back_keeps_both_stays():
    back = member("commune", "215903501", name="Lille", joined_on=date(2010, 1, 1))
    (first,) = selectors.history(back)
    services.leave(membership=first, left_on=date(2015, 1, 1), **BY)
    services.record_membership(member=back, joined_on=date(2018, 6, 1), **BY)
    seen = [bool(names(day)) for day in (date(2009, 12, 31), date(2014, 12, 31), date(2015, 1, 1), date(2018, 6, 1))]
    assert seen == [False, True, False, True]
    assert len(selectors.history(back)) == 2


@pytest.mark.parametrize("dates", [(date(2012, 1, 1), None), (date(2005, 1, 1), date(2010, 6, 1)),
                                   (date(2005, 1, 1), None)])  # fmt: skip
def test_two_stays_never_overlap(dates):
    held = member("commune", "215903501", joined_on=date(2010, 1, 1), left_on=date(2015, 1, 1), leaving="retrait")
    with pytest.raises(MemberError, match="sur ces dates"):
        services.record_membership(member=held, joined_on=dates[0], left_on=dates[1], **BY)
    assert len(selectors.history(held)) == 1


def test_the_database_too_refuses_two_running_memberships():
    held = member("commune", "215903501")
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(member=held, decision=Decision.ACCEPTED, joined_on=date(2026, 1, 1))


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"left_on": date(2019, 1, 1), "leaving": Leaving.WITHDRAWAL}, "avant d’avoir commencé"),
        ({"left_on": date(2025, 1, 1)}, "une date et un motif"),
        ({"decision": Decision.PENDING}, "une fois la demande acceptée"),
    ],
)
def test_a_membership_that_makes_no_sense_is_refused_and_nothing_is_written(changed, sentence):
    held = member("commune", "215903501")
    (membership,) = selectors.history(held)
    with pytest.raises(MemberError, match=sentence):
        services.correct_membership(membership=membership, **changed, **BY)
    membership.refresh_from_db()
    assert membership.left_on is None
    assert not about(membership).exists()


def test_a_correction_says_what_was_there_before():
    held = member("commune", "215903501")
    (membership,) = selectors.history(held)
    services.correct_membership(membership=membership, joined_on=date(2019, 5, 1), **BY)
    (entry,) = about(membership)
    assert (entry.before, entry.after) == ({"joined_on": "2020-01-01"}, {"joined_on": "2019-05-01"})


def test_merged_communes_leave_together_and_the_new_one_follows():
    one = member("commune", "219300662", "commune:93066", "Saint-Denis", joined_on=date(2010, 1, 1))
    two = member("commune", "219300597", "", "Pierrefitte-sur-Seine", joined_on=date(2020, 1, 1))
    new = body("commune", "929939411", "commune:93066", "Saint-Denis (commune nouvelle)")
    heir = services.absorb(members=[one, two], successor=new, on=date(2025, 1, 1), **BY)
    assert names(date(2024, 12, 31)) == ["Pierrefitte-sur-Seine", "Saint-Denis"]
    assert names(date(2025, 1, 1)) == ["Saint-Denis (commune nouvelle)"]
    (stay,) = selectors.history(one)
    assert (stay.leaving, stay.absorbed_by) == (Leaving.MERGER, heir)
    one.body.refresh_from_db()
    assert (one.body.ceased_on, one.body.successor) == (date(2025, 1, 1), new)
    assert "Suite de la fusion" in selectors.history(heir)[0].note


def test_a_body_merged_into_a_member_does_not_make_it_join_twice():
    small = member("intercommunalite", "200000172")
    large = member("metropole", "200093201", name="MEL")
    services.absorb(members=[small], successor=large.body, on=date(2025, 3, 14), **BY)
    assert names(date(2025, 3, 14)) == ["MEL"]
    assert len(selectors.history(large)) == 1


def test_a_merger_of_bodies_that_were_no_members_makes_no_member():
    asking = MemberFactory()
    services.request_membership(member=asking, requested_on=date(2024, 1, 1), **BY)
    new = body("commune", "929939411")
    heir = services.absorb(members=[asking], successor=new, on=date(2025, 1, 1), **BY)
    assert selectors.history(heir) == []
    assert not selectors.pending().exists()


def test_a_body_that_ceased_does_not_join():
    gone = member("commune", "219300597", name="Pierrefitte-sur-Seine")
    services.absorb(
        members=[gone], successor=body("commune", "929939411", name="Saint-Denis"), on=date(2025, 1, 1), **BY
    )
    with pytest.raises(MemberError, match=r"a cessé d’exister le 01/01/2025\. Saint-Denis lui a succédé"):
        services.request_membership(member=gone, requested_on=date(2026, 1, 1), **BY)


def test_nobody_is_absorbed_by_itself():
    one = member("commune", "219300597")
    with pytest.raises(MemberError, match="elle-même"):
        services.absorb(members=[one], successor=one.body, on=date(2025, 1, 1), **BY)
    one.body.refresh_from_db()
    assert one.body.ceased_on is None


def test_what_a_member_says_of_itself_is_kept_with_its_trail():
    one = member("commune", "215903501")
    services.describe(
        member=one, presentation=" Une politique. ", website="https://lille.example/ess",
        themes=["reemploi", "alimentation", "reemploi"], **BY,
    )  # fmt: skip
    assert one.presentation == "Une politique."
    assert selectors.themes_of(selectors.members_on(date(2026, 1, 1))) == {one.pk: ["alimentation", "reemploi"]}
    with pytest.raises(MemberError, match="Thème inconnu : licornes"):
        services.describe(member=one, presentation="", website="", themes=["licornes"], **BY)
    assert about(one).count() == 1


def test_facts_of_the_organisation_follow_one_another():
    one = member("commune", "215903501")
    services.record_fact(
        member=one,
        kind=FactKind.ELECTED,
        answer=Answer.NO,
        starts_on=date(2020, 7, 1),
        source="Tableau du conseil",
        **BY,
    )
    services.record_fact(
        member=one, kind=FactKind.ELECTED, answer=Answer.YES, label="Adjointe à l’ESS", starts_on=date(2026, 3, 28),
        source="Arrêté de délégation", **BY,
    )  # fmt: skip
    assert [f.answer for f in selectors.facts_on(one, date(2026, 3, 27))] == ["non"]
    assert [f.label for f in selectors.facts_on(one, date(2026, 3, 28))] == ["Adjointe à l’ESS"]
    assert selectors.facts_on(one, date(2019, 1, 1)) == []
    with pytest.raises(MemberError, match="plus récent"):
        services.record_fact(
            member=one, kind=FactKind.ELECTED, answer=Answer.NO, starts_on=date(2024, 1, 1), source="?", **BY
        )
