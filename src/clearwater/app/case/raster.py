"""The timeline of a finding as a drawing that stays what it is: an SVG made of numbers only.

Rows are accounts, members above and matched ordinary accounts below, time runs to the right; a dot
is an event, dark where others of its side met it within the window. No name is in the file: row
numbers lead to the table beside it, so the drawing carries nothing that a reader's program could
take for markup, and it can be shown without naming anybody.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pyarrow as pa

from clearwater.report.caps import Allowance, Caps
from clearwater.report.raster_data import SIDES, raster_of

WIDTH, ROW, GAP, EDGE = 960, 4, 16, 24
"""Pixels: of the time axis, a row, between the two sides, and around."""
COLOURS = {0: "#9aa7b4", 1: "#b3261e"}
"""Of dots nobody met, and of those that others met."""
MOST_ROWS, MOST_DOTS = 400, 40_000
"""Drawn a side; the table holds all. Whole rows are left out, evenly and on both sides."""


def raster_svg(raster: pa.Table, finding: str) -> bytes:
    """Return the drawing of a finding's rows of the run's table ``raster``."""
    caps = Caps(raster_rows=MOST_ROWS, raster_dots=MOST_DOTS, raster_dots_total=2 * MOST_DOTS)
    drawn = raster_of(raster, finding, caps, Allowance.of(caps))
    span_ms = max(1, (drawn["end"] - drawn["start"]) // 1000)
    side_height = ROW * max(1, drawn["rows"])
    height = 2 * side_height + GAP + 2 * EDGE
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH + 2 * EDGE}" height="{height}" '
        f'viewBox="0 0 {WIDTH + 2 * EDGE} {height}">',
        f'<rect width="{WIDTH + 2 * EDGE}" height="{height}" fill="#ffffff"/>',
    ]
    for place, side in enumerate(SIDES):
        top = EDGE + place * (side_height + GAP)
        parts.append(
            f'<rect x="{EDGE}" y="{top}" width="{WIDTH}" height="{side_height}" fill="#f5f6f8"/>'
        )
        parts += [_dots(drawn[side], met, top, span_ms) for met in COLOURS]
    parts += [
        _date(drawn["start"], EDGE, height, "start"),
        _date(drawn["end"], EDGE + WIDTH, height, "end"),
    ]
    return ("\n".join([*parts, "</svg>"]) + "\n").encode("ascii")


def _dots(side: dict[str, Any], met: int, top: int, span_ms: int) -> str:
    moves = [
        f"M{EDGE + time * (WIDTH - 2) // span_ms} {top + row * ROW + ROW // 2}h2"
        for row, time, joint in zip(side["row"], side["time"], side["joint"], strict=True)
        if (joint > 0) == bool(met)
    ]
    return f'<path d="{"".join(moves)}" stroke="{COLOURS[met]}" stroke-width="2" fill="none"/>'


def _date(time_us: int, x: int, height: int, anchor: str) -> str:
    shown = f"{datetime.fromtimestamp(time_us // 1_000_000, UTC):%Y-%m-%d %H:%M:%S}"
    return f'<text x="{x}" y="{height - 8}" font-size="11" text-anchor="{anchor}">{shown}</text>'
