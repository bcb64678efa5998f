"""The purchase assistant: from a buyer's words to levers, candidates, lots and a note."""

from __future__ import annotations

import html
import io
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.http import QueryDict
from docx import Document

from essaim.rules.procurement import clauses
from essaim.rules.sizing import Assumptions
from essaim.web.procurement import assistant, law_clauses, lever_rows, levers, need, sourcing, supplier_search
from essaim.web.procurement.need_form import AmountField

TODAY = date(2026, 11, 24)
PAGE = "/commande-publique/assistant/"
RECYCLING = "quoi=collecte+du+papier&cpv=90511400&montant=60000&duree=12&lieu=commune:59350"


def read(release, query: str) -> need.Asked:
    return need.read(release, QueryDict(query), today=TODAY)


def sourced(release, query: str) -> sourcing.Sourcing:
    asked = read(release, query)
    assert asked.need is not None, asked.errors
    return sourcing.of_need(release, asked.need)


# -- the questions


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("85000", "85000"),
        ("85 000", "85000"),
        ("85\u202f000,50 € HT", "85000.50"),
        ("60 k€", "60000"),
        ("1,2 M€", "1200000"),
        ("1.250.000", "1250000"),
        ("59999.99", "59999.99"),
        ("", None),
    ],
)
def test_an_amount_is_read_as_people_write_it(written, amount):
    assert AmountField(required=False).clean(written) == (Decimal(amount) if amount else None)


@pytest.mark.parametrize("written", ["beaucoup", "-5", "0", "1e17", "99999999999", "NaN", "12,5,6", "€"])
def test_what_is_no_amount_is_refused_and_the_rest_kept(release, written):
    asked = need.read(release, QueryDict("", mutable=False), today=TODAY)
    query = QueryDict(mutable=True)
    query.update({"montant": written, "cpv": "90511400", "lieu": "commune:59350"})
    asked = need.read(release, query, today=TODAY)
    if written == "€":
        assert "montant" not in asked.errors
        return
    assert "montant" in asked.errors
    assert asked.need is not None
    assert asked.need.amount is None


def test_a_code_is_never_chosen_from_words(release):
    asked = read(release, "quoi=cantine+scolaire&ou=Lille")
    assert asked.need is None
    assert asked.code is None
    assert asked.codes.candidates[0].code.code.startswith("5552")


def test_a_code_typed_in_the_place_of_words_is_taken(release):
    asked = read(release, "quoi=55524000-9&ou=Lille")
    assert asked.need is not None
    assert asked.need.code.code == "55524000"


def test_an_invented_code_is_refused_with_its_parent(release):
    asked = read(release, "cpv=55524999&ou=Lille")
    assert asked.need is None
    assert "55524000-9" in asked.errors["cpv"]


def test_a_code_that_words_do_not_lead_to_is_kept_and_said(release):
    asked = read(release, "quoi=cantine+scolaire&cpv=90511400&ou=Lille")
    assert asked.need is not None
    assert any("ne vient pas des mots" in text for text in asked.warnings)


def test_one_exact_name_is_a_place_several_are_a_choice(release):
    assert read(release, "cpv=90511400&ou=Lille").place.territory_id == "commune:59350"
    assert read(release, "cpv=90511400&ou=59350").place.territory_id == "commune:59350"
    several = read(release, "cpv=90511400&ou=32")
    assert several.place is None or several.place.code == "32"
    assert read(release, "cpv=90511400&ou=Xyzabc").errors["ou"].startswith("Aucun territoire")


def test_a_former_commune_leads_to_today_s(release):
    assert read(release, "cpv=90511400&lieu=59298").place.territory_id == "commune:59350"


def test_a_place_chosen_is_forgotten_when_the_text_means_another(release):
    assert read(release, "cpv=90511400&ou=Roubaix&lieu=commune:59350").place.territory_id == "commune:59512"


def test_wrong_answers_are_said_each_beside_its_field(release):
    asked = read(release, f"{RECYCLING}&duree=-3&date=demain&divisible=peut-etre&dependance=200&perimetre=lune")
    assert set(asked.errors) == {"duree", "date", "divisible", "dependance", "perimetre"}
    assert asked.need is not None
    assert (asked.need.months, asked.need.on, asked.need.separable) == (None, TODAY, None)
    assert asked.need.assumptions == Assumptions()


def test_a_need_has_one_address(release):
    asked = read(release, "montant=60000&cpv=90511400&lieu=commune:59350&quoi=papier&inconnu=1")
    assert asked.address("/a") == "/a?quoi=papier&cpv=90511400&montant=60000&lieu=commune%3A59350"
    assert asked.address("/a", perimetre="region").endswith("&perimetre=region")


# -- who could answer


