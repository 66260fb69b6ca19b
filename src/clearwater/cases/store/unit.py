"""One unit of work on a store: one transaction, for one organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

from sqlalchemy import Connection, Select

from clearwater.cases.ledger.entry import Entry
from clearwater.cases.ledger.tree import (
    consistency_proof,
    inclusion_proof,
    nodes_of_inclusion,
    root_at,
)
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case, Clue, Ring
from clearwater.cases.records.notice import Message
from clearwater.cases.records.people import Disclosure
from clearwater.cases.store import blinding, kept_statements, questions
from clearwater.cases.store.appending import Appending, By, Head, Tip, read_nodes
from clearwater.cases.store.base import Among, EntriesAsked
from clearwater.cases.store.fresh import RandomFresh, RehearsedFresh
from clearwater.cases.store.privacy_reader import PrivacyReader
from clearwater.cases.store.remembered import ASKED_AGAIN, Rows
from clearwater.cases.store.rows import put_rows, write_of
from clearwater.cases.store.sealing import Sealing
from clearwater.cases.store.shared import Shared
from clearwater.cases.store.store_keys import StoreKeys
from clearwater.cases.workflow.base import CaseFile, Fresh, Step

R = TypeVar("R", bound=Record)
_AT_ONCE = 500
"""Entries read at once."""
_TOKENS_AT_ONCE = 200
"""Identifiers asked for in one statement: a branch each, and SQLite takes a thousand."""


@dataclass(frozen=True)
class Circumstances:
    """What a unit is given by its store."""

    organisation: str
    """For whom it begins."""
    keys: StoreKeys
    rehearsal: str | None
    head: Head
    """The ledger when the unit began."""
    remembered: Rows = field(default_factory=dict)
    """What is known already of the ledger as it is then."""


class SqlUnit:
    """See `clearwater.cases.store.base.Unit`.

    Parameters
    ----------
    shared
        The transaction, which somebody else commits.
    given
        The ledger as it is, and the keys.
    of
        In the transaction of another organisation: whose rows this unit sees, and the names that
        both use.
    """

    def __init__(
        self, shared: Shared, given: Circumstances, of: tuple[str, Fresh] | None = None
    ) -> None:
        self._shared = shared
        self._given = given
        self._nodes: dict[tuple[int, int], bytes] = {}
        self._organisation, self._fresh = of or (given.organisation, _fresh_of(given))
        self._sealing = Sealing(given.keys, given.rehearsal)

    def beside(self, organisation: str) -> SqlUnit:
        """Return a unit of another organisation in the same transaction."""
        return SqlUnit(self._shared, self._given, (organisation, self._fresh))

    @property
    def _connection(self) -> Connection:
        return self._shared.seen_by(self._organisation)

    @property
    def _appending(self) -> Appending | None:
        return self._shared.appending

    @property
    def privacy(self) -> PrivacyReader:
        """What has to be known to erase something, or to show it."""
        if self._appending is not None:
            self._appending.flush()
        return PrivacyReader(self._connection, self._organisation, self._sealing)

    @property
    def fresh(self) -> Fresh:
        """New names and salts."""
        return self._fresh

    @property
    def organisation(self) -> str:
        """Whose rows it sees."""
        return self._organisation

    def get(self, kind: type[R], *key: str) -> R | None:
        """Return one record, or nothing."""
        if len(key) != len(kind.KEY):
            raise ValueError(f"{kind.__name__} is found by {' and '.join(kind.KEY)}")
        if kind in ASKED_AGAIN and self._appending is None:
            return self._remembered(kind, key)
        found = self.find(kind, **dict(zip(kind.KEY, key, strict=True)))
        return found[0] if found else None

    def _remembered(self, kind: type[R], key: tuple[str, ...]) -> R | None:
        """Return one record of a unit that reads: what it sees does not change."""
        rows, asked = self._given.remembered, (self._organisation, kind, key)
        if asked not in rows:
            found = self.find(kind, **dict(zip(kind.KEY, key, strict=True)))
            rows[asked] = found[0] if found else None
        return rows[asked]  # type: ignore[return-value]  # of that kind

    def find(self, kind: type[R], **equal: str | int | None) -> tuple[R, ...]:
        """Return the records whose fields have these values, in the order of their keys."""
        if kind is Disclosure:
            return self._sealing.read(self._connection, self.organisation, equal)  # type: ignore[return-value]  # that kind
        if kind is Clue and "fingerprint" in equal:
            return self._records(kind, blinding.clues_of(self.organisation, equal))
        return self._asked(kind, kept_statements.found_by(kind, self.organisation, equal))

    def among(
        self, kind: type[R], field: str, other: type[Record], **equal: str | int | None
    ) -> tuple[R, ...]:
        """Return records whose `field` has a value that it has in others, see `Unit.among`."""
        asked = questions.found_among(kind, self.organisation, field, other, equal)
        return self._records(kind, asked)

    def those(self, kind: type[R], field: str, values: Sequence[str]) -> tuple[R, ...]:
        """Return records whose `field` has one of these values."""
        return self._records(kind, questions.found_with(kind, self.organisation, field, values))

    def page(
        self,
        kind: type[R],
        *,
        limit: int,
        after: tuple[str, ...] | None = None,
        **equal: str | int | None,
    ) -> tuple[R, ...]:
        """Return the first `limit` records of `find` whose key comes after another."""
        asked = questions.page_of(kind, self.organisation, equal, after, limit)
        return self._records(kind, asked)

    def count(self, kind: type[Record], since: tuple[str, int]) -> int:
        """Return how many records have in a field of times that moment or a later one."""
        statement = questions.counted(kind, self.organisation, since)
        return self._connection.execute(statement).scalar_one()

    def tally(
        self, kind: type[Record], by: str, *, before: tuple[str, int] | None = None
    ) -> dict[str, int]:
        """Return value of a field -> how many records have it, see `Unit.tally`."""
        statement = questions.tallied(kind, self.organisation, by, before)
        return {str(value): count for value, count in self._connection.execute(statement)}

    def case_file(self, case: str) -> CaseFile | None:
        """Return every row of a case and its ring, or nothing."""
        found = self.get(Case, case)
        if found is None:
            return None
        rows: dict[type[Record], dict[tuple[str, ...], Record]] = {}
        for kind, _ in questions.of_case():
            rows[kind] = {one.key: one for one in self.find(kind, case=case)}
        ring = self.get(Ring, found.ring) if found.ring is not None else None
        if ring is not None:
            rows[Ring] = {ring.key: ring}
        return CaseFile(rows)

    def queue(
        self,
        *,
        states: Sequence[str] = (),
        assignee: str | None = None,
        limit: int = 50,
        after: tuple[int, str] | None = None,
    ) -> tuple[Case, ...]:
        """Return cases in the order of ``rank_us``, then name; `after` continues a page."""
        among = Among(tuple(states), assignee)
        return self.queue_among(among, limit=limit, after=after)

    def queue_among(
        self, among: Among, *, limit: int, after: tuple[int, str] | None = None
    ) -> tuple[Case, ...]:
        """Return cases as `queue` does, of those that are meant."""
        return self._asked(Case, kept_statements.queue(self.organisation, among, limit, after))

    def queue_sizes(self, among: Among, most: int) -> dict[str, int]:
        """Return state -> how many cases are meant, counted up to `most` of each."""
        asked = kept_statements.queue_sizes(self.organisation, among, most)
        rows = self._connection.execute(asked.statement, asked.values).mappings()
        return {str(row["state"]): int(row["cases"]) for row in rows}

    def due_messages(self, now_us: int, limit: int) -> tuple[Message, ...]:
        """Return waiting messages whose ``not_before_us`` and ``next_us`` have come."""
        return self._records(Message, questions.due_messages(self.organisation, now_us, limit))

    def subjects_by_identifier(self, kind: str, identifiers: Sequence[str]) -> dict[str, str]:
        """Return identifier -> subject, for those that the store knows."""
        tokens = {self.token(kind, one): one for one in identifiers}
        known: dict[str, str] = {}
        asked = list(tokens)
        for start in range(0, len(asked), _TOKENS_AT_ONCE):
            some = asked[start : start + _TOKENS_AT_ONCE]
            found = self._connection.execute(blinding.subjects_of(self.organisation, kind, some))
            known |= {tokens[blinding.token_of(token)]: name for token, name in found}
        return known

    def token(self, kind: str, identifier: str) -> str:
        """Return the keyed token of an identifier (HMAC-SHA-256 with the store's secret, hex)."""
        return self._given.keys.token(self._organisation, kind, identifier)

    def entries(self, case: str | None = None, after: int | None = None) -> Iterator[Entry]:
        """Return entries of this organisation, oldest first; of one case, or of all."""
        yield from self._streamed(questions.entries(self.organisation, case, after))

    def newest_entries(self, case: str, limit: int) -> tuple[bytes, ...]:
        """Return the last entries of a case as they are kept, oldest first."""
        asked = questions.newest_entries(self.organisation, case, limit)
        kept = self._connection.execute(asked).scalars().all()
        return tuple(one.encode() for one in reversed(kept))

    def entries_asked(
        self, asked: EntriesAsked, cases: Sequence[str] | None = None
    ) -> Iterator[Entry]:
        """Return entries of some acts and a time, oldest first; only of some cases."""
        if cases is None:
            yield from self._streamed(questions.entries_asked(self.organisation, asked, None))
            return
        for start in range(0, len(cases), _AT_ONCE):
            some = cases[start : start + _AT_ONCE]
            yield from self._streamed(questions.entries_asked(self.organisation, asked, some))

    def size_before(self, time_us: int) -> int:
        """Return how long the ledger was with this organisation's last entry before a moment."""
        asked = questions.last_number(self.organisation, time_us)
        last = self._connection.execute(asked).scalar_one()
        return 0 if last is None else last + 1

    def between(
        self, kind: type[R], field: str, since_us: int, until_us: int | None = None
    ) -> tuple[R, ...]:
        """Return records whose time in a field lies from one moment on and before another."""
        asked = questions.between(kind, self.organisation, field, since_us, until_us)
        return self._records(kind, asked)

    def lasting(self, kind: type[R], fields: tuple[str, str], time_us: int) -> tuple[R, ...]:
        """Return records that had begun before a moment, by one field, and not ended, by another.

        Those that have no end in the second field last.
        """
        return self._records(kind, questions.lasting(kind, self.organisation, fields, time_us))

    def _streamed(self, statement: Select[str]) -> Iterator[Entry]:
        if self._appending is not None:
            self._appending.flush()
        streamed = {"yield_per": _AT_ONCE}
        with (
            self._shared.streaming(self._organisation) as connection,
            connection.execute(statement, execution_options=streamed) as result,
        ):
            for kept in result.scalars():
                yield Entry.of_bytes(kept.encode())

    def save(self, steps: Sequence[Step], user: str, now_us: int) -> tuple[Entry, ...]:
        """Write the rows of each step and its entry. Several calls in one unit are allowed.

        Raises
        ------
        ValueError
            If the unit only reads, nobody is named, or a record is another organisation's.
        ParameterError
            If a value cannot be kept as it is.
        """
        if self._appending is None:
            raise ValueError("this unit only reads")
        if not user:
            raise ValueError("no user, no entry")
        for record in (record for step in steps for record in step.puts):
            if record.organisation != self.organisation:
                raise ValueError(
                    f"a {type(record).__name__} of {record.organisation!r} in a unit of "
                    f"{self.organisation!r}"
                )
        size, rehearsal = self._appending.size, self._given.rehearsal
        steps = [
            replace(step, puts=tuple(blinding.blinded(put, rehearsal, size) for put in step.puts))
            for step in (self._sealing.of_step(step, now_us) for step in steps)
        ]
        by = By(self.organisation, user, now_us)
        written = [tuple(write_of(record) for record in step.puts) for step in steps]
        put_rows(self._connection, (record for step in steps for record in step.puts))
        entries = [
            self._appending.add(step.act, writes, by)
            for step, writes in zip(steps, written, strict=True)
        ]
        return tuple(entries)

    def checkpoint(self) -> str:
        """Return the signed checkpoint of the ledger as this unit sees it."""
        if self._appending is None:
            return self._given.head.checkpoint
        return self._appending.checkpoint()

    def inclusions(self, numbers: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Return entry -> the hashes, in hex, that prove it under `checkpoint`.

        What all of them need is read at once: asked for one by one, nodes are most of the time that
        a large case takes to be sealed.

        Raises
        ------
        ValueError
            If there is no such entry.
        """
        asked = sorted(set(numbers))
        self._read_nodes(nodes_of_inclusion(asked, self._size))
        return {
            number: tuple(one.hex() for one in inclusion_proof(self._node, number, self._size))
            for number in asked
        }

    def consistency(self, earlier: int) -> tuple[str, ...]:
        """Return the hashes, in hex, that prove the ledger of `earlier` entries as its beginning.

        Raises
        ------
        ValueError
            If the ledger never had that size.
        """
        return tuple(one.hex() for one in consistency_proof(self._node, earlier, self._size))

    def root_at(self, size: int) -> str:
        """Return the root, in hex, that the ledger had at an earlier size.

        Raises
        ------
        ValueError
            If the ledger never had that size.
        """
        if not 0 <= size <= self._size:
            raise ValueError(f"the ledger never had {size} entries")
        return root_at(self._node, size).hex()

    def finish(self) -> Tip | None:
        """Write the new head; the store calls it before it commits."""
        return self._appending.finish() if self._appending is not None else None

    @property
    def _size(self) -> int:
        return self._given.head.size if self._appending is None else self._appending.size

    def _read_nodes(self, wanted: set[tuple[int, int]]) -> None:
        # Complete nodes never change, so one that was read once need not be read again.
        made = self._appending.made if self._appending is not None else {}
        self._nodes |= {one: made[one] for one in wanted & made.keys()}
        self._nodes |= read_nodes(self._connection, wanted - self._nodes.keys())

    def _node(self, level: int, place: int) -> bytes:
        if (level, place) not in self._nodes:
            self._read_nodes({(level, place)})
        return self._nodes[level, place]

    def _asked(self, kind: type[R], asked: kept_statements.Asked) -> tuple[R, ...]:
        rows = self._connection.execute(asked.statement, asked.values).mappings()
        return tuple(blinding.plain(kind.of_row(row)) for row in rows)  # type: ignore[arg-type]  # keys are texts

    def _records(self, kind: type[R], statement: questions.Statement) -> tuple[R, ...]:
        rows = self._connection.execute(statement).mappings()
        return tuple(blinding.plain(kind.of_row(row)) for row in rows)  # type: ignore[arg-type]  # keys are texts


def _fresh_of(given: Circumstances) -> Fresh:
    if given.rehearsal is None:
        return RandomFresh()
    return RehearsedFresh(given.rehearsal, given.head.size)
