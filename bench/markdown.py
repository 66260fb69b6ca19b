"""Markdown tables and numbers for the result pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def table(head: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return a Markdown table; numbers are set to the right."""
    if not rows:
        return "Nothing.\n"
    numeric = [all(isinstance(row[c], int | float) for row in rows) for c in range(len(head))]
    rule = ["---:" if right else "---" for right in numeric]
    lines = [_line(head), _line(rule)]
    lines += [_line([number(cell) for cell in row]) for row in rows]
    return "\n".join(lines) + "\n"


def number(cell: Any) -> str:
    """Return a cell as text: thousands apart, three figures for fractions."""
    if isinstance(cell, bool) or cell is None:
        return {True: "yes", False: "no", None: "–"}[cell]
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, float):
        if cell == 0 or 0.001 <= abs(cell) < 1_000:
            return f"{cell:.3g}"
        return f"{cell:.2e}" if abs(cell) < 0.001 else f"{cell:,.0f}"
    return str(cell).replace("|", "\\|")


def circumstances_line(result: dict[str, Any]) -> str:
    """Return one small line: command, date, machine, versions, CPU time where known."""
    machine = result.get("machine", {})
    versions = ", ".join(f"{k} {v}" for k, v in sorted(machine.get("versions", {}).items()))
    cost = f", {result['cpu_s'] / 60:.0f} min of CPU" if "cpu_s" in result else ""
    return (
        f"*`{result.get('command', 'unknown command')}`, {result.get('date', 'no date')}, "
        f"{machine.get('cpu', 'unknown processor')}, {machine.get('cores', '?')} cores, "
        f"Python {machine.get('python', '?')}, {versions}{cost}.*"
    )


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
