"""A store whose reading units are one, for as long as a request lasts that only looks.

Who asks is looked up, then what they may, then what they asked for: in one transaction that is half
the journeys to the database, and one state of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from clearwater.cases.store.sql import SqlStore
from clearwater.cases.store.unit import SqlUnit


class OneReading(SqlStore):
    """See above. `close` ends the unit, not the store.

    Parameters
    ----------
    store
        Which is served.
    """

    def __init__(self, store: SqlStore) -> None:
        self.__dict__.update(store.__dict__)
        self._of = store
        self._open = ExitStack()
        self._unit: SqlUnit | None = None

    @contextmanager
    def reading(self, organisation: str) -> Iterator[SqlUnit]:
        """Yield the one unit, as `organisation` sees it."""
        if self._unit is None:
            self._unit = self._open.enter_context(self._of.reading(organisation))
        own = organisation == self._unit.organisation
        yield self._unit if own else self._unit.beside(organisation)

    @contextmanager
    def writing(self, organisation: str) -> Iterator[SqlUnit]:
        """Yield a unit that may write: that is a transaction of its own."""
        with self._of.writing(organisation) as unit:
            yield unit

    def close(self) -> None:
        """End the unit, if one was begun."""
        self._unit = None
        self._open.close()
