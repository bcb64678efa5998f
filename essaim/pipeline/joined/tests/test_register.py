"""The register on a small France: what enters, what is said of it, what is hidden, what is counted."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from essaim.pipeline.contract import table_contract, validate_table
from essaim.pipeline.engine import Engine
from essaim.pipeline.joined.folding import folded
from essaim.pipeline.joined.organisations import Register
from essaim.pipeline.joined.tests.conftest import World, siren_of, siret_of
from essaim.pipeline.joined.units import OLDER_ROW, UNDISCLOSED
from essaim.pipeline.sources.sirene_unite_legale.clean import COLUMNS as UNIT
from essaim.rules.names import fold


def rows(engine: Engine, register: Register, table: str, key: str = "siren") -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in engine.to_arrow(getattr(register, table)).to_pylist()}


def test_every_table_keeps_its_contract(world: World, engine: Engine) -> None:
    first = world.unit(11111111)
    world.site(first)
    world.csv(
        "siae", "siae.csv",
        "siret,name,brand,kind,naf,address,post_code,city,department,longitude,latitude,updated_at\n"
        f"{siret_of(first)},X,,ACI,8899B,,,,,,,\n{siret_of(siren_of(22222222))},Y,,EI,8899B,,01500,AMBÉRIEU-EN-BUGEY,1,,,\n",
        layout="le_marche_api_2020",
    )  # fmt: skip
    register = world.register(engine)
    for name in ("organizations", "establishments", "evidence", "labels"):
        contract = table_contract(name)
        path = world.folder / f"{name}.parquet"
        engine.write_parquet(getattr(register, name), path, sort=list(contract.sort))
        assert validate_table(path, contract) == []
    organizations = rows(engine, register, "organizations")
    assert organizations[first]["labels"] == "aci"
    unknown = organizations[siren_of(22222222)]
    assert (unknown["legal_form_code"], unknown["is_active"], unknown["commune_code"]) == (None, None, "01004")
    assert rows(engine, register, "establishments")[siren_of(22222222)]["is_active"] is None
    counted = engine.to_arrow(register.evidence).to_pylist()
    for siren, organization in organizations.items():
        lines = [line for line in counted if line["siren"] == siren]
        assert organization["evidence_count"] == len(lines)
        assert organization["evidence_sources"] == len({line["source"] for line in lines})


def test_natural_persons_never_enter(world: World, engine: Engine) -> None:
    person, group = world.unit(11111111, legal_form_code="1000"), world.unit(22222222, legal_form_code="2220")
    company = world.unit(33333333, legal_form_code="5710.0")
    other = world.unit(44444444, legal_form_code="5710", flag="N")
    organizations = rows(engine, world.register(engine), "organizations")
    assert set(organizations) == {company}
    assert world.rejects.count("sirene_unite_legale") == 2
    assert person not in organizations
    assert group not in organizations
    assert other not in organizations


def test_a_partly_diffused_unit_is_counted_and_never_named(world: World, engine: Engine) -> None:
    siren = world.unit(11111111, diffusion="P", name="[ND]", acronym="SECRET", rna_id="W751234567")
    world.site(siren, diffusion="P", street_name="[ND]", sign_1="SECRET", lambert_x="704000", lambert_y="7059000")
    register = world.register(engine)
    organization = rows(engine, register, "organizations")[siren]
    site = rows(engine, register, "establishments")[siren]
    assert (organization["name"], organization["acronym"], organization["rna_id"]) == (UNDISCLOSED, None, None)
    assert (site["name"], site["address"], site["location"]) == (UNDISCLOSED, None, "commune")
    assert (organization["search_text"], organization["is_sse"]) == ("", True)
    assert "SECRET" not in str(organization) + str(site)


def test_an_association_without_employee_has_no_street(world: World, engine: Engine) -> None:
    lambert = {"lambert_x": "704000.00", "lambert_y": "7059000.00"}
    home, unknown, employer = (world.unit(number) for number in (11111111, 22222222, 33333333))
    company = world.unit(44444444, legal_form_code="5710")
    world.site(home, workforce_band="NN", **lambert)
    world.site(unknown, workforce_band=None, **lambert)
    world.site(employer, workforce_band="02", **lambert)
    world.site(company, workforce_band="NN", **lambert)
    sites = rows(engine, world.register(engine), "establishments")
    for siren in (home, unknown):
        assert (sites[siren]["address"], sites[siren]["location"]) == (None, "commune")
        assert (sites[siren]["longitude"], sites[siren]["latitude"]) == (3.06, 50.63)
    for siren in (employer, company):
        assert sites[siren]["address"] == "1 RUE DE PARIS"
        assert sites[siren]["location"] == "coordinates"
        assert sites[siren]["longitude"] == pytest.approx(3.056, abs=0.01)


def test_places(world: World, engine: Engine) -> None:
    expected = {
        "59350": ("59350", None, "commune"),
        "59355": ("59350", None, "commune"),
        "69384": ("69123", "69384", "commune"),
        "01999": (None, None, "departement"),
        "99100": (None, None, "nowhere"),
    }
    sirens = {}
    for number, code in enumerate(expected, start=11111111):
        sirens[code] = world.unit(number)
        world.site(sirens[code], commune=code, postcode=None, workforce_band="NN")
    sites = rows(engine, world.register(engine), "establishments")
    for code, (commune, district, location) in expected.items():
        site = sites[sirens[code]]
        assert (site["commune_code"], site["municipal_district_code"], site["location"]) == (
            commune,
            district,
            location,
        )
        assert site["declared_commune_code"] == code
    assert sites[sirens["01999"]]["region_code"] == "84"


def test_a_point_outside_its_departement_is_not_believed(world: World, engine: Engine) -> None:
    siren = world.unit(11111111)
    world.site(siren, lambert_x="652709", lambert_y="6862305")
    site = rows(engine, world.register(engine), "establishments")[siren]
    assert (site["location"], site["longitude"]) == ("commune", 3.06)


def test_closed_establishments_only_count_in_their_year(world: World, engine: Engine) -> None:
    siren = world.unit(11111111, state="C", begun_on="2024-03-01")
    world.site(siren, state="F", begun_on="2024-03-01", created_on="2019-01-01")
    register = world.register(engine)
    organization = rows(engine, register, "organizations")[siren]
    assert rows(engine, register, "establishments") == {}
    assert (organization["is_active"], str(organization["closed_on"])) == (False, "2024-03-01")
    events = {(row["kind"], row["year"]) for row in engine.to_arrow(register.events).to_pylist()}
    assert events == {("ess_creations", 2019), ("ess_fermetures", 2024)}


def test_unseen_seats_count_only_when_the_stock_is_an_excerpt(world: World, engine: Engine) -> None:
    siren = world.unit(11111111)
    world.unit(22222222, state="C")
    assert rows(engine, world.register(engine), "establishments") == {}
    sites = rows(engine, world.register(engine, world.inputs(whole=False)), "establishments")
    assert set(sites) == {siren}
    assert (sites[siren]["location"], sites[siren]["is_active"]) == ("nowhere", None)


def test_old_nomenclatures_have_no_sector(world: World, engine: Engine) -> None:
    old = world.unit(11111111, naf_code="85.3K", naf_nomenclature="NAFRev1")
    new = world.unit(22222222)
    organizations = rows(engine, world.register(engine), "organizations")
    assert organizations[old]["sector"] == "non_classe"
    assert organizations[new]["sector"] == "action_sociale"


def test_an_erased_sign_is_no_name(world: World, engine: Engine) -> None:
    siren = world.unit(11111111)
    world.site(siren, sign_1="SUPPRESSION DU NOM COMMERCIAL")
    assert rows(engine, world.register(engine), "establishments")[siren]["name"] == "ASSOCIATION 11111111"


def test_rna_link(world: World, engine: Engine) -> None:
    good = world.unit(11111111, rna_id="w751234567", created_on=None)
    local = world.unit(22222222, rna_id="178-236")
    header = "id;siret;date_creat;date_publi;date_disso;position;nature;maj_time\n"
    world.csv("rna", "rna.csv", header + "W751234567;;1985-01-01;;2020-02-03;D;D;2024-01-01\n")
    register = world.register(engine)
    organizations = rows(engine, register, "organizations")
    assert organizations[good]["rna_id"] == "W751234567"
    assert str(organizations[good]["created_on"]) == "1985-01-01"
    assert organizations[local]["rna_id"] is None
    lines = [row for row in engine.to_arrow(register.evidence).to_pylist() if row["source"] == "rna"]
    assert [(row["siren"], row["field"], row["value"]) for row in lines] == [(good, "position", "D")]


def test_vintages_give_the_same_register(world: World, engine: Engine) -> None:
    siren = world.unit(11111111, legal_form_code="9220.0")
    world.site(siren)
    names = ("organizations", "establishments", "evidence", "labels")
    expected = {name: engine.to_arrow(getattr(world.register(engine), name)).to_pylist() for name in names}
    inputs = world.inputs(dropped=("naf25_code", "lambert_x", "lambert_y"))
    old = {name: engine.to_arrow(getattr(world.register(engine, inputs), name)).to_pylist() for name in names}
    assert old == expected
    path = world.folder / "native.parquet"
    row = world.units[0]
    columns = {UNIT[ours]: pa.array([value], pa.string()) for ours, value in row.items()}
    columns[UNIT["legal_form_code"]] = pa.array([9220], pa.int64())
    columns[UNIT["created_on"]] = pa.array(["2001-02-03"]).cast(pa.date32())
    pq.write_table(pa.table(columns), path)
    inputs = world.inputs() | {"sirene_unite_legale": world.input("sirene_unite_legale", [path])}
    assert {
        name: engine.to_arrow(getattr(world.register(engine, inputs), name)).to_pylist() for name in names
    } == expected


def test_the_latest_row_wins(world: World, engine: Engine) -> None:
    siren = world.unit(11111111, name="ANCIEN", treated_on="2021-01-01T00:00:00")
    old = world.write("ancien.csv", world.units, UNIT)
    world.units.clear()
    world.unit(11111111, name="RECENT", treated_on="2024-01-01T00:00:00")
    inputs = world.inputs()
    paths = [old, *inputs["sirene_unite_legale"].paths]
    for order in (paths, paths[::-1]):
        inputs["sirene_unite_legale"] = world.input("sirene_unite_legale", order)
        assert rows(engine, world.register(engine, inputs), "organizations")[siren]["name"] == "RECENT"
    assert world.rejects.reasons("sirene_unite_legale") == {OLDER_ROW: 2}


def test_rows_in_are_kept_or_rejected(world: World, engine: Engine) -> None:
    for number in range(11111111, 11111117):
        world.site(world.unit(number))
    world.unit(22222222, legal_form_code="1000")
    register = world.register(engine)
    for source, (read, kept) in register.sources.items():
        assert read == kept + world.rejects.count(source)
    assert len(rows(engine, register, "organizations")) == 6


def test_a_limited_register_holds_only_its_communes(world: World, engine: Engine) -> None:
    here, there = world.unit(11111111), world.unit(22222222)
    world.site(here)
    world.site(here, 2, commune="01004", headquarters="false")
    world.site(there, commune="01004")
    register = world.register(engine, limit_to=["59350"])
    assert set(rows(engine, register, "organizations")) == {here}
    assert [row["commune_code"] for row in engine.to_arrow(register.establishments).to_pylist()] == ["59350"]


@settings(max_examples=60, deadline=None)
@given(
    texts=st.lists(
        st.text(max_size=40)
        | st.lists(st.sampled_from(["saint", "SAINTS", "Sainte", "St", "a", "l'", "œ", "É", "-", "ß"]), max_size=8).map(
            " ".join
        ),
        min_size=1,
        max_size=20,
    )
)
def test_folding_agrees_with_the_rule(engine: Engine, texts: list[str]) -> None:
    texts = [text for text in texts if "\x00" not in text]
    table = engine.from_arrow(
        pa.table({"siren": [str(i) for i in range(len(texts))], "names": pa.array(texts, pa.string())}), "names"
    )
    answers = {
        row["siren"]: row["folded"] for row in engine.to_arrow(folded(table, "names", "folded", engine)).to_pylist()
    }
    assert answers == {str(i): fold(text) for i, text in enumerate(texts)}
