"""A log that was read once and stays open for questions, with what its run found beside it.

Everything is a code: an account is its place among the accounts in byte order, and so are objects,
devices and texts. So a question and its answer name nobody, and can stand in an address; names come
from `clearwater.app.investigate.naming`, for a purpose and on record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.detect.population import Population
from clearwater.detect.texts.normaliser import letters, normalised
from clearwater.engine.coded_log import CodedLog

NOBODY = -1
"""Stands where an account is in no finding, or an event carries no value."""
ACCOUNT, OBJECT, ACTION, TEXT = "account", "object", "action", "text"
OTHER_KINDS = ("target", "device", "ip", "line", "client", "place", "url", "media")
KINDS = (ACCOUNT, OBJECT, *OTHER_KINDS, TEXT)
"""Kinds of values that events can be chosen by, besides their action and time."""


@dataclass(frozen=True)
class Values:
    """What each event carries of one kind."""

    code: np.ndarray
    """int32, shape (events,). Place in `names`; NOBODY where the event carries none."""
    names: pa.Array
    """string. The distinct values, sorted; of texts one of those that say the same."""

    @property
    def many(self) -> int:
        """Return how many distinct values there are."""
        return len(self.names)


@dataclass(frozen=True)
class OpenLog:
    """A log open for questions."""

    population: Population = field(repr=False)
    identity: str
    """What tells this log from another, in hex: codes of one mean nothing in another."""
    findings: tuple[str, ...]
    """Findings of the run, by whose members events can be chosen."""
    members_of: Mapping[str, np.ndarray] = field(repr=False)
    """Finding -> codes of its members; somebody may be a member of several."""
    finding_of: np.ndarray = field(repr=False)
    """int32, shape (accounts,). Place in `findings` of the one that says most of the account, or
    NOBODY."""
    account_row: np.ndarray = field(repr=False)
    """int64, shape (accounts,). Row of the run's table ``accounts``, or NOBODY."""
    object_of_row: np.ndarray = field(repr=False)
    """int64, shape (rows,). Code of the object of each row of the run's table ``pushed``."""

    @property
    def log(self) -> CodedLog:
        """Return the coded events."""
        return self.population.log

    @cached_property
    def object_row(self) -> Mapping[int, int]:
        """Code of an object -> its first row of the run's table ``pushed``."""
        rows: dict[int, int] = {}
        for row, code in enumerate(self.object_of_row.tolist()):
            if code != NOBODY:
                rows.setdefault(code, row)
        return rows

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """Kinds of values that this log has."""
        return (ACCOUNT, OBJECT, *(name for name in (*OTHER_KINDS, TEXT) if name in self._has))

    @cached_property
    def actions(self) -> tuple[str, ...]:
        """The actions of the log, sorted."""
        return tuple(sorted(set(self.log.key_action.to_pylist())))

    @cached_property
    def action_of_key(self) -> np.ndarray:
        """int32, shape (keys,). Place of each key's action in `actions`."""
        codes = pc.index_in(self.log.key_action, value_set=pa.array(self.actions, pa.string()))
        found: np.ndarray = codes.to_numpy().astype(np.int32)
        return found

    def values(self, kind: str) -> Values:
        """Return what events carry of one kind.

        Raises
        ------
        KeyError
            If the log has no such kind.
        """
        known = self._known.get(kind)
        if known is None:
            # Two who ask at the same time make it twice, and both get the same.
            known = self._known[kind] = self._made(kind)
        return known

    @cached_property
    def _has(self) -> frozenset[str]:
        return frozenset(self.log.columns)

    @cached_property
    def _known(self) -> dict[str, Values]:
        return {}

    def _made(self, kind: str) -> Values:
        if kind == ACCOUNT:
            return Values(self.log.actor, self.log.actors)
        if kind == OBJECT:
            return Values(self.log.object_of_key[self.log.key], self._objects)
        column = self.log.columns[kind]
        if kind != TEXT:
            return Values(column.code, column.names)
        return _same_sayings(column.code, column.names)

    @cached_property
    def _objects(self) -> pa.Array:
        first = np.searchsorted(self.log.object_of_key, np.arange(self.log.objects))
        return self.log.key_object.take(pa.array(first))


def same_saying(values: Values, typed: str) -> int:
    """Return the code of the text that says the same, or NOBODY."""
    said = letters([typed]).number[0] if normalised([typed])[0] else None
    if said is None:
        exact: int = pc.index(values.names, pa.scalar(typed, values.names.type)).as_py()
        return exact
    found = np.flatnonzero(letters(values.names).number == said)
    return int(found[0]) if len(found) else NOBODY


def _same_sayings(code: np.ndarray, names: pa.Array) -> Values:
    """Return texts by what they say: those with the same folded letters are one value.

    Behaviour, not opinion: nothing can be asked of a text but whether it was said again.
    """
    if not len(names):
        return Values(code, names)
    number = letters(names).number
    # A text without a letter resembles no other: it stays a value of its own.
    empty = np.array([not said for said in normalised(names)])
    number = np.where(empty, np.uint64(2**63) + np.arange(len(names), dtype=np.uint64), number)
    _, first, same = np.unique(number, return_index=True, return_inverse=True)
    in_order = np.argsort(first, kind="stable")
    place = np.empty(len(first), np.int32)
    place[in_order] = np.arange(len(first), dtype=np.int32)
    of_text = np.append(place[same], NOBODY).astype(np.int32)
    return Values(of_text[code], names.take(pa.array(np.sort(first))))
