"""From lines of every regime to contracts: one row each, honest amounts, holders matched, persons never shown.

One market is built for all the tests: each writes its lines under numbers of its own.
"""

from __future__ import annotations

from datetime import date
from hashlib import md5
from typing import Any

import pytest

from essaim.pipeline.joined.contract_holders import HIDDEN_PERSON, HIDDEN_UNKNOWN
from essaim.pipeline.joined.contract_lines import BAD_BUYER, OTHER_PLATFORM
from essaim.pipeline.joined.tests.conftest import World, siren_of, siret_of
from essaim.pipeline.joined.tests.contract_world import BUYER, LILLE, LYON, Market

OTHER = siret_of(siren_of(52_000_000))
ASSOCIATION = siret_of(siren_of(40_000_000))
COMPANY = siret_of(siren_of(41_000_000))
PERSON = siret_of(siren_of(42_000_000))
PARTIAL = siret_of(siren_of(43_000_000))
STRANGER = siret_of(siren_of(44_000_000))
ABSURD = {"1e17": "implausible", "12311111111": "sentinel", "CDL": "missing", "0": "symbolic", "-5": "negative"}


def world_of(folder) -> World:
    world = World(folder)
    for number, values in (
        (40_000_000, {}),
        (41_000_000, {"legal_form_code": "5710", "flag": "N"}),
        (42_000_000, {"legal_form_code": "1000", "flag": None, "name": None}),
        (43_000_000, {"legal_form_code": "5710", "flag": None, "diffusion": "P"}),
    ):
        world.site(world.unit(number, **values))
    return world


@pytest.fixture(scope="module")
def market(tmp_path_factory, engine) -> Market:
    folder = tmp_path_factory.mktemp("market")
    found = Market(world_of(folder), folder)
    for version, amount in ((0, "50000"), (1, "55000"), (2, "60000")):
        for siret in (COMPANY, OTHER):
            found.line(
                id="versions",
                titulaire_id=siret,
                montant=amount,
                modification_id=str(version),
                dateNotification=f"2025-0{version + 1}-10",
                donneesActuelles="true" if version == 2 else "false",
            )
    for amount, day in (("50000", "2025-01-10"), ("60000", "2025-03-10")):
        found.line(id="unflagged", montant=amount, dateNotification=day, donneesActuelles=None, modification_id=None)
    found.line(id="lots", objet="Voirie - lot 1", montant="10000")
    found.line(id="lots", objet="Voirie - lot 2", montant="20000", donneesActuelles="false")
    found.line(id="awards", montant="10000")
    found.line(id="awards", montant="20000", titulaire_id=OTHER)
    for number in ("0000000000000000", "", None, "NC"):
        for amount in ("10000", "20000"):
            found.line(id=number, objet="Carrelage", montant=amount, acheteur_id=siret_of(LYON))
    found.line(id="platforms", sourceDataset="aife", dureeMois=None, codeCPV=None)
    found.line(id="platforms", sourceDataset="pes", montant="51000")
    found.line(id="J-1", objet=None, codeCPV="90910000")
    found.entry()
    found.entry(
        id="C-1",
        nature="Concession de service",
        autoriteConcedante={"id": BUYER},
        acheteur=None,
        valeurGlobale=1_000_000,
        montant=None,
        concessionnaires=[{"concessionnaire": {"typeIdentifiant": "SIRET", "id": OTHER}}],
        titulaires=None,
    )
    found.line(id="nobody 1", acheteur_id="12345678900011")
    found.line(id="nobody 2", acheteur_id="21590")
    found.line(id="siren", acheteur_id=LYON, acheteur_commune_code="69384", acheteur_nom="COMMUNE DE LYON")
    for written in ABSURD:
        found.line(id=f"amount {written}", montant=written)
    found.line(id="kind 1", techniques="Accord-cadre")
    found.line(id="kind 2", modalitesExecution="Bons de commande")
    found.line(id="kind 3", idAccordCadre="1")
    found.line(id="kind 4", nature="Marché subséquent")
    found.line(id="holder sse", titulaire_id=ASSOCIATION)
    found.line(id="holder company", titulaire_id=COMPANY)
    found.line(id="holder abroad", titulaire_id="FR12345678901", titulaire_typeIdentifiant="TVA")
    found.line(id="holder siren", titulaire_id=ASSOCIATION[:9])
    found.line(id="holder wrong", titulaire_id="123456789")
    found.line(id="holder none", titulaire_id=None)
    for number, siret in enumerate((PERSON, PARTIAL, STRANGER)):
        found.line(id=f"person {number}", titulaire_id=siret, titulaire_nom="JEANNE DUPONT")
    found.line(id="said 1")
    found.line(id="said 2", considerationsSociales="Clause sociale, Marché réservé")
    found.line(id="said 3", considerationsSociales=None, marcheInnovant=None)
    found.line(id="said 4", considerationsSociales=None)
    found.line(
        id="nord", acheteur_id=siret_of("225900018"), acheteur_nom="DEPARTEMENT DU NORD", acheteur_commune_code=None
    )
    found.build(engine)
    return found


