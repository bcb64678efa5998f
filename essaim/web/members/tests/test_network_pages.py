"""The public pages of the network: map, directory, member; at any date, the same for everyone, honest."""

from __future__ import annotations

import json
import re
from datetime import date

import pytest
from django.utils import timezone

from essaim.web.accounts.tests.factories import FunctionFactory
from essaim.web.members import coverage, directory, map_layers, map_svg
from essaim.web.members.enums import Category
from essaim.web.members.models import Member
from essaim.web.members.tests.factories import member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("served")]
HAUTS_DE_FRANCE, NORD, MEL, LILLE, PARIS = "200053742", "225900018", "200093201", "215903501", "217500016"


@pytest.fixture
def network(release):
    """A région, a département, a métropole, two communes; Roubaix left in 2024."""
    return {
        "region": member("region", HAUTS_DE_FRANCE, "region:32", "Région Hauts-de-France", joined_on=date(2018, 1, 1)),
        "nord": member("departement", NORD, "departement:59", "Département du Nord", joined_on=date(2019, 1, 1)),
        "mel": member("metropole", MEL, "epci:200093201", "Métropole Européenne de Lille"),
        "lille": member("commune", LILLE, "commune:59350", "Lille"),
        "roubaix": member(
            "commune", "215905126", "commune:59512", "Roubaix", left_on=date(2024, 1, 1), leaving="retrait"
        ),
        "paris": member("commune", PARIS, "commune:75056", "Paris"),
    }


def page(client, path):
    response = client.get(path)
    assert response.status_code == 200, path
    assert response.cookies == {}
    return response.content.decode()


def text_of(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


class TestTheMap:
    def test_says_how_many_and_of_what_on_the_day(self, client, network):
        html = page(client, "/reseau/?au=2023-06-01")
        assert "6 collectivités adhérentes" in text_of(html)
        assert "au 1er juin 2023" in text_of(html)
        legend = text_of(html[html.index('class="members-legend"') :])
        # Paris is counted with the départements.
        for said in ("1 région métropolitaine", "2 départements métropolitains", "1 métropole", "2 communes"):
            assert said in legend

    def test_another_day_is_another_map(self, client, network):
        assert "5 collectivités adhérentes" in text_of(page(client, "/reseau/"))
        assert "1 collectivité adhérente" in text_of(page(client, "/reseau/?au=2018-06-01"))
        assert "0 collectivité adhérente" in text_of(page(client, "/reseau/?au=2001-01-01"))

    @pytest.mark.parametrize("query", ["au=demain", "au=2999-01-01", "au=1789-07-14", "region=99", "region=<b>"])
    def test_what_means_nothing_is_refused_with_a_sentence(self, client, query):
        response = client.get(f"/reseau/?{query}")
        assert response.status_code == 400
        assert "Traceback" not in response.content.decode()

    def test_a_departement_is_never_painted_because_its_commune_joined(self, release):
        member("commune", LILLE, "commune:59350", "Lille")
        map_ = map_layers.build(release, directory.entries(release, date(2026, 1, 1)), date(2026, 1, 1))
        assert {layer.category: layer.count for layer in map_.layers if layer.count} == {Category.COMMUNE: 1}
        assert all(not layer.shapes for layer in map_.layers if layer.category != Category.COMMUNE)

    def test_members_without_outline_are_named_never_dropped(self, client, release):
        member("commune", "219300597", "commune:93059", "Pierrefitte-sur-Seine")
        html = page(client, "/reseau/")
        assert "Pierrefitte-sur-Seine" in html
        assert "1 collectivité adhérente" in text_of(html)

    def test_an_unknown_date_of_entry_is_told(self, client, release):
        member("commune", LILLE, "commune:59350", "Lille", joined_on_known=False)
        assert "date d’entrée n’est pas connue" in page(client, "/reseau/")

    def test_an_empty_network_has_a_page(self, client):
        assert "0 collectivité adhérente" in text_of(page(client, "/reseau/"))

    def test_names_cannot_write_html(self, client, release):
        member("commune", LILLE, "commune:59350", "<script>alert(1)</script>")
        for path in ("/reseau/", "/reseau/adherents/", "/reseau/carte.geojson", "/reseau/carte/integrer/"):
            assert "<script>alert" not in client.get(path).content.decode().replace("\\u003c", "<") or "geojson" in path

    def test_a_region_is_a_filter_of_everything(self, client, network):
        assert "4 collectivités adhérentes" in text_of(page(client, "/reseau/?region=32"))
        listed = page(client, "/reseau/adherents/?region=32")
        assert "Lille" in listed
        assert "/217500016-paris/" not in listed
        points = json.loads(client.get("/reseau/carte.geojson?region=32").content)
        assert {feature["properties"]["siren"] for feature in points["features"]} == {HAUTS_DE_FRANCE, NORD, MEL, LILLE}

    def test_small_maps_refer_to_layers_that_exist(self, client, network):
        html = page(client, "/reseau/")
        ids = set(re.findall(r'id="([^"]+)"', html))
        assert set(re.findall(r'<use[^>]* href="#([^"]+)"', html)) <= ids


class TestItsFiles:
    def test_only_the_embedded_map_stands_in_a_frame_of_others(self, client, network):
        response = client.get("/reseau/carte/integrer/")
        assert "frame-ancestors *" in response.headers["Content-Security-Policy"]
        assert "X-Frame-Options" not in response.headers
        assert response.cookies == {}
        for path in ("/reseau/", "/reseau/adherents/"):
            other = client.get(path)
            assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]
            assert other.headers["X-Frame-Options"] == "DENY"

    def test_geojson_says_what_it_is(self, client, network):
        response = client.get("/reseau/carte.geojson?au=2023-06-01")
        body = json.loads(response.content)
        assert (body["on"], len(body["features"])) == ("2023-06-01", 6)
        assert body["warning"]

    def test_the_directory_downloads_with_its_filters(self, client, network):
        response = client.get("/reseau/adherents/fichier?categorie=commune&format=csv-plain")
        lines = b"".join(response.streaming_content).decode().splitlines()
        assert [line.split(",")[1] for line in lines[1:]] == ["Lille"]

    @pytest.mark.slow
    @pytest.mark.parametrize("paper", ["a4", "a3"])
    def test_the_sheet_is_one_tagged_page(self, client, network, paper):
        import io

        from pypdf import PdfReader

        response = client.get(f"/reseau/carte.pdf?au=2023-06-01&format={paper}")
        reader = PdfReader(io.BytesIO(response.content))
        assert len(reader.pages) == 1
        assert text_of(reader.metadata.title) == "6 collectivités adhérentes au 1er juin 2023"
        said = reader.pages[0].extract_text()
        assert "collectivités adhérentes" in said
        assert ("Métropole Européenne de Lille" in said) == (paper == "a3")

    def test_another_paper_is_refused(self, client, network):
        assert client.get("/reseau/carte.pdf?format=a0").status_code == 400


