"""What a database keeps of a row that was changed, and how it is made to forget.

SQLite overwrites what it frees (`PRAGMA secure_delete`), and the write-ahead log is emptied into
the file here. PostgreSQL keeps old versions of a row until they are vacuumed, and the space in
which they stood until it is used again; its own log keeps them until it is recycled, and wherever
it is archived.
What lingers there is a key that is wrapped by the master key, never a text.
"""

from __future__ import annotations

import sqlite3

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from clearwater.cases.store.connecting import WAIT_S, Place

_TABLES = ("data_keys", "disclosures", "subjects", "clues")
_POSTGRESQL = (
    "PostgreSQL's log keeps wrapped keys until its segments are recycled, and wherever they are "
    "archived; pages keep them until their space is used again, or VACUUM (FULL) data_keys"
)


def forget(place: Place) -> tuple[str, ...]:
    """Make a database forget what its rows held before, as far as it does; return what lingers."""
    return _sqlite(place) if place.is_sqlite else _postgresql(place)


def _sqlite(place: Place) -> tuple[str, ...]:
    connection = sqlite3.connect(place.file, timeout=WAIT_S, isolation_level=None)
    try:
        (busy, *_), *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    except sqlite3.OperationalError:
        busy = 1
    finally:
        connection.close()
    if not busy:
        return ()
    said = "somebody reads: the write-ahead log keeps wrapped keys until the next erasure or close"
    return (said,)


def _postgresql(place: Place) -> tuple[str, ...]:
    engine = create_engine(place.url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    lingers = [_POSTGRESQL]
    try:
        with engine.connect() as connection:
            for table in _TABLES:
                # Who is not the owner gets a warning from VACUUM and no error, so it is asked.
                owned = "SELECT pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = "
                if connection.exec_driver_sql(f"{owned}'{table}'::regclass").scalar_one():
                    connection.exec_driver_sql(f"VACUUM {table}")
                else:
                    lingers.append(f"old rows of {table} until its owner runs VACUUM")
    except DBAPIError as error:
        lingers.append(f"old rows, as VACUUM did not run: {' '.join(str(error.orig).split())}")
    finally:
        engine.dispose()
    return tuple(lingers)
