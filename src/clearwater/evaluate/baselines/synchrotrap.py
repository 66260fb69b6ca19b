"""Loosely synchronised accounts by Jaccard similarity, after SynchroTrap.

Cao, Yang, Yu and Palow, "Uncovering Large Groups of Active Malicious Accounts in Online Social
Networks", CCS 2014. Two accounts match where they did the same to the same object at most a window
apart; their similarity is the number of matches over the number of objects that either touched;
similar accounts are joined by single linkage.

What is ours: how many matches there must be at least (without that, two accounts of one event each
would be alike), how large a group must be, and that moments too crowded to walk are left out. An
account is scored against each of its partners in turn, with one counter a partner: no list of pairs
of events is made, and pairs of accounts pass through in blocks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clearwater.engine.coded_log import CodedLog
from clearwater.evaluate.base import Judgement, LogToJudge
from clearwater.evaluate.baselines.asked_log import NOBODY, by_name, coded_log
from clearwater.evaluate.baselines.linked_groups import joined, named_groups
from clearwater.kernels.co_action import (
    COUNT_MASK,
    most_repeats,
    own_events,
    scan_actors,
    window_bounds,
)
from clearwater.kernels.ordering import group_starts
from clearwater.simulate.limits import require_range
from clearwater.units import MICROSECONDS

Codes = npt.NDArray[np.int32]
Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]

_BLOCK = 1 << 20
_YEAR_S = 366 * 86_400.0


@dataclass(frozen=True)
class SynchroTrap:
    """Single linkage of accounts that act on the same objects at about the same times.

    An account's score is the largest *matches x similarity* over the partners with enough matches,
    so that twenty of forty says more than three of four; an account without such a partner has
    none. More than 2,047 matches count as 2,047.
    """

    window_s: float = 3_600.0
    """Seconds between two acts that match, inclusive, 0 to 31,622,400."""
    similarity: float = 0.5
    """Jaccard similarity from which two accounts are linked, above 0 to 1."""
    least_matches: int = 3
    """Matches below which a pair is not looked at, 1 to 2,047."""
    least_accounts: int = 5
    """Accounts below which a group is not flagged, 2 to 1,000,000."""
    largest_crowd: int = 10_000
    """Acts of one kind on one object within the window of an act above which that act is left out,
    of matches and of similarity alike, 1 to 1,000,000,000."""

    def __post_init__(self) -> None:
        require_range(
            self,
            window_s=(0, _YEAR_S),
            similarity=(1e-9, 1),
            least_matches=(1, COUNT_MASK),
            least_accounts=(2, 1_000_000),
            largest_crowd=(1, 1_000_000_000),
        )

    @property
    def name(self) -> str:
        """Return such as ``SynchroTrap-style, 3600 s, likeness 0.5``."""
        return f"SynchroTrap-style, {self.window_s:g} s, likeness {self.similarity:g}"

    @property
    def settings(self) -> str:
        """Return the settings in a sentence."""
        return (
            f"Window {self.window_s:g} s and Jaccard similarity {self.similarity:g} (about the "
            f"paper's, Cao et al. 2014), single linkage; ours: at least {self.least_matches} "
            f"matches, groups of {self.least_accounts} accounts, and acts with more than "
            f"{self.largest_crowd:,} others on the same object within the window are left out."
        )

    @property
    def needs(self) -> tuple[str, ...]:
        """Return nothing: the required columns are enough."""
        return ()

    def judge(self, log: LogToJudge) -> Judgement:
        """Return whom it links, in groups, and the score of everybody with enough matches.

        Raises
        ------
        SchemaError
            If a column is missing.
        """
        coded = coded_log(log, self)
        if coded is None:
            return NOBODY
        acts = _Acts.of(coded, round(self.window_s * MICROSECONDS), self.largest_crowd)
        touched = acts.objects_of_each()
        score = np.zeros(coded.accounts)
        labels = np.arange(coded.accounts)
        for left, right, matches in acts.matches(self.least_matches):
            alike = matches / (touched[left] + touched[right] - matches)
            for end in (left, right):
                np.maximum.at(score, end, matches * alike)
            linked = alike >= self.similarity
            labels = joined(labels, left[linked], right[linked])
        size = np.bincount(labels, minlength=coded.accounts)[labels]
        seen = np.flatnonzero(score)
        return Judgement(
            by_name(coded.actors, seen, score[seen]),
            named_groups(labels, np.flatnonzero(size >= self.least_accounts), coded.actors),
        )


@dataclass(frozen=True)
class _Acts:
    """The acts that are looked at, in strict order, and which others lie in their windows."""

    actor: Codes
    key: Codes
    lo: Codes
    hi: Codes
    accounts: int
    keys: int

    @classmethod
    def of(cls, coded: CodedLog, window_us: int, largest_crowd: int) -> _Acts:
        lo, hi = _bounds(coded.starts, coded.time, window_us)
        # Left out for everybody: an act that met others but was not met by them would make the
        # answer depend on which of two accounts has the smaller code.
        kept = np.flatnonzero(hi - lo - 1 <= largest_crowd)
        actor, key = coded.actor[kept], coded.key[kept]
        if kept.size < coded.events:
            lo, hi = _bounds(group_starts(key, coded.keys), coded.time[kept], window_us)
        return cls(actor, key, lo, hi, coded.accounts, coded.keys)

    def objects_of_each(self) -> Ints:
        """Return how many objects (an action on one is one) each account touched."""
        once = np.unique(self.actor.astype(np.int64) * self.keys + self.key)
        return np.bincount(once // self.keys, minlength=self.accounts)

    def matches(self, least: int) -> Iterator[tuple[Codes, Codes, Codes]]:
        """Yield blocks of (left, right, matches), left < right, each pair in one block."""
        starts = group_starts(self.actor, self.accounts)
        own = np.empty((self.actor.size, 3), np.int32)
        # Every key is an object of its own here: liking and commenting are two things to match on.
        each_key = np.arange(self.keys, dtype=np.int32)
        own_events(starts, self.actor, self.key, each_key, self.lo, self.hi, own)
        repeats = np.empty(self.accounts)
        most_repeats(starts, own, repeats)
        activity = np.diff(starts).astype(np.float64)
        everything = np.full(COUNT_MASK + 1, np.inf)
        counter, touched = np.zeros(self.accounts, np.int32), np.empty(self.accounts, np.int32)
        # One account has at most `accounts` partners, so every block takes at least one account.
        left, right, shared = (np.empty(max(_BLOCK, self.accounts), np.int32) for _ in range(3))
        resume = np.zeros(1, np.int32)
        while resume[0] < self.accounts:
            n = scan_actors(
                int(resume[0]),
                self.accounts,
                starts,
                own,
                self.actor,
                activity,
                repeats,
                float(self.actor.size),
                least,
                everything,
                counter,
                touched,
                left,
                right,
                shared,
                resume,
            )
            yield left[:n], right[:n], shared[:n]


def _bounds(starts: Ints, time: Ints, window_us: int) -> tuple[Codes, Codes]:
    lo, hi = np.empty(time.size, np.int32), np.empty(time.size, np.int32)
    window_bounds(starts, time, window_us, lo, hi)
    return lo, hi
