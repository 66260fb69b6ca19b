"""The section on how thin a planted block may be."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from bench.markdown import number, table

Result = dict[str, Any]

TITLE = "## How thin a dense block may be\n"
HEAD = """Blocks of accounts x targets are planted into the Bitcoin-OTC ratings: every account
acts on every target with chance *p*, within *W* after the target's start, which lies anywhere in
the log. Camouflage goes to objects outside, as often as the attack does: anywhere (*random*) or
where everybody goes (*biased*); *hijack* takes accounts of the log, which keep their acts. The
figure is the lowest *p* from which F of the first block's accounts stays at {enough} or more, in
the mean of {seeds} seeds; ours counts only with a p-value of {level} or less. FRAUDAR does not look
at times and has no way of saying that there is nothing: the two are asked different questions about
one log. Settings were chosen on made-up graphs and on Bitcoin-Alpha.
"""
COLUMNS = (
    *("block", "camouflage", "Clearwater", "F there", "best of three", "FRAUDAR"),
    "FRAUDAR's F there",
)
OURS, THEIRS = "first block", "FRAUDAR"


def section(result: Result) -> str:
    """Return the section in Markdown."""
    if "skipped" in result:
        return f"{TITLE}\n**Not measured:** {result['skipped']}.\n"
    first, last = result["seeds"]
    head = HEAD.format(
        enough=result["enough"], seeds=last - first + 1, level=number(result["level"])
    )
    parts = [TITLE, head]
    for window, rows in groupby(result["rows"], key=lambda row: row["window"]):
        body = [_cells(row, result["densities"]) for row in rows]
        parts.append(f"### Acts within {window} of the start\n\n{table(COLUMNS, body)}")
    return "\n".join([*parts, _promise(result), _base(result)])


def _cells(row: Result, densities: list[float]) -> list[str]:
    """Return a line: F of both is that at the lowest density of ours."""
    ours, theirs, low = row[OURS], row[THEIRS], row[OURS]["lowest_density"]
    place = None if low is None else densities.index(low)
    return [
        *(row["size"], row["camouflage"], _lowest(ours), _f_at(ours, place)),
        *(_lowest(row["best of three"]), _lowest(theirs), _f_at(theirs, place)),
    ]


def _lowest(of_method: Result) -> str:
    density = of_method["lowest_density"]
    return "never" if density is None else f"{density:.2f}"


def _f_at(of_method: Result, place: int | None) -> str:
    if place is None:
        return "–"
    return f"{of_method['f'][place]:.2f} ± {of_method['half_interval_95'][place]:.2f}"


def _promise(result: Result) -> str:
    wanted = ", ".join(f"{density:.2f} for {size}" for size, density in result["targets"].items())
    rows = [row for row in result["rows"] if row["window"] == result["headline"]]
    missed = [f"{row['size']}, {row['camouflage']}" for row in rows if not row["reached"]]
    verdict = f"**not kept** ({'; '.join(missed)})" if missed else "**kept**"
    return f"Promised at *W* = {result['headline']}: {wanted} or less. {verdict}.\n"


def _base(result: Result) -> str:
    blocks = [block for block in result["base"]["blocks"] if block["p"] <= result["level"]]
    if not blocks:
        return "The ratings themselves hold no significant block.\n"
    return (
        "The ratings themselves, with nothing planted, hold "
        + "; ".join(
            f"{b['accounts']:,} accounts at {b['moments']:,} moments (window {b['window_h']:g} h, "
            f"{b['edges']:,} acts where {b['expected']:,} were expected)"
            for b in blocks
        )
        + ". Of the cause the data say nothing.\n"
    )
