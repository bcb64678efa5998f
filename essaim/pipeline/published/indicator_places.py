"""From a place to every territory that holds it. A place is a commune, an arrondissement municipal, a département when
nothing finer is known (D59), or nowhere (empty): all counts are made by place first, then rolled up once."""

from __future__ import annotations

from collections import defaultdict

import ibis
import ibis.expr.types as ir
import pyarrow as pa

FRANCE = "france:FRA"
NOWHERE = ""
_SCHEMA = pa.schema([("member", pa.string()), ("territory_id", pa.string())])


def place_of(rows: ir.Table) -> ir.StringValue:
    """The place of a row that has municipal_district_code, commune_code and departement_code."""
    return ibis.coalesce(
        rows.municipal_district_code, rows.commune_code, ibis.literal("D") + rows.departement_code, NOWHERE
    )


def memberships(territories: pa.Table, territory_communes: pa.Table, geography: pa.Table) -> pa.Table:
    """Return (member, territory_id), France left out: every territory each place belongs to. Key: both columns.

    A département-only place belongs to the territories that hold all the communes of that département.
    """
    wider: dict[str, list[str]] = defaultdict(list)
    districts: dict[str, str] = {}
    for row in territory_communes.to_pylist():
        if row["territory_id"].startswith("arrondissement_municipal:"):
            districts[row["territory_id"].partition(":")[2]] = row["commune_code"]
        else:
            wider[row["commune_code"]].append(row["territory_id"])
    departement_of = {
        row["declared_code"]: row["departement_code"]
        for row in geography.to_pylist()
        if row["declared_code"] == row["commune_code"]
    }
    communes = [row["code"] for row in territories.select(["level", "code"]).to_pylist() if row["level"] == "commune"]
    pairs = []
    whole: dict[str, set[str]] = {}
    for code in communes:
        around = wider.get(code, [])
        pairs += [(code, f"commune:{code}"), *((code, territory) for territory in around)]
        departement = departement_of.get(code)
        if departement:
            whole[departement] = whole[departement] & set(around) if departement in whole else set(around)
    for district, commune in districts.items():
        pairs += [(district, f"arrondissement_municipal:{district}"), (district, f"commune:{commune}")]
        pairs += [(district, territory) for territory in wider.get(commune, [])]
    pairs += [(f"D{departement}", territory) for departement, held in whole.items() for territory in held]
    members, ids = zip(*sorted(pairs), strict=True) if pairs else ((), ())
    return pa.table({"member": list(members), "territory_id": list(ids)}, schema=_SCHEMA)


def rolled_up(counts: ir.Table, members: ir.Table, keys: list[str], measures: list[str]) -> ir.Table:
    """Sum `measures` (int64) of rows that have a `place`, for every territory and France, by `keys`."""
    sums = {name: (lambda t, name=name: t[name].sum().cast("int64")) for name in measures}
    joined = counts.inner_join(members, counts.place == members.member)
    local = joined.group_by(["territory_id", *keys]).aggregate(**sums)
    national = counts.group_by(keys).aggregate(**sums).mutate(territory_id=ibis.literal(FRANCE))
    return ibis.union(local, national.select(*local.columns))
