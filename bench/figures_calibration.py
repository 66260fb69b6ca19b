"""Plots of the calibration bench."""

from __future__ import annotations

from typing import Any

from bench.plotting import BLUE, GREY, INK, OCHRE, RED, panels, save

Result = dict[str, Any]


def draw(result: Result) -> None:
    """Write ``calibration-alarms.svg`` and ``calibration-qq.svg``."""
    _alarms(result)
    _quantiles(result)


def _alarms(result: Result) -> None:
    cases = result["cases"][::-1]
    figure, axes = panels(1, 1, 7.5, 0.24 * len(cases) + 1.2)
    ax = axes[0, 0]
    for place, case in enumerate(cases):
        union = case["choices"]["all at once"]
        for claim, colour, shift in (
            ("pairs", BLUE, 0.2),
            ("accounts", OCHRE, 0.0),
            ("findings", RED, -0.2),
        ):
            share = union[f"logs_with_{claim}"] / case["logs"]
            ax.plot(share, place + shift, "o", color=colour, ms=4)
    for claim, colour in (("pairs", BLUE), ("accounts", OCHRE), ("findings", RED)):
        ax.plot([], [], "o", color=colour, ms=4, label=f"logs with any flagged {claim}")
    ax.axvline(result["q"], color=GREY, lw=1, ls="--", label=f"stated level {result['q']:g}")
    ax.set_yticks(range(len(cases)), [label_of(case) for case in cases])
    ax.set_xlim(-0.02, 1.02)
    ax.set_xlabel(f"share of logs, all windows at once, {result['seeds']} logs each")
    ax.legend(loc="lower right")
    save(figure, "calibration-alarms")


def label_of(case: Result) -> str:
    """Return the name of a case as it stands in plots and tables."""
    name, kind, creation = str(case["name"]), str(case["kind"]), str(case["creation"])
    if kind != "look-alikes":
        return f"{name}, {kind}"
    return name if creation == "given" else f"{name} (creation {creation})"


def _quantiles(result: Result) -> None:
    windows = result["windows_s"]
    figure, axes = panels(3, len(windows), 8.0, 7.6)
    lines = (
        ("both", "all possible pairs, both nulls"),
        ("choice", "all possible pairs, choice alone"),
        ("timing", "pairs close on 3 objects, timing alone"),
    )
    for row, (null, title) in enumerate(lines):
        for column, window_s in enumerate(windows):
            ax = axes[row, column]
            _panel(ax, result["qq"], null, window_s)
            ax.set_title(f"{window_s:g} s: {title}" if column == 0 else f"{window_s:g} s", size=8)
        axes[row, 0].set_ylabel("observed share of p ≤ level")
    for ax in axes[-1]:
        ax.set_xlabel("level")
    axes[0, 0].legend(loc="upper left", fontsize=7)
    save(figure, "calibration-qq")


def _panel(ax: Any, rows: list[Result], null: str, window_s: float) -> None:
    ax.plot([1e-6, 1], [1e-6, 1], color=GREY, lw=1)
    for group, colour in (("fans", RED), ("others", BLUE)):
        chosen = [
            row
            for row in rows
            if row["null"] == null
            and row["group"] == group
            and row["window_s"] == window_s
            and row["source"] == "look-alikes, creation given"
            and row["observed"]
        ]
        levels = [row["level"] for row in chosen]
        shares = [row["level"] * row["observed"] / row["expected"] for row in chosen]
        ax.plot(levels, shares, "o-", color=colour, ms=3, lw=1, label=group)
    ax.set_xscale("log")
    ax.set_yscale("log")
    ax.set_xlim(1e-6, 0.2)
    ax.set_ylim(1e-9, 1)
    ax.tick_params(colors=INK)
