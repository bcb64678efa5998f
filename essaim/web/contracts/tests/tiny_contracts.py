"""Declared contracts for the tiny release: three buyers, the cases that pages trip on, and their counts by hand.

Lille: 33 contracts (a share can be said); Roubaix: 2, none matched; a hospital known to its département only.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from essaim.web.contracts.counts import NAMES

LILLE, ROUBAIX, HOSPITAL = "215903501", "215905126", "265906719"
ESS_SIREN = "900000019"  # the first organisation of the register
BUYERS = (
    (LILLE, "Ville de Lille", "commune", "commune:59350", "59350"),
    (ROUBAIX, "COMMUNE DE ROUBAIX", "commune", "commune:59512", "59512"),
    (HOSPITAL, "Hôpital d’Essai", "hopital", None, None),
)


def key(buyer: str, number: int) -> str:
    """The id of a contract of the tiny release."""
    return f"{buyer}-{number:012x}"


def contract(buyer: str, number: int, **more: Any) -> dict[str, Any]:
    """A contract with everything declared, changed at will."""
    row = {
        "contract_id": key(buyer, number), "buyer_siren": buyer, "internal_id": f"2025-{number}", "source": "decp_2022",
        "platform": "", "kind": "contract", "object": f"Prestation n° {number}", "cpv_code": "77310000",
        "cpv_division": "77", "nature": "services", "procedure": "adapted", "amount": 50_000.0, "amount_status": "ok",
        "amount_declared": 50_000.0, "amounts_count": 1, "initial_amount": 50_000.0, "duration_months": 12,
        "initial_duration_months": 12, "notified_on": date(2025, 3, 1), "year": 2025, "published_on": date(2025, 3, 10),
        "modifications": 0, "ends_on": date(2026, 3, 1), "is_running": False, "offers_received": 3,
        "social_clause": False, "social_criterion": False, "reserved": False, "environmental_clause": False,
        "environmental_criterion": False, "holders_count": 1, "holders_declared": 1, "unknown_holders": 0,
        "to_settle_holders": 0, "sse_holders": 0, "siae_holders": 0, "ea_holders": 0, "esat_holders": 0,
        "esus_holders": 0, "local_rank": 3, "distance_km": 40,
    }  # fmt: skip
    return {**row, **more}


UNSAID = dict.fromkeys(
    ("social_clause", "social_criterion", "reserved", "environmental_clause", "environmental_criterion")
)
CONTRACTS = [
    contract(LILLE, 1, object="ENTRETIEN DES ESPACES VERTS D’ÉCOLE", reserved=True, sse_holders=1, siae_holders=1,
             local_rank=1, distance_km=2, ends_on=date(2027, 9, 1), is_running=True, duration_months=30),
    contract(LILLE, 2, object="Repas des écoles", cpv_code="55524000", cpv_division="55", kind="framework",
             amount=900_000.0, amount_declared=900_000.0, social_clause=True, sse_holders=1, holders_count=2,
             holders_declared=2, ends_on=date(2027, 6, 30), is_running=True, year=2024, notified_on=date(2024, 7, 1)),
    contract(LILLE, 3, object="Nettoyage", cpv_code="90910000", cpv_division="90", amount=None,
             amount_status="implausible", amount_declared=1e17, to_settle_holders=1),
    contract(LILLE, 4, object="Voirie", cpv_code="45233140", cpv_division="45", nature="travaux", holders_count=1,
             holders_declared=1, procedure="open", **UNSAID),
    *[contract(LILLE, number) for number in range(5, 34)],
    contract(ROUBAIX, 1, unknown_holders=1, local_rank=None, distance_km=None, source="decp_2019", year=2021,
             notified_on=date(2021, 5, 1), **UNSAID),
    contract(ROUBAIX, 2, unknown_holders=1, local_rank=None, distance_km=None, object=None, **UNSAID),
    contract(HOSPITAL, 1, ends_on=date(2027, 1, 15), is_running=True, object="Blanchisserie", cpv_code="98310000",
             cpv_division="98"),
]  # fmt: skip
HOLDERS = [
    {"holder_key": f"{ESS_SIREN}00017", "siren": ESS_SIREN, "siret": f"{ESS_SIREN}00017", "name": "Les Jardins d’Essai",
     "match": "sse", "family": "association", "labels": "aci", "commune_code": "59350", "departement_code": "59",
     "region_code": "32"},
    {"holder_key": "55210055400013", "siren": "552100554", "siret": "55210055400013", "name": "Société d’Essai",
     "match": "not_sse", "family": None, "labels": "", "commune_code": "59512", "departement_code": "59",
     "region_code": "32"},
]  # fmt: skip


def notice(number: str, **more: Any) -> dict[str, Any]:
    """An open call of the Nord, changed at will."""
    row = {
        "notice_id": number,
        "source": "boamp",
        "family": "mapa",
        "nature": "call",
        "status": "initial",
        "deadline_on": date(2027, 1, 15),
        "buyer_name": "Ville de Lille",
        "departements": "59",
        "object": f"Avis {number}",
        "category": "services",
        "cpv_codes": "",
        "descriptors": "",
        "related_to": "",
        "url": f"https://www.boamp.fr/pages/avis/?q=idweb:{number}",
    }
    return {**row, **more}


NOTICES = [
    notice("26-1"),
    notice(
        "26-2", object="Entretien d’espaces verts", reserved="coded", reserved_for="insertion", departements="59|62"
    ),
    notice(
        "26-3",
        object="Traiteur",
        reserved="presumed",
        reserved_for="handicap",
        departements="62",
        reserved_evidence="marché réservé aux ESAT",
    ),
    notice("26-4", status="cancelled"),
    notice("21-5", deadline_on=date(2021, 2, 1), departements="590"),
    notice("26-6", nature="award", deadline_on=None),
]


def add(tables: dict[str, list[dict[str, Any]]]) -> None:
    """Put the contracts, their holders, buyers, counts and notices into the tables of a tiny release."""
    tables["contracts"] = [dict(row) for row in CONTRACTS]
    tables["holders"] = [dict(row) for row in HOLDERS]
    tables["contract_holders"] = [held for row in CONTRACTS for held in _holders(row)]
    tables["buyers"] = [_buyer(*buyer) for buyer in BUYERS]
    tables["procurement_counts"] = counts()
    tables["notices"] = [dict(row) for row in NOTICES]


def _holders(row: dict[str, Any]) -> list[dict[str, Any]]:
    """The ESS structure for contracts of the ESS, a person who is not shown for the unknown, else the company."""
    found = []
    if row["sse_holders"]:
        found.append({"holder_key": HOLDERS[0]["holder_key"], "match": "sse"})
    while len(found) < row["holders_count"]:
        if row["unknown_holders"]:
            found.append({"holder_key": f"x{len(found) + 1}", "match": "unknown"})
        elif row["to_settle_holders"]:
            found.append({"holder_key": f"x{len(found) + 1}", "match": "to_settle"})
        else:
            found.append({"holder_key": HOLDERS[1]["holder_key"], "match": "not_sse"})
    more = {"contract_id": row["contract_id"], "local_rank": row["local_rank"], "distance_km": row["distance_km"]}
    return [{**more, **held} for held in found]


def _buyer(siren: str, name: str, kind: str, territory_id: str | None, commune: str | None) -> dict[str, Any]:
    own = [row for row in CONTRACTS if row["buyer_siren"] == siren]
    return {
        "buyer_siren": siren, "buyer_siret": f"{siren}00017", "name": name, "kind": kind, "territory_id": territory_id,
        "commune_code": commune, "epci_code": "200093201" if commune else None, "departement_code": "59",
        "region_code": "32", "contracts": len(own), "first_notified_on": min(row["notified_on"] for row in own),
        "last_notified_on": max(row["notified_on"] for row in own), "last_published_on": date(2025, 3, 10),
    }  # fmt: skip


def counts() -> list[dict[str, Any]]:
    """procurement_counts of the contracts above, counted one by one: nothing of the pipeline's code."""
    cells: dict[tuple[str, str, str], dict[str, float]] = defaultdict(lambda: dict.fromkeys(NAMES, 0))
    buyers: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in CONTRACTS:
        scopes = [f"buyer:{row['buyer_siren']}", "departement:59", "region:32", "france:FRA"]
        commune = next(buyer[4] for buyer in BUYERS if buyer[0] == row["buyer_siren"])
        scopes += [f"commune:{commune}", "epci:200093201"] if commune else []
        items = {
            "total": "", "year": str(row["year"]), "division": row["cpv_division"], "nature": row["nature"],
            "procedure": row["procedure"], "kind": row["kind"],
        }  # fmt: skip
        for scope in scopes:
            for dimension, item in items.items():
                cell = (scope, dimension, item)
                buyers[cell].add(row["buyer_siren"])
                for name, value in measures(row).items():
                    cells[cell][name] += value
    return [
        {
            "scope_id": scope,
            "dimension": dimension,
            "item": item,
            **values,
            "buyers": len(buyers[scope, dimension, item]),
        }
        for (scope, dimension, item), values in cells.items()
    ]


