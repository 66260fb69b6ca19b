"""What a store can do. `sql` is the one implementation; tests run it on SQLite and PostgreSQL.

A unit of work is one transaction. Rows are written by `save` only, which puts the rows of each step
and its entry in the ledger; leaving the unit without an error commits both, anything else neither.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import NamedTuple, Protocol, TypeVar

from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.ledger.entry import Entry
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case
from clearwater.cases.records.notice import Message
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.records.privacy import DataKey
from clearwater.cases.workflow.base import CaseFile, Fresh, Step

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class EntriesAsked:
    """Which entries are meant; what is nothing is not asked."""

    acts: tuple[str, ...]
    """Names of acts."""
    size: int
    """Only of the ledger when it had so many entries."""
    since_us: int | None = None
    until_us: int | None = None
    """From a moment on, and before one."""


@dataclass(frozen=True)
class Among:
    """Which cases of a queue are meant; what is nothing is not asked."""

    states: tuple[str, ...] = ()
    """In one of these; none named: in any."""
    assignee: str | None = None
    origin: str | None = None
    severity: int | None = None
    due_before_us: int | None = None
    """Whose present step was due before a moment."""


class PrivacyQuestions(Protocol):
    """What has to be known to erase something, or to show it, of one organisation."""

    def reads_since(self, user: str, since_us: int) -> list[tuple[int, int]]:
        """Return (time, accounts) of what a person was shown since a moment, oldest first."""
        ...

    def readers_since(self, since_us: int) -> list[str]:
        """Return who was shown anything since a moment, in order."""
        ...

    def rows_with(self, column: str, name: str) -> Iterator[Record]:
        """Yield every row, of whatever kind, that holds a name in a column of that title."""
        ...

    def needed_besides(
        self, subjects: Iterable[str], cases: Container[str], clues: Container[str]
    ) -> frozenset[str]:
        """Return those of these about whom something stands that is in none of these, not erased.

        A row of another case or clue, or one that belongs to neither, such as a register's.
        """
        ...

    def not_erased(self, names: Iterable[str]) -> tuple[Subject, ...]:
        """Return those of these accounts and persons that no erasure was about, in order."""
        ...

    def said_by(self, commitments: Iterable[str]) -> Iterator[Said]:
        """Yield those of these texts that can be read."""
        ...

    def keys_of(self, commitments: Iterable[str]) -> tuple[DataKey, ...]:
        """Return the keys of texts that were not destroyed, in the order of their commitments."""
        ...

    def keys_about(self, column: str, names: Iterable[str]) -> tuple[DataKey, ...]:
        """Return the keys that were not destroyed whose ``about`` or ``within`` is a name."""
        ...

    def in_clear(self, commitments: Iterable[str]) -> tuple[Disclosure, ...]:
        """Return those of these texts that an older version left in clear."""
        ...

    def said_since(self, number: int | None) -> Iterator[Said]:
        """Yield every text that can be read; of entries after one with a number, or all."""
        ...

    def newest_entry(self) -> int:
        """Return the number of the organisation's last entry; -1 where it has none."""
        ...

    def cases_over(self, before_us: int, after: Due | None, limit: int) -> tuple[Due, ...]:
        """Return closed cases in which nothing ends after a moment, and which were not erased."""
        ...

    def clues_done(self, before_us: int, after: Due | None, limit: int) -> tuple[Due, ...]:
        """Return clues set aside, or of closed cases, that came in before, and were not erased."""
        ...

    def still_named(self, contents: Iterable[str]) -> frozenset[str]:
        """Return those of these frozen contents on which a case of any organisation rests."""
        ...


class Said(NamedTuple):
    """A text that can still be read."""

    commitment: str
    text: str
    about: str
    within: str | None
    """The case in which it was said."""


class Due(NamedTuple):
    """Something whose time may be over."""

    since_us: int
    name: str


