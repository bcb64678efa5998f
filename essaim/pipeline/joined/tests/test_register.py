"""The register on a small France: what enters, what is said of it, what is hidden, what is counted."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass
class Small:
    """One build that most tests read."""

    world: World
    register: Register
    sirens: dict[str, str]
    organizations: dict[str, dict[str, Any]]
    sites: dict[str, dict[str, Any]]
    evidence: list[dict[str, Any]]


LAMBERT = {"lambert_x": "704000.00", "lambert_y": "7059000.00"}
PLACES = {
    "59350": ("59350", None, "commune"),
    "59355": ("59350", None, "commune"),
    "69384": ("69123", "69384", "commune"),
    "01999": (None, None, "departement"),
    "99100": (None, None, "nowhere"),
}


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory, engine: Engine) -> Small:
    world = World(tmp_path_factory.mktemp("small"))
    numbers = iter(range(10_111_111, 99_999_999, 1_111_111))
    sirens: dict[str, str] = {}

    def unit(case: str, *, site: dict[str, Any] | None = None, **values: Any) -> None:
        sirens[case] = world.unit(next(numbers), **values)
        if site is not None:
            world.site(sirens[case], **site)

    unit("plain", site={})
    unit("person", legal_form_code="1000")
    unit("group", legal_form_code="2220")
    unit("company", legal_form_code="5710.0", site={"workforce_band": "NN", **LAMBERT})
    unit("other", legal_form_code="5710", flag="N")
    hidden = {"diffusion": "P", "street_name": "[ND]", "sign_1": "SECRET", **LAMBERT}
    unit("hidden", diffusion="P", name="[ND]", acronym="SECRET", rna_id="W751234568", site=hidden)
    unit("home", site={"workforce_band": "NN", **LAMBERT})
    unit("unknown", site={"workforce_band": None, **LAMBERT})
    unit("employer", site={"workforce_band": "02", **LAMBERT})
    for code in PLACES:
        unit(code, site={"commune": code, "postcode": None, "workforce_band": "NN"})
    unit("misplaced", site={"lambert_x": "652709", "lambert_y": "6862305"})
    closed = {"state": "F", "begun_on": "2024-03-01", "created_on": "2019-01-01"}
    unit("closed", state="C", begun_on="2024-03-01", site=closed)
    unit("old", naf_code="85.3K", naf_nomenclature="NAFRev1")
    unit("erased", name="ASSOCIATION SANS ENSEIGNE", site={"sign_1": "SUPPRESSION DU NOM COMMERCIAL"})
    unit("rna", rna_id="w751234567", created_on=None)
    unit("alsace", rna_id="178-236")
    header = "id;siret;date_creat;date_publi;date_disso;position;nature;maj_time\n"
    world.csv("rna", "rna.csv", header + "W751234567;;1985-01-01;;2020-02-03;D;D;2024-01-01\n")
    sirens["listed"] = siren_of(22222222)
    world.csv(
        "siae", "siae.csv",
        "siret,name,brand,kind,naf,address,post_code,city,department,longitude,latitude,updated_at\n"
        f"{siret_of(sirens['plain'])},X,,ACI,8899B,,,,,,,\n"
        f"{siret_of(sirens['listed'])},Y,,EI,8899B,,01500,AMBÉRIEU-EN-BUGEY,1,,,\n",
        layout="le_marche_api_2020",
    )  # fmt: skip
    register = world.register(engine)
    return Small(
        world,
        register,
        sirens,
        rows(engine, register, "organizations"),
        rows(engine, register, "establishments"),
        engine.to_arrow(register.evidence).to_pylist(),
    )


def test_every_table_keeps_its_contract(small: Small, engine: Engine) -> None:
    for name in ("organizations", "establishments", "evidence", "labels"):
        contract = table_contract(name)
        path = small.world.folder / f"{name}.parquet"
        engine.write_parquet(getattr(small.register, name), path, sort=list(contract.sort))
        assert validate_table(path, contract) == []


def test_a_list_alone_brings_an_organization_of_unknown_state(small: Small) -> None:
    assert small.organizations[small.sirens["plain"]]["labels"] == "aci"
    unknown = small.organizations[small.sirens["listed"]]
    assert (unknown["legal_form_code"], unknown["is_active"], unknown["commune_code"]) == (None, None, "01004")
    assert small.sites[small.sirens["listed"]]["is_active"] is None


def test_evidence_is_counted_as_it_is_listed(small: Small) -> None:
    for siren, organization in small.organizations.items():
        lines = [line for line in small.evidence if line["siren"] == siren]
        assert organization["evidence_count"] == len(lines)
        assert organization["evidence_sources"] == len({line["source"] for line in lines})


def test_natural_persons_never_enter(small: Small) -> None:
    assert small.sirens["company"] in small.organizations
    for name in ("person", "group", "other"):
        assert small.sirens[name] not in small.organizations
    assert small.world.rejects.count("sirene_unite_legale") == 2


def test_a_partly_diffused_unit_is_counted_and_never_named(small: Small) -> None:
    organization, site = small.organizations[small.sirens["hidden"]], small.sites[small.sirens["hidden"]]
    assert (organization["name"], organization["acronym"], organization["rna_id"]) == (UNDISCLOSED, None, None)
    assert (site["name"], site["address"], site["location"]) == (UNDISCLOSED, None, "commune")
    assert (organization["search_text"], organization["is_sse"]) == ("", True)
    assert "SECRET" not in str(organization) + str(site)


def test_an_association_without_employee_has_no_street(small: Small) -> None:
    for name in ("home", "unknown"):
        site = small.sites[small.sirens[name]]
        assert (site["address"], site["location"]) == (None, "commune")
        assert (site["longitude"], site["latitude"]) == (3.06, 50.63)
    for name in ("employer", "company"):
        site = small.sites[small.sirens[name]]
        assert (site["address"], site["location"]) == ("1 RUE DE PARIS", "coordinates")
        assert site["longitude"] == pytest.approx(3.056, abs=0.01)


def test_places(small: Small) -> None:
    for code, (commune, district, location) in PLACES.items():
        site = small.sites[small.sirens[code]]
        assert (site["commune_code"], site["municipal_district_code"], site["location"]) == (
            commune,
            district,
            location,
        )
        assert site["declared_commune_code"] == code
    assert small.sites[small.sirens["01999"]]["region_code"] == "84"


def test_a_point_outside_its_departement_is_not_believed(small: Small) -> None:
    site = small.sites[small.sirens["misplaced"]]
    assert (site["location"], site["longitude"]) == ("commune", 3.06)


def test_closed_establishments_only_count_in_their_year(small: Small, engine: Engine) -> None:
    organization = small.organizations[small.sirens["closed"]]
    assert small.sirens["closed"] not in small.sites
    assert (organization["is_active"], str(organization["closed_on"])) == (False, "2024-03-01")
    events = {(row["kind"], row["year"]) for row in engine.to_arrow(small.register.events).to_pylist()}
    assert events == {("ess_creations", 2019), ("ess_creations", 2020), ("ess_fermetures", 2024)}


def test_old_nomenclatures_have_no_sector(small: Small) -> None:
    assert small.organizations[small.sirens["old"]]["sector"] == "non_classe"
    assert small.organizations[small.sirens["plain"]]["sector"] == "action_sociale"


def test_an_erased_sign_is_no_name(small: Small) -> None:
    assert small.sites[small.sirens["erased"]]["name"] == "ASSOCIATION SANS ENSEIGNE"


def test_rna_link(small: Small) -> None:
    linked = small.organizations[small.sirens["rna"]]
    assert (linked["rna_id"], str(linked["created_on"])) == ("W751234567", "1985-01-01")
    assert small.organizations[small.sirens["alsace"]]["rna_id"] is None
    lines = [row for row in small.evidence if row["source"] == "rna"]
    assert [(row["siren"], row["field"], row["value"]) for row in lines] == [(small.sirens["rna"], "position", "D")]


def test_rows_in_are_kept_or_rejected(small: Small) -> None:
    for source, (read, kept) in small.register.sources.items():
        assert read == kept + small.world.rejects.count(source), source


@pytest.mark.slow
def test_unseen_seats_count_only_when_the_stock_is_an_excerpt(world: World, engine: Engine) -> None:
    siren = world.unit(11111111)
    world.unit(22222222, state="C")
    assert rows(engine, world.register(engine), "establishments") == {}
    sites = rows(engine, world.register(engine, world.inputs(whole=False)), "establishments")
    assert set(sites) == {siren}
    assert (sites[siren]["location"], sites[siren]["is_active"]) == ("nowhere", None)


@pytest.mark.slow
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


@pytest.mark.slow
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


@pytest.mark.slow
def test_a_limited_register_holds_only_its_communes(world: World, engine: Engine) -> None:
    here, there = world.unit(11111111), world.unit(22222222)
    world.site(here)
    world.site(here, 2, commune="01004", headquarters="false")
    world.site(there, commune="01004")
    register = world.register(engine, limit_to=["59350"])
    assert set(rows(engine, register, "organizations")) == {here}
    assert [row["commune_code"] for row in engine.to_arrow(register.establishments).to_pylist()] == ["59350"]


@settings(max_examples=25, deadline=None)
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
    texts = ["", *(text for text in texts if "\x00" not in text)]
    table = engine.from_arrow(
        pa.table(
            {"siren": pa.array([str(i) for i in range(len(texts))], pa.string()), "names": pa.array(texts, pa.string())}
        ),
        "names",
    )
    answers = {
        row["siren"]: row["folded"] for row in engine.to_arrow(folded(table, "names", "folded", engine)).to_pylist()
    }
    assert answers == {str(i): fold(text) for i, text in enumerate(texts)}
