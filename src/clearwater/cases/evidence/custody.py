"""The chain of custody: who did what with a case's evidence, and when, as the ledger says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from clearwater.cases.evidence.verifier.content import OF_A_CASE
from clearwater.cases.ledger.entry import Entry, shown_time
from clearwater.cases.records.base import row_digest
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import CaseFile

READ = "personal data read"
FROZEN = "evidence frozen"
SEALED = "evidence sealed"
OF_EVIDENCE = (FROZEN, READ, SEALED)
"""Acts by which evidence changes hands: kept, shown, given away."""
EVERYTHING = "*"
"""Stands for all files that were frozen until then."""


@dataclass(frozen=True)
class Handling:
    """One time at which somebody had the evidence in hand."""

    number: int
    """Of the entry in the ledger."""
    when: str
    """RFC 3339, UTC."""
    who: str
    """User."""
    what: str
    """Name of the act."""
    files: tuple[str, ...]
    """Names of the files; `EVERYTHING` where no single ones were meant."""
    detail: str
    """What proves it: the root that was frozen, the manifest that was sealed, the purpose."""

    def row(self) -> dict[str, str | int]:
        """Return it as a table shows it."""
        return {
            "number": self.number,
            "when": self.when,
            "who": self.who,
            "what": self.what,
            "files": " ".join(self.files),
            "detail": self.detail,
        }


def custody_of(entries: Iterable[Entry]) -> tuple[Handling, ...]:
    """Return the handlings of evidence among the entries of a case, oldest first."""
    return tuple(_handling(entry) for entry in entries if entry.act in OF_EVIDENCE)


def entries_behind(unit: Unit, file: CaseFile, case: str) -> tuple[Entry, ...]:
    """Return the entries of a case, and those of other cases that wrote its rows last.

    Sharing a ring, say, is an act of the later case and changes a row of the earlier one. Only
    where the case's own entries do not explain a row is the rest of the ledger read.
    """
    own = tuple(unit.entries(case))
    left = _digests(file).items() - _newest(own).items()
    if not left:
        return own
    names = {name for name, _ in left}
    others = [
        entry
        for entry in unit.entries()
        if entry.case != case and any((w.table, w.key) in names for w in entry.writes)
    ]
    return tuple(sorted((*own, *others), key=lambda entry: entry.number))


def _digests(file: CaseFile) -> dict[tuple[str, tuple[str, ...]], str]:
    """Return row -> digest of each row that an entry must explain."""
    rows = (row for kind in file.rows if kind.TABLE in OF_A_CASE for row in file.all(kind))
    return {(row.TABLE, row.key): row_digest(row.TABLE, row.row()) for row in rows}


def _newest(entries: Iterable[Entry]) -> dict[tuple[str, tuple[str, ...]], str]:
    return {(w.table, w.key): w.digest for entry in entries for w in entry.writes}


def _handling(entry: Entry) -> Handling:
    named = tuple(w.key[-1] for w in entry.writes if w.table == "evidence")
    told = {FROZEN: "root", SEALED: "manifest", READ: "purpose"}[entry.act]
    return Handling(
        number=entry.number,
        when=shown_time(entry.time_us),
        who=entry.user,
        what=entry.act,
        files=named if entry.act == FROZEN else (EVERYTHING,),
        detail=str(entry.details.get(told) or ""),
    )
