"""What has to be known to erase something, asked of the tables of one organisation."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, and_, exists, func, or_, select, tuple_
from sqlalchemy.exc import DBAPIError

from clearwater.cases.acts import EvidenceSealed, PersonalDataRead
from clearwater.cases.ledger.check_rows import FILES_OF
from clearwater.cases.ledger.entry import Entry
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import Case, CaseState, Clue, ClueState, Member
from clearwater.cases.records.decision import Evidence, Measure
from clearwater.cases.records.notice import Notice
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.records.privacy import FILES_GONE, DataKey, Erased, Erasure
from clearwater.cases.store.base import Due, Said
from clearwater.cases.store.connecting import APPLICATION, VERIFIER
from clearwater.cases.store.sealing import Sealing, texts_with_keys
from clearwater.cases.store.tables import LEDGER, TABLES
from clearwater.errors import StoreError

OF_PEOPLE = ("subject", "reporter")
"""Columns that hold the store's name of an account or a person."""
_AT_ONCE = 500


@dataclass(frozen=True)
class PrivacyReader:
    """See `clearwater.cases.store.base.PrivacyQuestions`."""

    connection: Connection
    organisation: str
    sealing: Sealing

    def reads_since(self, user: str, since_us: int) -> list[tuple[int, int]]:
        """Return (time, accounts) of what a person was shown since a moment, oldest first.

        A package of evidence shows the members of its case, as many as there are now.
        """
        statement = (
            select(LEDGER.c.time_us, LEDGER.c.act, LEDGER.c.case, LEDGER.c.entry)
            .where(*self._shown_since(since_us), LEDGER.c.user == user)
            .order_by(LEDGER.c.time_us)
        )
        return [
            (
                int(time_us),
                int(json.loads(entry)["details"]["count"])
                if act == PersonalDataRead.NAME
                else self.members(case),
            )
            for time_us, act, case, entry in self.connection.execute(statement).all()
        ]

    def readers_since(self, since_us: int) -> list[str]:
        """Return who was shown anything since a moment, in order."""
        statement = select(LEDGER.c.user).where(*self._shown_since(since_us)).distinct()
        return sorted(self.connection.execute(statement).scalars())

    def _shown_since(self, since_us: int) -> tuple[ColumnElement[bool], ...]:
        return (
            LEDGER.c.organisation == self.organisation,
            LEDGER.c.time_us >= since_us,
            LEDGER.c.act.in_([PersonalDataRead.NAME, EvidenceSealed.NAME]),
        )

    def members(self, case: str) -> int:
        """Return how many accounts a case has."""
        table = TABLES[Member]
        own = (table.c.organisation == self.organisation, table.c.case == case)
        return int(
            self.connection.execute(
                select(func.count()).select_from(table).where(*own)
            ).scalar_one()
        )

    def rows_with(self, column: str, name: str) -> Iterator[Record]:
        """Yield every row, of whatever kind, that holds a name in a column of that title."""
        for kind, table in TABLES.items():
            if column in table.c:
                statement = select(table).where(
                    table.c.organisation == self.organisation, table.c[column] == name
                )
                for row in self.connection.execute(statement).mappings():
                    yield kind.of_row(dict(row))

    def needed_besides(
        self, subjects: Iterable[str], cases: Container[str], clues: Container[str]
    ) -> frozenset[str]:
        """Return those of these accounts and persons about whom something else stands.

        That is a row of another case or clue, of those that were not erased, or one that belongs to
        neither: a register of creators is one.
        """
        found: set[str] = set()
        for some in _batches(sorted(set(subjects)), _AT_ONCE):
            members = self._naming(Member, "subject", some, "case", Erased.CASE)
            found |= {name for name, case in members if case not in cases}
            for kind, table in TABLES.items():
                for column in OF_PEOPLE:
                    if column not in table.c or kind is Subject:
                        continue
                    if "clue" in table.c:
                        told = self._naming(kind, column, some, "clue", Erased.CLUE)
                        found |= {name for name, clue in told if clue not in clues}
                    elif "case" not in table.c:
                        # Rows of a case come with a member of it.
                        found |= {name for name, _ in self._naming(kind, column, some, column)}
        return frozenset(found)

    def _naming(
        self,
        kind: type[Record],
        column: str,
        names: Sequence[str],
        within: str,
        unless: Erased | None = None,
    ) -> list[tuple[str, str]]:
        """Return (name, value of `within`) of rows whose column holds one of the names."""
        table = TABLES[kind]
        asked = select(table.c[column], table.c[within]).where(
            table.c.organisation == self.organisation,
            table.c[column].in_(names),
            table.c[within].is_not(None),
        )
        if unless is not None:
            asked = asked.where(~_erased(table.c[within], unless))
        return [(str(name), str(value)) for name, value in self.connection.execute(asked)]

    def not_erased(self, names: Iterable[str]) -> tuple[Subject, ...]:
        """Return those of these accounts and persons that no erasure was about, in order."""
        table = TABLES[Subject]
        found = self._among(table.c.subject, names, ~_erased(table.c.subject, Erased.SUBJECT))
        return tuple(Subject.of_row(row) for row in found)

    def said_by(self, commitments: Iterable[str]) -> Iterator[Said]:
        """Yield those of these texts that can be read."""
        for some in _batches(sorted(set(commitments)), _AT_ONCE):
            yield from self._said(TABLES[Disclosure].c.commitment.in_(some))

    def keys_of(self, commitments: Iterable[str]) -> tuple[DataKey, ...]:
        """Return the keys of texts that were not destroyed, in the order of their commitments."""
        keys = TABLES[DataKey]
        found = self._among(keys.c.commitment, commitments, keys.c.wrapped.is_not(None))
        return tuple(DataKey.of_row(row) for row in found)

    def keys_about(self, column: str, names: Iterable[str]) -> tuple[DataKey, ...]:
        """Return the keys that were not destroyed whose ``about`` or ``within`` is a name."""
        keys = TABLES[DataKey]
        found = self._among(keys.c[column], names, keys.c.wrapped.is_not(None))
        return tuple(DataKey.of_row(row) for row in found)

    def in_clear(self, commitments: Iterable[str]) -> tuple[Disclosure, ...]:
        """Return those of these texts that an older version left in clear."""
        texts = TABLES[Disclosure]
        found = self._among(texts.c.commitment, commitments, texts.c.salt.is_not(None))
        return tuple(Disclosure.of_row(row) for row in found)

    def _among(
        self, column: ColumnElement[str], wanted: Iterable[str], also: ColumnElement[bool]
    ) -> Iterator[dict[str, str | int | None]]:
        table = column.table
        for some in _batches(sorted(set(wanted)), _AT_ONCE):
            statement = (
                select(table)
                .where(table.c.organisation == self.organisation, column.in_(some), also)
                .order_by(*table.primary_key.columns)
            )
            yield from (dict(row) for row in self.connection.execute(statement).mappings())

    def said_since(self, number: int | None) -> Iterator[Said]:
        """Yield every text that can be read; of entries after one with a number, or all.

        Not by time: a clock that was set back would hide what was said since. Texts in clear have
        no key, and come with all only.
        """
        if number is None:
            yield from self._said(TABLES[Disclosure].c.commitment.is_not(None))
            return
        asked = select(LEDGER.c.entry).where(
            LEDGER.c.organisation == self.organisation, LEDGER.c.number > number
        )
        for entry in self.connection.execute(asked).scalars().all():
            writes = Entry.of_bytes(entry.encode()).writes
            yield from self.said_by(one.key[0] for one in writes if one.table == DataKey.TABLE)

    def _said(self, which: ColumnElement[bool]) -> Iterator[Said]:
        keys = TABLES[DataKey]
        statement = texts_with_keys(self.organisation).add_columns(keys.c.about, keys.c.within)
        streamed = {"yield_per": _AT_ONCE}
        asked = statement.where(which)
        with self.connection.execute(asked, execution_options=streamed) as result:
            for row in result.mappings():
                opened = self.sealing.opened(row)
                if opened.text is not None:
                    about, within = row["about"] or "", row["within"]
                    yield Said(opened.commitment, opened.text, about, within)

    def newest_entry(self) -> int:
        """Return the number of the organisation's last entry; -1 where it has none."""
        asked = select(func.max(LEDGER.c.number)).where(LEDGER.c.organisation == self.organisation)
        newest = self.connection.execute(asked).scalar_one()
        return -1 if newest is None else int(newest)

    def cases_over(self, before_us: int, after: Due | None, limit: int) -> tuple[Due, ...]:
        """Return closed cases in which nothing ends after a moment, and which were not erased."""
        cases, measures, notices = TABLES[Case], TABLES[Measure], TABLES[Notice]
        runs = exists().where(
            measures.c.case == cases.c.case,
            measures.c.lifted_us.is_(None),
            measures.c.ends_us > before_us,
        )
        contested = exists().where(
            notices.c.case == cases.c.case, notices.c.appeal_until_us > before_us
        )
        conditions = [
            cases.c.state == str(CaseState.CLOSED),
            cases.c.closed_us <= before_us,
            ~runs,
            ~contested,
            ~_erased(cases.c.case, Erased.CASE),
        ]
        return self._due(cases, cases.c.closed_us, cases.c.case, conditions, after, limit)

    def clues_done(self, before_us: int, after: Due | None, limit: int) -> tuple[Due, ...]:
        """Return clues set aside, or of closed cases, that came in before, and were not erased."""
        clues, cases = TABLES[Clue], TABLES[Case]
        closed = exists().where(
            cases.c.case == clues.c.case,
            cases.c.state == str(CaseState.CLOSED),
            cases.c.closed_us <= before_us,
        )
        conditions = [
            clues.c.last_us <= before_us,
            or_(clues.c.state == str(ClueState.SET_ASIDE), closed),
            ~_erased(clues.c.clue, Erased.CLUE),
        ]
        return self._due(clues, clues.c.last_us, clues.c.clue, conditions, after, limit)

    def _due(
        self,
        table: object,
        time: ColumnElement[int],
        name: ColumnElement[str],
        conditions: Sequence[ColumnElement[bool]],
        after: Due | None,
        limit: int,
    ) -> tuple[Due, ...]:
        statement = select(time, name).where(
            table.c.organisation == self.organisation,  # type: ignore[attr-defined]  # a table
            *conditions,
        )
        if after is not None:
            statement = statement.where(tuple_(time, name) > (after.since_us, after.name))
        statement = statement.order_by(time, name).limit(limit)
        return tuple(Due(*row) for row in self.connection.execute(statement))

    def still_named(self, contents: Iterable[str]) -> frozenset[str]:
        """Return those of these frozen contents on which a case of any organisation still rests.

        On PostgreSQL only the verifier's role sees the rows of others; the user must be a member.

        Raises
        ------
        StoreError
            If it may not: then nobody knows whether a file can be shredded.
        """
        wanted = sorted(set(contents))
        if self.connection.dialect.name != "postgresql":
            return self._named(wanted)
        try:
            with self.connection.begin_nested():
                self.connection.exec_driver_sql(f"SET LOCAL ROLE {VERIFIER}")
                named = self._named(wanted)
                self.connection.exec_driver_sql(f"SET LOCAL ROLE {APPLICATION}")
        except DBAPIError as error:
            raise StoreError(
                "the user may not see whether other organisations rest on a file",
                expected=f"a member of {VERIFIER}",
                found=" ".join(str(error.orig).split()),
                next_step=f"Let an administrator run `GRANT {VERIFIER} TO` this user.",
            ) from error
        return named

    def _named(self, wanted: Sequence[str]) -> frozenset[str]:
        found: set[str] = set()
        for table in (table for table in TABLES.values() if table.name in FILES_OF):
            for some in _batches(wanted, _AT_ONCE):
                conditions: list[ColumnElement[bool]] = [table.c.sha256.in_(some)]
                if table is TABLES[Evidence]:
                    conditions.append(~_erased(table.c.case, *FILES_GONE))
                statement = select(table.c.sha256).where(and_(*conditions)).distinct()
                found |= set(self.connection.execute(statement).scalars())
        return frozenset(found)


def _batches(wanted: Sequence[str], size: int) -> Iterator[Sequence[str]]:
    return (wanted[start : start + size] for start in range(0, len(wanted), size))


def _erased(name: ColumnElement[str], *what: Erased) -> ColumnElement[bool]:
    erasures = TABLES[Erasure]
    wanted = sorted(map(str, what))
    return exists().where(erasures.c.what.in_(wanted), erasures.c.about == name)
