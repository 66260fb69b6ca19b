"""The event contract: one row is one act of one account on one object at one moment.

Four columns are required, the rest are optional and are carried along where the source has them.
Ids compare as text; a source whose ids are whole numbers may stream them as ``int64`` and they
become their decimal text once, when a table is written.
"""

from __future__ import annotations

import pyarrow as pa

TIME_TYPE = pa.timestamp("us", tz="UTC")

REQUIRED: dict[str, str] = {
    "actor": "the account that acts",
    "action": "what it did: view, like, share, comment, ... or any other token",
    "object": "what was acted upon",
    "time": "when, UTC, to the microsecond",
}

OPTIONAL: dict[str, str] = {
    "event": "id of the row, for idempotency: the same id twice is the same event",
    "target": "whoever benefits from the object",
    "text": "what was written",
    "url": "the link that was shared",
    "media": "hash of an attached picture or film",
    "device": "device token",
    "ip": "address",
    "line": "access line",
    "client": "client build",
    "place": "place token",
    "value": "rating, price or amount, float",
    "parent": "the event or object this one answers",
}

COLUMN_TYPES: dict[str, pa.DataType] = {
    **dict.fromkeys((*REQUIRED, *OPTIONAL), pa.string()),
    "time": TIME_TYPE,
    "value": pa.float64(),
}

ACCOUNT_COLUMNS = ("actor", "created", "followers", "following", "posts", "agency")
OBJECT_COLUMNS = ("object", "target", "created", "kind")

QUARANTINE_SCHEMA = pa.schema(
    [
        pa.field("file", pa.string(), nullable=False),
        pa.field("line", pa.int64(), nullable=False),
        pa.field("field", pa.string(), nullable=False),
        pa.field("reason", pa.string(), nullable=False),
        pa.field("value", pa.string()),
    ]
)
"""Rows that could not be used. ``line`` is 1-based; ``value`` is the raw cell, cut to 200
characters."""
