"""How far counts are from the truth once suspected events are set aside, and at whose cost.

Two things can go wrong with a recount: bought events stay in, and honest ones are taken out. Errors
of counts show the sum of the two, in which they can cancel each other; so the events themselves are
counted as well, ordered and honest ones apart. And an object that nobody pushed has an error of its
own: its owner loses honest counts.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.errors import ParameterError

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

REMAINING = pa.schema(
    [
        ("object", pa.string()),
        ("action", pa.string()),
        ("reported", pa.int64()),
        ("remaining", pa.int64()),
    ]
)
"""By object, then action: events in the log, and those of accounts that were not flagged."""


@dataclass(frozen=True)
class RecountError:
    """Errors of counts, in per cent of the authentic count; not a number where there is no object.

    The `reported` ones are what a reader of the counts is off by who does no recount.
    """

    pushed: int
    """Objects of which a part was ordered."""
    pushed_whole: int
    """Of these, objects without any authentic event. They have no error in per cent of their own
    and are in the pooled errors only."""
    mean_percent: float
    """Mean of |estimated - truth| / truth over the other pushed objects, each counting once."""
    mean_percent_reported: float
    """The same of the reported count."""
    pooled_percent: float
    """Sum of |estimated - truth| over all pushed objects / sum of their truth."""
    pooled_percent_reported: float
    """The same of the reported count."""
    unpushed_percent: float
    """Sum of |estimated - truth| over objects that nobody pushed / sum of their truth: what honest
    owners lose."""
    covered: float | None
    """Share of the pushed objects with an interval whose interval holds the truth, 0..1; None if no
    pushed object has one."""


@dataclass(frozen=True)
class SetAside:
    """Share of events that were set aside, 0..1; not a number where there are none."""

    ordered: float
    """Of the ordered events; the more the better."""
    honest: float
    """Of the others, among them what accounts of campaigns did on their own; the fewer the
    better."""


def recount_error(
    reported: Floats,
    truth: Floats,
    estimated: Floats,
    low: Floats | None = None,
    high: Floats | None = None,
) -> RecountError:
    """Return how far recounted objects are from the truth.

    Parameters
    ----------
    reported
        What each object (or each action on an object) was counted at, shape (objects,).
    truth
        What of it was not ordered, 0..reported. An object is pushed if this is below `reported`.
    estimated
        What the recount says is authentic.
    low, high
        Ends of the interval about `estimated`, both or neither; not a number for objects without
        one.

    Raises
    ------
    ParameterError
        If shapes differ, only one end is given, or a truth lies outside 0..reported.

    Examples
    --------
    >>> error = recount_error(np.array([150.0]), np.array([100.0]), np.array([110.0]))
    >>> error.mean_percent, error.mean_percent_reported
    (10.0, 50.0)
    """
    _require_counts(reported, truth, estimated)
    pushed = truth < reported
    own_percent = pushed & (truth > 0)
    return RecountError(
        pushed=int(pushed.sum()),
        pushed_whole=int((pushed & (truth == 0)).sum()),
        mean_percent=_mean_percent(estimated[own_percent], truth[own_percent]),
        mean_percent_reported=_mean_percent(reported[own_percent], truth[own_percent]),
        pooled_percent=_pooled_percent(estimated[pushed], truth[pushed]),
        pooled_percent_reported=_pooled_percent(reported[pushed], truth[pushed]),
        unpushed_percent=_pooled_percent(estimated[~pushed], truth[~pushed]),
        covered=_covered(truth, pushed, low, high),
    )


def set_aside(weights: Floats, ordered: Bools) -> SetAside:
    """Return how much of the ordered and of the honest events was set aside.

    Parameters
    ----------
    weights
        How much of each event was set aside, 0..1, shape (events,): 0 or 1 where whole accounts
        are, a probability where events are weighed.
    ordered
        True for events that were ordered, shape (events,).

    Raises
    ------
    ParameterError
        If shapes differ, or a weight lies outside 0..1.

    Examples
    --------
    >>> set_aside(np.array([1.0, 0.0, 0.5]), np.array([True, True, False]))
    SetAside(ordered=0.5, honest=0.5)
    """
    if weights.shape != ordered.shape or not ((weights >= 0) & (weights <= 1)).all():
        raise ParameterError(
            "weights of events cannot be used",
            expected=f"0 to 1, shape {ordered.shape}",
            found=f"shape {weights.shape}, {_range(weights)}",
        )
    return SetAside(ordered=_mean(weights[ordered]), honest=_mean(weights[~ordered]))


def remaining_counts(events: pa.Table, flagged: Collection[str]) -> pa.Table:
    """Return what is left of each count without the flagged accounts, with the schema `REMAINING`.

    Every event of a flagged account is set aside, whether it was part of a campaign or not.

    Parameters
    ----------
    events
        Canonical ``actor, action, object``.
    flagged
        Accounts; those without an event change nothing.

    Examples
    --------
    >>> log = {"actor": ["a", "b"], "action": ["like", "like"], "object": ["o", "o"]}
    >>> remaining_counts(pa.table(log), {"a"})["remaining"].to_pylist()
    [1]
    """
    gone = pc.is_in(events["actor"], value_set=pa.array(sorted(flagged), pa.string()))
    counted = pa.table(
        {
            "object": events["object"],
            "action": events["action"],
            "remaining": pc.invert(gone).cast(pa.int64()),
        }
    )
    grouped = counted.group_by(["object", "action"]).aggregate(
        [("remaining", "count"), ("remaining", "sum")]
    )
    renamed = grouped.select(["object", "action", "remaining_count", "remaining_sum"])
    named = renamed.rename_columns(REMAINING.names).cast(REMAINING)
    return named.sort_by([("object", "ascending"), ("action", "ascending")]).combine_chunks()


def _covered(truth: Floats, pushed: Bools, low: Floats | None, high: Floats | None) -> float | None:
    """Return the share of pushed objects with an interval whose interval holds the truth."""
    if low is None and high is None:
        return None
    if low is None or high is None or not low.shape == high.shape == truth.shape:
        raise ParameterError(
            "intervals cannot be used",
            expected=f"low and high, each of shape {truth.shape}",
            found=", ".join("none" if end is None else f"shape {end.shape}" for end in (low, high)),
        )
    asked = pushed & ~np.isnan(low) & ~np.isnan(high)
    if not asked.any():
        return None
    return float(((low <= truth) & (truth <= high))[asked].mean())


def _require_counts(reported: Floats, truth: Floats, estimated: Floats) -> None:
    if not reported.shape == truth.shape == estimated.shape:
        raise ParameterError(
            "reported, truth and estimated do not fit together",
            expected="three columns of one length",
            found=f"shapes {reported.shape}, {truth.shape}, {estimated.shape}",
        )
    outside = np.flatnonzero(~((truth >= 0) & (truth <= reported)))
    if outside.size:
        row = int(outside[0])
        raise ParameterError(
            "an authentic count cannot be",
            where=f"row {row}",
            expected=f"0 to the reported {reported[row]:g}",
            found=f"{truth[row]:g}",
        )


def _mean_percent(counts: Floats, truth: Floats) -> float:
    return 100.0 * _mean(np.abs(counts - truth) / truth)


def _pooled_percent(counts: Floats, truth: Floats) -> float:
    total = float(truth.sum())
    return 100.0 * float(np.abs(counts - truth).sum()) / total if total else float("nan")


def _mean(values: Floats) -> float:
    return float(values.mean()) if values.size else float("nan")


def _range(values: Floats) -> str:
    return f"{values.min():g} to {values.max():g}" if values.size else "no event"
