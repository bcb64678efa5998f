"""What others did: contracts like a need, and the blocks of the lever pages, over the tiny release."""

from __future__ import annotations

from datetime import date

from django.http import QueryDict

from essaim.web.contracts.tests.tiny_contracts import LILLE, key
from essaim.web.procurement import need, precedents
from essaim.web.territories import selectors as territories

TODAY = date(2026, 11, 25)


def asked(release, query: str) -> need.Need:
    found = need.read(release, QueryDict(query), today=TODAY).need
    assert found is not None
    return found


def test_contracts_alike_are_held_by_the_ess_or_have_a_consideration(release):
    rows, shared = precedents.alike(release, asked(release, "cpv=77310000&montant=50000&lieu=commune:59350"))
    # Twenty-nine contracts of the same code have neither: they are no precedent.
    assert [row["contract_id"] for row in rows] == [key(LILLE, 1)]
    assert shared.startswith("la même division")


def test_the_query_reads_the_index_made_for_it(release):
    plan = release.rows(
        f"EXPLAIN QUERY PLAN SELECT c.contract_id FROM contracts c WHERE {precedents.REMARKABLE}"
        " AND c.cpv_code >= '7731' AND c.cpv_code < '7731:'"
    )
    assert "contracts_remarkable" in " ".join(row["detail"] for row in plan)


def test_the_assistant_shows_them(served, client):
    text = client.get("/commande-publique/assistant/?cpv=55524000&montant=85000&lieu=commune:59350").content.decode()
    assert f"/marche/{key(LILLE, 2)}/" in text.partition("data-precedents")[2]


def test_nothing_alike_is_said_without_concluding(served, client):
    address = "/commande-publique/assistant/?cpv=45233140&montant=85000&lieu=commune:59350"
    part = client.get(address).content.decode().partition("data-precedents")[2]
    assert "Cela ne prouve pas que personne ne l’a fait" in part


def test_a_lever_page_shows_contracts_and_structures_near_a_place(served, client, release):
    text = client.get("/commande-publique/leviers/reserver-insertion/?territoire=commune:59350").content.decode()
    assert f"/marche/{key(LILLE, 1)}/" in text
    assert "Qui pourrait répondre ici" in text
    here = territories.get(release, "commune:59350")
    block = precedents.lever_suppliers(release, "reserve_integration", here)
    known = release.value(
        "SELECT count(*) FROM establishments WHERE commune_code = '59350' AND diffusible = 1"
        " AND '|' || labels || '|' LIKE '%|aci|%'"
    )
    assert (f"{known}\u00a0ACI" in block.data["said"] or f"{known} ACI" in block.data["said"]) if known else True
    # No block for a lever without example, nor for structures without a place.
    assert precedents.lever_contracts(release, "spaser", None) is None
    assert precedents.lever_suppliers(release, "reserve_integration", None) is None
