"""Events as plain arrays in one strict order: what measures of accounts are asked with.

They know no tables and no engine. The order does not depend on how the rows came, and what a row
repeats counts once, so neither does any measure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from clearwater.errors import ParameterError

Floats = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int32]
Times = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

NEVER = np.iinfo(np.int64).max
"""Stands where something did not happen."""


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

    def first_on_each(self) -> EventArrays:
        """Return the first event of each account on each object, the order kept."""
        order = np.lexsort((self.action, self.time, self.object, self.account))
        new = _first_of_equals([self.account[order], self.object[order]])
        first = np.zeros(self.account.size, bool)
        first[order[new]] = True
        return self.chosen(first)

    def per_account(self, weights: Floats | None = None) -> Floats:
        """Return the number of events of each account, or the sum of `weights` over them."""
        return np.bincount(self.account, weights=weights, minlength=self.accounts).astype(float)

    def per_object(self, weights: Floats | None = None) -> Floats:
        """Return the number of events on each object, or the sum of `weights` over them."""
        return np.bincount(self.object, weights=weights, minlength=self.objects).astype(float)


def first_time_of(asked: EventArrays, events: EventArrays, *, after: Times | None = None) -> Times:
    """Return when the account of each of `asked` first acted on its object in `events`.

    Parameters
    ----------
    asked, events
        Of one log, with the same codes.
    after
        Only what came after this moment counts, shape (asked,). Left out: everything.

    Returns
    -------
    int64, shape (asked,)
        Microseconds; `NEVER` if it did not.
    """
    width = max(asked.objects, events.objects, 1)
    key = events.account.astype(np.int64) * width + events.object
    order = np.lexsort((events.time, key))
    key, time = key[order], events.time[order]
    wanted = asked.account.astype(np.int64) * width + asked.object
    moment = np.full(wanted.size, np.iinfo(np.int64).min) if after is None else after
    place = _first_beyond(key, time, wanted, moment)
    there = place < key.size
    there[there] = key[place[there]] == wanted[there]
    out = np.full(wanted.size, NEVER)
    out[there] = time[place[there]]
    return out


def _first_beyond(key: Times, time: Times, wanted: Times, moment: Times) -> Times:
    """Return the place of the first row beyond (wanted, moment) among rows sorted by both."""
    both = np.lexsort(
        (
            np.concatenate([np.zeros(key.size, np.int8), np.ones(wanted.size, np.int8)]),
            np.concatenate([time, moment]),
            np.concatenate([key, wanted]),
        )
    )
    # A question stands behind every row up to its moment: the rows before it are the answer.
    rows_before = np.cumsum(both < key.size)
    out = np.empty(wanted.size, np.int64)
    asked = both >= key.size
    out[both[asked] - key.size] = rows_before[asked]
    return out


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
