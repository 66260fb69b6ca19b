"""A store that counts what is read of it: a fake for tests of how much a list reads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from clearwater.cases.store.sql import SqlStore


class CountedStore:
    """Reads as the store does that it is given.

    Parameters
    ----------
    store
        What answers.
    """

    def __init__(self, store: SqlStore) -> None:
        self._store = store
        self.rows = 0
        """Records that were read."""
        self.entries = 0
        """Entries of the ledger that were read."""

    @contextmanager
    def reading(self, organisation: str) -> Iterator[Any]:
        """Yield a unit that counts."""
        with self._store.reading(organisation) as unit:
            yield CountedUnit(self, unit)


class CountedUnit:
    """A unit of a store, see above."""

    def __init__(self, store: CountedStore, unit: Any) -> None:
        self._store = store
        self._unit = unit

    def __getattr__(self, name: str) -> Any:
        """Return what the unit has of this name."""
        return getattr(self._unit, name)

    def beside(self, organisation: str) -> CountedUnit:
        """Return another unit that counts for the same store."""
        return CountedUnit(self._store, self._unit.beside(organisation))

    def get(self, *asked: Any) -> Any:
        """Return one record, and count it."""
        found = self._unit.get(*asked)
        self._store.rows += found is not None
        return found

    def find(self, *asked: Any, **equal: Any) -> Any:
        """Return records, and count them."""
        found = self._unit.find(*asked, **equal)
        self._store.rows += len(found)
        return found

    def page(self, *asked: Any, **equal: Any) -> Any:
        """Return records, and count them."""
        found = self._unit.page(*asked, **equal)
        self._store.rows += len(found)
        return found

    def entries_asked(self, *asked: Any) -> Iterator[Any]:
        """Yield entries, and count them."""
        for entry in self._unit.entries_asked(*asked):
            self._store.entries += 1
            yield entry