def contracts(market: Market, start: str) -> list[dict[str, Any]]:
    rows = [row for row in market.tables["contracts"] if (row["internal_id"] or "").startswith(start)]
    return sorted(rows, key=lambda row: (row["internal_id"], row["amount"] or 0))


def test_versions_and_holders_make_one_contract(market):
    [contract] = contracts(market, "versions")
    assert (contract["amount"], contract["initial_amount"], contract["amounts_count"]) == (60000.0, 50000.0, 1)
    assert (contract["notified_on"], contract["modified_on"]) == (date(2025, 1, 10), date(2025, 3, 10))
    assert (contract["modifications"], contract["holders_count"]) == (2, 2)
    assert contract["ends_on"] == date(2028, 1, 10)


def test_without_flags_the_last_date_is_the_current_state(market):
    [contract] = contracts(market, "unflagged")
    assert (contract["amount"], contract["modifications"]) == (60000.0, 1)


def test_lots_under_one_number_are_contracts_of_their_own(market):
    """Even when the producer flags as current the lines of a single lot."""
    first, second = contracts(market, "lots")
    assert (first["amount"], second["amount"]) == (10000.0, 20000.0)
    assert first["contract_id"] != second["contract_id"]


def test_awards_of_different_amounts_in_one_contract_are_added_up(market):
    [contract] = contracts(market, "awards")
    assert (contract["amount"], contract["amounts_count"]) == (30000.0, 2)
    held = [row for row in market.tables["contract_holders"] if row["contract_id"] == contract["contract_id"]]
    assert sorted(row["amount"] for row in held) == [10000.0, 20000.0]


def test_a_number_of_zeros_identifies_nothing(market):
    """The same object at the same date for the same amount is the same contract, whatever stands for its number."""
    found = [row["amount"] for row in market.tables["contracts"] if row["object"] == "Carrelage"]
    assert sorted(found) == [10000.0, 20000.0]


def test_a_contract_published_twice_is_kept_once_from_the_fullest(market):
    [contract] = contracts(market, "platforms")
    assert (contract["platform"], contract["amount"]) == ("pes", 51000.0)
    [contract] = contracts(market, "J-1")
    assert (contract["source"], contract["object"]) == ("decp_2022", "Nettoyage")
    assert market.world.rejects.reasons("decp_tabular") == {OTHER_PLATFORM: 2, BAD_BUYER: 2}


def test_buyers_that_nobody_can_be_are_refused(market):
    assert contracts(market, "nobody") == []
    [contract] = contracts(market, "siren")  # a SIREN alone is enough
    assert contract["buyer_siren"] == LYON


@pytest.mark.parametrize(("written", "status"), ABSURD.items())
def test_amounts_that_cannot_be_added_up_are_set_aside_with_the_reason(market, written, status):
    [contract] = contracts(market, f"amount {written}")
    assert (contract["amount_status"], contract["amount"]) == (status, None)


def test_a_framework_is_told_from_what_is_bought_under_it(market):
    kinds = [contract["kind"] for contract in contracts(market, "kind")]
    assert kinds == ["framework", "framework", "call_off", "call_off"]


