"""What every measure of accounts has in common: plain arrays go in, a score and a p-value come out.

Measures know neither engines nor tables, and no threshold: who asks decides. The score is in the
measure's own unit; the p-value is what measures have in common, against accounts of the same log
that are about as active. A group's evidence is made from its members' p-values, with the group left
out of the background (`AccountMeasure.against_others`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from clearwater.errors import ParameterError
from clearwater.kernels.matched_rank import matched_p_values, strata

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
Times = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

PEERS = 200
"""Accounts a stratum of like activity needs: p-values go down to one in so many."""


@dataclass(frozen=True)
class MeasureSpec:
    """What a measure is."""

    id: str
    """Its name in tables: lower case, words joined by a hyphen."""
    version: str
    """Raised whenever its figures change for the same events."""
    family: str
    """Family of evidence: moves, says, place, life or rates."""
    columns: tuple[str, ...]
    """Event columns it needs."""
    paper: str
    """Where the idea comes from, or "ours"."""
    cost: str
    """What grows with what."""
    quiet: str
    """What "nothing happening" looks like."""
    innocent: str
    """What an innocent explanation of a high score looks like."""


@dataclass(frozen=True)
class EventArrays:
    """Events as plain arrays in one strict order, each once; make one with `EventArrays.of`."""

    account: Codes
    """Shape (events,), ascending."""
    object: Codes
    """Shape (events,)."""
    action: Codes
    """Shape (events,). Position in `actions`."""
    time: Times
    """Shape (events,). Microseconds since 1970-01-01 UTC, ascending within an account."""
    value: Floats
    """Shape (events,). The rating, not a number where the event has none."""
    actions: tuple[str, ...]
    """Names of the kinds of action."""
    accounts: int
    """Number of accounts, with those that have no event."""
    objects: int
    """Number of objects."""

    @classmethod
    def of(
        cls,
        account: Codes,
        object_: Codes,
        time: Times,
        value: Floats | None = None,
        *,
        action: Codes | None = None,
        actions: Sequence[str] = ("rate",),
        accounts: int | None = None,
    ) -> EventArrays:
        """Return events sorted by account, time, object, action and value, repeats left out.

        Parameters
        ----------
        account, object_, action
            Codes from 0; without `action` everything is the first of `actions`.
        time
            Microseconds.
        value
            Ratings; left out: none has one.
        actions
            Names by code.
        accounts
            Number of accounts; left out: those that have an event.

        Raises
        ------
        ParameterError
            If the columns differ in length, or an action has no name.
        """
        kind = np.zeros(account.size, np.int32) if action is None else action
        rated = np.full(account.size, np.nan) if value is None else value
        columns = (account, object_, kind, time, rated)
        if len({column.shape for column in columns}) > 1:
            raise ParameterError(
                "columns of events do not fit together",
                expected="one entry an event in each",
                found=", ".join(str(column.size) for column in columns),
            )
        if int(kind.max(initial=-1)) >= len(actions):
            raise ParameterError(
                "an action has no name",
                expected=f"codes below {len(actions)}",
                found=str(int(kind.max())),
            )
        order = np.lexsort((rated, kind, object_, time, account))
        kept = order[_first_of_equals([column[order] for column in columns])]
        return cls(
            account=account[kept].astype(np.int32),
            object=object_[kept].astype(np.int32),
            action=kind[kept].astype(np.int32),
            time=time[kept].astype(np.int64),
            value=rated[kept].astype(np.float64),
            actions=tuple(actions),
            accounts=int(account.max(initial=-1)) + 1 if accounts is None else accounts,
            objects=int(object_.max(initial=-1)) + 1,
        )

    def named(self, *names: str) -> Bools:
        """Return which events are of one of these kinds, shape (events,)."""
        codes = [code for code, name in enumerate(self.actions) if name in names]
        return np.isin(self.action, codes)

    def rated(self) -> EventArrays:
        """Return the events that carry a value."""
        return self.chosen(~np.isnan(self.value))

    def chosen(self, which: Bools) -> EventArrays:
        """Return the events of a mask, with the same codes and counts."""
        return EventArrays(
            account=self.account[which],
            object=self.object[which],
            action=self.action[which],
            time=self.time[which],
            value=self.value[which],
            actions=self.actions,
            accounts=self.accounts,
            objects=self.objects,
        )

    def per_account(self, weights: Floats | None = None) -> Floats:
        """Return the number of events of each account, or the sum of `weights` over them."""
        return np.bincount(self.account, weights=weights, minlength=self.accounts).astype(float)

    def per_object(self, weights: Floats | None = None) -> Floats:
        """Return the number of events on each object, or the sum of `weights` over them."""
        return np.bincount(self.object, weights=weights, minlength=self.objects).astype(float)


@dataclass(frozen=True)
class AccountMeasure:
    """What one measure says about every account of a log."""

    account: Codes
    """Shape (accounts,): 0 to accounts - 1."""
    score: Floats
    """Higher = more suspicious, in the measure's own unit; not a number where the account cannot
    be asked."""
    p_value: Floats
    """One-sided, (0, 1], against the other accounts of the stratum; not a number like `score`."""
    stratum: Codes
    """Accounts of like activity have the same number; -1 where the account cannot be asked."""
    figures: Mapping[str, Floats] = field(default_factory=dict, repr=False)
    """What a sentence about the account needs, by name, each of shape (accounts,)."""

    @classmethod
    def ranked(
        cls,
        score: Floats,
        activity: Floats,
        figures: Mapping[str, Floats],
        peers: int = PEERS,
    ) -> AccountMeasure:
        """Return a measure whose p-values are ranks among accounts of like `activity`.

        Parameters
        ----------
        score
            Not a number where the account cannot be asked, shape (accounts,).
        activity
            What makes accounts comparable, such as their number of ratings; shape (accounts,).
        figures
            See the class.
        peers
            Accounts a stratum needs, 1 or more.
        """
        # The last bits of a sum depend on the order of its terms, and with it on how accounts are
        # named; equal accounts must tie.
        rounded = np.round(score, 9)
        stratum = strata(activity, ~np.isnan(rounded), peers)
        return cls(
            account=np.arange(score.size, dtype=np.int32),
            score=rounded,
            p_value=matched_p_values(rounded, stratum),
            stratum=stratum,
            figures=figures,
        )

    def against_others(self, members: Codes) -> Floats:
        """Return the p-values of `members` with all of them left out of the background.

        Many accounts of one campaign in one stratum hide behind each other: each alone has the
        others as its background.
        """
        left_out = np.zeros(self.score.size, bool)
        left_out[members] = True
        return matched_p_values(self.score, self.stratum, left_out)[members]


def _first_of_equals(columns: list[npt.NDArray[np.generic]]) -> Bools:
    """Return which rows differ from the row before, in sorted columns; NaN equals NaN."""
    size = columns[0].size
    new = np.zeros(size, bool)
    new[:1] = True
    for column in columns:
        before, after = column[:-1], column[1:]
        differs = before != after
        if column.dtype.kind == "f":
            differs &= ~(np.isnan(before.astype(float)) & np.isnan(after.astype(float)))
        new[1:] |= differs
    return new
