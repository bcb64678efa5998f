"""rules.names.fold over millions of names: in the engine for plain letters, in Python for the rare others."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from essaim.pipeline.engine import Engine
from essaim.rules.names import fold

# What French names are made of beside ASCII; anything else goes through rules.names.fold itself.
_LETTERS = "àâäáãåçèéêëìíîïñòóôöõùúûüýÿ"
_PLAIN = "aaaaaaceeeeiiiinooooouuuuyy"
_CUTS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~’«»–—…\u00a0\u202f\t\n\r"
_SAINTS = (("sainte", "ste"), ("saintes", "ste"), ("saints", "st"), ("saint", "st"), ("sts", "st"), ("stes", "ste"))


def folded(rows: ir.Table, source: str, target: str, engine: Engine) -> ir.Table:
    """Return `rows` (a table of the engine) with `target`: the folding of the text column `source`, never null."""
    text = rows[source].fill_null("").lower()
    for pair in ("œ", "oe"), ("æ", "ae"):
        text = text.replace(*pair)
    plain = text.translate(_LETTERS, _PLAIN).translate(_CUTS, " " * len(_CUTS))
    padded = ibis.literal(" ") + plain + ibis.literal(" ")
    saints = padded
    for written, short in _SAINTS:
        # Twice: two neighbours share the space between them, and one pass sees it once.
        saints = saints.replace(f" {written} ", f" {short} ").replace(f" {written} ", f" {short} ")
    quick = ibis.ifelse(plain.contains("st") | plain.contains("saint"), saints, padded)
    squeezed = ibis.ifelse(quick.contains("  "), quick.re_replace(" +", " "), quick).strip()
    known = rows.mutate(**{target: squeezed, "odd": plain.re_search("[^a-z0-9 ]")})
    odd = engine.to_arrow(known.filter(known.odd).select(raw=known[source]).distinct())
    if not odd.num_rows:
        return known.drop("odd")
    texts = odd["raw"].to_pylist()
    answers = engine.from_arrow(pa.table({"odd_raw": texts, "odd_folded": [fold(text) for text in texts]}), "odd_names")
    # One row per distinct text in `answers`: no row is added.
    joined = known.left_join(answers, known[source] == answers.odd_raw)
    return joined.mutate(**{target: ibis.coalesce(joined.odd_folded, joined[target])}).drop(
        "odd", "odd_raw", "odd_folded"
    )
