"""The map of the site, and the header and the footer drawn from it."""

import sys
from types import ModuleType

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from essaim.web.ui import brought, site_map
from essaim.web.ui.listing import page_list
from essaim.web.ui.markup.site_head import footer, header
from essaim.web.ui.site_map import Entry, Group, Place, SiteMap

PLACES = SiteMap(
    (
        Place(Entry("Territoires", Group.KNOW, in_header=True, note="Le <portrait>"), "/territoires/"),
        Place(Entry("Le réseau", Group.NETWORK, in_header=True), "/reseau/"),
        Place(Entry("Les adhérents", Group.NETWORK), "/reseau/adherents/"),
        Place(Entry("Rechercher", Group.SITE, url_name="search:page"), "/recherche/"),
    )
)


@pytest.fixture
def bring(monkeypatch):
    """bring(**attributes): an app that brings a navigation of its own."""

    def brings(**attributes):
        module = ModuleType("essaim.web.example.navigation")
        for name, value in attributes.items():
            setattr(module, name, value)
        monkeypatch.setattr(site_map, "modules", lambda name: (module,))
        site_map._named.cache_clear()

    yield brings
    site_map._named.cache_clear()


@pytest.mark.urls("essaim.web.ui.tests.urls")
def test_an_entry_that_leads_nowhere_is_not_shown(bring):
    there = Entry("Bibliothèque", Group.SITE, "ui:library")
    bring(ENTRIES=(Entry("Agenda", Group.SHARE, "events:agenda"), there))
    assert site_map.site_map().places == (Place(there, "/bibliotheque/"),)


@pytest.mark.urls("essaim.web.ui.tests.urls")
def test_what_people_write_takes_its_place_among_the_rest(bring):
    page = Entry("L’ESS en bref", Group.KNOW, href="/l-ess-en-bref/", order=1)
    bring(ENTRIES=(Entry("Bibliothèque", Group.SITE, "ui:library"),), written=lambda urlconf: [page])
    assert [one.href for one in site_map.site_map().places] == ["/l-ess-en-bref/", "/bibliotheque/"]


def test_groups_stand_in_their_order():
    later, sooner = Entry("B", Group.SITE, href="/b/"), Entry("A", Group.KNOW, href="/a/", order=90)
    places = site_map._in_order([Place(later, "/b/"), Place(sooner, "/a/")])
    assert [one.href for one in places] == ["/a/", "/b/"]


def test_the_section_is_current_in_the_row_and_the_page_in_the_menu():
    here = PLACES.nearest("/reseau/adherents/59350-lille/")
    assert here == "/reseau/adherents/"
    assert [link.current for link in PLACES.header(here)] == [False, True]
    assert [link.current for link in PLACES.group(Group.NETWORK, here)] == [False, True]


def test_the_header_opens_its_menu_and_its_search_without_a_script():
    html = header(PLACES, "/territoires/", "/espace/", "/territoires/")
    assert 'popovertarget="tout-le-site"' in html
    assert 'id="tout-le-site" popover' in html
    assert 'action="/recherche/"' in html
    assert '<a href="/espace/">Mon espace</a>' in html
    assert "<script" not in html
    assert "Le &lt;portrait&gt;" in html


def test_without_a_search_page_nothing_leads_to_it():
    html = header(SiteMap(PLACES.places[:2]), "", "", "/")
    assert "chercher-partout" not in html
    assert "Mon espace" not in html


def test_the_footer_holds_every_entry():
    html = footer(PLACES, "")
    assert [one.href for one in PLACES.places if f'href="{one.href}"' not in html] == []


def test_a_page_without_a_request_has_its_header(bring):
    bring(ENTRIES=(Entry("Bibliothèque", Group.KNOW, href="/bibliotheque/"),))
    html = Template("{% load essaim_ui %}{% site_header %}{% foot_navigation %}").render(Context())
    assert html.count('href="/bibliotheque/"') == 2
    assert RequestFactory().get("/bibliotheque/").path in html


def test_a_list_no_app_brings_is_no_list():
    assert page_list("nothing-of-the-kind") is None


def test_modules_are_found_by_their_name():
    names = {module.__name__ for module in brought.modules("navigation")}
    assert {"essaim.web.territories.navigation", "essaim.web.practices.navigation"} <= names
    assert "essaim.web.mail.navigation" not in sys.modules
