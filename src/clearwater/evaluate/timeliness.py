"""How long a campaign acts before it is found: the log is shown up to one cut after another.

A method that finds everything in a log of 60 days may have needed all 60. So it is asked again on
the log as it stood at each cut, and never sees an event that came later. What counts is the first
cut at which half of those who had acted for the campaign by then are flagged; the others cannot
have been found by then.

A delay is as coarse as the cuts are. Where few had acted, one account that was flagged for another
reason can be half of them: ``acted`` stands beside each delay so that this can be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.errors import ParameterError, SchemaError
from clearwater.evaluate.measures import campaigns_of
from clearwater.events.schema import TIME_TYPE
from clearwater.events.times import EARLIEST_S, LATEST_S
from clearwater.units import MICROSECONDS

Ints = npt.NDArray[np.int64]

ENOUGH_FLAGGED = 0.5
"""Share of the accounts that had acted, at which a campaign counts as detected."""

DELAYS = pa.schema(
    [
        ("campaign", pa.string()),
        ("accounts", pa.int64()),
        ("started", TIME_TYPE),
        ("detected", TIME_TYPE),
        ("delay_days", pa.float64()),
        ("acted", pa.int64()),
        ("flagged", pa.int64()),
        ("events_seen", pa.float64()),
        ("jobs_seen", pa.float64()),
    ]
)
"""By campaign. ``accounts``: planted. ``started``: its first ordered event; null if it has none in
the log. ``detected``: the cut, and all that follows is null where there was none. ``delay_days``:
from started to detected. ``acted``: accounts that had acted by then, ``flagged`` of them.
``events_seen`` and ``jobs_seen``: ordered events, and different objects among them, that the log
held by then of each account that had acted; the median account's."""

_DAY_US = 86_400 * MICROSECONDS


def detection_delays(
    judge: Callable[[pa.Table], frozenset[str]],
    events: pa.Table,
    truth: pa.Table,
    truth_events: pa.Table,
    cuts: Sequence[datetime | int],
) -> pa.Table:
    """Return when each campaign was detected, with the schema `DELAYS`.

    `judge` is asked at most once a cut, and only while a campaign has begun that is not detected
    yet. A campaign that is flagged at one cut and no longer at the next was detected.

    Parameters
    ----------
    judge
        Takes the events up to and with a cut, gives the accounts flagged in them.
    events
        Canonical events with ``event``.
    truth
        ``account, campaign``, null where honest.
    truth_events
        ``event, campaign`` of ordered events. To count from the first job and not from the first
        day of warming up, pass only the events that are jobs.
    cuts
        When the log is judged: microseconds since 1970 UTC, or datetimes with a zone, any order.

    Raises
    ------
    ParameterError
        If a cut has no zone, or lies before 1990 or after 2100, as seconds taken for microseconds
        would.
    SchemaError
        If events carry no ids.
    """
    moments = sorted({_microseconds(cut) for cut in cuts})
    campaigns = campaigns_of(truth)
    pending = _orders(events, truth_events, campaigns)
    starts = {name: orders.started for name, orders in pending.items()}
    detected: dict[str, _Sighting] = {}
    time = events["time"].cast(TIME_TYPE)
    for cut in moments:
        if not any(orders.started <= cut for orders in pending.values()):
            continue
        upto = pa.scalar(cut, pa.int64()).cast(TIME_TYPE)
        flagged = judge(events.filter(pc.less_equal(time, upto)))
        seen = {name: orders.sighting(flagged, cut) for name, orders in pending.items()}
        detected |= {name: found for name, found in seen.items() if found is not None}
        pending = {name: orders for name, orders in pending.items() if name not in detected}
    return _table(campaigns.values(), starts, detected)


@dataclass(frozen=True)
class _Sighting:
    """A campaign at the cut at which it was detected; the columns of `DELAYS`."""

    cut: int
    acted: int
    flagged: int
    events_seen: float
    jobs_seen: float


