"""The section on methods side by side."""

from __future__ import annotations

from typing import Any

from bench.figures_side_by_side import campaign_rows, crowd_rows
from bench.markdown import table

Result = dict[str, Any]

HEAD = """## Side by side: campaigns and look-alikes

Every method is asked about the same logs at its own stated settings, through one door, and none
sees the truth. Three made-up worlds hold every kind of campaign that Clearwater is there to see,
and the honest crowds that look like them. **The worlds are ours**: Clearwater was made on other
seeds of the same generator, the others were not, so this says what is found of what we can
imagine; real labels stand below. Intervals (95 %) redraw whole campaigns. *False per 10k* are
honest accounts accused, of 10,000. *Recount error* is by how many per cent the counts of pushed
objects are off once the flagged accounts are set aside; *as reported* is that of doing nothing.
"""

READING = """How to read it: recall is worth what the accusations beside it cost. A method that
accuses a fan club whole finds desks because it cannot tell the two apart; one that flags a fifth of
everybody finds whatever is there. What a method is worth at a stated price is *recall where 0.1 %
of the honest are accused*, taken from its ranking and not from its own threshold.
"""

MOST_FALSE = 500.0
LOSES = """### Where Clearwater loses

Campaigns of which another method finds clearly more. Methods that accuse over {most:.0f} of 10,000
honest accounts in that world are left out: they find everything by accusing everybody.

{lines}
"""


def section(result: Result) -> str:
    """Return the section in Markdown."""
    parts = [HEAD, table(*_dicts(result["worlds"])), READING]
    for world in result["worlds"]:
        rows = [row for row in result["rows"] if row["world"] == world["world"]]
        parts.append(f"### {world['world']}\n\n{_world_table(rows)}")
    parts += [
        "### Every campaign\n\nShare of its accounts flagged, per cent, mean of the logs.\n",
        "![Campaigns found by each method](figures/side-by-side-campaigns.svg)\n",
        _grid(campaign_rows(result), result),
        "### Every honest crowd\n\nShare of its accounts accused, per cent, over all worlds. "
        "*honest* is everybody who is in no crowd; *framed* are innocent accounts that a campaign "
        "follows about to make them look guilty.\n",
        "![Honest crowds accused by each method](figures/side-by-side-crowds.svg)\n",
        _grid(crowd_rows(result), result, digits=1),
        _fairness(result),
        _delays(result),
        LOSES.format(lines=_losses(result), most=MOST_FALSE),
        _settings(result),
        _installed(result["installed_peer"]),
    ]
    return "\n".join(parts)


def _world_table(rows: list[Result]) -> str:
    head = (
        "method", "recall", "false per 10k", "precision", "average precision",
        "recall at 0.1 %", "recall at 1 %", "purity", "BCubed F1", "recount error, %",
        "as reported, %", "CPU s",
    )  # fmt: skip
    body = []
    for row in rows:
        m = row["measures"]
        cells = [
            _with_interval(m["recall"]),
            _with_interval(m["false per 10k"], 0),
            *(_with_interval(m[n]) for n in ("precision", "average precision")),
            *(_with_interval(m[n]) for n in ("recall at 0.1 %", "recall at 1 %")),
            _plain(row["purity"], 2),
            _plain(row["bcubed_f1"], 2),
            _plain(row["recount_error"], 0),
            _plain(row["reported_error"], 0),
            _plain(row["judge_cpu_s"], 1),
        ]
        body.append([_bold(row["method"]), *cells])
    return table(head, body)


def _grid(rows: dict[str, dict[str, float]], result: Result, digits: int = 0) -> str:
    names = [method["name"] for method in result["methods"]]
    body = [
        [label, *(_percent(cells.get(name), digits) for name in names)]
        for label, cells in rows.items()
    ]
    return table(["", *names], body)


