"""Entries of the ledger as a package holds them: the chain of custody of a case."""

from __future__ import annotations

from typing import Any, NamedTuple

from clearwater.cases.evidence.verifier.broken import BrokenError
from clearwater.cases.evidence.verifier.canonical import read_canonical
from clearwater.cases.evidence.verifier.merkle import hash_of_hex, leaf_hash_of

FIELDS: dict[str, Any] = {
    "act": str,
    "case": (str, type(None)),
    "details": dict,
    "format": int,
    "number": int,
    "organisation": str,
    "previous": str,
    "time": str,
    "user": str,
    "writes": list,
}
"""What an entry has, and of which type."""


class RowName(NamedTuple):
    """What tells a row of the store."""

    table: str
    key: tuple[str, ...]


class LedgerEntry(NamedTuple):
    """One entry."""

    number: int
    act: str
    case: Any
    organisation: str
    details: dict[str, Any]
    writes: tuple[tuple[RowName, str], ...]
    """Which row it wrote, and the row's digest."""
    previous: str
    """Leaf hash of the entry before, in hex."""
    leaf: bytes
    """Its own leaf hash."""
    time: str
    """When, as the entry says it."""


def read_entry(data: bytes) -> LedgerEntry:
    """Return the entry that `data` is the canonical form of.

    Raises
    ------
    BrokenError
        If it is none.
    """
    said = read_canonical(data)
    if not isinstance(said, dict) or set(said) != set(FIELDS) or said["format"] != 1:
        raise BrokenError("not an entry of the ledger")
    for name, kind in FIELDS.items():
        if not isinstance(said[name], kind) or isinstance(said[name], bool):
            raise BrokenError("an entry with a wrong " + name)
    hash_of_hex(said["previous"])
    return LedgerEntry(
        said["number"],
        said["act"],
        said["case"],
        said["organisation"],
        said["details"],
        tuple(_write(one) for one in said["writes"]),
        said["previous"],
        leaf_hash_of(data),
        said["time"],
    )


def read_custody(data: bytes) -> list[LedgerEntry]:
    """Return the entries of ``custody.jsonl``, one a line.

    Raises
    ------
    BrokenError
        If a line is no entry.
    """
    lines = data.split(b"\n")
    if lines.pop():
        raise BrokenError("a line that breaks off")
    return [read_entry(line) for line in lines]


def breaks_in_chain(entries: list[LedgerEntry]) -> list[str]:
    """Return what is wrong with the order of `entries`, in a few words each."""
    wrong = []
    for place in range(1, len(entries)):
        before, entry = entries[place - 1], entries[place]
        if entry.number <= before.number:
            wrong.append("entry " + str(entry.number) + " after entry " + str(before.number))
        elif entry.number == before.number + 1 and entry.previous != before.leaf.hex():
            wrong.append("entry " + str(entry.number) + " does not follow the one before")
    first = entries[0] if entries else None
    if first is not None and (first.number == 0) != (first.previous == "0" * 64):
        wrong.append("entry " + str(first.number) + " begins the ledger, or does not")
    return wrong


def newest_digests(entries: list[LedgerEntry]) -> dict[RowName, str]:
    """Return row -> its digest after the last entry that wrote it."""
    newest: dict[RowName, str] = {}
    for entry in entries:
        newest.update(entry.writes)
    return newest


def _write(said: Any) -> tuple[RowName, str]:
    whole = isinstance(said, list) and len(said) == 3 and isinstance(said[0], str)
    if not whole or not isinstance(said[1], list):
        raise BrokenError("an entry with a wrong write")
    if not all(isinstance(part, str) for part in said[1]):
        raise BrokenError("an entry with a wrong key")
    hash_of_hex(said[2])
    return RowName(said[0], tuple(said[1])), said[2]