class TestTheDirectory:
    def test_facets_count_with_the_other_filters(self, network, release):
        today = date(2026, 11, 24)
        asked = directory.read({"region": ["32"], "categorie": ["commune"]}, today=today, regions=["32", "11"])
        everyone = directory.entries(release, today)
        found = directory.facets(everyone, asked)
        assert [entry.member.name for entry in directory.select(everyone, asked)] == ["Lille"]
        # Categories within the region, whatever the category asked; regions within the category.
        assert found["categories"] == {"region": 1, "departement": 1, "metropole": 1, "commune": 1}
        assert found["regions"] == {"32": 1}

    @pytest.mark.parametrize(
        ("query", "names"),
        [
            ("q=LILLE", ["Lille", "Métropole Européenne de Lille"]),
            ("q=metropole+europeenne", ["Métropole Européenne de Lille"]),
            (f"q={MEL}", ["Métropole Européenne de Lille"]),
            (
                "taille=1000000",
                ["Département du Nord", "Métropole Européenne de Lille", "Paris", "Région Hauts-de-France"],
            ),
            ("categorie=departement", ["Département du Nord", "Paris"]),
        ],
    )
    def test_filters(self, client, network, query, names):
        html = page(client, f"/reseau/adherents/?{query}")
        table = html[html.index('<table class="table') : html.index("</table>")]
        assert re.findall(r'<a href="/reseau/adherents/\d{9}[^"]*">([^<]+)</a>', table) == names

    @pytest.mark.parametrize(
        "query",
        ["categorie=licorne", "taille=x", "theme=<i>", "tri=age", "page=99", "page=0", "q=" + "a" * 300, "au=x"],
    )
    def test_what_means_nothing_is_refused(self, client, network, query):
        assert client.get(f"/reseau/adherents/?{query}").status_code == 400

    def test_queries_do_not_grow_with_the_number(self, client, network, django_assert_num_queries):
        client.get("/reseau/adherents/")
        with django_assert_num_queries(2):
            client.get("/reseau/adherents/")
        with django_assert_num_queries(3):
            client.get("/reseau/")


