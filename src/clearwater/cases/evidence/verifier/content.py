"""What the payload says of a case, held against the entries of the ledger that it comes with."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from clearwater.cases.evidence.verifier.bag import CASE, CUSTODY, DECISION
from clearwater.cases.evidence.verifier.broken import BrokenError
from clearwater.cases.evidence.verifier.canonical import is_number, read_canonical, write_canonical
from clearwater.cases.evidence.verifier.entries import LedgerEntry, RowName, newest_digests
from clearwater.cases.evidence.verifier.faults import PackageFault
from clearwater.cases.evidence.verifier.merkle import hash_of_hex

KEYED_BY_CASE = ("cases", "case_findings", "evidence", "members")
"""Tables whose key begins with the case."""
OF_A_CASE = (
    *KEYED_BY_CASE,
    "decisions",
    "measures",
    "notices",
    "appeals",
    "appellants",
    "messages",
    "handovers",
    "participations",
    "joint_approvals",
)
"""Tables of which a package holds every row of its case, and only rows that its entries name."""
OF_SEVERAL_CASES = ("rings", "subjects")
"""Tables of which a package may hold rows that another case entered, whose entries stay there."""


class CaseRecords(NamedTuple):
    """What ``case.json`` says."""

    case: str
    organisation: str
    records: dict[RowName, dict[str, Any]]
    words: list[dict[str, Any]]
    """Texts with their salts and commitments."""
    as_of: str
    """When it was so."""


class Decided(NamedTuple):
    """What ``decision.json`` says."""

    case: str
    decisions: list[dict[str, Any]]
    frozen: list[list[Any]]
    """Name, SHA-256 and size of every file of evidence."""
    root: str


def read_case(data: bytes) -> CaseRecords:
    """Return what ``case.json`` says.

    Raises
    ------
    BrokenError
        If it is not of this form.
    """
    said = _object(data, ("as_of", "case", "format", "organisation", "records", "words"))
    records: dict[RowName, dict[str, Any]] = {}
    for one in said["records"]:
        if set(one) != {"key", "row", "table"} or not _are_texts([one["table"], *one["key"]]):
            raise BrokenError("a record of another form")
        name = RowName(one["table"], tuple(one["key"]))
        if name in records or not isinstance(one["row"], dict):
            raise BrokenError("a record twice: " + " ".join(name.key)[:60])
        records[name] = one["row"]
    for one in said["words"]:
        if not isinstance(one, dict) or set(one) != {"commitment", "salt", "text"}:
            raise BrokenError("words of another form")
    if not _are_texts([said["as_of"], said["case"], said["organisation"]]):
        raise BrokenError("a case without a name")
    return CaseRecords(said["case"], said["organisation"], records, said["words"], said["as_of"])


def read_decision(data: bytes) -> Decided:
    """Return what ``decision.json`` says.

    Raises
    ------
    BrokenError
        If it is not of this form.
    """
    said = _object(data, ("case", "decisions", "format", "frozen", "root"))
    for one in said["decisions"]:
        if not isinstance(one, dict) or set(one) != {"evidence", "record", "why"}:
            raise BrokenError("a decision of another form")
        if not isinstance(one["record"], dict):
            raise BrokenError("a decision of another form")
        _items(one["evidence"])
    hash_of_hex(said["root"])
    return Decided(said["case"], said["decisions"], _items(said["frozen"]), said["root"])


def root_of_evidence(items: list[list[Any]]) -> str:
    """Return the SHA-256, in hex, of the canonical JSON of the sorted items."""
    return hashlib.sha256(write_canonical(sorted(items))).hexdigest()


def record_faults(said: CaseRecords, entries: list[LedgerEntry]) -> Iterator[PackageFault]:
    """Yield records that are not what the last entry that wrote them says, or that it misses."""
    newest = newest_digests(entries)
    for name, row in said.records.items():
        digest = hashlib.sha256(write_canonical({"row": row, "table": name.table})).hexdigest()
        if name not in newest:
            if name.table not in OF_SEVERAL_CASES:
                yield PackageFault("record of no entry", CASE, _shown_row(name))
        elif newest[name] != digest:
            yield PackageFault("record not of its entry", CASE, _shown_row(name))
    by_own = newest_digests([entry for entry in entries if entry.case == said.case])
    for name in newest:
        if name.table in KEYED_BY_CASE:
            own = name.key[:1] == (said.case,)
        else:
            own = name.table in OF_A_CASE and name in by_own
        if own and name not in said.records:
            yield PackageFault("record left out", CASE, _shown_row(name))


def unproved_records(said: CaseRecords, entries: list[LedgerEntry]) -> int:
    """Return how many records no entry of the package wrote: an earlier case entered them."""
    return len(said.records.keys() - newest_digests(entries).keys())


def word_faults(said: CaseRecords, decided: Decided) -> Iterator[PackageFault]:
    """Yield texts that are not what was committed to, or that no record speaks of, or missing."""
    rows = said.records.values()
    named = {value for row in rows for value in row.values() if isinstance(value, str)}
    for one in said.words:
        salt, text = one["salt"], one["text"]
        if str(one["commitment"]) not in named:
            yield PackageFault("words of no record", CASE, str(one["commitment"])[:16])
        if salt is None and text is None:
            continue  # Erased since: the commitment is all that is left.
        if not _is_committed(one["commitment"], salt, text):
            yield PackageFault("words not committed to", CASE, str(one["commitment"])[:16])
    texts = {str(one["commitment"]): one["text"] for one in said.words}
    for one in decided.decisions:
        why = str(one["record"].get("why"))
        if why not in texts:
            yield PackageFault("words left out", CASE, why[:16])
        elif one["why"] != texts[why]:
            yield PackageFault("words not committed to", DECISION, why[:16])


def _is_committed(commitment: Any, salt: Any, text: Any) -> bool:
    try:
        salted = hash_of_hex(salt) + str(text).encode("utf-8")
    except BrokenError:
        return False
    return isinstance(text, str) and hashlib.sha256(salted).hexdigest() == commitment


def evidence_faults(
    said: CaseRecords, decided: Decided, files: list[list[Any]], entries: list[LedgerEntry]
) -> Iterator[PackageFault]:
    """Yield what is wrong between the files of evidence, the records and the decisions.

    Parameters
    ----------
    files
        Name, SHA-256 and size of each file of evidence, as it lies in the package.
    """
    if decided.case != said.case:
        yield PackageFault("decision of another record", DECISION, str(decided.case))
    rows = [row for name, row in said.records.items() if name.table == "evidence"]
    recorded = [[row.get("name"), row.get("sha256"), row.get("size")] for row in rows]
    if sorted(decided.frozen) != sorted(files) or not _same_items(recorded, files):
        yield PackageFault("evidence of another list", DECISION, str(len(files)))
    if decided.root != root_of_evidence(decided.frozen):
        yield PackageFault("evidence of another root", DECISION, decided.root[:16])
    roots = [e.details.get("root") for e in entries if e.act == "evidence frozen"]
    if files and roots[-1:] != [decided.root]:
        yield PackageFault("evidence of another root", CUSTODY, decided.root[:16])
    known = [row for name, row in said.records.items() if name.table == "decisions"]
    if sorted(map(write_canonical, known)) != sorted(
        write_canonical(one["record"]) for one in decided.decisions
    ):
        yield PackageFault("decision of another record", DECISION, str(len(known)))
    frozen = {tuple(item) for item in decided.frozen}
    for one in decided.decisions:
        rests_on, record = one["evidence"], one["record"]
        inside = all(tuple(item) in frozen for item in rests_on)
        root = root_of_evidence(rests_on)
        if not inside or root not in roots or record.get("evidence") != root:
            yield PackageFault("decision on other evidence", DECISION, str(record.get("decision")))


def _same_items(recorded: list[list[Any]], files: list[list[Any]]) -> bool:
    return sorted(map(write_canonical, recorded)) == sorted(map(write_canonical, files))


def _object(data: bytes, names: Any) -> dict[str, Any]:
    said = read_canonical(data)
    if not isinstance(said, dict) or set(said) != set(names) or not is_number(said["format"], 1):
        raise BrokenError("not of the form that it should have")
    for name in ("records", "words", "decisions", "frozen"):
        if not isinstance(said.get(name, []), list):
            raise BrokenError("not of the form that it should have")
    for one in said.get("records", []):
        if not isinstance(one, dict) or not isinstance(one.get("key"), list):
            raise BrokenError("a record of another form")
    return said


def _are_texts(said: list[Any]) -> bool:
    return all(isinstance(one, str) for one in said)


def _items(said: Any) -> list[list[Any]]:
    """Return a list of [name, SHA-256, size]."""
    if not isinstance(said, list):
        raise BrokenError("not a list of files")
    for one in said:
        whole = isinstance(one, list) and len(one) == 3 and isinstance(one[0], str)
        if not whole or type(one[2]) is not int:
            raise BrokenError("not a list of files")
        hash_of_hex(one[1])
    return said


def _shown_row(name: RowName) -> str:
    return name.table + " " + "/".join(name.key)