def test_an_activity_that_answers_is_listed_with_its_reasons(release):
    found = sourced(release, RECYCLING)
    names = [each.supplier.name for each in found.candidates]
    assert names[:2] == ["Envie d’Insérer", "Atelier du Réemploi"]
    first = found.candidates[0]
    assert first.supplier.trust == "high"
    assert first.articles == ("L2113-13",)
    assert "Activité 38.32Z" in first.sentences[0]
    assert "correspondance forte avec le CPV 9051" in first.sentences[0]
    assert any("km à vol d’oiseau" in text for text in first.sentences)
    assert any("50 à\u00a099 salariés" in text for text in first.sentences)


def test_what_has_nothing_to_do_with_it_is_not_listed(release):
    names = {each.supplier.name for each in sourced(release, RECYCLING).candidates}
    assert not names & {"Mutuelle des Filatures", "Syndicat Écarté", "Organisation à diffusion partielle"}


def test_an_inclusion_structure_of_another_told_trade_is_not_guessed(release):
    """Les Jardins du Ferrain grow vegetables (01.13Z): their code tells their trade, and it is not this one."""
    names = {each.supplier.name for each in sourced(release, RECYCLING).candidates}
    assert "Les Jardins du Ferrain" not in names


def test_a_perimeter_bounds_the_list(release):
    narrow = sourced(release, "cpv=90511400&lieu=commune:59350&perimetre=territoire")
    assert {each.supplier.commune_code for each in narrow.candidates} == {"59350"}
    wide = sourced(release, "cpv=90910000&lieu=commune:59350&perimetre=region")
    assert "Régie de Quartier de l’Aa" in {each.supplier.name for each in wide.candidates}


def test_what_travels_is_looked_for_further(release):
    place = read(release, "cpv=15860000&ou=Lille").place
    assert next(iter(supplier_search.perimeters(place))) == "departement"
    assert next(iter(supplier_search.perimeters(place, goods=True))) == "region"


def test_what_the_register_does_not_see_is_counted(release):
    unseen = sourced(release, "cpv=90511400&lieu=departement:59").unseen
    assert (unseen.unnamed, unseen.without_activity) == (1, 0)
    # The formula-named association (94.99Z) and the foundation (88.99B) hide their trade.
    assert unseen.without_trade == 2


def test_lots_are_cut_to_the_size_of_the_candidates(release):
    found = sourced(release, "cpv=90511400&montant=1000000&duree=12&lieu=departement:59")
    assert found.sizing is not None
    # 50 employees × 45,000 € × 30 % = 675,000 € at least for the largest; the other has 10 to 19.
    assert [each.able.low for each in found.sized] == [135_000.0, 675_000.0]
    assert found.sizing.sizes[1].sure == 1
    assert found.sizing.advised is None
    relaxed = sourced(release, "cpv=90511400&montant=1000000&lieu=departement:59&dependance=100&par_salarie=100000")
    assert relaxed.sizing.sizes[0].sure == 2


# -- the law


def test_levers_come_from_the_law_of_the_day(release):
    settled = read(release, f"{RECYCLING}&date=2026-03-31").need
    before = levers.of_need(release, settled)
    assert before.advice.answer("direct_purchase").status == "impossible"
    asked = read(release, "cpv=90511400&montant=59999,99&lieu=commune:59350&date=2026-04-01").need
    assert levers.of_need(release, asked).is_open("direct_purchase")


def test_an_ess_reservation_on_road_works_says_why_not(release):
    settled = read(release, "cpv=45233140&montant=1200000&lieu=departement:59").need
    refused = levers.of_need(release, settled).advice.answer("reserve_ess")
    assert refused.status == "impossible"
    assert any("45233140" in text for text in refused.reasons)


def test_a_day_before_the_oldest_rule_is_not_covered(release, client):
    settled = read(release, f"{RECYCLING}&date=1999-01-01").need
    assert levers.of_need(release, settled).advice is None
    answer = client.get(f"{PAGE}?{RECYCLING}&date=1999-01-01")
    assert "n’est pas couvert" in answer.content.decode()


def test_a_lever_is_written_escaped_with_its_articles(release):
    law = levers.of_need(release, read(release, RECYCLING).need)
    answer = law.advice.answer("reserve_integration")
    text = lever_rows.rows([replace(answer, title="<script>", reasons=("a & b",))], TODAY)
    assert "&lt;script&gt;" in text
    assert "a &amp; b" in text
    assert "<script>" not in text
    assert "L2113-13" in text
    assert ">Possible</span>" in text
    assert "/commande-publique/leviers/reserver-insertion/" in text
    assert lever_rows.state(law.advice.answer("open_data")) == "Obligatoire"


