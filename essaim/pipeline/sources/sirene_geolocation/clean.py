"""INSEE's geolocation of establishments: lazy. Two layouts: WGS 84 columns when present, else x and y by EPSG."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from essaim.pipeline import vintages
from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.engine import Engine
from essaim.pipeline.projections import to_wgs84

SOURCE = "sirene_geolocation"
COLUMNS = {
    "siret": "siret",
    "x": "x",
    "y": "y",
    "quality": "qualite_xy",
    "epsg": "epsg",
    "commune": "plg_code_commune",
    "latitude": "y_latitude",
    "longitude": "x_longitude",
}
# Quality 33 is a point drawn at random inside the commune: the producer advises against showing it.
RANDOM_POINT = "33"


def read(given: SourceInput, engine: Engine) -> ir.Table:
    """Return siret, longitude, latitude, located_commune_code; random points and rows without coordinates left out."""
    raw = vintages.read_files(engine, given.paths, COLUMNS)
    kept = raw.filter(vintages.text(raw.quality).fill_null("") != RANDOM_POINT)
    epsg = vintages.integer(kept.epsg)
    longitude, latitude = to_wgs84(vintages.number(kept.x), vintages.number(kept.y), epsg)
    rows = kept.select(
        siret=vintages.digits(kept.siret, 14),
        longitude=ibis.coalesce(vintages.number(kept.longitude), longitude),
        latitude=ibis.coalesce(vintages.number(kept.latitude), latitude),
        located_commune_code=vintages.text(kept.commune),
    )
    return rows.filter(rows.longitude.notnull() & rows.latitude.notnull())
