"""One month of one plan: a farm is planted, a method judges the log, what is left is counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.evaluate.attacker_costs import Month
from clearwater.evaluate.attacker_plans import OrderBook, Plan
from clearwater.evaluate.base import Judgement, LogToJudge
from clearwater.evaluate.measures import campaigns_of, count_accounts
from clearwater.simulate import SimulatedLog, WorldConfig, simulate
from clearwater.simulate.crowds import Crowd
from clearwater.units import MICROSECONDS

Floats = npt.NDArray[np.float64]

_HOUR_US = 3_600 * MICROSECONDS


@dataclass(frozen=True)
class Market:
    """What a seller is up against."""

    judge: Callable[[LogToJudge], Judgement] = field(repr=False)
    """The method; what it flags is lost."""
    world: WorldConfig
    """Honest background; has the action ``like``."""
    crowds: tuple[Crowd, ...]
    """Honest look-alikes in it."""
    book: OrderBook
    """What customers have ordered."""


def month_of(plan: Plan, market: Market, seed: int) -> tuple[Month, float]:
    """Return what a plan used and delivered in one log, and the honest accused of 10,000.

    Raises
    ------
    ParameterError
        If the world is too small for the order book.
    """
    log = simulate(market.world, market.crowds, [plan.campaign(market.book)], seed=seed)
    flagged = market.judge(LogToJudge(log.events, log.objects, log.accounts)).flagged
    accounts = count_accounts(flagged, campaigns_of(log.truth))
    honest = log.truth.num_rows - accounts.planted
    return counted(plan, market.book, log, flagged), 1e4 * accounts.false / honest


def counted(plan: Plan, book: OrderBook, log: SimulatedLog, flagged: frozenset[str]) -> Month:
    """Return what the farm of `plan`, planted in `log`, used and delivered if `flagged` are lost.

    An order is taken to be given when its first like is.
    """
    members = campaigns_of(log.truth)
    acts = log.events.filter(pc.is_in(log.events["actor"], pa.array(members, pa.string())))
    ordered = log.truth_events
    role = ordered["role"].take(pc.index_in(acts["event"], ordered["event"].combine_chunks()))
    job, decoy, warm_up = (_where(pc.equal(role, w)) for w in ("job", "framing", "warm-up"))
    surviving = job & ~_where(pc.is_in(acts["actor"], pa.array(sorted(flagged), pa.string())))
    late_h = _after_first(acts["object"], acts["time"], job)
    people = plan.part_timers
    return Month(
        accounts=len(members),
        lost=len(flagged & members.keys()),
        devices=plan.devices(book),
        lines=0 if people else plan.lines,
        addresses=0.0 if people else plan.rotation * len(job),
        acts=0 if people else int((~warm_up).sum()),
        warm_up_days=plan.warm_up_days * len(members),
        paid_jobs=int((job | decoy).sum()) if people else 0,
        delivered=int(job.sum()),
        surviving=int(surviving.sum()),
        decoys=int(decoy.sum()),
        late_h=float(late_h[surviving].sum()),
        booked=int(surviving.sum()) if plan.booked_ahead else 0,
    )


def _where(mask: pa.ChunkedArray) -> npt.NDArray[np.bool_]:
    """Return a mask, false where nothing is known (acts of the cover have no role)."""
    known: npt.NDArray[np.bool_] = pc.fill_null(mask, False).to_numpy()  # noqa: FBT003  # pyarrow
    return known


def _after_first(
    objects: pa.ChunkedArray, time: pa.ChunkedArray, job: npt.NDArray[np.bool_]
) -> Floats:
    """Return hours since the first job on the same object; of no meaning where there is no job."""
    number = objects.combine_chunks().dictionary_encode().indices.to_numpy()
    at = time.cast(pa.int64()).to_numpy()
    first = np.full(int(number.max(initial=-1)) + 1, at.max(initial=0))
    np.minimum.at(first, number[job], at[job])
    hours: Floats = (at - first[number]) / _HOUR_US
    return hours
