"""Farms planted into somebody's own log, to see what would have been found of them there.

The log's own traffic decides how hard that is, so everything about a planted farm is taken from it.
Orders are for objects of the log, given while people act on them; members' cover is what others of
the log did, some hours after them. What cannot be taken from a log is how its real farms work: a
planted farm is one desk whose members act within a stated time after an order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.errors import ParameterError
from clearwater.events.schema import TIME_TYPE
from clearwater.kernels.clock_steps import clock_step
from clearwater.simulate.limits import require_range
from clearwater.units import MICROSECONDS

Ints = npt.NDArray[np.int64]

TRUTH = pa.schema(
    [("account", pa.string()), ("population", pa.string()), ("campaign", pa.string())]
)
_HOUR_US = 3_600 * MICROSECONDS
_ORDER_AFTER_US = (60 * MICROSECONDS, 6 * _HOUR_US)
_COVER_AFTER_US = (_HOUR_US, 12 * _HOUR_US)
_LONG_US = 60 * _HOUR_US
"""In a shorter log all goes faster in proportion: most of it would lie after the end otherwise."""
_MOST_PLANTED = 0.1


@dataclass(frozen=True)
class Farm:
    """One farm to plant."""

    accounts: int = 40
    """Its accounts, 2 to 100,000."""
    jobs: int = 15
    """Jobs of each account in the whole log, 1 to 10,000."""
    jitter_s: float = 60.0
    """Members act within so many seconds after an order, 0 to 1,000,000."""
    cover: float = 1.0
    """Other acts of each account for each job, mean of a Poisson number, 0 to 100."""
    share: float = 1.0
    """Part of the members that take part in an order (two at least), 0.001 to 1."""

    def __post_init__(self) -> None:
        require_range(
            self,
            accounts=(2, 100_000),
            jobs=(1, 10_000),
            jitter_s=(0, 1_000_000),
            cover=(0, 100),
            share=(0.001, 1),
        )

    @property
    def words(self) -> str:
        """Return the farm in words.

        Examples
        --------
        >>> Farm(40, 15, 600.0).words
        '40 accounts, 15 jobs each, all within 10 min'
        """
        who = "all" if self.share == 1.0 else f"{self.share:.0%} of them"
        return f"{self.accounts} accounts, {self.jobs} jobs each, {who} within {_span(self)}"


TWENTY_FARMS: tuple[Farm, ...] = (
    *(
        Farm(accounts, jobs, jitter_s)
        for accounts in (10, 40)
        for jobs in (8, 15, 30)
        for jitter_s in (10.0, 60.0, 600.0)
    ),
    Farm(40, 15, 600.0, cover=3.0, share=0.5),
    Farm(40, 30, 600.0, cover=3.0, share=0.5),
)
"""Small and large, few jobs and many, in step and loose; two that are patient and mixed."""


@dataclass(frozen=True)
class PlantedLog:
    """Somebody's log with farms in it."""

    events: pa.Table = field(repr=False)
    """The events that were there, then the planted ones; same columns. Accounts and events whose
    names were numbers are named by their decimal text."""
    truth: pa.Table = field(repr=False)
    """account, population ("campaign"), campaign (position of the farm as text); planted only."""


def plant(events: pa.Table, farms: Sequence[Farm], seed: int, first: int = 0) -> PlantedLog:
    """Return `events` with all `farms` planted into them.

    Parameters
    ----------
    events
        Canonical columns ``actor, action, object, time``; further columns are empty in planted
        rows, but for ``event``, which gets names of its own.
    farms
        Farms, in order; the same farm, seed and position give the same rows.
    seed
        0 or more. Row order of `events` does not matter.
    first
        Position of the first of `farms` in a longer list.

    Raises
    ------
    ParameterError
        If there are no events to plant among, or if the log has accounts named like planted ones.

    Examples
    --------
    >>> from clearwater.simulate import WorldConfig, simulate
    >>> own = simulate(WorldConfig(accounts=50, objects=40, events=500, days=9), seed=1).events
    >>> plant(own, [Farm(accounts=3, jobs=4)], seed=1).truth.num_rows
    3
    """
    if not events.num_rows:
        raise ParameterError("there are no events to plant farms among", found="an empty log")
    own, ground = _with_text_names(events), _Ground.of(events)
    parts, names, labels = [own], [], []
    for number, farm in enumerate(farms, first):
        rng = np.random.default_rng([seed, 21, number])
        accounts = [f"planted-{number + 1:03d}-{n:05d}" for n in range(farm.accounts)]
        row, time, member = _acts(ground, farm, rng)
        parts.append(_rows(own, ground, row, time, [accounts[n] for n in member], number))
        names += accounts
        labels += [str(number)] * farm.accounts
    _require_new(names, own)
    truth = {"account": names, "population": ["campaign"] * len(names), "campaign": labels}
    return PlantedLog(pa.concat_tables(parts).combine_chunks(), pa.table(truth, TRUTH))


def rounds(farms: Sequence[Farm], events: int) -> Iterator[tuple[int, Sequence[Farm]]]:
    """Yield (first position, farms) of rounds that each add at most a tenth to the log's events.

    A farm that is larger than that alone gets a round of its own.
    """
    start, planted = 0, 0.0
    for number, farm in enumerate(farms):
        size = farm.accounts * farm.jobs * (1.0 + farm.cover)
        if number > start and planted + size > _MOST_PLANTED * events:
            yield start, farms[start:number]
            start, planted = number, 0.0
        planted += size
    if start < len(farms):
        yield start, farms[start:]


