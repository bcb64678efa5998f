"""INSEE's geolocation of establishments: lazy. Two layouts: WGS 84 columns when present, else x and y by EPSG."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from essaim.pipeline import vintages
from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.engine import Engine
from essaim.pipeline.peek import peek_columns
from essaim.pipeline.projections import BOXES, to_wgs84

SOURCE = "sirene_geolocation"
COLUMNS = {
    "siret": "siret",
    "x": "x",
    "y": "y",
    "quality": "qualite_xy",
    "epsg": "epsg",
    "latitude": "y_latitude",
    "longitude": "x_longitude",
}
# Quality 33 is a point drawn at random inside the commune: the producer advises against showing it.
RANDOM_POINT = "33"


def read(given: SourceInput, engine: Engine) -> ir.Table:
    """Return siret, longitude, latitude; random points and rows without coordinates left out."""
    raw = vintages.read_files(engine, given.paths, COLUMNS)
    has_degrees = all(COLUMNS["latitude"] in (peek_columns(path) or []) for path in given.paths)
    kept = raw.filter(vintages.text(raw.quality).fill_null("") != RANDOM_POINT)
    epsg = vintages.integer(kept.epsg)
    longitude, latitude = vintages.number(kept.longitude), vintages.number(kept.latitude)
    siret = vintages.digits(kept.siret, 14)
    given_degrees = longitude.notnull() & latitude.notnull()
    parts = [kept.select(siret=siret, longitude=longitude, latitude=latitude, ready=given_degrees)]
    if not has_degrees:
        # One projection at a time: the formulas are long.
        parts = []
        for code in BOXES:
            x, y = to_wgs84(vintages.number(kept.x), vintages.number(kept.y), code)
            parts.append(kept.filter(epsg == code).select(siret=siret, longitude=x, latitude=y, ready=x.notnull()))
    rows = ibis.union(*parts) if len(parts) > 1 else parts[0]
    return rows.filter(rows.ready.fill_null(False)).drop("ready")
