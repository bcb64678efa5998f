"""The holders of public contracts: matched with the register, placed, shown only when they may be."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import ibis
import ibis.expr.types as ir

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.engine import Engine
from essaim.pipeline.joined import contract_parties as parties
from essaim.pipeline.joined.contract_lines import CONTRACT
from essaim.pipeline.joined.legal_person_names import bears_a_legal_form

if TYPE_CHECKING:
    from essaim.pipeline.joined.organisations import Register

# What is shown in the place of a name, by reason. Never the producer's text.
HIDDEN_PERSON = "Personne physique ou non diffusible"
HIDDEN_UNKNOWN = "Titulaire non identifié"
_EARTH_KM = 6371.0
_WRITTEN = ["holder_id", "holder_id_type"]


def told_holders(sources: Iterable[ir.Table], engine: Engine, *, named: bool) -> ir.Table:
    """Return what producers write of each (holder_id, holder_id_type): commune, département, and the name if `named`.

    Names are asked for only where SIRENE is not there to give them.
    """
    told = []
    for lines in sources:
        known = lines.filter(lines.holder_id.notnull())
        known = known.mutate(holder_id_type=known.holder_id_type.upper().fill_null(""))
        told.append(
            known.group_by(*_WRITTEN).aggregate(
                holder_name=known.holder_name.max() if named else ibis.null("string"),
                holder_commune=known.holder_commune.max(),
                holder_departement=known.holder_departement.max(),
            )
        )
    if len(told) == 1:
        return engine.cache(told[0])
    rows = engine.cache(ibis.union(*told))
    return engine.cache(
        rows.group_by(*_WRITTEN).aggregate(
            **{name: rows[name].max() for name in ("holder_name", "holder_commune", "holder_departement")}
        )
    )


def holder_dimension(
    found: ir.Table,
    register: Register,
    inputs: dict[str, SourceInput],
    sirene: ir.Table,
    geography: ir.Table,
    engine: Engine,
) -> ir.Table:
    """Return one row a holder with identity, match, kinds and place; holder_key is null for one who may not be shown.

    `found`: contract_parties.holder_identifiers; `sirene`: contract_parties.identities.
    """
    sirens = engine.cache(found.filter(found.siren.notnull()).select("siren").distinct())
    known = engine.cache(parties.known_organizations(register).semi_join(sirens, [("org_siren", "siren")]))
    found = found.left_join(known, found.siren == known.org_siren)
    found = found.left_join(sirene, "siren").drop("siren_right")
    found = engine.cache(_placed(found, register, inputs, engine))
    whole = register.whole and not register.limited
    in_register = found.org_siren.notnull()
    match = ibis.cases(
        (found.siren.isnull(), "unmatched"),
        (in_register & found.is_sse.fill_null(False), "sse"),
        (in_register & found.is_sse.isnull(), "to_settle"),
        (in_register | ibis.literal(whole), "not_sse"),
        else_="unknown",
    )
    person = found.natural.fill_null(False) | ~found.diffusible.fill_null(True) | ~found.org_diffusible.fill_null(True)
    legal = in_register | found.legal_form_code.notnull()
    shown = ~person & (legal | (ibis.literal(not register.whole) & bears_a_legal_form(found.holder_name)))
    name = ibis.cases(
        (person, HIDDEN_PERSON),
        (in_register & ~person, found.org_name),
        (shown, ibis.coalesce(found.legal_name, found.holder_name, ibis.literal(HIDDEN_UNKNOWN))),
        else_=HIDDEN_UNKNOWN,
    )
    ready = found.mutate(match=match, is_shown=shown.fill_null(False), shown_name=name)
    places = geography.select(
        "declared_code", "commune_code", "epci_code", "departement_code", "region_code", "longitude", "latitude"
    )
    placed = ready.left_join(places, ready.declared == places.declared_code).drop("declared_code")
    regions = parties.regions(geography, engine)
    placed = placed.left_join(regions, placed.holder_departement == regions.hint_departement)
    null = ibis.null("string")
    return engine.cache(
        placed.select(
            "holder",
            "match",
            holder_key=ibis.ifelse(placed.is_shown, ibis.coalesce(placed.siret, placed.siren), null),
            siren=ibis.ifelse(placed.is_shown, placed.siren, null),
            siret=ibis.ifelse(placed.is_shown, placed.siret, null),
            name="shown_name",
            family=ibis.ifelse(placed.match == "sse", placed.family, null),
            labels=placed.labels.fill_null(""),
            **{flag: placed[flag].fill_null(False) for flag in ("is_siae", "is_ea", "is_esat", "is_esus")},
            h_commune="commune_code",
            h_epci="epci_code",
            h_departement=ibis.coalesce(placed.departement_code, placed.hint_departement),
            h_region=ibis.coalesce(placed.region_code, placed.hint_region),
            h_longitude="longitude",
            h_latitude="latitude",
        )
    )


def _placed(found: ir.Table, register: Register, inputs: dict[str, SourceInput], engine: Engine) -> ir.Table:
    """Add `declared`, the commune of the holder's establishment: the producer's, the register's, else SIRENE's."""
    sites = register.establishments.filter(register.establishments.commune_code.notnull())
    wanted = found.filter(found.holder_commune.isnull() & found.siret.notnull()).select("siret").distinct()
    near = sites.semi_join(wanted, "siret").select("siret", site_commune="commune_code")
    found = found.left_join(near, "siret").drop("siret_right")
    unplaced = found.holder_commune.isnull() & found.site_commune.isnull() & found.holder_departement.isnull()
    lost = engine.cache(found.filter(unplaced & found.siret.notnull()).select("siret").distinct())
    seats = parties.seats(inputs, lost, engine)
    found = found.left_join(seats, "siret").drop("siret_right")
    return found.mutate(
        declared=ibis.coalesce(found.holder_commune, found.site_commune, found.seat_commune, found.org_commune)
    )


def near_holders(held: ir.Table, dimension: ir.Table, buyers: ir.Table, engine: Engine) -> ir.Table:
    """Return `held` (contract_versions.Versions) with match, kinds and closeness to the buyer: numbers only.

    `local_rank`: 1 same commune, 2 same EPCI, 3 same département, 4 same région, 5 elsewhere, null when one of the two
    places is not known.
    """
    flags = ("match", "is_siae", "is_ea", "is_esat", "is_esus")
    places = ("h_commune", "h_epci", "h_departement", "h_region", "h_longitude", "h_latitude")
    who = dimension.select("holder", "holder_key", *flags, *places)
    rows = held.inner_join(who, "holder").left_join(buyers, "buyer_siren")
    same = [
        (rows.h_commune == rows.b_commune, 1),
        (rows.h_epci == rows.b_epci, 2),
        (rows.h_departement == rows.b_departement, 3),
        (rows.h_region == rows.b_region, 4),
    ]
    placed = rows.h_region.notnull() & rows.b_region.notnull()
    rank = ibis.cases((~placed, ibis.null("int64")), *same, else_=5).cast("int16")
    computed = _kilometres(rows.h_longitude, rows.h_latitude, rows.b_longitude, rows.b_latitude)
    return engine.cache(
        rows.select(
            *CONTRACT,
            "holder",
            "holder_key",
            "least_amount",
            "most_amount",
            *flags,
            local_rank=rank,
            distance_km=ibis.coalesce(rows.distance.cast("float64"), computed).round(0).cast("int32"),
        )
    )


def contract_holders(near: ir.Table, sums: ir.Table, engine: Engine) -> ir.Table:
    """Return the published table: one row a contract and holder. Not computed here.

    `amount` is given only where a contract declares several (`sums`) and this one is the holder's. A holder who may not
    be shown has a rank inside the contract instead of a key.
    """
    several = sums.select(*CONTRACT, "amounts_count")
    rows = near.left_join(several, list(CONTRACT)).drop("buyer_siren_right", "lot_right")
    own = rows.amounts_count.notnull() & (rows.least_amount == rows.most_amount)
    rows = rows.mutate(own_amount=ibis.ifelse(own, rows.most_amount, ibis.null("float64")))
    shown = rows.filter(rows.holder_key.notnull())
    hidden = rows.filter(rows.holder_key.isnull())
    hidden = hidden.mutate(rank=ibis.row_number().over(group_by=list(CONTRACT), order_by="holder"))
    hidden = hidden.mutate(holder_key=ibis.literal("x") + (hidden["rank"] + 1).cast("string"))
    both = ibis.union(shown, hidden.select(*shown.columns))
    both = both.mutate(contract_id=contract_id(both))
    return both.select(
        "contract_id",
        "holder_key",
        "match",
        local_rank=both.local_rank.cast("int64"),
        distance_km=both.distance_km.cast("int64"),
        amount="own_amount",
    )


def published_holders(dimension: ir.Table) -> ir.Table:
    """Return the published table of those who may be shown, one row a holder_key (SIRET, else SIREN)."""
    shown = dimension.filter(dimension.holder_key.notnull())
    return shown.group_by("holder_key").aggregate(
        siren=shown.siren.max(),
        siret=shown.siret.max(),
        name=shown.name.max(),
        match=shown["match"].max(),
        family=shown.family.max(),
        labels=shown.labels.max(),
        commune_code=shown.h_commune.max(),
        departement_code=shown.h_departement.max(),
        region_code=shown.h_region.max(),
    )


def contract_id(rows: ir.Table) -> ir.StringValue:
    """The published key: the buyer's SIREN and the key of the lot, stable from one release to the next."""
    return rows.buyer_siren + "-" + rows.lot


def _kilometres(lon_1: ir.Value, lat_1: ir.Value, lon_2: ir.Value, lat_2: ir.Value) -> ir.FloatingValue:
    """Great-circle distance (haversine), in kilometres; null when a point is missing."""
    half_lat, half_lon = (lat_2 - lat_1).radians() / 2, (lon_2 - lon_1).radians() / 2
    across = half_lon.sin() * half_lon.sin() * lat_1.radians().cos() * lat_2.radians().cos()
    chord = half_lat.sin() * half_lat.sin() + across
    # Not least(): it ignores a null, and would answer half the Earth.
    return ibis.ifelse(chord > 1, 1.0, chord).sqrt().asin() * (2 * _EARTH_KM)
