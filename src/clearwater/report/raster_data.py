"""The two timelines of a finding for the page: its members and, on the same axes, their control.

Where there are too many dots, whole accounts are left out, evenly from the strongest to the weakest
and the same rows on both sides. Leaving out dots that look dull would make any group look guilty.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from clearwater.report.caps import Allowance, Caps
from clearwater.report.embed import clip
from clearwater.report.rows import integers, rows_where

SIDES = ("members", "control")


def raster_of(raster: pa.Table, finding: str, caps: Caps, allowance: Allowance) -> dict[str, Any]:
    """Return both sides' dots, the common time axis, and how many accounts and dots there were."""
    dots = rows_where(raster, "finding", finding)
    rows, side = integers(dots["row"]), np.asarray(dots["side"].to_numpy())
    limit = min(2 * caps.raster_dots, allowance.left("dots"))
    kept_rows, step = _sample(rows, side, caps.raster_rows, limit)
    mask = np.isin(rows, kept_rows)
    mask &= (np.cumsum(mask) - 1) % step == 0
    kept = dots.filter(pa.array(mask))
    allowance.take("dots", kept.num_rows)
    times = integers(kept["time"])
    start, end = (int(times.min()), int(times.max())) if len(times) else (0, 0)
    parts = {name: _side(kept, name, kept_rows, start, caps.text_length) for name in SIDES}
    return {
        "start": start,
        "end": end,
        "rows": len(kept_rows),
        "rows_total": len(np.unique(rows)),
        "dots": kept.num_rows,
        "dots_total": dots.num_rows,
        **parts,
    }


def _sample(
    rows: NDArray[np.int64], side: NDArray[Any], most_rows: int, most_dots: int
) -> tuple[NDArray[np.int64], int]:
    """Return the rows to draw and, if even one row is too much, the step between its dots."""
    every = np.unique(rows)
    if len(every) == 0 or most_dots == 0:
        return every[:0], 1
    dots_a_row = max(1, len(rows) / len(every))
    room = max(1, min(len(every), most_rows, int(most_dots / dots_a_row)))
    picked = every[np.unique(np.linspace(0, len(every) - 1, room).round().astype(int))]
    total = int(np.isin(rows, picked).sum())
    # Rows differ in length: if the picked ones are long, thin both sides by the same step.
    return picked, max(1, -(-total // most_dots)) if len(side) else 1


def _side(
    dots: pa.Table, side: str, kept_rows: NDArray[np.int64], start: int, text_length: int
) -> dict[str, Any]:
    part = rows_where(dots, "side", side)
    rows = integers(part["row"])
    names = dict(zip(rows.tolist(), part["account"].to_pylist(), strict=True))
    objects: dict[str, int] = {}
    seen = [objects.setdefault(name, len(objects)) for name in part["object"].to_pylist()]
    return {
        "accounts": [clip(names.get(int(row), ""), text_length) for row in kept_rows],
        "row": np.searchsorted(kept_rows, rows).tolist(),
        # Milliseconds: finer than any screen, and half the digits.
        "time": ((integers(part["time"]) - start) // 1000).tolist(),
        "object": seen,
        "joint": part["joint"].to_pylist(),
        "objects": [clip(name, text_length) for name in objects],
    }
