"""What the page says of pushed objects: what was seen, what is left of the count, who came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clearwater.findings.run import Run
from clearwater.report.caps import Caps
from clearwater.report.finding_view import anchor
from clearwater.report.rows import rows_where

PUSHED = "pushed"


@dataclass(frozen=True)
class PushedObject:
    """One object and action."""

    row: Mapping[str, Any]
    """Its row of the table `pushed`."""
    findings: tuple[tuple[str, str, bool], ...]
    """Name and anchor of each finding that came, and whether it has a page of its own."""
    recount: Mapping[str, Any] | None
    """What is left of the count of the action; None where nothing was set aside."""


@dataclass(frozen=True)
class PushedObjects:
    """The pushed objects of a run, strongest first, as many as the page holds."""

    listed: tuple[PushedObject, ...]
    total: int
    surges: int
    """Surges without a sign of being pushed, which the page does not list."""

    def of(self, finding: str) -> tuple[PushedObject, ...]:
        """Return those that a finding's members came to."""
        return tuple(one for one in self.listed if finding in one.row["findings"])


def pushed_objects(run: Run, caps: Caps) -> PushedObjects:
    """Return the pushed objects of `run`."""
    pushed = rows_where(run.tables["pushed"], "level", PUSHED)
    in_full = set(run.findings["finding"].slice(0, caps.findings_in_full).to_pylist())
    left = {
        (row["object"], row["metric"]): row
        for row in run.tables["recount"].to_pylist()
        if row["day"] is None
    }
    listed = tuple(
        PushedObject(
            row,
            tuple((name, anchor(name), name in in_full) for name in row["findings"] or ()),
            left.get((row["object"], row["action"])),
        )
        for row in pushed.slice(0, caps.pushed).to_pylist()
    )
    return PushedObjects(listed, pushed.num_rows, run.tables["pushed"].num_rows - pushed.num_rows)