class Unit(Protocol):
    """One transaction, on behalf of one organisation, whose rows alone it sees."""

    def get(self, kind: type[R], *key: str) -> R | None:
        """Return one record, or nothing."""
        ...

    def find(self, kind: type[R], **equal: str | int | None) -> tuple[R, ...]:
        """Return the records whose fields have these values, in the order of their keys."""
        ...

    def among(
        self, kind: type[R], field: str, other: type[Record], **equal: str | int | None
    ) -> tuple[R, ...]:
        """Return records whose `field` has a value that it has in such records of another kind.

        Such as the measures of all members of a case: one question, and not one for each member.
        """
        ...

    def those(self, kind: type[R], field: str, values: Sequence[str]) -> tuple[R, ...]:
        """Return records whose `field` has one of these values, some hundreds at the most."""
        ...

    def page(
        self,
        kind: type[R],
        *,
        limit: int,
        after: tuple[str, ...] | None = None,
        **equal: str | int | None,
    ) -> tuple[R, ...]:
        """Return the first `limit` records of `find` whose key comes after another."""
        ...

    def count(self, kind: type[Record], since: tuple[str, int]) -> int:
        """Return how many records have in a field of times that moment or a later one."""
        ...

    def tally(
        self, kind: type[Record], by: str, *, before: tuple[str, int] | None = None
    ) -> dict[str, int]:
        """Return value of a field -> how many records have it; none that has no record.

        `before` counts only those that have in a field of times an earlier moment.
        """
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

    def queue_among(
        self, among: Among, *, limit: int, after: tuple[int, str] | None = None
    ) -> tuple[Case, ...]:
        """Return cases as `queue` does, of those that are meant."""
        ...

    def queue_sizes(self, among: Among, most: int) -> dict[str, int]:
        """Return state -> how many cases are meant, counted up to `most` of each."""
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

    def entries(self, case: str | None = None, after: int | None = None) -> Iterator[Entry]:
        """Return entries of this organisation, oldest first; of one case or all, after a number."""
        ...

    def newest_entries(self, case: str, limit: int) -> tuple[bytes, ...]:
        """Return the last entries of a case as they are kept, oldest first."""
        ...

    def entries_asked(
        self, asked: EntriesAsked, cases: Sequence[str] | None = None
    ) -> Iterator[Entry]:
        """Return entries of some acts and a time, oldest first; only of some cases."""
        ...

    def size_before(self, time_us: int) -> int:
        """Return how long the ledger was with this organisation's last entry before a moment."""
        ...

    def root_at(self, size: int) -> str:
        """Return the root, in hex, that the ledger had at an earlier size."""
        ...

    def between(
        self, kind: type[R], field: str, since_us: int, until_us: int | None = None
    ) -> tuple[R, ...]:
        """Return records whose time in a field lies from one moment on and before another."""
        ...

    def lasting(self, kind: type[R], fields: tuple[str, str], time_us: int) -> tuple[R, ...]:
        """Return records that had begun before a moment, by one field, and not ended, by another.

        Those that have no end in the second field last.
        """
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
    def organisation(self) -> str:
        """Whose rows it sees."""
        ...

    def beside(self, organisation: str) -> Unit:
        """Return a unit of another organisation in the same transaction.

        What passes between two bodies is written for both or for neither. One that only reads gives
        one that only reads. It asks nobody for a right: that is the caller's.
        """
        ...

    @property
    def privacy(self) -> PrivacyQuestions:
        """What has to be known to erase something, or to show it."""
        ...

    @property
    def fresh(self) -> Fresh:
        """New names and salts."""
        ...


class Store(Protocol):
    """A database with a ledger, and a folder of keys, evidence and outgoing files beside it."""

    @property
    def blobs(self) -> Blobs:
        """The evidence that was frozen."""
        ...

    def reading(self, organisation: str) -> AbstractContextManager[Unit]:
        """Return a unit that sees one consistent state and writes nothing."""
        ...

    def writing(self, organisation: str) -> AbstractContextManager[Unit]:
        """Return a unit that may write; writers come one after the other."""
        ...
