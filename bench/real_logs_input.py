"""Three real logs as canonical events, from the folder that CLEARWATER_DATA names.

The columns are mapped here in plain Arrow and not by ``clearwater.read``, so that a fault in the
readers cannot pass for calibration.
"""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clearwater.events.schema import TIME_TYPE

DATA_VARIABLE = "CLEARWATER_DATA"
NAMES = ("russian_coord_tweets", "vk_comments_unlabelled", "github_fake_stars")


def data_folder() -> Path | None:
    """Return the folder with real data, or nothing where it is not named."""
    named = os.environ.get(DATA_VARIABLE)
    return Path(named) if named else None


@cache
def real_log(name: str) -> pa.Table:
    """Return one of NAMES as actor, action, object, time."""
    folder = data_folder()
    if folder is None:
        raise RuntimeError(f"{DATA_VARIABLE} is not set")
    if name == "russian_coord_tweets":
        raw = pq.read_table(folder / "peers" / f"{name}.parquet")
        time = pc.multiply(raw["timestamp_share"], 1_000_000).cast(pa.int64())
        return _table(raw["account_id"], ["share"] * raw.num_rows, raw["object_id"], time)
    raw = pq.read_table(folder / "real" / name / "events.parquet")
    return _table(raw["actor"], raw["action"], raw["object"], raw["time"])


def _table(
    actor: pa.ChunkedArray,
    action: pa.ChunkedArray | list[str],
    object_: pa.ChunkedArray,
    time: pa.ChunkedArray,
) -> pa.Table:
    table = pa.table({"actor": actor, "action": action, "object": object_, "time": time})
    text = pa.string()
    schema = pa.schema([("actor", text), ("action", text), ("object", text), ("time", TIME_TYPE)])
    return table.cast(schema).combine_chunks()
