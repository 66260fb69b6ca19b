"""Who pays for the false alarms: the share of honest accounts accused, stratum by stratum.

A rate of false alarms that is low on average may be high for whoever lives in one time zone, writes
one language, is new, acts much, or belongs to a crowd that looks alike from outside. So each
stratum is held against everybody else, and what is shown with it is how well the numbers know.

The intervals and p-values take accounts for independent. Honest accounts are accused in groups,
when a whole fan club is taken for a desk, so they claim too much: an interval is narrower than it
should be, and a small p-value says that these accounts were treated differently in this log, not
that the method would do so in the next. Ask several logs before concluding.

Fisher 1935, Journal of the Royal Statistical Society 98; Clopper and Pearson 1934, Biometrika 26.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from scipy.stats import beta, fisher_exact

from clearwater.errors import ParameterError
from clearwater.events.schema import TIME_TYPE
from clearwater.kernels.benjamini_hochberg import q_values
from clearwater.units import MICROSECONDS, share

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

ACCUSED = pa.schema(
    [
        ("by", pa.string()),
        ("stratum", pa.string()),
        ("accounts", pa.int64()),
        ("accused", pa.int64()),
        ("share", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("others_share", pa.float64()),
        ("ratio", pa.float64()),
        ("p_value", pa.float64()),
        ("q_value", pa.float64()),
    ]
)
"""By ``by``, then share descending, then stratum. ``share`` = accused / accounts; ``low`` and
``high`` are the ends of its exact 95 % interval. ``others_share``: of all other strata of the same
kind together, null where there is no other. ``ratio`` = share / others_share, null where none of
the others was accused. ``p_value``: Fisher's exact test against the others, two-sided, 1 where
there are none; ``q_value`` over all rows of the table."""

UNKNOWN = "unknown"
"""Stratum of accounts whose own is not known."""

AGE_EDGES_DAYS = (30.0, 90.0, 365.0, 1095.0)
AGE_WORDS = ("under 30 days", "30 to 89 days", "90 to 364 days", "1 to 2 years", "3 years or more")
ACTIVITY_EDGES = (1.0, 5.0, 20.0, 100.0)
ACTIVITY_WORDS = ("no event", "1 to 4 events", "5 to 19", "20 to 99", "100 or more")

_DAY_US = 86_400 * MICROSECONDS


@dataclass(frozen=True)
class Strata:
    """The accounts of a log's truth, in its order, and what each is to be told apart by."""

    accounts: pa.Array = field(repr=False)
    """The accounts, planted ones among them."""
    honest: Bools = field(repr=False)
    """True where an account is of no campaign."""
    labels: dict[str, pa.Array]
    """By kind (population, zone, language, age, activity): the stratum of each account; null where
    it is not known."""
    left_out: dict[str, str]
    """By kind: why there are no labels of it."""

    def flagged(self, accounts: Collection[str]) -> Bools:
        """Return for each account whether it is among `accounts`."""
        return _mask(pc.is_in(self.accounts, value_set=pa.array(sorted(accounts), pa.string())))


def accused_by(
    labels: Mapping[str, pa.Array], flagged: Bools, honest: Bools | None = None
) -> pa.Table:
    """Return the share of honest accounts accused in each stratum, with the schema `ACCUSED`.

    Parameters
    ----------
    labels
        By kind, the stratum of each account as text, shape (accounts,); null is `UNKNOWN`, a
        stratum like the others, so that nobody drops out of sight.
    flagged
        True where an account is flagged, shape (accounts,).
    honest
        True where an account is honest, shape (accounts,); only these are counted. Left out: all
        are.

    Raises
    ------
    ParameterError
        If the shapes differ.

    Examples
    --------
    >>> zone = pa.array(["east", "east", "west", "west"])
    >>> rows = accused_by({"zone": zone}, np.array([True, False, False, False]))
    >>> rows["stratum"].to_pylist(), rows["share"].to_pylist()
    (['east', 'west'], [0.5, 0.0])
    """
    counted = np.ones(flagged.shape, np.bool_) if honest is None else honest
    lengths = {kind: len(column) for kind, column in labels.items()}
    if counted.shape != flagged.shape or set(lengths.values()) - {len(flagged)}:
        raise ParameterError(
            "labels, flagged and honest do not fit together",
            expected=f"{len(flagged)} accounts in each",
            found=f"{len(counted)} honest or not, labels {lengths}",
        )
    rows = [
        row
        for kind, column in labels.items()
        for row in _rows_of(kind, column.filter(pa.array(counted)), flagged[counted])
    ]
    adjusted = q_values(np.array([row["p_value"] for row in rows], float), len(rows))
    for row, q in zip(rows, adjusted.tolist(), strict=True):
        row["q_value"] = q
    table = pa.Table.from_pylist(rows, schema=ACCUSED)
    order = [("by", "ascending"), ("share", "descending"), ("stratum", "ascending")]
    return table.sort_by(order).combine_chunks()


def interval_of_rate(hits: int, trials: int, level: float = 0.95) -> tuple[float, float]:
    """Return the ends of the exact interval (Clopper-Pearson, two-sided) of a rate, 0..1.

    Parameters
    ----------
    hits, trials
        ``0 <= hits <= trials``; without a trial anything is possible.
    level
        0..1.

    Examples
    --------
    >>> [round(end, 3) for end in interval_of_rate(1, 10)]
    [0.003, 0.445]
    """
    tail = (1.0 - share(level)) / 2.0
    low = float(beta.ppf(tail, hits, trials - hits + 1)) if hits else 0.0
    high = float(beta.ppf(1.0 - tail, hits + 1, trials - hits)) if hits < trials else 1.0
    return low, high