def _fairness(result: Result) -> str:
    """Return who is accused by Clearwater, by what accounts can be told apart by."""
    counts: dict[tuple[str, str], list[int]] = {}
    for row in result["rows"]:
        if row["method"] != "clearwater":
            continue
        for by, strata in row["accused"].items():
            for stratum, (accused, accounts) in strata.items():
                cell = counts.setdefault((by, stratum), [0, 0])
                cell[0], cell[1] = cell[0] + accused, cell[1] + accounts
    body = [
        [by, stratum, accounts, accused, f"{1e4 * accused / accounts:.1f}" if accounts else "–"]
        for (by, stratum), (accused, accounts) in counts.items()
        if by != "population"
    ]
    return (
        "### Fairness\n\nHonest accounts that Clearwater accuses, by time zone, language, age and "
        "activity of the account, over all worlds. In the simulator age is drawn at random and "
        "language goes with the zone; zones differ in the crowds that live there.\n\n"
        + table(("by", "stratum", "honest accounts", "accused", "per 10k"), body)
    )


def _delays(result: Result) -> str:
    """Return days from a campaign's first job to its detection, by campaign and method."""
    names = [method["name"] for method in result["methods"]]
    rows: dict[str, dict[str, float | None]] = {}
    for row in result["rows"]:
        for campaign, days in row["delay_days"].items():
            rows.setdefault(f"{campaign} ({row['world']})", {})[row["method"]] = days
    body = [
        [label, *("never" if cells.get(n) is None else f"{cells[n]:.0f}" for n in names)]
        for label, cells in rows.items()
    ]
    return (
        "### Time to detection\n\nDays from a campaign's first job until half of its accounts that "
        f"had acted by then were flagged, each method asked every {result['every_days']:g} days, "
        "first log of each world. A method that accuses many is early for that reason too.\n\n"
        + table(["", *names], body)
    )


def _losses(result: Result) -> str:
    """Return sentences on every campaign that others find and Clearwater does not."""
    sober = {
        (row["world"], row["method"])
        for row in result["rows"]
        if row["measures"]["false per 10k"][0] <= MOST_FALSE
    }
    lines = []
    for label, cells in campaign_rows(result).items():
        world = label.rpartition("(")[2].rstrip(")")
        ours = cells.get("clearwater", 0.0)
        better = {n: v for n, v in cells.items() if v > ours + 0.1 and (world, n) in sober}
        if better:
            best = ", ".join(f"{n} {v:.0%}" for n, v in sorted(better.items(), key=lambda i: -i[1]))
            lines.append(f"- **{label}**: Clearwater {ours:.0%}; {best}.")
    return "\n".join(lines) or "- Nowhere on these logs."


def _settings(result: Result) -> str:
    lines = [f"- **{method['name']}**: {method['settings']}" for method in result["methods"]]
    return "### Settings\n\n" + "\n".join(lines) + "\n"


def _installed(rows: list[Result]) -> str:
    """Return how the toolkit from the index compares with the semantics it is measured by here."""
    return (
        "### Is that the real toolkit?\n\nThe toolkit installed from the package index ran on the "
        "first log of each world; its edges and those that `toolkit-60s` above is made of were "
        "compared row by row. CooRTweet is an R package; its semantics are checked against "
        "recorded results of it (`make test`).\n\n" + table(*_dicts(rows))
    )


def _dicts(records: list[Result]) -> tuple[list[str], list[list[Any]]]:
    return list(records[0]), [list(record.values()) for record in records]


def _with_interval(cell: list[float | None], digits: int = 2) -> str:
    value, low, high = cell
    if value is None:
        return "–"
    ends = "–" if low is None or high is None else f"{low:.{digits}f}–{high:.{digits}f}"
    return f"{value:.{digits}f} ({ends})"


def _plain(value: float | None, digits: int) -> str:
    return "–" if value is None else f"{value:.{digits}f}"


def _percent(share: float | None, digits: int) -> str:
    return "–" if share is None else f"{100 * share:.{digits}f}" if share else "0"


def _bold(name: str) -> str:
    return f"**{name}**" if name == "clearwater" else name