def test_no_list_of_a_kind_is_unknown_not_zero(release):
    """The tiny release knows no adapted company nor ESAT: nobody found is not nobody there."""
    asked = read(release, RECYCLING)
    shown = assistant.figures(release, levers.of_need(release, asked.need), sourcing.of_need(release, asked.need))
    handicap = next(each for each in shown if "handicap" in each.label)
    assert handicap.shown == "inconnu"
    assert next(each for each in shown if "insertion (SIAE)" in each.label).value == 1


# -- pages and files


@pytest.mark.parametrize(
    "query",
    ["", "?quoi=cantine", "?quoi=xyzzy&ou=Lille", f"?{RECYCLING}", "?cpv=99999999", "?ou=32", "methode/",
     "?cpv=45233140&lieu=departement:59&montant=1200000", "?cpv=90511400&lieu=commune:59388"],
)  # fmt: skip
def test_every_state_of_the_page_answers(served, client, query):
    answer = client.get(PAGE + query)
    assert answer.status_code == 200
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["quoi=%FF%FE", "quoi=" + "a" * 5000, "lieu=../../etc", "montant=%00", "date=2026-13-45"]
)
def test_hostile_answers_are_said_never_a_fault(served, client, query):
    assert client.get(f"{PAGE}?{query}").status_code in (200, 400)


def test_the_page_names_nobody_of_partial_diffusion(served, client):
    text = client.get(f"{PAGE}?cpv=92620000&lieu=commune:59009").content.decode()
    assert "Organisation à diffusion partielle" not in text
    assert "1 à diffusion partielle" in text.replace("\u202f", " ")


def test_the_sourcing_list_is_a_file(served, client):
    answer = client.get(f"{PAGE}fournisseurs?{RECYCLING}&format=csv")
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("SIREN;SIRET;Nom")
    assert any("Envie d’Insérer" in line and "L2113-13" in line for line in lines)
    assert client.get(f"{PAGE}fournisseurs?quoi=papier").status_code == 400


def test_points_are_those_of_the_list(served, client):
    found = client.get(f"{PAGE}points.geojson?{RECYCLING}").json()
    assert {feature["properties"]["name"] for feature in found["features"]} >= {"Envie d’Insérer"}


def test_the_note_is_a_document_with_real_headings(served, client):
    answer = client.get(f"{PAGE}note.docx?{RECYCLING}")
    assert answer.headers["Content-Disposition"].endswith('.docx"')
    document = Document(io.BytesIO(answer.content))
    headings = [p.text for p in document.paragraphs if p.style.name.startswith("Heading")]
    assert headings[0] == "Faits retenus"
    assert "Qui pourrait répondre" in headings
    assert document.core_properties.language == "fr-FR"
    assert "w:tblHeader" in document.tables[0]._tbl.xml
    text = "\n".join(p.text for p in document.paragraphs)
    assert "L2113-13" in text
    assert "ne remplace ni la lecture des textes" in text
    assert "Démonstration" in text


@pytest.mark.slow
def test_the_note_is_a_tagged_pdf(served, client):
    from pypdf import PdfReader

    answer = client.get(f"{PAGE}note.pdf?{RECYCLING}")
    reader = PdfReader(io.BytesIO(answer.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"] == True  # noqa: E712 - pypdf has a boolean of its own
    assert reader.trailer["/Root"]["/Lang"] == "fr"
    text = "\n".join(page.extract_text() for page in reader.pages)
    assert "Envie d’Insérer" in text
    assert "L2113-13" in text
    assert "Démonstration" in text


@pytest.mark.mirror
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("cpv=55524000&montant=85000&lieu=commune:59350", "55524000"),
        ("cpv=77310000&montant=400000&lieu=commune:13055", "77310000"),
        ("cpv=15860000&montant=6000&lieu=commune:35012", "15860000"),
        ("cpv=45233140&montant=1200000&lieu=departement:59", "45233140"),
    ],
)
def test_the_four_examples_answer_on_the_real_rows(mirror_var, settings, client, query, code):
    settings.ESSAIM_VAR = mirror_var
    answer = client.get(f"{PAGE}?{query}")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert code in text
    assert "data-levers" in text
    assert "L2113-13" in text


def test_words_and_insertion_hours_come_with_the_need(served, client):
    text = client.get(f"{PAGE}?{RECYCLING}").content.decode()
    assert "Les mots à employer" in text
    assert "[à compléter" in text
    (href,) = re.findall(r'href="([^"]+mo_montant=[^"]+#heures)"', text)
    assert client.get(html.unescape(href).partition("#")[0]).status_code == 200


def test_no_word_is_offered_for_what_the_law_refuses(release):
    settled = read(release, "cpv=45233140&montant=1200000&lieu=departement:59").need
    advice = levers.of_need(release, settled).advice
    offered = {item["model"].id for item in law_clauses.of_advice(advice)}
    refused = {model.id for model in clauses.usable(advice) if model.status == "impossible"}
    assert refused
    assert not refused & offered
