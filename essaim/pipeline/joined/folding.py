"""rules.names.fold over millions of names: in the engine for plain letters, in Python for the rare others."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from essaim.pipeline.engine import Engine
from essaim.rules.names import fold

_LETTERS = "àâäáãåçèéêëìíîïñòóôöõùúûüýÿ"
_PLAIN = "aaaaaaceeeeiiiinooooouuuuyy"
_NOT_ASCII = "[^ -~]"
_SAINTS = (("sainte", "ste"), ("saintes", "ste"), ("saints", "st"), ("saint", "st"), ("sts", "st"), ("stes", "ste"))


def folded(rows: ir.Table, source: str, target: str, engine: Engine) -> ir.Table:
    """Return (siren, target): the folding of the text column `source` of `rows`, a table the engine keeps.

    Names in the letters of French, nearly all of them, are folded by the engine; the rest by rules.names.fold.
    """
    raw = rows[source].fill_null("").lower()
    accented = raw.re_search(_NOT_ASCII)
    latin = raw.translate(_LETTERS, _PLAIN).replace("œ", "oe").replace("æ", "ae").replace("’", " ")
    read = engine.cache(rows.select("siren", text=source, latin=ibis.ifelse(accented, latin, raw)))
    rest = read.latin.re_search(_NOT_ASCII)
    found = engine.to_arrow(read.filter(rest).select("siren", "text"))
    names = found["text"].to_pylist()
    answers = engine.from_arrow(
        pa.table(
            {"siren": found["siren"], target: pa.array([fold(name) for name in names], pa.string())},
            schema=pa.schema([("siren", pa.string()), (target, pa.string())]),
        ),
        "odd_names",
    )
    words = read.latin.re_replace("[^a-z0-9]+", " ").strip()
    padded = ibis.literal(" ") + words + ibis.literal(" ")
    saints = padded
    for written, short in _SAINTS:
        # Twice: two neighbours share the space between them, and one pass sees it once.
        saints = saints.replace(f" {written} ", f" {short} ").replace(f" {written} ", f" {short} ")
    holy = padded.contains(" saint") | padded.contains(" sts ") | padded.contains(" stes ")
    plain = read.filter(~rest).select("siren", **{target: ibis.ifelse(holy, saints.strip(), words)})
    return ibis.union(plain, answers)