def bands(values: Floats, edges: Sequence[float], words: Sequence[str]) -> pa.Array:
    """Return the word of the band in which each value lies; null where it is not a number.

    Parameters
    ----------
    values
        Shape (accounts,).
    edges
        Where a band ends and the next begins, ascending; an edge belongs to the upper band.
    words
        One more than `edges`.

    Raises
    ------
    ParameterError
        If the words do not fit the edges, or these do not ascend.

    Examples
    --------
    >>> bands(np.array([3.0, 30.0]), [30.0], ["new", "old"]).to_pylist()
    ['new', 'old']
    """
    if len(words) != len(edges) + 1 or (np.diff(edges) <= 0).any():
        raise ParameterError(
            "bands cannot be made",
            expected="ascending edges, and one word more than edges",
            found=f"edges {list(edges)}, words {list(words)}",
        )
    band = np.searchsorted(np.asarray(edges, float), values, side="right")
    return pa.array(words, pa.string()).take(pa.array(band, mask=np.isnan(values)))


def strata_of(truth: pa.Table, events: pa.Table, accounts: pa.Table | None = None) -> Strata:
    """Return what the accounts of a log can be told apart by.

    Population, time zone and language come from `truth`; ``age`` is that of the account at the last
    event of the log; ``activity`` is its number of events in the log.

    Parameters
    ----------
    truth
        ``account, campaign`` (null where honest) and, where known, ``population``, ``zone`` (text)
        or ``zone_h`` (hours ahead of UTC), ``language``. One row an account.
    events
        Canonical ``actor, time``.
    accounts
        ``actor, created``, where the log has them.

    Returns
    -------
    Strata
        A kind for which there is no column is in ``left_out``, with the reason.
    """
    names = truth["account"].combine_chunks().cast(pa.string())
    labels = {"activity": bands(_events_of(names, events), ACTIVITY_EDGES, ACTIVITY_WORDS)}
    left_out: dict[str, str] = {}
    for kind in ("population", "zone", "language"):
        if kind in truth.column_names:
            labels[kind] = truth[kind].combine_chunks().cast(pa.string())
        elif kind == "zone" and "zone_h" in truth.column_names:
            hours = truth["zone_h"].to_pylist()
            words = [None if hour is None else f"UTC{hour:+g}" for hour in hours]
            labels[kind] = pa.array(words, pa.string())
        else:
            left_out[kind] = f"the truth has no column {kind}"
    if accounts is None or "created" not in accounts.column_names:
        left_out["age"] = "the log does not say when accounts were created"
    elif not events.num_rows:
        left_out["age"] = "the log has no event at which to take the age"
    else:
        labels["age"] = bands(_age_days(names, events, accounts), AGE_EDGES_DAYS, AGE_WORDS)
    honest = _mask(pc.is_null(truth["campaign"].combine_chunks()))
    return Strata(names, honest, dict(sorted(labels.items())), left_out)


def _rows_of(kind: str, labels: pa.Array, flagged: Bools) -> list[dict[str, object]]:
    """Return the rows of one kind, without q-values."""
    table = pa.table({"stratum": labels.fill_null(UNKNOWN), "accused": flagged.astype(np.int64)})
    grouped = table.group_by("stratum").aggregate([("accused", "count"), ("accused", "sum")])
    everybody, all_accused = len(flagged), int(flagged.sum())
    rows: list[dict[str, object]] = []
    for stratum, accounts, accused in zip(
        *(grouped[name].to_pylist() for name in ("stratum", "accused_count", "accused_sum")),
        strict=True,
    ):
        others, others_accused = everybody - accounts, all_accused - accused
        others_share = others_accused / others if others else None
        low, high = interval_of_rate(accused, accounts)
        crossed = [[accused, accounts - accused], [others_accused, others - others_accused]]
        exact: Any = fisher_exact(crossed)
        rows.append(
            {
                "by": kind,
                "stratum": stratum,
                "accounts": accounts,
                "accused": accused,
                "share": accused / accounts,
                "low": low,
                "high": high,
                "others_share": others_share,
                "ratio": accused / accounts / others_share if others_share else None,
                "p_value": float(exact.pvalue),
            }
        )
    return rows


def _events_of(names: pa.Array, events: pa.Table) -> Floats:
    """Return the number of events of each account."""
    counted = events.select(["actor"]).group_by("actor").aggregate([("actor", "count")])
    return _looked_up(names, counted["actor"], counted["actor_count"], missing=0.0)


def _age_days(names: pa.Array, events: pa.Table, accounts: pa.Table) -> Floats:
    """Return the days from each account's creation to the log's last event; NaN if unknown."""
    last = pc.max(events["time"].cast(TIME_TYPE)).cast(pa.int64()).as_py()
    created = pa.table(
        {
            "actor": accounts["actor"].cast(pa.string()),
            "us": accounts["created"].cast(TIME_TYPE).cast(pa.int64()),
        }
    )
    # One creation an account, so that two rows about it do not make the order of rows matter.
    first = created.group_by("actor").aggregate([("us", "min")])
    us = _looked_up(names, first["actor"], first["us_min"], missing=float("nan"))
    days: Floats = (last - us) / _DAY_US
    return days


def _looked_up(
    names: pa.Array, keys: pa.ChunkedArray, values: pa.ChunkedArray, *, missing: float
) -> Floats:
    """Return the value of each name's key as a float, `missing` where there is none."""
    place = pc.index_in(names, value_set=keys.cast(pa.string()).combine_chunks())
    found = values.combine_chunks().take(place).cast(pa.float64(), safe=False)
    looked_up: Floats = found.fill_null(missing).to_numpy(zero_copy_only=False)
    return looked_up


def _mask(column: pa.Array) -> Bools:
    mask: Bools = column.to_numpy(zero_copy_only=False)
    return mask
