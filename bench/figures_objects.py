"""The plot of recounted counts: how often intervals of 90 % hold the truth, world by world."""

from __future__ import annotations

from typing import Any

from bench.plotting import BLUE, GREY, RED, panels, save

Result = dict[str, Any]
PROMISED = (0.85, 0.95)


def draw(result: Result) -> None:
    """Write recount.svg."""
    figure, axes = panels(1, 1, 6.0, 2.4)
    axis = axes[0, 0]
    names = [world["world"] for world in result["worlds"]]
    axis.axvspan(*PROMISED, color=GREY, alpha=0.25, lw=0)
    for place, world in enumerate(result["worlds"]):
        counted = world["recount"]
        for of, all_of, colour, label in (
            ("held", "counts", BLUE, "all counts that a finding acted on"),
            ("unsure_held", "unsure", RED, "those with an interval wider than a point"),
        ):
            axis.plot(
                counted[of] / max(1, counted[all_of]),
                place,
                "o",
                color=colour,
                label=label if place == 0 else None,
            )
    axis.set_yticks(range(len(names)), names)
    axis.set_xlim(0.6, 1.01)
    axis.set_xlabel("share of 90 % intervals that hold the truth")
    axis.legend(loc="lower left", fontsize=8)
    save(figure, "recount")
