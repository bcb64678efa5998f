"""The columns that every source of public contracts is brought to before it is joined: one line, one holder."""

from __future__ import annotations

import pyarrow as pa

# Text stays as the producer wrote it. `initial_*`, `modifications` and `holders_declared` are null where a line is one
# version of a contract (tabular source): they are then computed over its versions.
LINE = {
    "family": pa.string(),  # contract or concession
    "entry": pa.int64(),  # place in the source
    "platform": pa.string(),
    "buyer_id": pa.string(),
    "buyer_name": pa.string(),
    "internal_id": pa.string(),
    "nature": pa.string(),
    "object": pa.string(),
    "cpv": pa.string(),
    "procedure": pa.string(),
    "techniques": pa.string(),
    "execution": pa.string(),
    "framework_ref": pa.string(),
    "amount": pa.string(),
    "initial_amount": pa.string(),
    "duration": pa.string(),
    "initial_duration": pa.string(),
    "notified_on": pa.string(),
    "published_on": pa.string(),
    "modified_on": pa.string(),
    "modifications": pa.int64(),
    "offers": pa.string(),
    "social": pa.string(),
    "environmental": pa.string(),
    "place_code": pa.string(),
    "place_kind": pa.string(),
    "holders_declared": pa.int64(),
    "holder_id": pa.string(),
    "holder_id_type": pa.string(),
    "holder_name": pa.string(),
}
# What the tabular source adds: where the parties are, which version is the current one.
PLACES = {
    "version": pa.int64(),
    "is_current": pa.string(),
    "regime": pa.string(),  # filled by the 2022 format only
    "buyer_category": pa.string(),
    "buyer_commune": pa.string(),
    "buyer_departement": pa.string(),
    "holder_commune": pa.string(),
    "holder_departement": pa.string(),
    "distance": pa.string(),
}
SCHEMA = pa.schema([pa.field(name, kind) for name, kind in (LINE | PLACES).items()])