@dataclass(frozen=True)
class _Orders:
    """The ordered events of one campaign, by time."""

    actor: list[str]
    object: list[str]
    time: Ints

    @property
    def started(self) -> int:
        """When the first was, microseconds."""
        return int(self.time[0])

    def sighting(self, flagged: frozenset[str], cut: int) -> _Sighting | None:
        """Return what was seen by `cut` if that was enough, else None."""
        until = int(np.searchsorted(self.time, cut, side="right"))
        jobs: dict[str, list[str]] = {}
        for actor, target in zip(self.actor[:until], self.object[:until], strict=True):
            jobs.setdefault(actor, []).append(target)
        hits = len(flagged & jobs.keys())
        if not jobs or hits < ENOUGH_FLAGGED * len(jobs):
            return None
        return _Sighting(
            cut=cut,
            acted=len(jobs),
            flagged=hits,
            events_seen=float(np.median([len(done) for done in jobs.values()])),
            jobs_seen=float(np.median([len(set(done)) for done in jobs.values()])),
        )


def _orders(
    events: pa.Table, truth_events: pa.Table, campaigns: Mapping[str, str]
) -> dict[str, _Orders]:
    """Return the orders of each campaign that its own accounts carried out in this log."""
    if "event" not in events.column_names:
        raise SchemaError(
            "ordered events cannot be found in the log",
            expected="column event",
            found=", ".join(events.column_names),
            next_step="Keep the ids of events when the log is read.",
        )
    ordered = events.filter(pc.is_in(events["event"], value_set=truth_events["event"]))
    ordered = ordered.set_column(
        ordered.column_names.index("time"), "time", ordered["time"].cast(TIME_TYPE)
    )
    ordered = ordered.sort_by([("time", "ascending"), ("event", "ascending")])
    of_event = dict(
        zip(truth_events["event"].to_pylist(), truth_events["campaign"].to_pylist(), strict=True)
    )
    columns = [ordered[name].to_pylist() for name in ("event", "actor", "object")]
    times = ordered["time"].cast(pa.int64()).to_pylist()
    rows: dict[str, list[tuple[str, str, int]]] = {}
    for event, actor, target, time in zip(*columns, times, strict=True):
        campaign = of_event[event]
        if campaigns.get(actor) == campaign:
            rows.setdefault(campaign, []).append((actor, target, time))
    return {name: _campaign_orders(done) for name, done in sorted(rows.items())}


def _campaign_orders(rows: list[tuple[str, str, int]]) -> _Orders:
    actor, target, time = zip(*rows, strict=True)
    return _Orders(list(actor), list(target), np.array(time, np.int64))


def _table(
    planted: Iterable[str], starts: Mapping[str, int], detected: Mapping[str, _Sighting]
) -> pa.Table:
    sizes: dict[str, int] = {}
    for campaign in planted:
        sizes[campaign] = sizes.get(campaign, 0) + 1
    rows = []
    for campaign, size in sorted(sizes.items()):
        row: dict[str, object] = {"campaign": campaign, "accounts": size}
        row["started"] = starts.get(campaign)
        found = detected.get(campaign)
        if found is not None:
            row["detected"] = found.cut
            row["delay_days"] = (found.cut - starts[campaign]) / _DAY_US
            for name in ("acted", "flagged", "events_seen", "jobs_seen"):
                row[name] = getattr(found, name)
        rows.append(row)
    return pa.Table.from_pylist(rows, schema=DELAYS)


def _microseconds(cut: datetime | int) -> int:
    """Return the cut as microseconds since 1970 UTC."""
    moment = 0
    if not isinstance(cut, datetime):
        moment = cut
    elif cut.tzinfo is not None:
        moment = int(pa.scalar(cut, TIME_TYPE).cast(pa.int64()).as_py())
    if not EARLIEST_S <= moment / MICROSECONDS <= LATEST_S:
        raise ParameterError(
            "not a moment at which to cut the log",
            expected="a datetime with a zone, or microseconds since 1970 UTC, from 1990 to 2100",
            found=repr(cut),
        )
    return moment
