"""Plots of the power bench."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.plotting import BLUE, OCHRE, RED, panels, save

Result = dict[str, Any]
COLOURS = {0.0: BLUE, 1.0: OCHRE, 3.0: RED}


def draw(result: Result) -> None:
    """Write ``power-accounts.svg`` and ``power-groups.svg``."""
    _grid(result, "recall", "accounts found", "power-accounts")
    _grid(result, "bcubed", "group BCubed F1", "power-groups")


def _grid(result: Result, measure: str, label: str, name: str) -> None:
    later = [row for row in result["settings"] if not (row["at_birth"] or row["besides"])]
    creations = list(dict.fromkeys(row["creation"] for row in later))
    jobs = sorted({row["jobs"] for row in later})
    figure, axes = panels(len(creations), len(jobs), 8.0, 2.3 * len(creations))
    for row_number, creation in enumerate(creations):
        for column, count in enumerate(jobs):
            ax = axes[row_number, column]
            chosen = [r for r in later if r["creation"] == creation and r["jobs"] == count]
            _lines(ax, chosen, measure)
            ax.set_ylim(-0.03, 1.03)
            ax.set_title(f"{count} jobs, creation {creation}", size=8)
        axes[row_number, 0].set_ylabel(label)
    for ax in axes[-1]:
        ax.set_xlabel("jitter, seconds")
    axes[0, -1].legend(loc="lower left", fontsize=6)
    save(figure, name)


def _lines(ax: Any, rows: list[Result], measure: str) -> None:
    for cover, colour in COLOURS.items():
        for kind, style in (("small", "o-"), ("popular", "s--")):
            chosen = sorted(
                (r for r in rows if r["camouflage"] == cover and r["object_kind"] == kind),
                key=lambda r: float(r["jitter_s"]),
            )
            values = [r["bcubed"]["f1"] if measure == "bcubed" else r[measure] for r in chosen]
            places = np.log10([r["jitter_s"] for r in chosen])
            label = f"cover {cover:g}x, {kind} objects"
            ax.plot(places, values, style, color=colour, ms=3, lw=1, label=label)
    jitters = sorted({r["jitter_s"] for r in rows})
    ax.set_xticks(np.log10(jitters), [f"{jitter:g}" for jitter in jitters])
