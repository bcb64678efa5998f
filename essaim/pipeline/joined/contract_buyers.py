"""The buyers of public contracts: one row a SIREN, named, of a kind, in its territory."""

from __future__ import annotations

from collections.abc import Iterable

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.engine import Engine
from essaim.pipeline.identifiers import is_siret
from essaim.pipeline.joined import contract_parties as parties

_TOLD = ("buyer_name", "buyer_category", "buyer_commune", "buyer_departement")


def told_buyers(sources: Iterable[ir.Table], engine: Engine) -> ir.Table:
    """Return what producers write of each buyer, one row a buyer_siren: name, category, commune, département."""
    told = []
    for lines in sources:
        text = lines.mutate(buyer_text=lines.buyer_id.cast("string"))
        told.append(text.group_by("buyer_text").aggregate(**{name: text[name].max() for name in _TOLD}))
    rows = engine.cache(told[0] if len(told) == 1 else ibis.union(*told))
    digits = rows.buyer_text.re_replace("[^0-9]", "")
    rows = rows.mutate(buyer_siren=ibis.ifelse(digits.length() == 13, digits.lpad(14, "0"), digits).substr(0, 9))
    return engine.cache(rows.group_by("buyer_siren").aggregate(**{name: rows[name].nullif("").max() for name in _TOLD}))


def gather_buyers(
    contracts: ir.Table,
    names: ir.Table,
    territories: pa.Table,
    finances: dict[str, str],
    inputs: dict[str, SourceInput],
    sirene: ir.Table,
    geography: ir.Table,
    engine: Engine,
) -> ir.Table:
    """Return buyer_siren, name, kind, territory and place (codes null when nothing says them).

    `contracts`: buyer_siren, buyer_key. `names`: buyer_siren and what producers wrote of the buyer, one row a buyer.
    `sirene`: see contract_parties.identities. `finances`: SIREN → territory_id that local finances give.
    """
    buyers = engine.cache(contracts.group_by("buyer_siren").aggregate(buyer_siret=contracts.buyer_key.min()))
    buyers = buyers.mutate(
        buyer_siret=ibis.ifelse(is_siret(buyers.buyer_siret), buyers.buyer_siret, ibis.null("string"))
    )
    bodies = engine.from_arrow(parties.territories_by_siren(territories, finances), "public_bodies")
    found = buyers.left_join(names, "buyer_siren").drop("buyer_siren_right")
    found = found.left_join(bodies, found.buyer_siren == bodies.territory_siren)
    found = found.left_join(sirene, found.buyer_siren == sirene.siren)
    hint = parties.departement_of_siren(found.buyer_siren)
    # The body of a département is in no table of codes: its SIREN holds the code of the département.
    hint = ibis.coalesce(found.buyer_departement, found.t_departement_code, hint)
    is_departement = found.t_territory_id.isnull() & found.buyer_siren.startswith("22") & hint.notnull()
    found = found.mutate(
        territory_id=ibis.ifelse(is_departement, ibis.literal("departement:") + hint, found.t_territory_id),
        territory_level=ibis.ifelse(is_departement, "departement", found.t_level),
        hint=hint,
    )
    found = engine.cache(_placed(found, inputs, engine))
    kind = parties.buyer_kind(
        found.territory_level,
        found.legal_form_code.fill_null(""),
        found.buyer_category.fill_null(""),
        found.buyer_siren,
    )
    hidden = found.natural.fill_null(False) | ~found.diffusible.fill_null(True)
    named = _tidy(ibis.coalesce(found.legal_name, found.buyer_name, found.t_name))
    staged = found.mutate(kind=kind, shown_name=ibis.ifelse(hidden, ibis.null("string"), named))
    codes = ("commune_code", "epci_code", "ept_code", "departement_code", "region_code", "longitude", "latitude")
    places = geography.select("declared_code", *codes)
    joined = staged.left_join(places, staged.declared == places.declared_code)
    regions = parties.regions(geography, engine)
    joined = joined.left_join(regions, joined.hint == regions.hint_departement)
    body = joined.t_code
    return engine.cache(
        joined.select(
            "buyer_siren",
            "buyer_siret",
            "kind",
            "territory_id",
            name="shown_name",
            legal_form_code="legal_form_code",
            commune_code="commune_code",
            epci_code=ibis.coalesce(joined.epci_code, ibis.ifelse(joined.territory_level == "epci", body, None)),
            ept_code=ibis.coalesce(joined.ept_code, ibis.ifelse(joined.territory_level == "ept", body, None)),
            departement_code=ibis.coalesce(joined.departement_code, joined.hint_departement),
            region_code=ibis.coalesce(joined.region_code, joined.hint_region, joined.t_region_code),
            longitude=ibis.coalesce(joined.longitude, joined.t_longitude),
            latitude=ibis.coalesce(joined.latitude, joined.t_latitude),
        )
    )


def _placed(found: ir.Table, inputs: dict[str, SourceInput], engine: Engine) -> ir.Table:
    own = ibis.ifelse(found.territory_level == "commune", found.t_code, ibis.null("string"))
    found = found.mutate(declared=ibis.coalesce(found.buyer_commune, own))
    lost = found.filter(found.declared.isnull() & found.buyer_siret.notnull()).select(siret="buyer_siret").distinct()
    seats = parties.seats(inputs, engine.cache(lost), engine)
    found = found.left_join(seats, found.buyer_siret == seats.siret).drop("siret")
    return found.mutate(declared=ibis.coalesce(found.declared, found.seat_commune))


def _tidy(name: ir.StringValue) -> ir.StringValue:
    """COMMUNE DE CROIX (MAIRIE) → COMMUNE DE CROIX: decp.info adds the sign of the establishment."""
    return name.re_replace(" *[(][^)]*(MAIRIE|COMMUNE|HOTEL DE VILLE|SIEGE)[^)]*[)] *$", "").strip()