class TestAMember:
    def test_its_page_says_who_wrote_what(self, client, network):
        Member.objects.filter(pk=network["lille"].pk).update(presentation="Une politique <b>ambitieuse</b>.")
        html = page(client, "/reseau/adherents/215903501-lille/")
        assert "Une politique &lt;b&gt;ambitieuse&lt;/b&gt;." in html
        said, published = html.index("Ce que dit la collectivité"), html.index("Ce que publient les producteurs")
        assert said < html.index("ambitieuse") < published
        assert "238 695" in html[published:].replace("\u202f", " ")
        assert "Populations municipales, Insee" in html[published:]

    def test_a_name_that_changed_leads_to_the_page(self, client, network):
        response = client.get("/reseau/adherents/215903501-ancien-nom/")
        assert (response.status_code, response.headers["Location"]) == (301, "/reseau/adherents/215903501-lille/")

    @pytest.mark.parametrize("reference", ["999999999-x", "lille", "215903501lille", "21590350", "215903501-<b>"])
    def test_an_unknown_one_is_not_found(self, client, network, reference):
        assert client.get(f"/reseau/adherents/{reference}/").status_code == 404

    def test_visitors_see_only_whom_chose_to_be_seen(self, client, network):
        body = network["lille"].body
        FunctionFactory(body=body, user__last_name="Publique", visibility="public", title="Adjointe à l’ESS")
        FunctionFactory(body=body, user__last_name="Entre-nous", visibility="adherents")
        FunctionFactory(body=body, user__last_name="Equipe-seule", visibility="equipe")
        html = page(client, "/reseau/adherents/215903501-lille/")
        assert "Publique" in html
        assert "Entre-nous" not in html
        assert "Equipe-seule" not in html

    def test_what_nobody_told_is_unknown_never_no(self, client, network):
        html = page(client, "/reseau/adherents/215903501-lille/")
        table = html[html.index("L’ESS dans son organisation") :]
        assert table.count('class="unknown"') == 4

    def test_one_that_left_keeps_its_page_and_its_history(self, client, network):
        html = page(client, "/reseau/adherents/215905126-roubaix/")
        assert "N’adhère plus au réseau depuis le 1er janvier 2024" in text_of(html)
        assert "Retrait décidé par la collectivité" in html


class TestTheDemonstration:
    def test_says_so_on_every_page_and_file(self, client, network):
        Member.objects.update(fictitious=True)
        for path in ("/reseau/", "/reseau/adherents/", "/reseau/adherents/215903501-lille/", "/reseau/carte/integrer/",
                     "/reseau/carte.geojson"):  # fmt: skip
            assert "adhésions fictives" in client.get(path).content.decode(), path
        response = client.get("/reseau/adherents/fichier?format=geojson")
        assert "adhésions fictives" in b"".join(response.streaming_content).decode()


class TestTheReach:
    def test_each_inhabitant_counts_once(self, network, release):
        entries = directory.entries(release, timezone.localdate())
        found = coverage.of(release, entries)
        communes = sum(found_.population for found_ in [coverage.of(release, entries).by_category[Category.REGION]])
        # The région holds the département, the métropole and Lille: only Paris comes on top of it.
        assert found.once.population == communes + 2_100_000
        assert found.by_category[Category.COMMUNE].population == 238_695
        assert sum(reach.population for reach in found.by_category.values()) > found.once.population

    def test_a_member_without_perimeter_is_said_not_guessed(self, release):
        member("commune", "219300597", "commune:93059", "Pierrefitte-sur-Seine")
        found = coverage.of(release, directory.entries(release, date(2026, 1, 1)))
        assert (found.once.population, found.unplaced) == (0, 1)


def test_the_drawing_is_well_formed_and_says_what_it_shows(network, release):
    import defusedxml.ElementTree as ElementTree

    on = date(2026, 11, 24)
    map_ = map_layers.build(release, directory.entries(release, on), on)
    tree = ElementTree.fromstring(map_svg.drawing(map_))
    assert text_of(tree[0].text) == "5 collectivités adhérentes au 24 novembre 2026"
    assert "1 région métropolitaine, 2 départements métropolitains" in tree[1].text
