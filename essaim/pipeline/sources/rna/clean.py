"""RNA, the register of associations: lazy. Joined to SIRENE by the RNA id only, it never adds an organization."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from essaim.pipeline import vintages
from essaim.pipeline.catalogue import SourceInput, card
from essaim.pipeline.engine import Engine

SOURCE = "rna"
# The declarant's and the director's columns are never read.
COLUMNS = {
    "rna_id": "id",
    "siret": "siret",
    "created_on": "date_creat",
    "published_on": "date_publi",
    "dissolved_on": "date_disso",
    "position": "position",
    "nature": "nature",
    "treated_on": "maj_time",
}


def read(given: SourceInput, engine: Engine) -> ir.Table:
    """Return one row per RNA id: rna_id, siren (often null), created_on, dissolved_on, position, nature.

    Layouts waldec (dates of creation known) and import (older associations); encoding per layout: UTF-8 now, latin-1
    in old dumps. `0001-01-01` is no date; creation is date_creat, else date_publi, never date_decla.
    """
    layout = card(SOURCE).layouts[given.layout]
    raw = vintages.read_files(engine, given.paths, COLUMNS, delimiter=layout.delimiter, encoding=layout.encoding)
    rows = raw.select(
        rna_id=vintages.text(raw.rna_id).strip().upper(),
        siren=vintages.digits(raw.siret, 14).substr(0, 9),
        created_on=ibis.coalesce(vintages.day(raw.created_on), vintages.day(raw.published_on)),
        dissolved_on=vintages.day(raw.dissolved_on),
        position=vintages.text(raw.position),
        nature=vintages.text(raw.nature),
        treated_on=vintages.text(raw.treated_on),
    )
    latest = rows.mutate(
        place=ibis.row_number().over(group_by="rna_id", order_by=[ibis.desc("treated_on"), "position", "created_on"])
    )
    return latest.filter((latest.place == 0) & is_rna_id(latest.rna_id)).drop("place", "treated_on")


def is_rna_id(code: ir.StringValue) -> ir.BooleanValue:
    """W and nine characters. Alsace-Moselle ids such as `178-236` are a court's, not the RNA's."""
    return code.re_search("^W[0-9A-Z]{9}$").fill_null(False)
