"""The calibration section of docs/results.md."""

from __future__ import annotations

from typing import Any

from bench.figures_calibration import label_of
from bench.markdown import number, table

Result = dict[str, Any]
UNION = "all at once"
CLAIMS = ("pairs", "accounts", "findings")


def section(result: Result) -> str:
    """Return the section as Markdown."""
    parts = [
        "## Calibration: is anything flagged where nobody coordinates?\n",
        _what_was_done(result),
        _verdict(result),
        "![Share of logs with a false alarm, by case](figures/calibration-alarms.svg)\n",
        _alarm_table(result),
        _who_was_flagged(result),
        "### Are the p-values what they claim?\n",
        _quantile_words(),
        "![Observed against expected p-values](figures/calibration-qq.svg)\n",
        _quantile_table(result),
    ]
    return "\n".join(part for part in parts if part)


def _what_was_done(result: Result) -> str:
    logs = sum(case["logs"] for case in result["cases"])
    real = (
        "three real logs, redrawn from their rates and with shifted clocks"
        if result["real_logs"]
        else "**no real log (CLEARWATER_DATA was not set)**"
    )
    return (
        f"{logs} logs without any campaign, {result['seeds']} of each case: {real}; honest "
        "look-alikes one kind at a time and all together, with creation times given, withheld, and "
        "withheld with stray events before the true creation. Each is scanned at "
        f"{', '.join(f'{w:g} s' for w in result['windows_s'])} alone and at all at once, at "
        f"q = {result['q']:g}.\n\nThe seeds are none that was looked at while the statistics were "
        "made. Commuters, and fans who like and comment, were drawn after the formulae were fixed, "
        "and nothing was chosen by them; the effect of 2.5, the weekly clock and the rule of "
        "isolated first acts were chosen after classes over a term and strays had failed.\n"
    )


def _verdict(result: Result) -> str:
    rows = [
        (row["windows"], row["claim"], row["logs_with"], row["logs"], row["upper_95"])
        for row in result["pooled"]
    ]
    over = [row for row in result["pooled"] if row["logs_with"] / row["logs"] > result["q"]]
    words = (
        "The share of logs with any false alarm stays at or below the stated level at every window "
        "and for the union."
        if not over
        else "**Above the stated level:** "
        + "; ".join(
            f"{row['claim']} at {row['windows']} in {row['logs_with']} of {row['logs']} logs"
            for row in over
        )
        + "."
    )
    head = ("windows", "claim", "logs with any", "logs", "95 % upper limit of the rate")
    return f"{words}\n\n{table(head, rows)}"


def _alarm_table(result: Result) -> str:
    head = ["case", "logs", "events", "accounts"]
    head += [f"{claim}, logs with / total" for claim in CLAIMS]
    rows = []
    for case in result["cases"]:
        union = case["choices"][UNION]
        counts = [f"{union[f'logs_with_{c}']} / {number(union[c])}" for c in CLAIMS]
        rows.append([label_of(case), case["logs"], case["events"], case["accounts"], *counts])
    return f"All windows at once, case by case:\n\n{table(head, rows)}"


def _who_was_flagged(result: Result) -> str:
    rows = [
        (label_of(case), label, kind, count)
        for case in result["cases"]
        for label, choice in case["choices"].items()
        for kind, count in choice["kinds"].items()
    ]
    if not rows:
        return ""
    return "Flagged pairs by kind:\n\n" + table(("case", "windows", "kind", "pairs"), rows)


def _quantile_words() -> str:
    return (
        "Observed / expected numbers of p-values at or below each level; 1 or less is honest. "
        "*Both* is the larger of the two p-values, which decides, over all pairs that could have "
        "met. *Choice* alone shows what fan clubs do to it. *Timing* is taken among pairs that "
        "touched three objects within a band much wider than the window: a choice that does not "
        "look at the window, so that honest p-values are uniform or larger there.\n"
    )


def _quantile_table(result: Result) -> str:
    levels = sorted({row["level"] for row in result["qq"]}, reverse=True)
    shown = [level for level in levels if any(abs(level * 10**k - 1) < 1e-6 for k in range(1, 7))]
    sums: dict[tuple[Any, ...], dict[float, Result]] = {}
    for row in result["qq"]:
        # Among close pairs "both" says little more than timing, and choice alone is a contrast.
        contrast = row["null"] == "choice" and row["source"] != "look-alikes, creation given"
        if contrast or row["null"] == "both, close pairs" or not row["expected"]:
            continue
        key = (row["source"], row["null"], row["window_s"], row["group"])
        sums.setdefault(key, {})[row["level"]] = row
    rows = []
    for (source, null, window_s, group), by_level in sums.items():
        cells = [_ratio(by_level.get(level)) for level in shown]
        rows.append([source, null, f"{window_s:g} s", group, *cells])
    head = ["logs", "p-value", "window", "pairs", *[f"{level:.0e}" for level in shown]]
    return table(head, rows)


def _ratio(row: Result | None) -> str:
    """Return observed / expected, with the counts where they are small enough to judge by."""
    if row is None or not row["expected"]:
        return "–"
    ratio = row["observed"] / row["expected"]
    return f"{number(ratio)} ({number(row['observed'])})"