@dataclass(frozen=True)
class _Ground:
    """The log's events in one order, whatever the order they came in; rows of each object."""

    row: Ints
    """Position in the given table, by object, time, action and actor."""
    time: Ints
    """Microseconds, in that order."""
    starts: Ints
    """Where each object's rows start in that order, and the end."""

    @classmethod
    def of(cls, events: pa.Table) -> _Ground:
        keys = ("object", "time", "action", "actor")
        plain = pa.table(
            {k: events[k].cast(TIME_TYPE if k == "time" else pa.string()) for k in keys}
        )
        row = pc.sort_indices(plain, [(key, "ascending") for key in keys])
        names = plain["object"].combine_chunks().dictionary_encode().indices.take(row).to_numpy()
        starts = np.flatnonzero(np.diff(names, prepend=-1))
        time = plain["time"].cast(pa.int64()).take(row).to_numpy()
        return cls(row.to_numpy().astype(np.int64), time, np.append(starts, len(names)))

    def lags(self, after_us: tuple[int, int]) -> tuple[int, int]:
        """Return the lags, microseconds from and below, as they are in a log of this length."""
        pace = min(1.0, float(np.ptp(self.time)) / _LONG_US)
        low, high = (int(lag * pace) for lag in after_us)
        return low, max(high, low + 1)

    def on_clock(self, time: Ints) -> Ints:
        """Return the times as the clock of the log would have recorded them.

        Clocks of a log often tick in seconds; a finer planted time would give itself away.
        """
        recorded: Ints = time - (time - self.time[0]) % clock_step(self.time)
        return recorded

    def orders(self, count: int, rng: np.random.Generator) -> Ints:
        """Return rows near which orders are given: of different objects while there are any.

        Every second object is drawn by its activity, the others all alike.
        """
        objects = len(self.starts) - 1
        by_activity = self.starts.searchsorted(rng.integers(0, len(self.row), count), "right") - 1
        alike = rng.permutation(objects)[:count]
        drawn = np.concatenate([np.stack([by_activity[: len(alike)], alike], 1).ravel(), alike])
        _, place = np.unique(drawn, return_index=True)
        different = drawn[np.sort(place)][:count]
        rest = rng.integers(0, objects, count - len(different))
        chosen = np.concatenate([different, rest])
        width = self.starts[chosen + 1] - self.starts[chosen]
        rows: Ints = self.starts[chosen] + (rng.random(count) * width).astype(np.int64)
        return rows


def _acts(ground: _Ground, farm: Farm, rng: np.random.Generator) -> tuple[Ints, Ints, Ints]:
    """Return for each planted act: the row it copies object and action from, time, member."""
    taking_part = max(2, round(farm.share * farm.accounts))
    count = round(farm.jobs * farm.accounts / taking_part)
    order = ground.orders(count, rng)
    moment = ground.time[order] + rng.integers(*ground.lags(_ORDER_AFTER_US), count)
    lot = rng.random((count, farm.accounts)).argsort(axis=1)[:, :taking_part]
    job = np.repeat(np.arange(count), taking_part)
    time = moment[job] + (rng.random(len(job)) * farm.jitter_s * MICROSECONDS).astype(np.int64)
    covers = rng.poisson(farm.cover * farm.jobs, farm.accounts)
    copied = rng.integers(0, len(ground.row), int(covers.sum()))
    later = ground.time[copied] + rng.integers(*ground.lags(_COVER_AFTER_US), len(copied))
    row = np.concatenate([order[job], copied])
    member = np.concatenate([lot.ravel(), np.repeat(np.arange(farm.accounts), covers)])
    when = np.concatenate([time, later])
    inside = when <= ground.time.max()
    return row[inside], ground.on_clock(when[inside]), member[inside]


def _with_text_names(events: pa.Table) -> pa.Table:
    """Return the events with names of accounts and events as text: planted names are no numbers."""
    named = [
        field.with_type(pa.string()) if field.name in ("actor", "event") else field
        for field in events.schema
    ]
    return events.cast(pa.schema(named))


def _require_new(names: list[str], events: pa.Table) -> None:
    """Return if no account of the log has one of the planted names."""
    planted = pa.array(names, pa.string())
    taken = planted.filter(pc.is_in(planted, value_set=events["actor"].unique()))
    if len(taken):
        raise ParameterError(
            "the log has accounts named like planted ones",
            expected="a log without planted farms, or another position of the first farm",
            found=repr(taken[0].as_py()),
        )


def _rows(
    events: pa.Table,
    ground: _Ground,
    row: Ints,
    time: Ints,
    accounts: list[str],
    number: int,
) -> pa.Table:
    """Return planted rows with the columns and types of `events`."""
    source = pa.array(ground.row[row])
    columns = {
        "actor": pa.array(accounts, pa.string()),
        "action": events["action"].take(source),
        "object": events["object"].take(source),
        "time": pa.array(time).cast(TIME_TYPE),
        "event": pa.array([f"planted-{number + 1:03d}-event-{n}" for n in range(len(row))]),
    }
    return pa.table(
        [
            columns[f.name].cast(f.type) if f.name in columns else pa.nulls(len(row), f.type)
            for f in events.schema
        ],
        schema=events.schema,
    )


def _span(farm: Farm) -> str:
    seconds = farm.jitter_s
    for unit, length in (("d", 86_400.0), ("h", 3_600.0), ("min", 60.0)):
        if seconds >= 2 * length or seconds == length:
            return f"{seconds / length:g} {unit}"
    return f"{seconds:g} s"
