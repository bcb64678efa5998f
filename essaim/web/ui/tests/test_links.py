"""Links are what Django's reverse writes."""

import pytest
from django.urls import NoReverseMatch, reverse, set_script_prefix
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.web.ui.links import link


@pytest.mark.parametrize("name", ["territories:page", "territories:organizations_file", "observatory:organization"])
@given(part=st.text(st.characters(exclude_characters="/", exclude_categories=["Cs"]), min_size=1, max_size=30))
@settings(deadline=None)  # the first address loads every view
def test_a_link_is_what_reverse_writes(name, part):
    assert link(name, part) == reverse(name, args=[part])


def test_a_site_below_a_folder_keeps_it():
    assert link("territories:page", "59350-lille") == "/territoires/59350-lille/"
    set_script_prefix("/essaim/")
    try:
        assert link("territories:page", "59350-lille") == "/essaim/territoires/59350-lille/"
    finally:
        set_script_prefix("/")


def test_an_unknown_name_is_refused():
    with pytest.raises(NoReverseMatch):
        link("territories:nowhere", "x")
