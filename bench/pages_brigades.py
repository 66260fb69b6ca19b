"""The section on brigades among users' reports."""

from __future__ import annotations

from typing import Any

from bench.markdown import table

Result = dict[str, Any]


def section(result: Result) -> str:
    """Return which brigades are seen, by what they share and how many they are."""
    honest, beside = result["honest"], result["beside_brigades"]
    sizes = sorted({row["reporters"] for row in result["brigades"]})
    kinds = list(dict.fromkeys(row["kind"] for row in result["brigades"]))
    by_cell = {(row["kind"], row["reporters"]): row for row in result["brigades"]}
    rows = [[kind, *(_cell(by_cell[kind, size]) for size in sizes)] for kind in kinds]
    return (
        "## Brigades among users' reports\n\n"
        "Seen: brigades of which half of the reports or more were marked, of all; in brackets the "
        "share of their reports.\n\n"
        + table(["what they share", *(f"{size} reporters" for size in sizes)], rows)
        + f"\n\nHonest reporting alone, {honest['weeks']} weeks with {honest['reports']:,} "
        f"reports, incidents and neighbours in it: {honest['reports_marked']:,} reports marked, in "
        f"{honest['brigades_marked']} brigades. Beside brigades, in logs whose honest part is "
        f"drawn from {beside['drawings']} seeds again and again: {beside['marked']:,} of "
        f"{beside['honest_reports']:,} honest reports marked.\n"
    )


def _cell(row: Result) -> str:
    return f"{row['seen']}/{row['logs']} ({row['recall']:.0%})"
