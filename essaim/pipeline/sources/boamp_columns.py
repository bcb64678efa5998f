"""The columns that every source of notices is brought to."""

from __future__ import annotations

import pyarrow as pa

SCHEMA = pa.schema(
    [
        ("notice_id", pa.string()),
        ("source", pa.string()),
        ("family", pa.string()),
        ("nature", pa.string()),
        ("status", pa.string()),
        ("published_month", pa.string()),
        ("published_on", pa.date32()),
        ("deadline_on", pa.date32()),
        ("buyer_name", pa.string()),
        ("buyer_siren", pa.string()),
        ("departements", pa.string()),
        ("object", pa.string()),
        ("category", pa.string()),
        ("procedure", pa.string()),
        ("cpv_codes", pa.string()),
        ("descriptors", pa.string()),
        ("reserved", pa.string()),
        ("reserved_for", pa.string()),
        ("reserved_evidence", pa.string()),
        ("related_to", pa.string()),
        ("url", pa.string()),
    ]
)
