"""A store on SQLite or PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.ledger.erased import Erased
from clearwater.cases.ledger.faults import Fault
from clearwater.cases.sealing.file_keys import FileKeys
from clearwater.cases.store.appending import Appending, Tip, begin_for
from clearwater.cases.store.connecting import Place, transaction
from clearwater.cases.store.remembered import Remembered
from clearwater.cases.store.shared import Shared
from clearwater.cases.store.store_keys import EVIDENCE_KEYS, StoreKeys
from clearwater.cases.store.unit import Circumstances, SqlUnit
from clearwater.cases.store.verifying import check_store


@dataclass(frozen=True)
class Created:
    """What the first entry of the ledger says."""

    public_key: bytes
    """32 bytes."""
    users: str
    """``open`` or ``listed``."""
    rehearsal: str | None


class SqlStore:
    """See `clearwater.cases.store.base.Store`; made by `clearwater.cases.store.opening.open_store`.

    It may be used from several threads. A process that was forked opens its own.
    """

    def __init__(
        self, place: Place, engine: Engine, files: Path, keys: StoreKeys, created: Created
    ) -> None:
        self.place = place
        self.files = files
        """The folder beside the database."""
        self.created = created
        self.keys = keys
        self._engine = engine
        self._tip: Tip | None = None
        self._remembered = Remembered()

    @property
    def evidence_folder(self) -> Path:
        """Where frozen files are."""
        return self.files / "evidence"

    @property
    def blobs(self) -> Blobs:
        """The frozen files, sealed on the disk. Write and read evidence through this only."""
        return Blobs(self.evidence_folder, FileKeys(self.files / EVIDENCE_KEYS, self.keys.master))

    @property
    def outgoing_folder(self) -> Path:
        """Where the default connector puts messages."""
        return self.files / "outgoing"

    @contextmanager
    def reading(self, organisation: str) -> Iterator[SqlUnit]:
        """Yield a unit that sees one consistent state and writes nothing."""
        with transaction(self._engine, self.place, writes=False) as connection:
            given = self._given(connection, organisation, lock=False)
            yield SqlUnit(Shared(connection, organisation, None), given)

    @contextmanager
    def writing(self, organisation: str) -> Iterator[SqlUnit]:
        """Yield a unit that may write; writers come one after the other.

        Leaving it without an error commits everything that was saved, anything else nothing.
        """
        with transaction(self._engine, self.place, writes=True) as connection:
            unit = writing_unit(
                connection, self._given(connection, organisation, lock=True), self._tip
            )
            yield unit
            tip = unit.finish()
        # Only now: what was not committed is no tip.
        self._tip = tip or self._tip

    def check(
        self,
        *,
        checkpoints: Sequence[str] = (),
        most: int = 1_000,
        erased: Erased | None = None,
    ) -> list[Fault]:
        """Return everything that is wrong with the store; see `check_store`.

        The key that it was opened with is the known one. It reads one state; others may write.
        """
        return check_store(
            self.place.url.render_as_string(hide_password=False),
            self.files,
            checkpoints=checkpoints,
            public_key=self.created.public_key,
            most=most,
            erased=erased,
        )

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    def _given(self, connection: Connection, organisation: str, *, lock: bool) -> Circumstances:
        head = begin_for(connection, organisation, lock=lock)
        known = self._remembered.rows_at(head.root)
        return Circumstances(organisation, self.keys, self.created.rehearsal, head, known)


def writing_unit(connection: Connection, given: Circumstances, tip: Tip | None = None) -> SqlUnit:
    """Return a unit that writes, in a transaction which holds the lock."""
    appending = Appending(connection, given.head, given.keys.signing, tip)
    return SqlUnit(Shared(connection, given.organisation, appending), given)
