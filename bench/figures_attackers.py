"""The plot of the attackers bench: cost against trials, one line a method."""

from __future__ import annotations

from math import inf, nan
from typing import Any

from bench.plotting import BLUE, GREY, INK, OCHRE, RED, panels, save

Result = dict[str, Any]

FLOOR = "no-detector"
LINES = {
    FLOOR: (GREY, "-"),
    "clearwater": (BLUE, "-"),
    "clearwater-to-a-day": (BLUE, "--"),
    "same-device": (RED, "-"),
    "same-address": (RED, "--"),
    "same-second": (RED, ":"),
    "synchrotrap": (OCHRE, "-"),
    "copycatch": (OCHRE, "--"),
    "fraudar": (OCHRE, ":"),
    "coortweet": (INK, "-"),
    "toolkit-60s": (INK, "--"),
}
HIGHEST = 20.0


def floor_of(result: Result) -> float:
    """Return the cost of 1,000 likes where nobody looks, as the cheaper search has it."""
    row = next(row for row in result["methods"] if row["method"] == FLOOR)
    cost: float = cheaper(row)["adapted"]["cost"]
    return cost


def cheaper(row: Result) -> Result:
    """Return the search of a method that ended with the lower cost; the first of equals."""
    found: Result = min(row["searches"], key=lambda one: _or_inf(one["adapted"]["cost"]))
    return found


def lowest_by(search: Result, trial: int) -> float:
    """Return the lowest cost of a search in the trials up to and with this one, or infinity."""
    return min((cost for number, cost in search["best"] if number <= trial), default=inf)


def draw(result: Result) -> None:
    """Write attackers.svg."""
    figure, axes = panels(1, 1, 7.6, 4.4)
    axis = axes[0, 0]
    floor = floor_of(result)
    trials = range(1, result["effort"]["months"] + 1)
    for row in result["methods"]:
        colour, style = LINES[row["method"]]
        curves = [[lowest_by(one, t) / floor for t in trials] for one in row["searches"]]
        for curve in curves:
            axis.step(trials, _seen(curve), style, where="post", color=colour, lw=0.6, alpha=0.45)
        lowest = [min(costs) for costs in zip(*curves, strict=True)]
        label = row["method"]
        axis.step(trials, _seen(lowest), style, where="post", color=colour, lw=1.6, label=label)
        told = [_or_inf(cheaper(row)["adapted"]["cost"]) / floor]
        axis.plot([trials[-1] + 3], _seen(told), "o", color=colour, ms=4, clip_on=False)
    broken_even = result["break_even"] / floor
    axis.axhline(broken_even, color=GREY, lw=0.8, ls=(0, (1, 3)))
    axis.annotate("nothing is earned above", (trials[0], broken_even * 1.03), size=7, color=INK)
    axis.set_yscale("log")
    axis.set_ylim(0.9, HIGHEST)
    ticks = [1, 1.5, 2, 3, 5, 10, 20]
    axis.set_yticks(ticks, [f"{tick:g}" for tick in ticks])
    axis.minorticks_off()
    axis.set_xlabel("months tried (trials of the search)")
    axis.set_ylabel("cost of 1,000 surviving likes,\ntimes the cost without a detector")
    axis.legend(loc="center left", bbox_to_anchor=(1.0, 0.5), fontsize=7)
    save(figure, "attackers")


def _seen(curve: list[float]) -> list[float]:
    """Return the costs that the plot can hold; gaps where it cannot."""
    return [cost if cost <= HIGHEST else nan for cost in curve]


def _or_inf(cost: float | None) -> float:
    return inf if cost is None else cost
