"""Arrondissements of départements (INSEE, official geographic code)."""

import pyarrow as pa

from essaim.pipeline.catalogue import SourceInput
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources.cog_units import clean_units

SOURCE = "cog_arrondissements"


def clean(source_input: SourceInput, rejects: Rejects) -> pa.Table:
    """Return one row per arrondissement (schema: cog_units.SCHEMA). Raises WrongFileError."""
    return clean_units(SOURCE, source_input, rejects, column="arr", plural="arrondissements")
