"""Plots as small SVG files whose bytes depend on the figures only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")

from matplotlib import pyplot as plt  # the backend must be chosen first

FIGURES = Path(__file__).parent.parent / "docs" / "figures"
INK, GREY, BLUE, RED, OCHRE = "#1f2933", "#9aa5b1", "#1f6feb", "#c0392b", "#b7791f"
MOST_BYTES = 200_000

mpl.rcParams.update(
    {
        "svg.hashsalt": "clearwater",  # otherwise every file gets random ids
        "svg.fonttype": "none",
        "font.family": "sans-serif",
        "font.size": 9,
        "axes.edgecolor": GREY,
        "axes.labelcolor": INK,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "xtick.color": INK,
        "ytick.color": INK,
        "axes.grid": True,
        "grid.color": "#e4e7eb",
        "grid.linewidth": 0.6,
        "legend.frameon": False,
    }
)


def panels(rows: int, columns: int, width: float, height: float) -> tuple[Any, Any]:
    """Return a figure and a 2-d array of axes; inches."""
    return plt.subplots(rows, columns, figsize=(width, height), squeeze=False, layout="constrained")


def save(figure: Any, name: str) -> None:
    """Write the figure to ``docs/figures/<name>.svg`` without a date, and close it."""
    FIGURES.mkdir(parents=True, exist_ok=True)
    path = FIGURES / f"{name}.svg"
    figure.savefig(path, format="svg", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    if path.stat().st_size > MOST_BYTES:
        raise ValueError(f"{path.name} has {path.stat().st_size} bytes, more than {MOST_BYTES}")
