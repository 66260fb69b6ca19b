"""What the protocols on real sets have in common: one row a measured method, and fair questions.

A protocol asks every method through `Method.judge` and hands it events that are stripped to named
columns: real tables carry labels, priors and ratings beside the events, and a method must not be
able to see them. Simple rules that only one protocol knows live with that protocol.

Nothing here is trained, so no folds are needed to keep training and judging apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from clearwater.errors import CannotRunError
from clearwater.evaluate.base import Judgement, LogToJudge, Method
from clearwater.evaluate.bootstrap import Interval, interval
from clearwater.evaluate.ranking import Ranking
from clearwater.events.schema import COLUMN_TYPES, REQUIRED

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

DRAWS = 1000
"""Bootstrap draws behind each interval, unless the caller says otherwise."""
FALSE_RATE = 0.01
"""Share of rows labelled 0 that "recall at 1 % FPR" may accuse."""


@dataclass(frozen=True)
class ProtocolRow:
    """One method measured on one task of one set, or why it was not."""

    set_id: str
    """Key of `REAL_SETS`; the traps of the set belong beside the row."""
    protocol: str
    """Such as ``P1 Hop``."""
    task: str
    """What is judged, such as ``reported wallets, folds 2 and 3``."""
    method: str
    """As it stands in tables."""
    settings: str
    """The settings it was asked with and where they come from."""
    inputs: str
    """What of the set it could see."""
    rows: int
    """Rows judged; of a skipped method, rows that would have been."""
    positives: int
    """Rows labelled 1; 0 where the set has no labels."""
    measures: Mapping[str, Interval] = field(default_factory=dict, repr=False)
    """Each measure with its 95 % interval (no interval, not a number, where none can be drawn);
    empty if skipped."""
    circular: bool = False
    """The inputs hold what the labels were made from: to compare with the literature, no claim."""
    skipped: str | None = None
    """Why the method was not measured; None if it was."""


@dataclass(frozen=True)
class Asked:
    """One method's answer to one log."""

    method: str
    settings: str
    inputs: str
    judgement: Judgement | None = field(default=None, repr=False)
    """None if it could not be asked, and where no accounts but other rows were scored."""
    skipped: str | None = None
    """Why it could not be asked."""

    def row(
        self,
        *,
        of: tuple[str, str],
        task: str,
        rows: int,
        positives: int,
        measures: Mapping[str, Interval],
    ) -> ProtocolRow:
        """Return the row in which this answer stands; `of` is the set's id and the protocol."""
        return ProtocolRow(
            set_id=of[0],
            protocol=of[1],
            task=task,
            method=self.method,
            settings=self.settings,
            inputs=self.inputs,
            rows=rows,
            positives=positives,
            measures=measures,
            skipped=self.skipped,
        )


def ask(methods: Sequence[Method], events: pa.Table, inputs: str) -> Iterator[Asked]:
    """Yield each method's answer to `events`, or why there is none.

    A method is skipped if the events lack a column that it needs, or if it says itself that it
    cannot run on them.
    """
    for method in methods:
        lacking = [name for name in method.needs if name not in events.column_names]
        if lacking:
            yield _not_asked(method, inputs, f"needs {', '.join(lacking)}, which the set lacks")
            continue
        try:
            judgement = method.judge(LogToJudge(events))
        except CannotRunError as error:
            yield _not_asked(method, inputs, str(error))
            continue
        yield Asked(method.name, method.settings, inputs, judgement)


def refuse(methods: Sequence[Method], inputs: str, reason: str) -> Iterator[Asked]:
    """Yield for each method that it was not asked, and why."""
    for method in methods:
        yield _not_asked(method, inputs, reason)


def bare_events(table: pa.Table, *optional: str) -> pa.Table:
    """Return the required columns and those named, in canonical types, and nothing else.

    Times without a zone are UTC.
    """
    names = [*REQUIRED, *optional]
    return pa.table({name: table[name].cast(COLUMN_TYPES[name]) for name in names})


def at_one_moment(table: pa.Table, *optional: str) -> pa.Table:
    """Return events as `bare_events` does, all at 1970-01-01: for methods that use no time."""
    moment = pa.repeat(pa.scalar(0, COLUMN_TYPES["time"]), table.num_rows)
    timeless = table.drop_columns(["time"]) if "time" in table.column_names else table
    return bare_events(timeless.append_column("time", moment), *optional)


def rank_measures(
    scores: Floats,
    labels: Bools,
    clusters: Ints,
    *,
    seed: int,
    draws: int,
    first: tuple[int, ...] = (),
) -> dict[str, Interval]:
    """Return AP, AUC, precision among the first so many, and recall at 1 % FPR, with intervals.

    Parameters
    ----------
    scores
        Higher = more suspicious, shape (rows,).
    labels
        True where the label is 1, shape (rows,).
    clusters
        What the bootstrap draws whole, shape (rows,); `ranking.ALONE` for a row on its own.
    seed
        0 or more.
    draws
        Bootstrap draws, 1 or more.
    first
        The k of each ``P@k``.
    """
    ranking = Ranking.of(scores, labels, clusters)
    measures: dict[str, Callable[[Ints], float]] = {
        "AP": ranking.average_precision,
        "AUC": ranking.auc,
    }
    for k in first:
        measures[f"P@{k}"] = partial(ranking.precision_at, k)
    measures["recall at 1 % FPR"] = partial(ranking.recall_at_false_rate, FALSE_RATE)
    return {
        name: interval(measure, ranking.units, seed=seed, draws=draws)
        for name, measure in measures.items()
    }


def without_interval(value: float, clusters: int) -> Interval:
    """Return a measure for which no draw can be made, such as the size of the largest group."""
    return Interval(
        low=float("nan"), high=float("nan"), value=value, clusters=clusters, undefined=0
    )


def numbered(names: Sequence[str]) -> Ints:
    """Return the same number for the same name, in the order of names."""
    numbers: Ints = np.unique(np.array(names, dtype=np.str_), return_inverse=True)[1]
    return numbers.astype(np.int64)


def _not_asked(method: Method, inputs: str, reason: str) -> Asked:
    return Asked(method.name, method.settings, inputs, skipped=reason)
