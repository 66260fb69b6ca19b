"""What the page shows of one finding: the part a template writes and the part scripts draw."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from clearwater.findings.run import Run
from clearwater.report.caps import Allowance, Caps
from clearwater.report.embed import clip
from clearwater.report.formats import significant
from clearwater.report.pair_data import PairSource
from clearwater.report.raster_data import raster_of
from clearwater.report.rows import integers, rows_where

DARK_JOINT = 4
"""An event met by four others makes five accounts in one window: a column the eye can trust."""
SMALL_GROUP = 10
"""Below this many accounts five at once may be the whole group, so any meeting is drawn dark."""


@dataclass(frozen=True)
class Bar:
    """One step of the waterfall, placed in percent of the drawing's width."""

    label: str
    bits: float
    explanation: str
    left: float
    width: float


@dataclass(frozen=True)
class FindingView:
    """One finding, ready to be written."""

    row: Mapping[str, Any]
    """Its row of the table `findings`."""
    anchor: str
    """Its id, fit for an HTML id and the part of an address after the ``#``."""
    bars: tuple[Bar, ...]
    zero: float
    """Where 0 bits lies in the waterfall, percent."""
    explanations: tuple[Mapping[str, Any], ...]
    data: Mapping[str, Any]
    """What the scripts draw from: members, pairs, meetings, timelines, objects."""


class FindingViews:
    """Makes the views of a run's findings, strongest first, within the caps."""

    def __init__(self, run: Run, caps: Caps) -> None:
        self._run = run
        self._caps = caps
        self._rows = run.findings.slice(0, caps.findings_in_full).to_pylist()
        self._allowance = Allowance.of(caps, len(self._rows))
        self._pairs = PairSource(run.pairs, run.meetings, caps)

    def all(self) -> tuple[FindingView, ...]:
        """Return a view for each finding that gets a page of its own. Call it once."""
        return tuple(self._view(row) for row in self._rows)

    def _view(self, row: Mapping[str, Any]) -> FindingView:
        self._allowance.next_finding()
        steps = self._part("waterfall", row).to_pylist()
        bars, zero = waterfall(steps)
        return FindingView(
            row=row,
            anchor=anchor(row["finding"]),
            bars=bars,
            zero=zero,
            explanations=tuple(self._part("explanations", row).to_pylist()),
            data=self._data(row),
        )

    def _data(self, row: Mapping[str, Any]) -> dict[str, Any]:
        caps = self._caps
        members = self._part("members", row)
        granted = self._allowance.take("members", min(members.num_rows, caps.members))
        shown = members.slice(0, max(granted, caps.members_always))
        objects = self._part("objects", row)
        names = shown["account"].to_pylist()
        return {
            "finding": row["finding"],
            "members": {
                "account": [clip(name, caps.text_length) for name in names],
                **_columns(shown, ("score_bits", "leave_one_out_bits", "q_value")),
                **{key: shown[key].to_pylist() for key in ("role", "objects", "partners")},
            },
            "members_total": members.num_rows,
            "objects": _moments(objects, caps),
            "objects_total": objects.num_rows,
            "raster": raster_of(self._run.raster, row["finding"], caps, self._allowance),
            "dark": dark_joint(row["accounts"] or 0),
            **self._pairs.of(row["finding"], names, self._allowance),
        }

    def _part(self, name: str, row: Mapping[str, Any]) -> pa.Table:
        return rows_where(self._run.tables[name], "finding", row["finding"])


def anchor(finding: str) -> str:
    """Return the finding's id with everything replaced that an HTML id should not hold.

    Examples
    --------
    >>> anchor("F001"), anchor("a b/ü")
    ('F001', 'a-b--')
    """
    return re.sub(r"[^A-Za-z0-9_-]", "-", finding) or "finding"


def dark_joint(accounts: int) -> int:
    """Return from how many others met on a dot is drawn dark: four, or one in a small group."""
    return DARK_JOINT if accounts >= SMALL_GROUP else 1


def waterfall(steps: list[dict[str, Any]]) -> tuple[tuple[Bar, ...], float]:
    """Return the steps as bars and where zero lies, both in percent of the drawing's width."""
    ends = [0.0]
    for step in steps:
        ends.append(ends[-1] + (step["bits"] or 0.0))
    low, high = min(ends), max(ends)
    scale = 100 / (high - low) if high > low else 0.0
    bars = tuple(
        Bar(
            label=step["label"] or step["family"] or "",
            bits=step["bits"] or 0.0,
            explanation=step["explanation"] or "",
            left=round((min(start, end) - low) * scale, 3),
            width=round(abs(end - start) * scale, 3),
        )
        for step, start, end in zip(steps, ends, ends[1:], strict=False)
    )
    return bars, round(-low * scale, 3)


def _moments(objects: pa.Table, caps: Caps) -> dict[str, Any]:
    """Return the strongest moments on objects, in order of time."""
    if objects.num_rows > caps.objects:
        strongest = objects.sort_by([("score_bits", "descending")]).slice(0, caps.objects)
        in_time = [("start", "ascending"), ("object", "ascending"), ("action", "ascending")]
        objects = strongest.sort_by(in_time)
    times = {name: integers(objects[name]).tolist() for name in ("start", "end")}
    return {
        "object": [clip(name, caps.text_length) for name in objects["object"].to_pylist()],
        "action": [clip(name, caps.text_length) for name in objects["action"].to_pylist()],
        **times,
        **{name: objects[name].to_pylist() for name in ("members", "others")},
        **_columns(objects, ("score_bits", "q_value")),
    }


def _columns(table: pa.Table, names: tuple[str, ...]) -> dict[str, list[float | None]]:
    return {name: [significant(value, 4) for value in table[name].to_pylist()] for name in names}
