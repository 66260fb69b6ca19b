"""What a package says of its case: ``case.json``, ``decision.json`` and ``custody.jsonl``.

Records go in whole, so that each can be held against the entry of the ledger that wrote it. Of the
words of people those of decisions go in, and the identifiers of the accounts decided about; who
reported them, what a clue said and what an appellant wrote stay where they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from clearwater.cases.acts import EvidenceFrozen
from clearwater.cases.evidence.frozen import Frozen, frozen_of
from clearwater.cases.ledger.entry import Entry, shown_time
from clearwater.cases.records.base import Record
from clearwater.cases.records.canonical import canonical
from clearwater.cases.records.case import Case, Clue, Member
from clearwater.cases.records.decision import Decision, Evidence
from clearwater.cases.records.evidence_root import evidence_root
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.workflow.base import CaseFile
from clearwater.errors import OutputError

FORMAT = 1
"""Version of the form of the three files."""

LEFT_OUT = (Clue, Disclosure)
"""A clue names who reported it, by a name of the store; words are chosen one by one."""

Lookup = Callable[[str], Disclosure | None]
"""Commitment -> the words behind it, if they are kept."""


@dataclass(frozen=True)
class CaseRecord:
    """Everything that a package says of its case, as it was at one moment."""

    case: Case
    records: tuple[Record, ...]
    """Rows of the case and of the accounts in it."""
    words: tuple[Disclosure, ...]
    frozen: tuple[Frozen, ...]
    entries: tuple[Entry, ...]
    """Of the ledger, oldest first: those of the case, and later ones that wrote its rows."""
    as_of_us: int

    def case_json(self) -> bytes:
        """Return ``case.json``."""
        records = sorted(self.records, key=lambda record: (record.TABLE, record.key))
        return canonical(
            {
                "as_of": shown_time(self.as_of_us),
                "case": self.case.case,
                "format": FORMAT,
                "organisation": self.case.organisation,
                "records": [
                    {"key": list(one.key), "row": one.row(), "table": one.TABLE} for one in records
                ],
                "words": [
                    {"commitment": one.commitment, "salt": one.salt, "text": one.text}
                    for one in sorted(self.words, key=lambda one: one.commitment)
                ],
            }
        )

    def decision_json(self) -> bytes:
        """Return ``decision.json``.

        Raises
        ------
        OutputError
            If a decision rests on evidence that is not kept any more.
        """
        said = {one.commitment: one.text for one in self.words}
        decisions = [one for one in self.records if isinstance(one, Decision)]
        return canonical(
            {
                "case": self.case.case,
                "decisions": [
                    {
                        "evidence": [[*item] for item in rests_on(one, self.frozen, self.entries)],
                        "record": one.row(),
                        "why": said.get(one.why),
                    }
                    for one in sorted(decisions, key=lambda one: (one.decided_us, one.decision))
                ],
                "format": FORMAT,
                "frozen": [[*item] for item in self.frozen],
                "root": evidence_root(self.frozen),
            }
        )

    def custody_jsonl(self) -> bytes:
        """Return ``custody.jsonl``: the entries in their canonical form, one a line."""
        return b"".join(entry.canonical() + b"\n" for entry in self.entries)


def record_of(
    file: CaseFile,
    subjects: Iterable[Subject],
    lookup: Lookup,
    entries: Sequence[Entry],
    now_us: int,
) -> CaseRecord:
    """Return what a package says of the case in `file`.

    Parameters
    ----------
    subjects
        Rows of the members' accounts, as far as the case file does not hold them.
    lookup
        Where the words behind commitments are found.
    entries
        See `CaseRecord`.
    now_us
        Moment of the sealing.

    Raises
    ------
    OutputError
        If the file holds no case.
    """
    (case,) = file.all(Case) or (None,)
    if case is None:
        raise OutputError("there is no case to seal")
    kinds = [kind for kind in file.rows if kind not in LEFT_OUT]
    rows = [row for kind in kinds for row in file.all(kind)]
    known = {(row.TABLE, row.key) for row in rows}
    rows += [one for one in subjects if (one.TABLE, one.key) not in known]
    found = {one: lookup(one) for one in dict.fromkeys(_commitments(rows))}
    return CaseRecord(
        case=case,
        records=tuple(rows),
        words=tuple(one for one in found.values() if one is not None),
        frozen=frozen_of(row for row in rows if isinstance(row, Evidence)),
        entries=tuple(entries),
        as_of_us=now_us,
    )


def rests_on(
    decision: Decision, frozen: Sequence[Frozen], entries: Sequence[Entry]
) -> tuple[Frozen, ...]:
    """Return the files whose root a decision names.

    A root is over all that was frozen until then, and more may have been frozen since; which files
    came with which root is what the ledger's entries say.

    Raises
    ------
    OutputError
        If no such files are kept for the case.
    """
    known: set[str] = set()
    for entry in entries:
        known |= {w.key[-1] for w in entry.writes if w.table == Evidence.TABLE}
        if entry.act == EvidenceFrozen.NAME and entry.details.get("root") == decision.evidence:
            files = tuple(item for item in frozen if item.name in known)
            if evidence_root(files) == decision.evidence:
                return files
    raise OutputError(
        "a decision rests on evidence that is not kept any more",
        where=decision.decision,
        expected=f"files with the root {decision.evidence}",
        found=f"{len(frozen)} files, of which no such root can be made",
        next_step="Run `clearwater ledger verify`: it names what was altered.",
    )


def _commitments(rows: Iterable[Record]) -> Iterable[str]:
    for row in rows:
        if isinstance(row, Decision):
            yield row.why
        elif isinstance(row, Member):
            yield from (row.why,) if row.why else ()
        elif isinstance(row, Subject) and row.kind == "account":
            yield row.identifier
