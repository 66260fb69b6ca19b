"""Verifying entries: each by itself, its place, and the chain from one to the next."""

from __future__ import annotations

from dataclasses import dataclass, field

from clearwater.cases.ledger.content import Content, Raw, TableForm, UnreadableError, text_of
from clearwater.cases.ledger.entry import FIRST, Entry
from clearwater.cases.ledger.faults import FaultKind, Faults
from clearwater.cases.ledger.levels import Levels
from clearwater.cases.ledger.named import NamedRows
from clearwater.cases.ledger.tree import leaf_hash

LEDGER_FORM = TableForm(
    "ledger", ("number", "organisation", "act", "case", "time_us", "user", "entry"), ("number",)
)
_WHOLE = frozenset({"number", "time_us"})
_OPTIONAL = frozenset({"case"})


@dataclass
class EntriesPass:
    """What a walk through the entries leaves for the checks after it."""

    levels: Levels
    named: NamedRows
    size: int | None
    """Number of entries by the head, where it says one."""
    faults: Faults
    known_tables: frozenset[str]
    whole: bool = True
    """No entry is missing, too many or without bytes: the tree can be compared node by node."""
    first: Entry | None = None
    places: dict[bytes, int] = field(default_factory=dict)
    """Hash -> number, of entries that say another number than they stand at."""
    _next: int = 0
    _last: str = FIRST

    def run(self, content: Content) -> None:
        """Walk through all entries."""
        try:
            for row in content.rows(LEDGER_FORM):
                self._row(dict(zip(LEDGER_FORM.columns, row, strict=True)))
        except UnreadableError as error:
            self.faults.add(FaultKind.UNREADABLE, "ledger", found=str(error))
            self.whole = False
            return
        self._missing_before(self.size if self.size is not None else self._next)

    def _row(self, row: dict[str, Raw]) -> None:
        number = row["number"]
        if type(number) is not int:
            self.faults.add(FaultKind.BROKEN_VALUE, "ledger number", "a whole number", number)
            self.whole = False
            return
        where = f"entry {number}"
        self._missing_before(number)
        if number < self._next or (self.size is not None and number >= self.size):
            self.faults.add(FaultKind.INSERTED_ENTRY, where, f"{self.size} entries", "one more")
            self.whole = False
        self._next = max(self._next, number + 1)
        kept = text_of(row["entry"])
        if kept is None:
            self.faults.add(FaultKind.BROKEN_VALUE, f"{where} column entry", "text", row["entry"])
            self.whole = False
            return
        self._bytes(number, kept.encode(), row)

    def _bytes(self, number: int, kept: bytes, row: dict[str, Raw]) -> None:
        """Check an entry by its bytes, and go on from their hash whatever they say."""
        where = f"entry {number}"
        leaf = leaf_hash(kept)
        try:
            entry = Entry.of_bytes(kept)
        except ValueError as error:
            self.faults.add(
                FaultKind.ALTERED_ENTRY, where, "an entry in canonical form", str(error)
            )
            entry = None
        if entry is not None:
            self._entry(number, entry, row)
            if entry.number != number:
                self.places[leaf] = number
        self.levels.append(leaf)
        self._last = leaf.hex()

    def _entry(self, number: int, entry: Entry, row: dict[str, Raw]) -> None:
        where = f"entry {number}"
        if number == 0:
            self.first = entry
        if entry.number != number:
            self.faults.add(FaultKind.REORDERED_ENTRY, where, f"number {number}", entry.number)
        if entry.previous != self._last:
            self.faults.add(FaultKind.BROKEN_CHAIN, where, self._last, entry.previous)
        for column, said in _columns(entry).items():
            if not _same(row[column], said):
                name = f"{where} column {column}"
                kind = (
                    FaultKind.ALTERED_COLUMN
                    if _fits(column, row[column])
                    else FaultKind.BROKEN_VALUE
                )
                self.faults.add(kind, name, said, row[column])
        for write in entry.writes:
            if write.table not in self.known_tables:
                self.faults.add(FaultKind.ALTERED_ENTRY, where, "a table of the store", write.table)
        if not entry.user:
            self.faults.add(FaultKind.NAMELESS_ENTRY, where, "somebody who acted", "nobody")
        known = [one for one in entry.writes if one.table in self.known_tables]
        self.named.put(known, number, entry.organisation)

    def _missing_before(self, number: int) -> None:
        """Name the entries that should stand between the last one and `number`."""
        # A number that was altered may be anything; nothing is missing beyond what the head counts.
        end = number if self.size is None else min(number, self.size)
        if end <= self._next:
            return
        self.whole = False
        where = (
            f"entry {self._next}" if end == self._next + 1 else f"entries {self._next} to {end - 1}"
        )
        self.faults.add(FaultKind.REMOVED_ENTRY, where, "an entry", "none")
        self._next = end


def _columns(entry: Entry) -> dict[str, str | int | None]:
    return {
        "organisation": entry.organisation,
        "act": entry.act,
        "case": entry.case,
        "time_us": entry.time_us,
        "user": entry.user,
    }


def _same(found: Raw, said: str | int | None) -> bool:
    return type(found) is type(said) and found == said


def _fits(column: str, value: Raw) -> bool:
    if column in _WHOLE:
        return type(value) is int
    return text_of(value) is not None or (value is None and column in _OPTIONAL)
