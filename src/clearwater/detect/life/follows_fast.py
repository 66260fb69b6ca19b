"""Follows fast: who comes to an object always the same few seconds behind whoever came first.

Phones that get a command together start within seconds of each other, and a slow phone is slow each
time. People who come to an object at the same time were called there by a notification or a feed,
and are a minute behind today and ten tomorrow. First means after two minutes of quiet on the
object: the first act of its life may be weeks old.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import Bools, Codes, EventArrays, Floats, Times
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits
from clearwater.kernels.returning_values import returning_values
from clearwater.units import MICROSECONDS

Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class FollowsFast:
    """Bits of so many lags behind the first that are nearly the same."""

    window_s: float = 600.0
    """The longest lag behind a first act, 1 to 86,400 s."""
    quiet_s: float = 120.0
    """Quiet on the object before a first act, 1 to 86,400 s."""
    factor: float = 3.0
    """Lags within such a factor of each other are the same, 1.01 to 100."""
    soon_s: float = 5.0
    """Added to each lag before: below it differences hardly count, 0.001 to 3,600 s."""
    peers: int = PEERS
    """Accounts of like activity that an account is compared with at least, 1 or more."""

    LIMITS: ClassVar[Limits] = {
        "window_s": (1, 86_400),
        "quiet_s": (1, 86_400),
        "factor": (1.01, 100),
        "soon_s": (0.001, 3_600),
        "peers": PEERS_LIMITS,
    }

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    @property
    def spec(self) -> DetectorSpec:
        """Return what this measure is."""
        return DetectorSpec(
            id="follows-fast",
            version="1",
            family="life",
            columns=("actor", "object", "time"),
            paper="ours; scan statistic after Glaz, Naus and Wallenstein, 2001",
            cost="events, sorted three times",
            quiet="p-values spread evenly among accounts with as many lags",
            innocent="somebody always online with notifications on; a flash sale that opens on the "
            "second",
        )

    def measure(self, events: EventArrays) -> AccountMeasure:
        """Return the bits of each account that ever came behind another.

        Figures: ``lags`` (acts behind another account's first within the window), ``lag_s``
        (shortest of those that return, not a number without any), ``returning`` (how many).
        """
        account, lag_s = self._lags(events)
        found = returning_values(
            account,
            np.log(lag_s + self.soon_s),
            float(np.log(self.factor)),
            events.accounts,
            anyhow=self._at_any_moment,
        )
        figures = {
            "lags": found.values,
            "lag_s": np.exp(found.start) - self.soon_s,
            "returning": found.inside,
        }
        score = np.where(found.values > 0, found.bits, np.nan)
        return AccountMeasure.ranked(
            score, found.values, figures, self.peers, chance=np.exp2(-found.bits)
        )

    def _at_any_moment(self, low: Floats) -> Floats:
        """Return the share of lags that a window holds if people come at any moment alike.

        Most of a ride of ten minutes is more than three minutes behind its begin.
        """
        share: Floats = np.exp(low) * (self.factor - 1.0) / self.window_s
        return share

    def _lags(self, events: EventArrays) -> tuple[Codes, Floats]:
        """Return whose each lag is, and its length in seconds.

        Of several acts of one account on one object within the window the first counts: the others
        came behind itself.
        """
        window = int(self.window_s * MICROSECONDS)
        order = np.lexsort((events.account, events.time, events.object))
        object_, time = events.object[order], events.time[order]
        account = events.account[order]
        first = burst_starts(object_, time, int(self.quiet_s * MICROSECONDS))
        lag = time - time[first]
        # Of several who came first at the same moment each came with the others.
        last_of_first = np.zeros(time.size, np.int64)
        np.maximum.at(last_of_first, first, np.where(lag == 0, np.arange(time.size), 0))
        in_company = account[last_of_first[first]] != account[first]
        behind = np.where(lag == 0, in_company, account != account[first]) & (lag <= window)
        behind &= ~_again(account, object_, time, window)
        return account[behind], lag[behind] / MICROSECONDS


def _again(account: Codes, object_: Codes, time: Times, window: int) -> Bools:
    """Return which acts have one of the same account on the same object within `window` before."""
    order = np.lexsort((time, object_, account))
    again = np.zeros(order.size, bool)
    again[order[1:]] = (
        (np.diff(account[order]) == 0)
        & (np.diff(object_[order]) == 0)
        & (np.diff(time[order]) <= window)
    )
    return again


def burst_starts(object_: Codes, time: Times, quiet: int) -> Places:
    """Return the place of the act that began the burst of each act; rows sorted by both.

    A burst begins where the object was quiet before. Looking back a fixed time instead would find
    everybody that time behind somebody wherever an object is never quiet.

    Examples
    --------
    >>> burst_starts(np.zeros(4, np.int32), np.array([0, 5, 9, 20]), 5).tolist()
    [0, 0, 0, 3]
    """
    begins = np.ones(time.size, bool)
    begins[1:] = (np.diff(object_) != 0) | (np.diff(time) > quiet)
    started: Places = np.maximum.accumulate(np.where(begins, np.arange(time.size), 0))
    return started
