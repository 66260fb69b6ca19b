"""Reading everything of a store on PostgreSQL for verification.

It runs in the role ``clearwater_verifier``, into which the user of the URL changes for one
read-only transaction: a policy of each table shows that role the rows of every organisation, and it
has no right to write. The user must be a member of it (whoever made the store is).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from clearwater.cases.ledger.content import Raw, TableForm, UnreadableError
from clearwater.cases.ledger.faults import Fault, FaultKind
from clearwater.cases.store.connecting import VERIFIER, Place, owner_engine, transaction
from clearwater.cases.store.forms import VERSION_FORM, select_all
from clearwater.cases.store.guards import guard_faults
from clearwater.cases.store.migrating import newest_version
from clearwater.errors import StoreError

_AT_ONCE = 1_000


class PostgresqlContent:
    """See `clearwater.cases.ledger.content.Content`."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def rows(self, form: TableForm) -> Iterator[Sequence[Raw]]:
        """Yield the rows of a table."""
        try:
            # A savepoint: an error would make the rest of the transaction unreadable too.
            with (
                self._connection.begin_nested(),
                self._connection.exec_driver_sql(
                    select_all(form), execution_options={"yield_per": _AT_ONCE}
                ) as result,
            ):
                yield from result
        except SQLAlchemyError as error:
            said = str(error.orig) if isinstance(error, DBAPIError) else str(error)
            raise UnreadableError(" ".join(said.split())) from error

    def structure(self) -> Iterator[Fault]:
        """Yield what is wrong with guards and version."""
        yield from guard_faults(self._connection)
        try:
            found = [row[0] for row in self.rows(VERSION_FORM)]
        except UnreadableError as error:
            found = [str(error)]
        if found != [newest_version()]:
            yield Fault(
                str(FaultKind.WRONG_VERSION), "alembic_version", newest_version(), str(found)
            )


@contextmanager
def postgresql_content(place: Place) -> Iterator[PostgresqlContent]:
    """Yield the content of a store on PostgreSQL, in one state; others may go on writing.

    Raises
    ------
    StoreError
        If it cannot be reached, or the user may not change into the role.
    """
    engine = owner_engine(place)
    try:
        with transaction(engine, place, writes=False) as connection:
            become_verifier(connection, place)
            yield PostgresqlContent(connection)
    finally:
        engine.dispose()


def become_verifier(connection: Connection, place: Place) -> None:
    """Change into the verifier's role until the transaction ends.

    Raises
    ------
    StoreError
        If the user may not.
    """
    try:
        connection.exec_driver_sql(f"SET LOCAL ROLE {VERIFIER}")
    except DBAPIError as error:
        raise StoreError(
            "the user may not verify this store",
            where=place.shown,
            expected=f"a member of {VERIFIER}",
            found=" ".join(str(error.orig).split()),
            next_step=f"Let an administrator run `GRANT {VERIFIER} TO {place.url.username}`.",
        ) from error
