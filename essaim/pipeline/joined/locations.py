"""Where an establishment is: coordinates, else its commune, else its département, else nowhere — and what may be shown.

Cardinality: `geography` has one row per declared code and each table of points one row per SIRET: no join adds a row.
"""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from essaim.pipeline.engine import Engine
from essaim.pipeline.projections import BOXES, epsg_of, to_wgs84

# Outlines are generalised and a département's box is drawn from points inside its communes: a margin in degrees.
BOX_MARGIN = 0.25
_CODES = (
    "commune_code",
    "municipal_district_code",
    "epci_code",
    "ept_code",
    "arrondissement_code",
    "departement_code",
    "region_code",
)


def departements(geography: ir.Table) -> ir.Table:
    """One row a département: its region, and the box (degrees, with margin) of the points of its communes."""
    return geography.group_by("departement_code").aggregate(
        region_of=geography.region_code.min(),
        west=geography.longitude.min() - BOX_MARGIN,
        east=geography.longitude.max() + BOX_MARGIN,
        south=geography.latitude.min() - BOX_MARGIN,
        north=geography.latitude.max() + BOX_MARGIN,
    )


def placed(rows: ir.Table, geography: ir.Table) -> ir.Table:
    """Add today's codes, from `declared_commune_code`, else the département from that code or the postcode.

    Also adds the box of the département and the point of the commune (commune_longitude, commune_latitude).
    """
    places = geography.rename(place_code="declared_code", commune_longitude="longitude", commune_latitude="latitude")
    joined = rows.left_join(places, rows.declared_commune_code == places.place_code).drop("place_code")
    hint = ibis.coalesce(
        joined.departement_hint, _departement(joined.declared_commune_code), _departement(joined.postcode)
    )
    joined = joined.mutate(departement_code=ibis.coalesce(joined.departement_code, hint))
    boxes = departements(geography).rename(box_of="departement_code")
    boxed = joined.left_join(boxes, joined.departement_code == boxes.box_of)
    # A code that no département bears (foreign address, typing error) places nothing.
    return boxed.mutate(
        departement_code=ibis.ifelse(boxed.box_of.notnull(), boxed.departement_code, ibis.null("string")),
        region_code=ibis.coalesce(boxed.region_code, boxed.region_of),
    ).drop("box_of", "region_of")


def _departement(code: ir.StringValue) -> ir.StringValue:
    """The département a commune code or postcode starts with. Corsican postcodes (20…) do not always tell: null."""
    head = code.substr(0, 2)
    return ibis.cases(
        (head.isin(["97", "98"]), code.substr(0, 3)),
        (head == "20", ibis.null("string")),
        else_=head,
    )


def lambert_points(rows: ir.Table, engine: Engine) -> ir.Table:
    """Points of the rows that may be shown and have INSEE's projected coordinates: lambert_siret, longitude, latitude.

    Computed apart, one projection at a time: the formulas are long, and few rows need them.
    """
    needed = rows.filter(rows.diffusible & ~rows.hidden_home & rows.lambert_x.notnull() & rows.lambert_y.notnull())
    narrow = engine.cache(needed.select("siret", "lambert_x", "lambert_y", epsg=epsg_of(needed.departement_code)))
    parts = []
    for code in BOXES:
        here = narrow.filter(narrow.epsg == code)
        longitude, latitude = to_wgs84(here.lambert_x, here.lambert_y, code)
        parts.append(here.select(lambert_siret="siret", lambert_longitude=longitude, lambert_latitude=latitude))
    return engine.cache(ibis.union(*parts))


def located(rows: ir.Table, points: ir.Table | None, lambert: ir.Table, engine: Engine) -> ir.Table:
    """Choose the point and say how it was found; drop what may not be shown.

    `points`: point_siret, point_longitude, point_latitude (geolocation), or None. Needs, per row, list_longitude,
    list_latitude and list_source, diffusible, hidden_home (its seat is often somebody's home), and what `placed` adds.
    A point outside its département's box is not believed.
    """
    rows = rows.left_join(lambert, rows.siret == lambert.lambert_siret).drop("lambert_siret")
    if points is not None:
        rows = rows.left_join(points, rows.siret == points.point_siret).drop("point_siret")
    shown = rows.diffusible & ~rows.hidden_home
    candidates = [
        (rows.lambert_longitude, rows.lambert_latitude, rows.source),
        (rows.list_longitude, rows.list_latitude, rows.list_source),
    ]
    if points is not None:
        candidates.insert(0, (rows.point_longitude, rows.point_latitude, ibis.literal("sirene_geolocation")))
    longitude = ibis.null("float64")
    latitude = ibis.null("float64")
    source = ibis.null("string")
    for lon, lat, origin in reversed(candidates):
        right = (shown & _inside(rows, lon, lat)).fill_null(False)
        longitude = ibis.ifelse(right, lon, longitude)
        latitude = ibis.ifelse(right, lat, latitude)
        source = ibis.ifelse(right, origin, source)
    found = engine.settle(rows.mutate(found_longitude=longitude, found_latitude=latitude, found_source=source))
    shown = found.diffusible & ~found.hidden_home
    how = ibis.cases(
        (found.found_longitude.notnull(), "coordinates"),
        (found.commune_code.notnull(), "commune"),
        (found.departement_code.notnull(), "departement"),
        else_="nowhere",
    )
    return found.mutate(
        location=how,
        longitude=ibis.coalesce(found.found_longitude, found.commune_longitude),
        latitude=ibis.coalesce(found.found_latitude, found.commune_latitude),
        location_source=ibis.cases(
            (found.found_longitude.notnull(), found.found_source),
            (found.departement_code.notnull(), found.source),
            else_=None,
        ),
        address=ibis.ifelse(shown, found.address, ibis.null("string")),
    )


def _inside(rows: ir.Table, longitude: ir.Value, latitude: ir.Value) -> ir.BooleanValue:
    """Inside the département's box; where no box is known (no outlines), any point of the world but (0, 0)."""
    unboxed = rows.west.isnull() & longitude.between(-180, 180) & latitude.between(-90, 90) & (longitude != 0)
    boxed = longitude.between(rows.west, rows.east) & latitude.between(rows.south, rows.north)
    return rows.departement_code.notnull() & (unboxed | boxed.fill_null(False))
