"""Methods side by side on one simulated log: the same log, the same measures, one table."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.errors import SourceError
from clearwater.evaluate.base import LogToJudge, Method
from clearwater.evaluate.bootstrap import Interval
from clearwater.evaluate.side_by_side import KnownLog, Scores, scores_of
from clearwater.simulate.writing import DESCRIPTION, TABLES

SUMMARY = pa.schema(
    [
        ("method", pa.string()),
        ("recall", pa.string()),
        ("false_per_10k", pa.string()),
        ("precision", pa.string()),
        ("average_precision", pa.string()),
        ("recall_at_0.1%_false", pa.string()),
        ("recall_at_1%_false", pa.string()),
        ("group_purity", pa.float64()),
        ("bcubed_f1", pa.float64()),
        ("recount_error_%", pa.float64()),
    ]
)
"""One row a method; measures with their 95 % intervals by campaign, as text. Null where a measure
says nothing, such as precision where nobody is flagged."""
FIGURES = pa.schema(
    [
        ("method", pa.string()),
        ("about", pa.string()),
        ("name", pa.string()),
        ("measure", pa.string()),
        ("value", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
    ]
)
"""Every figure, one a row. ``about``: all, campaign, or what honest accounts are told apart by.
``value`` is null where a measure says nothing."""


def known_log(folder: Path) -> KnownLog:
    """Return the log that ``clearwater simulate`` wrote to `folder`.

    Raises
    ------
    SourceError
        If there is none.
    """
    if not (folder / DESCRIPTION).is_file():
        raise SourceError(
            "no simulated log with its truth",
            where=str(folder),
            expected=f"a folder with {DESCRIPTION}",
            next_step="Write one with `clearwater simulate --out` first.",
        )
    tables = {name: pq.read_table(folder / f"{name}.parquet") for name in TABLES}
    return KnownLog(
        LogToJudge(tables["events"], tables["objects"], tables["accounts"]),
        tables["truth"],
        tables["truth_events"],
        tables["truth_objects"],
    )


def compare(
    known: KnownLog,
    methods: Mapping[str, Method],
    seed: int,
    on_progress: ProgressListener = no_progress,
) -> dict[str, Scores]:
    """Return the scores of every method on the log, by its short name."""
    scores = {}
    for number, (name, method) in enumerate(methods.items()):
        on_progress(Progress("ask every method", number, len(methods)))
        scores[name] = scores_of(method.judge(known.log), known, seed)
    on_progress(Progress("ask every method", len(methods), len(methods)))
    return scores


def summary(scores: Mapping[str, Scores]) -> pa.Table:
    """Return one row a method, with the columns of SUMMARY."""
    rows: list[dict[str, Any]] = []
    for name, one in scores.items():
        measures = one.measures
        cells = {
            "recall": measures["recall"],
            "precision": measures["precision"],
            "average_precision": measures["average precision"],
            "recall_at_0.1%_false": measures["recall at 0.1 %"],
            "recall_at_1%_false": measures["recall at 1 %"],
        }
        row: dict[str, Any] = {key: _cell(value, 2) for key, value in cells.items()}
        row["method"], row["false_per_10k"] = name, _cell(measures["false per 10k"], 0)
        row["group_purity"], row["bcubed_f1"] = _known(one.purity), _known(one.bcubed_f1)
        row["recount_error_%"] = _known(one.recount.pooled_percent)
        rows.append(row)
    return pa.Table.from_pylist(rows, SUMMARY)


def figures(scores: Mapping[str, Scores]) -> pa.Table:
    """Return every figure of every method, with the columns of FIGURES."""
    rows: list[tuple[Any, ...]] = []
    for name, one in scores.items():
        rows += [
            (name, "all", "", key, *(_known(number) for number in (i.value, i.low, i.high)))
            for key, i in one.measures.items()
        ]
        rows += [
            (name, "all", "", key, _known(number), None, None)
            for key, number in (
                ("group purity", one.purity),
                ("BCubed F1", one.bcubed_f1),
                ("campaigns recovered", one.campaigns_recovered),
                ("recount error, %", one.recount.pooled_percent),
                ("error as reported, %", one.recount.pooled_percent_reported),
                ("honest owners lose, %", one.recount.unpushed_percent),
            )
        ]
        rows += [
            (name, "campaign", campaign, "recall", value, None, None)
            for campaign, value in one.recall_by_campaign.items()
        ]
        rows += [
            (name, row["by"], row["stratum"], "honest accused", row["share"], row["low"],
             row["high"])
            for row in one.accused.to_pylist()
        ]  # fmt: skip
    return pa.Table.from_pylist([dict(zip(FIGURES.names, r, strict=True)) for r in rows], FIGURES)


def _cell(value: Interval, digits: int) -> str:
    """Return ``0.79 (0.51-1.00)``."""
    if _known(value.value) is None:
        return "-"
    return f"{value.value:.{digits}f} ({value.low:.{digits}f}-{value.high:.{digits}f})"


def _known(value: float) -> float | None:
    return None if isnan(value) else value
