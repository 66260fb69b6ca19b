"""One case on a terminal: what it is, then one table a section; and what a decision would do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, TextIO

import pyarrow as pa

from clearwater.app.case.showing import CaseView
from clearwater.cli.messages import printable
from clearwater.cli.rows import cell, write_rows

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "clues": ("clue", "source", "times", "first", "note"),
    "findings": ("finding", "level", "accounts", "objects", "score_bits", "q_value", "headline"),
    "members": ("account", "finding", "role", "score_bits", "q_value", "standing", "strikes"),
    "evidence": ("name", "size", "sha256"),
    "decisions": ("decision", "state", "measure", "reason_code", "decided_by", "second_by", "why"),
    "measures": ("account", "kind", "state", "in_force", "starts", "ends", "inverse"),
    "notices": ("account", "language", "issued", "appeal_until"),
    "appeals": ("appeal", "state", "filed", "due", "resolved_by", "statement", "why"),
    "messages": ("message", "kind", "account", "state", "attempts", "delivered"),
    "handovers": ("handover", "side", "giver", "receiver", "state", "theirs", "why", "answer"),
    "bodies": ("body", "state", "position", "position_why", "due", "question"),
    "approvals": ("decision", "body", "second_by", "second"),
}
"""What a person is shown of each section; ``--format json`` gives everything."""
DECIMALS = frozenset({"q_value"})
"""Kept as exact decimals, shown as numbers: nobody decides by the sixteenth digit."""
TIMES = frozenset(
    {"first", "last", "starts", "ends", "issued", "appeal_until", "filed", "resolved", "delivered"}
    | {"due", "opened", "closed"}
)
"""Shown to the second."""
MOST_ROWS = 40
"""Of a section; the rest is counted."""


def write_case(view: CaseView, out: TextIO) -> None:
    """Write a case for people to read: of its members those first whom the evidence names most."""
    for name, value in view.case.items():
        if value is not None:
            _write_field(name, cell(_shown(name, value)), out)
    for section, rows in view.sections.items():
        if rows:
            out.write(f"\n{section} ({len(rows):,})\n")
            ordered = sorted(rows, key=_strongest_first) if section == "members" else rows
            _write_rows(ordered, COLUMNS[section], out)


def write_foreseen(row: Mapping[str, Any], out: TextIO) -> None:
    """Write a row of `clearwater.app.case.foreseeing.FORESEEN` for people to decide by."""
    accounts = row["accounts"]
    said = {
        "case": row["case"],
        "how they met": row["met"] or "no finding: nobody has measured this",
        "accounts": f"{accounts:,} would get it",
        "their acts": f"{row['events']:,} events, {row['objects']:,} objects together",
        "measured before": f"{row['had_measure_before']:,} of them had a measure before",
        "accused wrongly": f"at most {row['expected_wrong']:.3g} of {accounts:,} on average "
        f"({row['expected_wrong_how']})",
    }
    if row["measure"] is not None:
        begins, all_begun = cell(_second(row["begins"])), cell(_second(row["all_begun"]))
        said |= {
            "measure": f"{row['measure']}, severity {row['severity']} of 1 to 8",
            "begins": begins if begins == all_begun else f"{begins}, for the last {all_begun}",
            "ends": f"{cell(_second(row['ends']))}, if everyone is told now",
            "second person": "needed" if row["second_person"] else "not needed",
        }
    for name, value in said.items():
        _write_field(name, value, out)
    out.flush()


def _write_field(name: str, value: str, out: TextIO) -> None:
    first, *more = value.split("\n")
    out.write(f"{name.replace('_', ' '):<16} {printable(first)}\n")
    for line in more:
        out.write(f"{'':<16} {printable(line)}\n")


def _write_rows(rows: Sequence[Mapping[str, object]], columns: Sequence[str], out: TextIO) -> None:
    shown = rows[:MOST_ROWS]
    # By column, so that each has one type: a column of numbers is lined up on the right.
    table = {name: pa.array([_shown(name, row.get(name)) for row in shown]) for name in columns}
    write_rows(pa.table(table), "table", stream=out)
    if len(rows) > MOST_ROWS:
        out.write(f"... and {len(rows) - MOST_ROWS:,} more: --format json\n")


def _shown(name: str, value: object) -> Any:
    if name in DECIMALS and isinstance(value, str):
        return float(value)
    if name in TIMES and isinstance(value, str):
        return cell(_second(datetime.fromisoformat(value)))
    return value


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _strongest_first(member: Mapping[str, object]) -> tuple[float, str]:
    return -float(str(member["score_bits"])), str(member["account"])
