"""What a store can do. `sql` is the one implementation; tests run it on SQLite and PostgreSQL.

A unit of work is one transaction. Rows are written by `save` only, which puts the rows of each step
and its entry in the ledger; leaving the unit without an error commits both, anything else neither.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Protocol, TypeVar

from clearwater.cases.ledger.entry import Entry
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case
from clearwater.cases.records.notice import Message
from clearwater.cases.workflow.base import CaseFile, Fresh, Step

R = TypeVar("R", bound=Record)


class Unit(Protocol):
    """One transaction, on behalf of one organisation, whose rows alone it sees."""

    def get(self, kind: type[R], *key: str) -> R | None:
        """Return one record, or nothing."""
        ...

    def find(self, kind: type[R], **equal: str | int | None) -> tuple[R, ...]:
        """Return the records whose fields have these values, in the order of their keys."""
        ...

    def count(self, kind: type[Record], since: tuple[str, int]) -> int:
        """Return how many records have in a field of times that moment or a later one."""
        ...

    def case_file(self, case: str) -> CaseFile | None:
        """Return every row of a case, or nothing."""
        ...

    def queue(
        self,
        *,
        states: Sequence[str] = (),
        assignee: str | None = None,
        limit: int = 50,
        after: tuple[int, str] | None = None,
    ) -> tuple[Case, ...]:
        """Return cases in the order of ``rank_us``, then name; `after` continues a page."""
        ...

    def due_messages(self, now_us: int, limit: int) -> tuple[Message, ...]:
        """Return waiting messages whose ``not_before_us`` and ``next_us`` have come."""
        ...

    def subjects_by_identifier(self, kind: str, identifiers: Sequence[str]) -> dict[str, str]:
        """Return identifier -> subject, for those that the store knows."""
        ...

    def token(self, kind: str, identifier: str) -> str:
        """Return the keyed token of an identifier (HMAC-SHA-256 with the store's secret, hex)."""
        ...

    def entries(self, case: str | None = None) -> Iterator[Entry]:
        """Return entries of this organisation, oldest first; of one case, or of all."""
        ...

    def save(self, steps: Sequence[Step], user: str, now_us: int) -> tuple[Entry, ...]:
        """Write the rows of each step and its entry. Several calls in one unit are allowed."""
        ...

    def checkpoint(self) -> str:
        """Return the signed checkpoint of the ledger as this unit sees it."""
        ...

    def inclusions(self, numbers: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Return entry -> the hashes, in hex, that prove it under `checkpoint`."""
        ...

    def consistency(self, earlier: int) -> tuple[str, ...]:
        """Return the hashes, in hex, that prove the first `earlier` entries as its beginning."""
        ...

    @property
    def fresh(self) -> Fresh:
        """New names and salts."""
        ...


class Store(Protocol):
    """A database with a ledger, and a folder of keys, evidence and outgoing files beside it."""

    def reading(self, organisation: str) -> AbstractContextManager[Unit]:
        """Return a unit that sees one consistent state and writes nothing."""
        ...

    def writing(self, organisation: str) -> AbstractContextManager[Unit]:
        """Return a unit that may write; writers come one after the other."""
        ...
