"""One transaction that units of several organisations share, and whose rows it sees at the moment.

What passes between two bodies is written for both or for neither, so it is one transaction; yet on
PostgreSQL row-level security shows the rows of one organisation at a time. The setting is moved
when a unit of another organisation speaks, and what was appended until then is written before:
entries are rows of an organisation too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection

from clearwater.cases.store.appending import Appending, set_organisation


class Shared:
    """A transaction, see above.

    Parameters
    ----------
    connection
        In a transaction that somebody else commits, set to `organisation`.
    organisation
        Whose rows it sees first.
    appending
        The end of the ledger; nothing in a transaction that only reads.
    """

    def __init__(
        self, connection: Connection, organisation: str, appending: Appending | None
    ) -> None:
        self._connection = connection
        self._organisation = organisation
        self._streams = 0
        self.appending = appending

    def seen_by(self, organisation: str) -> Connection:
        """Return the connection, set to one organisation.

        Raises
        ------
        RuntimeError
            If a stream of another organisation's rows is not at its end: the rest would be lost.
        """
        if organisation != self._organisation:
            if self._streams:
                raise RuntimeError(f"entries of {self._organisation!r} are still being read")
            if self.appending is not None:
                self.appending.flush()
            set_organisation(self._connection, organisation)
            self._organisation = organisation
        return self._connection

    @contextmanager
    def streaming(self, organisation: str) -> Iterator[Connection]:
        """Yield the connection, and keep it set to `organisation` until the block is left."""
        connection = self.seen_by(organisation)
        self._streams += 1
        try:
            yield connection
        finally:
            self._streams -= 1
