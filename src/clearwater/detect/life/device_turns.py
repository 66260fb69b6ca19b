"""Device turns: accounts that take turns on one device, or run side by side on one line.

A phone on a desk is handed from account to account within minutes; a row of phones on one line acts
in the same minute. An office shares a line all day. So what counts is company within minutes of an
account's own visits, against what the time around explains.

Families hand a tablet round, and show each other what they found within minutes: what a handful of
accounts use is taken for a home. A phone with as few accounts, on a line of its own, is missed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.base import DetectorSpec
from clearwater.detect.event_arrays import Bools, Codes, Floats, Times
from clearwater.detect.measure import PEERS, PEERS_LIMITS, AccountMeasure, Limits, require_limits
from clearwater.errors import ParameterError
from clearwater.kernels.binomial_bits import poisson_bits
from clearwater.kernels.near_counts import others_near
from clearwater.units import MICROSECONDS


@dataclass(frozen=True)
class DeviceEvents:
    """Events with where they came from, in one strict order, each once; see `DeviceEvents.of`."""

    account: Codes
    """Shape (events,), ascending."""
    time: Times
    """Shape (events,). Microseconds, ascending within an account."""
    device: Codes
    """Shape (events,). -1 where unknown."""
    line: Codes
    """Shape (events,). Access line, -1 where unknown."""
    accounts: int
    """Number of accounts, with those that have no event."""

    @classmethod
    def of(
        cls, account: Codes, time: Times, device: Codes, line: Codes, *, accounts: int
    ) -> DeviceEvents:
        """Return events sorted by account, time, device and line, repeats left out.

        Raises
        ------
        ParameterError
            If the columns differ in length.
        """
        columns = (account, time, device, line)
        if len({column.shape for column in columns}) > 1:
            raise ParameterError(
                "columns of events do not fit together",
                expected="one entry an event in each",
                found=", ".join(str(column.size) for column in columns),
            )
        order = np.lexsort(columns[::-1])
        new = np.zeros(account.size, bool)
        new[:1] = True
        for column in columns:
            new[1:] |= np.diff(column[order]) != 0
        kept = order[new]
        return cls(
            account=account[kept].astype(np.int32),
            time=time[kept].astype(np.int64),
            device=device[kept].astype(np.int32),
            line=line[kept].astype(np.int32),
            accounts=accounts,
        )


@dataclass(frozen=True)
class DeviceTurns:
    """Bits of so many visits with others on the device, or on other devices of the line."""

    handover_s: float = 600.0
    """Within this, to each side, a device is handed over, 1 to 86,400 s."""
    at_once_s: float = 60.0
    """Within this, to each side, devices of a line act at once, 1 to 86,400 s."""
    around: float = 30.0
    """The time around is so many times as long, 2 to 1,000: half an hour round a minute."""
    household: int = 6
    """What so many accounts use is a home and no sign, 1 to 1,000; its visits count as quiet."""
    peers: int = PEERS
    """Accounts of like activity that an account is compared with at least, 1 or more."""

    LIMITS: ClassVar[Limits] = {
        "handover_s": (1, 86_400),
        "at_once_s": (1, 86_400),
        "around": (2, 1_000),
        "household": (1, 1_000),
        "peers": PEERS_LIMITS,
    }

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)

    @property
    def spec(self) -> DetectorSpec:
        """Return what this measure is."""
        return DetectorSpec(
            id="device-turns",
            version="1",
            family="place",
            columns=("actor", "time"),
            either=("device", "line"),
            paper="ours",
            cost="events, sorted a few times",
            quiet="p-values spread evenly, or all 1 where nobody shares a device or a line",
            innocent="a family's tablet, a till that colleagues log in to, a game played together",
        )

    def measure(self, events: DeviceEvents) -> AccountMeasure:
        """Return the bits of each account that shares a device or a line with another.

        Figures: ``visits``, ``turns`` (visits with another account on the device within the
        hand-over) and ``turns_expected``, ``at_once`` (visits with another account on the line
        at once) and ``at_once_expected``; homes count for the visits alone.
        """
        turns = self._company(events, events.device, self.handover_s)
        at_once = self._company(events, events.line, self.at_once_s)
        # Two places were looked at.
        bits = np.maximum(np.maximum(turns.bits, at_once.bits) - 1.0, 0.0)
        visits = np.maximum(turns.visits, at_once.visits)
        figures = {
            "visits": visits,
            "turns": turns.hits,
            "turns_expected": turns.expected,
            "at_once": at_once.hits,
            "at_once_expected": at_once.expected,
        }
        score = np.where(visits > 0, bits, np.nan)
        return AccountMeasure.ranked(score, visits, figures, self.peers, chance=np.exp2(-bits))

    def _company(self, events: DeviceEvents, place: Codes, window_s: float) -> _Company:
        """Return each account's visits to shared places, and those with others near in time."""
        window = int(window_s * MICROSECONDS)
        users = users_of(events.account, place)
        shared = users > 1
        account, place, time = events.account[shared], place[shared], events.time[shared]
        crowded = users[shared] > self.household
        none = np.zeros(time.size, bool)
        pair = place.astype(np.int64) * max(events.accounts, 1) + account
        _, own = np.unique(pair, return_inverse=True)
        own = own.astype(np.int32)
        near, around = (
            others_near(place, time, none, reach)[0] - others_near(own, time, none, reach)[0]
            for reach in (window, int(self.around * window))
        )
        # Half an act more than was seen around: where nobody was, somebody might have been.
        chance = -np.expm1(-(around - near + 0.5) / (self.around - 1.0))
        visit = _starts(own, time, window)
        visits, hits, expected = (
            np.bincount(account, weights=visit * each, minlength=events.accounts).astype(float)
            for each in (np.ones(time.size), crowded & (near > 0), crowded * chance)
        )
        return _Company(poisson_bits(hits, expected), visits, hits, expected)


@dataclass(frozen=True)
class _Company:
    """Company at places of one kind, every array of shape (accounts,)."""

    bits: Floats
    visits: Floats
    """To places that others use as well."""
    hits: Floats
    """Visits with others near in time, at places that are no homes."""
    expected: Floats
    """Of them, as the time around has it."""


def users_of(account: Codes, place: Codes) -> Codes:
    """Return how many accounts use the place of each event, 0 where it is unknown.

    Examples
    --------
    >>> users_of(np.array([0, 1, 1, 1]), np.array([4, 4, 2, -1])).tolist()
    [2, 2, 1, 0]
    """
    known = np.flatnonzero(place >= 0)
    width = int(account.max(initial=-1)) + 1
    pairs = np.unique(place[known].astype(np.int64) * width + account[known])
    users = np.bincount(pairs // max(width, 1))
    out = np.zeros(place.size, np.int32)
    out[known] = users[place[known]]
    return out


def _starts(own: Codes, time: Times, window: int) -> Bools:
    """Return which events have none of the same code within `window` before."""
    order = np.lexsort((time, own))
    again = np.zeros(own.size, bool)
    again[order[1:]] = (np.diff(own[order]) == 0) & (np.diff(time[order]) <= window)
    return ~again
