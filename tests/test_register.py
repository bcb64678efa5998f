"""Real organizations of the mirror, read by hand in its CSV files, and the status each must have, with why."""

from __future__ import annotations

from typing import NamedTuple

import duckdb
import pytest

from essaim.pipeline.contract import ReleasePaths

pytestmark = pytest.mark.mirror


class Case(NamedTuple):
    siren: str
    status: str
    reason: str
    family: str
    is_sse: bool | None
    why: str


CASES = [
    Case("301123741", "etabli", "liste_ess_france", "association", True, "9220, in the list and flag O: all agree"),
    Case(
        "313167116", "etabli", "liste_ess_france", "cooperative", True, "5532 (SICA): a cooperative by the rural code"
    ),
    Case("353975733", "etabli", "liste_ess_france", "foundation", True, "9300, in the list"),
    Case("438870578", "etabli", "liste_ess_france", "sse_company", True, "5710 in the list AND flag O: two sources"),
    Case(
        "100029172",
        "etabli",
        "declaration_sirene",
        "association",
        True,
        "9220, flag O, newer than the list; SIREN in 10",
    ),
    Case("005580113", "etabli", "declaration_sirene", "cooperative", True, "5547: HLM cooperative, zeros at the head"),
    Case("924273345", "etabli", "declaration_sirene", "foundation", True, "endowment fund, 9300, flag O"),
    Case(
        "343205159",
        "etabli",
        "categorie_juridique",
        "association",
        True,
        "9220 without flag nor list: the law names it",
    ),
    Case("005550207", "etabli", "categorie_juridique", "cooperative", True, "5558 (SCOP), purged and ceased in 1900s"),
    Case("338365059", "etabli", "declaration_sirene", "association", True, "only the API knows it, est_ess true"),
    Case("400461356", "etabli", "declaration_sirene", "association", True, "Restos du cœur, from the API, also ACI"),
    Case(
        "100312230", "probable", "une_seule_source", "sse_company", True, "5710 with flag O alone: declared, not proved"
    ),
    Case("888427994", "probable", "une_seule_source", "sse_company", True, "5499 that the API alone calls ESS"),
    Case("325598613", "probable", "association_intermediaire_de_droit", "association", True, "AI of unknown form"),
    Case("390495471", "probable", "geiq_de_droit", "association", True, "GEIQ that no register loaded knows"),
    Case("488256835", "conteste", "conflit_personne_publique", "unknown", True, "GIP (7410) with flag O and listed"),
    Case("852297233", "conteste", "conflit_hors_familles", "unknown", True, "6901 with flag O: outside the families"),
    Case("338573553", "a_arbitrer", "forme_a_arbitrer", "association", None, "9210: undeclared, no legal person"),
    Case("005720057", "a_arbitrer", "forme_a_arbitrer", "other_nonprofit", None, "9900: a catch-all form"),
    Case("300164233", "a_arbitrer", "inclusion_forme_inconnue", "unknown", None, "ACI without form: SIAE is not ESS"),
    Case("784410607", "ecarte", "naf_exclue", "other_nonprofit", False, "works council (8310) in 94.20Z"),
    Case("215903501", "ecarte", "personne_publique", "none", False, "the commune of Lille carries an ACI"),
    Case("200067932", "ecarte", "personne_publique", "none", False, "an agglomeration that carries an ACI"),
    Case("101151207", "ecarte", "hors_perimetre", "none", False, "tiers-lieu in SAS, no source calls it ESS"),
]
ABSENT = {
    "062201199": "false match of the census (company of 1962), and no other source calls it ESS",
    "552032534": "Danone: the API answers est_ess false and its form is ordinary",
    "901723403": "a property company of the API, nothing to do with the ESS",
    "356000000": "La Poste",
}


@pytest.fixture(scope="module")
def query(mirror_release: ReleasePaths):
    con = duckdb.connect()
    for name in ("organizations", "establishments", "evidence", "labels", "coverage", "indicators"):
        con.read_parquet(str(mirror_release.table(name))).create_view(name)
    yield lambda sql: con.execute(sql).fetchall()
    con.close()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.siren)
def test_named_case(query, case: Case) -> None:
    found = query(f"SELECT status, status_reason, family, is_sse FROM organizations WHERE siren = '{case.siren}'")
    assert found == [(case.status, case.reason, case.family, case.is_sse)], case.why


