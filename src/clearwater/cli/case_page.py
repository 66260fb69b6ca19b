"""One case on a terminal: what it is, then one table a section."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TextIO

import pyarrow as pa

from clearwater.app.case.showing import CaseView
from clearwater.cli.messages import printable
from clearwater.cli.rows import write_rows

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
MOST_ROWS = 40
"""Of a section; the rest is counted."""


def write_case(view: CaseView, out: TextIO) -> None:
    """Write a case for people to read."""
    for name, value in view.case.items():
        if value is not None:
            out.write(f"{name.replace('_', ' '):<14} {_cell(value)}\n")
    for section, rows in view.sections.items():
        if rows:
            out.write(f"\n{section} ({len(rows):,})\n")
            _write_rows(rows, COLUMNS[section], out)


def _write_rows(rows: Sequence[Mapping[str, object]], columns: Sequence[str], out: TextIO) -> None:
    shown = rows[:MOST_ROWS]
    cells = {name: pa.array([_cell(row.get(name)) for row in shown]) for name in columns}
    write_rows(pa.table(cells), "table", stream=out)
    if len(rows) > MOST_ROWS:
        out.write(f"... and {len(rows) - MOST_ROWS:,} more: --format json\n")


def _cell(value: object) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case float():
            return f"{value:.3g}"
        case _:
            return printable(str(value))
