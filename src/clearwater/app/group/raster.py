"""The two timelines, packed for the script that draws them.

Times are whole seconds after the dot before and the microseconds left over: neighbours are close,
so nearly all bytes are zeros, and what is sent is small. Of lags only their class is sent.
"""

from __future__ import annotations

import numpy as np

from clearwater.app.group.dots import NEVER, SIDES, Dots, Side
from clearwater.app.group.packing import narrow, packed

LAG_ENDS_S = (1, 2, 5, 10, 20, 60, 120, 300, 600, 1_800, 3_600, 10_800, 21_600, 86_400, 259_200)
"""Upper ends of the classes of lags, seconds; what is longer is a class of its own."""
NO_LAG = 255
"""Stands where nobody else had been at the object."""
DARK_JOINT = 4
"""An event met by four others makes five accounts in one window: a column the eye can trust."""
SMALL_GROUP = 10
"""Below this many accounts five at once may be the whole group, so any meeting is drawn dark."""


def dark_from(accounts: int) -> int:
    """Return by how many others a dot has to be met to be drawn dark."""
    return DARK_JOINT if accounts >= SMALL_GROUP else 1


def raster_file(dots: Dots) -> bytes:
    """Return both sides as one file of columns: row, object, joint, lag and time of each dot."""
    times = [side.time for side in dots.sides.values() if side.time.size]
    start = min((int(time[0]) for time in times), default=0)
    end = max((int(time[-1]) for time in times), default=0)
    columns: dict[str, np.ndarray] = {}
    for name in SIDES:
        columns |= {f"{name}.{key}": v for key, v in _columns(dots.sides[name], start).items()}
    return packed(
        columns,
        start=start,
        end=end,
        rows=dots.rows,
        objects=dots.objects,
        dark=dark_from(dots.rows),
        lag_ends=LAG_ENDS_S,
    )


def _columns(side: Side, start: int) -> dict[str, np.ndarray]:
    whole, rest = np.divmod(side.time - start, 1_000_000)
    ends = np.array(LAG_ENDS_S, np.int64) * 1_000_000
    lag = np.where(side.lag == NEVER, NO_LAG, np.searchsorted(ends, side.lag, side="left"))
    return {
        "gap": narrow(np.diff(whole, prepend=0)),
        # Most logs know whole seconds; then there is no second column.
        **({"rest": narrow(rest)} if rest.any() else {}),
        "row": narrow(side.row),
        "object": narrow(side.object),
        "joint": narrow(side.joint),
        "lag": lag.astype(np.uint8),
    }