@pytest.mark.parametrize("siren", ABSENT)
def test_absent(query, siren: str) -> None:
    assert query(f"SELECT siren FROM organizations WHERE siren = '{siren}'") == [], ABSENT[siren]


def test_a_partly_diffused_unit_is_not_named(query) -> None:
    """987412145 is `[ND]` in one file of the stock and named in another list: the refusal wins everywhere."""
    assert query("SELECT name, rna_id, diffusible FROM organizations WHERE siren = '987412145'") == [
        ("Organisation à diffusion partielle", None, False)
    ]
    assert query("SELECT count(*) FROM organizations WHERE NOT diffusible AND search_text <> ''") == [(0,)]
    assert query(
        "SELECT count(*) FROM establishments WHERE NOT diffusible AND (address IS NOT NULL OR location = 'coordinates')"
    ) == [(0,)]


def test_no_natural_person(query) -> None:
    assert query("SELECT count(*) FROM organizations WHERE legal_form_code = '1000' OR legal_form_code LIKE '2%'") == [
        (0,)
    ]


def test_no_street_for_an_association_without_employee(query) -> None:
    assert query(
        "SELECT count(*) FROM establishments WHERE family = 'association' AND coalesce(is_employer, false) = false "
        "AND (address IS NOT NULL OR location = 'coordinates')"
    ) == [(0,)]


def test_evidence_is_counted_as_it_is_listed(query) -> None:
    assert query(
        "SELECT count(*) FROM organizations o LEFT JOIN (SELECT siren, count(*) lines, count(DISTINCT source) sources "
        "FROM evidence GROUP BY siren) e USING (siren) "
        "WHERE evidence_count <> coalesce(lines, 0) OR evidence_sources <> coalesce(sources, 0)"
    ) == [(0,)]


def test_each_establishment_has_its_organization(query) -> None:
    assert query("SELECT count(*) FROM establishments ANTI JOIN organizations USING (siren)") == [(0,)]
    assert query(
        "SELECT count(*) FROM organizations o LEFT JOIN (SELECT siren, count(*) n FROM establishments GROUP BY siren) "
        "e USING (siren) WHERE establishments_count <> coalesce(n, 0)"
    ) == [(0,)]


def test_coverage_adds_up(query) -> None:
    for source, read, kept, rejected in query(
        "PIVOT (FROM coverage WHERE source NOT IN ('release', 'contracts')) "
        "ON measure IN ('rows_in', 'rows_kept', 'rows_rejected') USING first(value) GROUP BY source"
    ):
        assert read == kept + rejected, source
    measures = dict(query("SELECT measure, value FROM coverage WHERE source = 'release'"))
    places = ("coordinates", "commune", "departement", "nowhere")
    assert measures["establishments"] == sum(measures[f"located_{place}"] for place in places)
    assert measures["establishments"] == query("SELECT count(*) FROM establishments")[0][0]


def test_france_counts_everything_once(query) -> None:
    france = dict(
        query("SELECT indicator, value FROM indicators WHERE territory_id = 'france:FRA' AND dimension = 'total'")
    )
    assert france["ess_etab"] == query("SELECT count(*) FROM establishments WHERE is_sse")[0][0]
    assert (
        france["ess_units"]
        == query("SELECT count(*) FROM organizations WHERE is_sse AND is_active IS DISTINCT FROM false")[0][0]
    )


def test_regions_and_the_unplaced_make_france(query) -> None:
    regions, france, nowhere = query(
        "SELECT (SELECT sum(value) FROM indicators WHERE territory_id LIKE 'region:%' AND indicator = 'ess_etab' AND "
        "dimension = 'total'), (SELECT value FROM indicators WHERE territory_id = 'france:FRA' AND "
        "indicator = 'ess_etab' AND dimension = 'total'), (SELECT count(*) FROM establishments WHERE is_sse AND "
        "region_code IS NULL)"
    )[0]
    assert regions + nowhere == france


def test_shares_are_not_available_from_an_excerpt(query) -> None:
    names = ("employeurs_actifs", "ess_part_employeurs", "ess_part_etab", "esus_nb", "etab_actifs")
    found = query(f"SELECT DISTINCT indicator, value, flag FROM indicators WHERE indicator IN {names} ORDER BY 1")
    assert found == [(name, None, "nd") for name in names]