def test_holders_are_matched_with_the_register_and_their_kinds(market):
    told = {
        row["internal_id"][7:]: (row["sse_holders"], row["unknown_holders"], row["holders_count"])
        for row in contracts(market, "holder")
    }
    assert told == {
        "sse": (1, 0, 1),
        "company": (0, 0, 1),
        "abroad": (0, 1, 1),
        "siren": (1, 0, 1),
        "wrong": (0, 1, 1),
        "none": (0, 0, 0),
    }
    holders = {row["holder_key"]: row for row in market.tables["holders"]}
    assert (holders[ASSOCIATION]["name"], holders[ASSOCIATION]["family"]) == ("ASSOCIATION 40000000", "association")
    assert holders[COMPANY]["match"] == "not_sse"
    assert contracts(market, "holder sse")[0]["local_rank"] == 1


def test_natural_persons_are_counted_and_never_shown(market):
    persons = contracts(market, "person")
    assert [row["holders_count"] for row in persons] == [1, 1, 1]
    keys = {row["contract_id"]: row["holder_key"] for row in market.tables["contract_holders"]}
    assert [keys[row["contract_id"]] for row in persons] == ["x1", "x1", "x1"]
    written = str(market.tables)
    assert "DUPONT" not in written
    assert not any(siret in written or siret[:9] in written for siret in (PERSON, PARTIAL, STRANGER))


def test_considerations_are_null_where_nothing_is_said(market):
    found = [(row["social_clause"], row["reserved"]) for row in contracts(market, "said")]
    assert found == [(False, False), (True, True), (None, None), (None, None)]


def test_concessions_are_apart(market):
    assert contracts(market, "C-1") == []
    assert [(row["kind"], row["amount"]) for row in market.tables["concessions"]] == [("concession", 1_000_000.0)]


def test_buyers_are_named_kinded_and_placed(market):
    buyers = {row["buyer_siren"]: row for row in market.tables["buyers"]}
    lille = buyers[LILLE]
    assert (lille["name"], lille["kind"], lille["territory_id"]) == ("COMMUNE DE LILLE", "commune", "commune:59350")
    assert (lille["commune_code"], lille["departement_code"], lille["region_code"]) == ("59350", "59", "32")
    nord = buyers["225900018"]
    assert (nord["kind"], nord["territory_id"], nord["departement_code"]) == ("departement", "departement:59", "59")


def test_in_an_excerpt_only_names_of_legal_persons_are_shown(tmp_path, engine):
    """The same build holds a producer that empties « Pas de considération »: it never writes it."""
    market = Market(world_of(tmp_path), tmp_path)
    named = {"titulaire_id": siret_of(siren_of(45_000_000)), "titulaire_nom": "SARL DURAND"}
    market.line(id="1", considerationsSociales="Clause sociale", **named)
    hidden = {"titulaire_id": siret_of(siren_of(46_000_000)), "titulaire_nom": "DURAND JEANNE"}
    market.line(id="2", considerationsSociales=None, **hidden)
    market.line(id="3", considerationsSociales=None, marcheInnovant=None, **hidden)
    tables = market.build(engine, whole=False)
    assert [row["name"] for row in tables["holders"]] == ["SARL DURAND"]
    assert all(row["unknown_holders"] == 1 for row in tables["contracts"])
    assert {HIDDEN_PERSON, HIDDEN_UNKNOWN}.isdisjoint(row["name"] for row in tables["holders"])
    said = {row["internal_id"]: row["social_clause"] for row in tables["contracts"]}
    assert said == {"1": True, "2": False, "3": None}


def test_identifiers_are_the_same_from_one_release_to_the_next(market):
    """Addresses and feeds hold them: what they are made of may not change."""
    [contract] = contracts(market, "versions")
    key = f"false|{BUYER}|VERSIONS|entretien d’espaces verts|77310000|"
    assert contract["contract_id"] == f"{LILLE}-{md5(key.encode(), usedforsecurity=False).hexdigest()[:12]}"
