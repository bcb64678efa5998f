"""The establishments of the register: SIRENE's, then those that only the API or a list knows, then unseen seats."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.contract import table_contract
from essaim.pipeline.engine import Engine
from essaim.pipeline.joined import locations
from essaim.pipeline.joined.claims import Claims
from essaim.pipeline.joined.units import UNDISCLOSED, one_row_each
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.kept_checks import check_kept
from essaim.pipeline.sources.recherche_entreprises_api import clean as api
from essaim.pipeline.sources.sirene_etablissement import clean as etablissement
from essaim.pipeline.sources.sirene_geolocation import clean as geolocation
from essaim.rules import ess

SOURCE = etablissement.SOURCE
SEAT_SOURCE = "sirene_unite_legale"  # a seat known by its number only: siren + nicSiege
OLDER_ROW = "même SIRET dans un autre fichier du stock : ligne plus ancienne ou moins remplie"
YEARS = 11  # of creations and closures kept: the current year and the ten before

_BARE = pa.schema(
    [
        ("siret", pa.string()),
        ("siren", pa.string()),
        ("diffusible", pa.bool_()),
        ("is_headquarters", pa.bool_()),
        ("is_active", pa.bool_()),
        ("created_on", pa.date32()),
        ("closed_on", pa.date32()),
        ("workforce_band", pa.string()),
        ("workforce_year", pa.int64()),
        ("address", pa.string()),
        ("postcode", pa.string()),
        ("city", pa.string()),
        ("declared_commune_code", pa.string()),
        ("lambert_x", pa.float64()),
        ("lambert_y", pa.float64()),
        ("sign_1", pa.string()),
        ("sign_2", pa.string()),
        ("sign_3", pa.string()),
        ("usual_name", pa.string()),
        ("naf_code", pa.string()),
        ("naf_nomenclature", pa.string()),
        ("source", pa.string()),
        ("departement_hint", pa.string()),
        ("list_longitude", pa.float64()),
        ("list_latitude", pa.float64()),
        ("list_source", pa.string()),
    ]
)


@dataclass
class Establishments:
    """`table`: the published columns plus what indicators need; `events`: creations and closures by place and year."""

    table: ir.Table
    events: ir.Table
    rows_in: int
    rows_kept: int


def gather_establishments(
    given: SourceInput,
    units: ir.Table,
    claims: Claims,
    geography: ir.Table,
    points: SourceInput | None,
    engine: Engine,
    rejects: Rejects,
    *,
    reference_date: date,
    whole: bool,
    rows_in: int,
) -> Establishments:
    """Return the establishments of `units`. `whole`: the stock holds every establishment of France, so a seat it does
    not show does not exist; otherwise the seat of an active unit is added, without place nor state."""
    raw = etablissement.read(given, engine)
    since = date(reference_date.year - YEARS + 1, 1, 1)
    concerned = etablissement.alive_or_recent(raw, since) if whole else raw
    kept = engine.sift(concerned.filter(_siren(concerned).isin(units.siren)))
    stock = engine.cache(etablissement.clean(kept))
    engine.forget(kept)
    check_kept(SOURCE, stock, engine)
    stock = one_row_each(stock, "siret", SOURCE, OLDER_ROW, engine, rejects)
    listed = engine.from_arrow(claims.establishments, "list_sites").semi_join(units, "siren")
    told = _listed_points(listed, claims, engine)
    joined = stock.drop("file_order", "treated_on").mutate(
        source=ibis.literal(SOURCE), departement_hint=ibis.null("string")
    )
    # One point per SIRET in `told`: no row is added.
    joined = joined.left_join(told, "siret").drop("siret_right")
    from_api = _shaped(engine.from_arrow(_api_rows(claims), "api_sites")).semi_join(units, "siren")
    from_api = from_api.anti_join(stock, "siret")
    known = ibis.union(joined.select(*_BARE.names), from_api)
    if whole:
        # A list may name an establishment closed long ago: the stock says so, the list does not.
        closed = raw.filter(etablissement_siret(raw).isin(listed.siret)).select(siret=etablissement_siret(raw))
    else:
        closed = known.select("siret")
    if not whole:
        known = engine.cache(known)
    from_lists = _from_lists(listed).anti_join(known, "siret").anti_join(closed, "siret")
    everything = ibis.union(known, from_lists.select(*_BARE.names))
    if not whole:
        everything = engine.cache(everything)
        everything = ibis.union(everything, _seats(units, everything).select(*_BARE.names))
    labels = engine.from_arrow(claims.site_labels, "site_labels").rename(labelled="siret", site_labels="labels")
    # One row per SIRET in `labels`: no row is added.
    everything = everything.left_join(labels, everything.siret == labels.labelled).drop("labelled")
    open_now = everything.filter(everything.is_active.fill_null(True))
    table = _finished(open_now, units, geography, points, engine)
    return Establishments(
        table=engine.cache(table),
        events=engine.cache(_events(everything, units, geography, since)),
        rows_in=rows_in,
        rows_kept=rows_in - rejects.count(SOURCE),
    )


def _siren(raw: ir.Table) -> ir.StringValue:
    return raw.siren if raw.siren.type().is_string() else raw.siren.cast("string").lpad(9, "0")


def etablissement_siret(raw: ir.Table) -> ir.StringValue:
    """The SIRET of a raw row of the stock, as text."""
    return raw.siret if raw.siret.type().is_string() else raw.siret.cast("string").lpad(14, "0")


def _shaped(rows: ir.Table) -> ir.Table:
    return rows.select(*_BARE.names)


def _api_rows(claims: Claims) -> pa.Table:
    rows = [
        {
            **row,
            "naf_nomenclature": "NAFRev2" if row["naf_code"] else None,
            "source": api.SOURCE,
            "list_longitude": row["longitude"],
            "list_latitude": row["latitude"],
            "list_source": api.SOURCE,
        }
        for row in claims.api_establishments.to_pylist()
    ]
    return pa.Table.from_pylist(rows, schema=_BARE)


def _listed_points(listed: ir.Table, claims: Claims, engine: Engine) -> ir.Table:
    """One row per SIRET that a list or the API gives coordinates to; the API, fresher, wins."""
    answers = engine.from_arrow(_api_rows(claims), "api_points")
    answers = answers.filter(answers.list_longitude.notnull()).select(
        "siret", "list_longitude", "list_latitude", "list_source"
    )
    others = listed.filter(listed.longitude.notnull()).select(
        "siret", list_longitude="longitude", list_latitude="latitude", list_source="source"
    )
    return ibis.union(answers, others.anti_join(answers, "siret"))


def _from_lists(listed: ir.Table) -> ir.Table:
    null = ibis.null("string")
    return listed.select(
        "siret",
        "siren",
        diffusible=ibis.literal(True),
        is_headquarters=ibis.null("bool"),
        is_active=ibis.null("bool"),
        created_on=ibis.null("date"),
        closed_on=ibis.null("date"),
        workforce_band=null,
        workforce_year=ibis.null("int64"),
        address=listed.address,
        postcode=listed.postcode,
        city=listed.city,
        declared_commune_code=listed.placed_code,
        lambert_x=ibis.null("float64"),
        lambert_y=ibis.null("float64"),
        sign_1=listed.sign,
        sign_2=null,
        sign_3=null,
        usual_name=null,
        naf_code=listed.naf_code,
        naf_nomenclature=ibis.ifelse(listed.naf_code.notnull(), "NAFRev2", null),
        source=listed.source,
        departement_hint=listed.departement_hint,
        list_longitude=listed.longitude,
        list_latitude=listed.latitude,
        list_source=listed.source,
    )


def _seats(units: ir.Table, everything: ir.Table) -> ir.Table:
    rows = units.filter(units.is_active.fill_null(False) & units.headquarters_nic.notnull())
    seats = rows.select(siret=rows.siren + rows.headquarters_nic, siren=rows.siren).anti_join(everything, "siret")
    columns = {
        name: ibis.null(kind)
        for name, kind in everything.schema().items()
        if name not in ("siret", "siren", "diffusible", "is_headquarters", "source")
    }
    return seats.mutate(
        diffusible=ibis.literal(True), is_headquarters=ibis.literal(True), source=ibis.literal(SEAT_SOURCE), **columns
    )


def _finished(
    rows: ir.Table, units: ir.Table, geography: ir.Table, points: SourceInput | None, engine: Engine
) -> ir.Table:
    """Join the unit, the codes of today and the points; compute what is published."""
    owner = units.select(
        owner="siren",
        unit_diffusible="diffusible",
        unit_name="shown_name",
        unit_naf="naf_code",
        unit_nomenclature="naf_nomenclature",
        family="family",
        sub_family="sub_family",
        is_sse="is_sse",
        status="status",
        unit_labels="unit_labels",
    )
    # Every row's SIREN is one of `units`, exactly once.
    joined = rows.inner_join(owner, rows.siren == owner.owner).drop("owner")
    band = joined.workforce_band
    bands = ess.workforce_bands()
    joined = joined.mutate(
        diffusible=joined.diffusible & joined.unit_diffusible,
        is_employer=ibis.cases(*[(band == code, known.is_employer) for code, known in bands.items()], else_=None),
        workforce_min=_bound(band, {code: known.minimum for code, known in bands.items()}),
        workforce_max=_bound(band, {code: known.maximum for code, known in bands.items()}),
        sector=_sector(joined),
    )
    joined = joined.mutate(
        # The seat of an association without employee is often its president's home.
        hidden_home=(joined.family == "association") & ~joined.is_employer.fill_null(False)
    )
    joined = engine.settle(locations.placed(joined, geography))
    joined = locations.located(
        joined, _points(points, joined, engine), locations.lambert_points(joined, engine), engine
    )
    name = ibis.coalesce(joined.sign_1, joined.usual_name, joined.unit_name)
    return joined.mutate(
        name=ibis.ifelse(joined.diffusible, name, UNDISCLOSED),
        sign_1=ibis.ifelse(joined.diffusible, joined.sign_1, ibis.null("string")),
        usual_name=ibis.ifelse(joined.diffusible, joined.usual_name, ibis.null("string")),
        naf_nomenclature=_known_nomenclature(joined.naf_nomenclature),
        labels=ibis.coalesce(joined.site_labels, joined.unit_labels),
    )


def published(table: ir.Table) -> ir.Table:
    """The columns of the contract, in its order."""
    return table.select(*table_contract("establishments").columns)


def _known_nomenclature(value: ir.StringValue) -> ir.StringValue:
    known = table_contract("organizations").columns["naf_nomenclature"].values or ()
    return ibis.ifelse(value.isin(list(known)), value, ibis.null("string"))


def _bound(band: ir.StringValue, bounds: dict[str, int | None]) -> ir.IntegerValue:
    return ibis.cases(
        *[(band == code, ibis.literal(value, "int64")) for code, value in bounds.items() if value is not None],
        else_=ibis.null("int64"),
    )


def _sector(rows: ir.Table) -> ir.StringValue:
    own = sector_of(rows.naf_code, rows.naf_nomenclature)
    units = sector_of(rows.unit_naf, rows.unit_nomenclature)
    return ibis.coalesce(own, units, "non_classe")


def sector_of(code: ir.StringValue, nomenclature: ir.StringValue) -> ir.StringValue:
    """rules.ess.sector_of, as an expression; null where it cannot be told."""
    by_sector: dict[str, list[str]] = {}
    for division, sector in ess.sector_by_division().items():
        by_sector.setdefault(sector, []).append(division)
    division = code.substr(0, 2)
    found = ibis.cases(
        *[(division.isin(divisions), sector) for sector, divisions in by_sector.items()], else_=ibis.null("string")
    )
    return ibis.ifelse(nomenclature == "NAFRev2", found, ibis.null("string"))


def _points(given: SourceInput | None, sites: ir.Table, engine: Engine) -> ir.Table | None:
    """The geolocation's points, one row a SIRET, or None without that source."""
    if given is None:
        return None
    found = engine.cache(geolocation.read(given, engine).semi_join(sites, "siret"))
    check_kept(geolocation.SOURCE, found, engine)
    return found.select(point_siret="siret", point_longitude="longitude", point_latitude="latitude")


def _events(everything: ir.Table, units: ir.Table, geography: ir.Table, since: date) -> ir.Table:
    """Creations and closures of the establishments of ESS units, one row each: kind, year and place codes."""
    ess_units = units.filter(units.is_sse.fill_null(False))
    rows = everything.select(
        "siren", "created_on", "closed_on", "declared_commune_code", "postcode", "departement_hint"
    ).semi_join(ess_units, "siren")
    first = ibis.date(since)
    rows = locations.placed(rows.filter((rows.created_on >= first) | (rows.closed_on >= first)), geography)
    codes = ("commune_code", "municipal_district_code", "departement_code")
    created = rows.filter(rows.created_on >= first).select(
        *codes, kind=ibis.literal("ess_creations"), year=rows.created_on.year().cast("int64")
    )
    closed = rows.filter(rows.closed_on >= first).select(
        *codes, kind=ibis.literal("ess_fermetures"), year=rows.closed_on.year().cast("int64")
    )
    return ibis.union(created, closed)
