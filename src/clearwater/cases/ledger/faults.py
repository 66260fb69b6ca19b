"""What a verification can find, as a closed list, and where it was found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class FaultKind(StrEnum):
    """What is wrong."""

    ALTERED_ENTRY = "altered entry"
    """Its bytes are not those that were hashed."""
    REMOVED_ENTRY = "removed entry"
    REORDERED_ENTRY = "reordered entry"
    """An entry stands at another entry's number."""
    INSERTED_ENTRY = "inserted entry"
    """It lies beyond what the head counts."""
    BROKEN_CHAIN = "broken chain"
    """An entry names another one as the entry before it."""
    NAMELESS_ENTRY = "entry of nobody"
    """It does not say who acted."""
    ALTERED_COLUMN = "altered column"
    """A search column beside an entry says something else than the entry."""
    WRONG_NODE = "wrong node"
    MISSING_NODE = "missing node"
    UNNAMED_NODE = "node of no entry"
    WRONG_HEAD = "wrong head"
    """Size, root or name of the head do not fit the entries."""
    BAD_SIGNATURE = "bad signature"
    OTHER_KEY = "other key"
    """The ledger names another key than the one that is known."""
    FORKED = "forked ledger"
    """An earlier checkpoint is not its beginning."""
    TRUNCATED = "truncated ledger"
    """It has fewer entries than an earlier checkpoint says."""
    ALTERED_ROW = "altered row"
    """It is not what the newest entry that names it wrote."""
    UNNAMED_ROW = "row of no entry"
    FOREIGN_ROW = "row of another organisation"
    """The newest entry that names it is of another organisation."""
    MISSING_ROW = "missing row"
    FALSE_DISCLOSURE = "false disclosure"
    """A text does not fit its commitment."""
    BROKEN_VALUE = "broken value"
    """No value that a record can hold."""
    ALTERED_BLOB = "altered blob"
    MISSING_BLOB = "missing blob"
    MISSING_KEY = "missing key"
    """What it opens is sealed for good, and no entry says that somebody erased it."""
    UNFINISHED_ERASURE = "unfinished erasure"
    """An entry erased it, and its file is still there; the next erasure finishes that."""
    FOREIGN_FILE = "foreign file"
    """It lies among the evidence and its name is not the hash of its content."""
    MISSING_GUARD = "missing guard"
    """A trigger, policy, right or index is not there or is another."""
    WRONG_VERSION = "wrong version"
    UNREADABLE = "unreadable"
    """The database could not be read at this place."""
    MORE = "more"
    """There was more than could be listed."""


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong."""

    kind: str
    """A `FaultKind`."""
    where: str
    """Such as ``entry 17`` or ``cases case-7k3m9q2x4d8w``."""
    expected: str = ""
    found: str = ""


class Faults:
    """A list that stops growing: of a store that is damaged all over, a thousand faults say enough.

    Parameters
    ----------
    most
        How many are kept.
    """

    def __init__(self, most: int = 1_000) -> None:
        self._most = most
        self._left_out = 0
        self._list: list[Fault] = []

    def add(self, kind: FaultKind, where: str, expected: object = "", found: object = "") -> None:
        """Add one; what it quotes is cut, because it may be anything."""
        if len(self._list) >= self._most:
            self._left_out += 1
            return
        self._list.append(Fault(str(kind), shown(where), shown(expected), shown(found)))

    def all(self) -> list[Fault]:
        """Return what was found."""
        if not self._left_out:
            return list(self._list)
        more = Fault(str(FaultKind.MORE), "the store", "", f"{self._left_out} further faults")
        return [*self._list, more]


def shown(value: object) -> str:
    """Return a value as a report shows it: on one line, at most 200 signs, nothing invisible."""
    text = value if isinstance(value, str) else repr(value)
    return "".join(
        sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text[:200]
    )