def measures(row: dict[str, Any]) -> dict[str, float]:
    """What one contract adds to each count."""
    sse, framework = row["sse_holders"] > 0, row["kind"] == "framework"
    spent = 0.0 if framework or row["amount"] is None else row["amount"]
    return {
        "contracts": 1,
        "sse_contracts": sse,
        "to_settle_contracts": not sse and row["to_settle_holders"] > 0,
        "unknown_contracts": not sse and row["unknown_holders"] > 0,
        "siae_contracts": row["siae_holders"] > 0,
        "social_filled": row["social_clause"] is not None,
        "social": bool(row["social_clause"] or row["social_criterion"] or row["reserved"]),
        "reserved": bool(row["reserved"]),
        "environmental_filled": row["environmental_clause"] is not None,
        "amount_contracts": row["amount"] is not None and not framework,
        "amount": spent,
        "amount_sse": spent * row["sse_holders"] / row["holders_count"],
        "amount_sse_low": spent if sse and row["sse_holders"] == row["holders_count"] else 0.0,
        "amount_sse_high": spent if sse else 0.0,
        "frameworks": framework,
        "ceiling": (row["amount"] or 0.0) if framework else 0.0,
        "set_aside": row["amount"] is None,
        "local_known": row["local_rank"] is not None,
        "local_epci": (row["local_rank"] or 9) <= 2,
        "local_departement": (row["local_rank"] or 9) <= 3,
        "ending_soon": row["is_running"],
    }
