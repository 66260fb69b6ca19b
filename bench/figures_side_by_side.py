"""Plots of the side-by-side bench: campaigns found, and honest crowds accused, by method."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.plotting import INK, panels, save

Result = dict[str, Any]


def draw(result: Result) -> None:
    """Write side-by-side-campaigns.svg and side-by-side-crowds.svg."""
    methods = [method["name"] for method in result["methods"]]
    _grid(campaign_rows(result), methods, "side-by-side-campaigns", "Greens", "share found")
    _grid(crowd_rows(result), methods, "side-by-side-crowds", "Reds", "share accused")


def campaign_rows(result: Result) -> dict[str, dict[str, float]]:
    """Return recall by campaign (with its world) and method."""
    rows: dict[str, dict[str, float]] = {}
    for row in result["rows"]:
        for kind, recall in row["recall_by_campaign"].items():
            rows.setdefault(f"{kind} ({row['world']})", {})[row["method"]] = recall
    return rows


def crowd_rows(result: Result) -> dict[str, dict[str, float]]:
    """Return the share of honest accounts accused, by crowd (over all worlds) and method."""
    counts: dict[str, dict[str, list[int]]] = {}
    for row in result["rows"]:
        for crowd, (accused, accounts) in row["accused"]["population"].items():
            cell = counts.setdefault(crowd, {}).setdefault(row["method"], [0, 0])
            cell[0] += accused
            cell[1] += accounts
    shares = {
        crowd: {name: a / n if n else 0.0 for name, (a, n) in cells.items()}
        for crowd, cells in counts.items()
    }
    return dict(sorted(shares.items(), key=lambda item: (item[0] == "honest", item[0])))


def _grid(
    rows: dict[str, dict[str, float]], methods: list[str], name: str, colours: str, words: str
) -> None:
    """Draw one square a cell with its figure in it: darker is more."""
    figure, axes = panels(1, 1, 7.6, 0.9 + 0.23 * len(rows))
    values = np.array([[cells.get(m, np.nan) for m in methods] for cells in rows.values()])
    axis = axes[0, 0]
    axis.pcolormesh(values, cmap=colours, vmin=0.0, vmax=1.3, edgecolors="white", linewidth=1.5)
    for (y, x), value in np.ndenumerate(values):
        text = "–" if np.isnan(value) else f"{100 * value:.0f}" if value else "0"
        axis.text(x + 0.5, y + 0.5, text, ha="center", va="center", color=INK, fontsize=7)
    axis.set_xticks(np.arange(len(methods)) + 0.5, methods, rotation=30, ha="left", fontsize=7.5)
    axis.set_yticks(np.arange(len(rows)) + 0.5, list(rows), fontsize=7.5)
    axis.xaxis.tick_top()
    axis.invert_yaxis()
    axis.grid(visible=False)
    axis.tick_params(length=0)
    axis.set_xlabel(f"{words}, per cent", fontsize=8)
    save(figure, name)
