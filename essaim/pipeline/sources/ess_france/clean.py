"""ESS France's list of ESS enterprises: more than a million rows, so lazy. One useful fact: the SIREN is in it."""

from __future__ import annotations

import ibis.expr.types as ir

from essaim.pipeline import identifiers, vintages
from essaim.pipeline.catalogue import SourceInput, card
from essaim.pipeline.engine import Engine
from essaim.pipeline.rejects import Rejects
from essaim.pipeline.sources import intake
from essaim.pipeline.sources.kept_checks import check_kept

SOURCE = "ess_france"


def clean(given: SourceInput, engine: Engine, rejects: Rejects) -> tuple[ir.Table, int]:
    """Return (table of the engine: siren, name, family; rows read). Families are the list's own words.

    The SIREN is published as an integer: its zeros are given back. Rows with a wrong SIREN and repeated SIREN are
    refused. The columns of each layout are mapped by source.yaml.
    """
    layout = card(SOURCE).layouts[given.layout]
    raw = vintages.read_files(engine, given.paths, layout.mapping, delimiter=layout.delimiter, encoding=layout.encoding)
    has_family = "family" in layout.mapping
    listed = engine.cache(
        raw.select(
            siren=vintages.digits(raw.siren.strip() if raw.siren.type().is_string() else raw.siren, 9),
            name=vintages.shown_text(raw.name),
            family=vintages.shown_text(raw.family) if has_family else vintages.shown_text(raw.name).nullif(raw.name),
        ).mutate(valid=lambda t: identifiers.is_siren(t.siren))
    )
    right = listed.filter(listed.valid).drop("valid")
    kept = right.group_by("siren").aggregate(name=right.name.min(), family=right.family.min(), times=right.count())
    kept = engine.cache(kept)
    check_kept(SOURCE, kept, engine)
    counts = engine.to_arrow(
        listed.aggregate(read=listed.count(), wrong=(~listed.valid).cast("int64").sum().cast("int64"))
    ).to_pylist()[0]
    if counts["wrong"]:
        rejects.add_expr(SOURCE, intake.BAD_SIREN, listed.filter(~listed.valid).drop("valid"), engine, key="siren")
    doubles = kept.filter(kept.times > 1)
    twice = engine.to_arrow(doubles)
    if twice.num_rows:
        rows = [
            {"siren": row["siren"], "name": row["name"]} for row in twice.to_pylist() for _ in range(row["times"] - 1)
        ]
        rejects.add(SOURCE, intake.DUPLICATE, rows, key="siren")
    return kept.drop("times"), int(counts["read"])
