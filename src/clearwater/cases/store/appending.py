"""The end of the ledger, as one unit of work appends to it.

The head is read under the lock that every writer takes first; peaks of the tree and the hash of the
last entry follow from the stored nodes. A store that wrote the last entry itself still holds them
(`Tip`), and may use them as long as size and root are the same: a root stands for one tree only.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, Table, and_, bindparam, func, insert, or_, select, text, update

from clearwater.cases.acts import Act
from clearwater.cases.ledger.checkpoint import Checkpoint, origin_of
from clearwater.cases.ledger.entry import FIRST, Entry, Write
from clearwater.cases.ledger.keys import SigningKey
from clearwater.cases.ledger.tree import (
    EMPTY_ROOT,
    Frontier,
    Node,
    leaf_hash,
    peaks_of,
    root_of_peaks,
)
from clearwater.cases.store.tables import HEAD, HEAD_NAME, LEDGER, NODES
from clearwater.errors import StoreError


@dataclass(frozen=True)
class Head:
    """The one row of `ledger_head`."""

    size: int
    root: str
    """In hex."""
    checkpoint: str
    """Signed note; empty before the first entry."""


@dataclass(frozen=True)
class Tip:
    """What appending needs of the ledger as it was at one size."""

    size: int
    root: str
    peaks: tuple[bytes, ...]
    last: str
    """Hash of the last entry in hex."""


class By(NamedTuple):
    """Who acts, for whom, and when."""

    organisation: str
    user: str
    now_us: int


EMPTY = Head(0, EMPTY_ROOT.hex(), "")

_HEAD = select(HEAD.c.size, HEAD.c.root, HEAD.c.checkpoint).where(HEAD.c.head == HEAD_NAME)
_LOCKED_HEAD = _HEAD.with_for_update()  # SQLite leaves this out: its writer is alone already
_SETTING = func.set_config("clearwater.organisation", bindparam("organisation"), True)  # noqa: FBT003 - until the transaction ends
_HEAD_FOR = _HEAD.add_columns(_SETTING)
_LOCKED_HEAD_FOR = _HEAD_FOR.with_for_update()
_NEW_HEAD = update(HEAD).where(HEAD.c.head == HEAD_NAME)
_ADD_ENTRY, _ADD_NODE = insert(LEDGER), insert(NODES)
_NODES_AT_ONCE = 1_000
"""Nodes asked for in one statement; SQLite takes 32,766 values."""
_TYPE_NAMES = {"number": "bigint", "time_us": "bigint", "level": "bigint", "place": "bigint"}


def _from_json(table: Table, parameter: str) -> str:
    names_of = [column.name for column in table.c]
    names = ", ".join(f'"{name}"' for name in names_of)
    typed = ", ".join(f'"{name}" {_TYPE_NAMES.get(name, "text")}' for name in names_of)
    source = f"json_to_recordset(CAST(:{parameter} AS json)) AS one({typed})"
    return f"INSERT INTO {table.name} ({names}) SELECT {names} FROM {source}"  # noqa: S608 - ours


_APPEND = text(
    f"WITH entries AS ({_from_json(LEDGER, 'entries')}), "  # noqa: S608 - names of ours
    f"nodes AS ({_from_json(NODES, 'nodes')}) "
    "UPDATE ledger_head SET size = :size, root = :root, checkpoint = :checkpoint "
    f"WHERE head = '{HEAD_NAME}'"
)


def read_head(connection: Connection, *, lock: bool) -> Head:
    """Return the head; with `lock` nobody else can write until the transaction ends."""
    row = connection.execute(_LOCKED_HEAD if lock else _HEAD).one_or_none()
    return EMPTY if row is None else Head(row[0], row[1], row[2])


def begin_for(connection: Connection, organisation: str, *, lock: bool) -> Head:
    """Make the rest of the transaction one organisation's, and return the head.

    On PostgreSQL the setting is read by row-level security, and ends with the transaction.

    Raises
    ------
    ValueError
        If no organisation is named.
    """
    if not organisation:
        raise ValueError("no organisation is named")
    if connection.dialect.name != "postgresql":
        return read_head(connection, lock=lock)
    asked = _LOCKED_HEAD_FOR if lock else _HEAD_FOR
    row = connection.execute(asked, {"organisation": organisation}).one_or_none()
    if row is None:  # no head yet, and so nothing was set
        set_organisation(connection, organisation)
        return EMPTY
    return Head(row[0], row[1], row[2])


def set_organisation(connection: Connection, organisation: str) -> None:
    """On PostgreSQL, make the rest of the transaction one organisation's."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(_SETTING), {"organisation": organisation})


def read_nodes(
    connection: Connection, wanted: set[tuple[int, int]]
) -> dict[tuple[int, int], bytes]:
    """Return (level, place) -> hash of stored nodes.

    Raises
    ------
    StoreError
        If one is missing: the ledger is damaged.
    """
    found: dict[tuple[int, int], bytes] = {}
    asked = sorted(wanted)
    for start in range(0, len(asked), _NODES_AT_ONCE):
        places_of: dict[int, list[int]] = {}
        for level, place in asked[start : start + _NODES_AT_ONCE]:
            places_of.setdefault(level, []).append(place)
        either = or_(
            *(and_(NODES.c.level == one, NODES.c.place.in_(of)) for one, of in places_of.items())
        )
        rows = connection.execute(select(NODES.c.level, NODES.c.place, NODES.c.hash).where(either))
        found |= {(level, place): bytes.fromhex(hashed) for level, place, hashed in rows}
    if len(found) != len(wanted):
        raise StoreError(
            "the ledger is damaged",
            where="ledger_nodes",
            expected=f"node {min(wanted - found.keys())}",
            found="none",
            next_step="Verify the ledger, and restore the store from a backup.",
        )
    return found


def read_tip(connection: Connection, head: Head) -> Tip:
    """Return what appending after `head` needs."""
    if head.size == 0:
        return Tip(0, head.root, (), FIRST)
    peaks = peaks_of(head.size)
    leaf = (0, head.size - 1)
    nodes = read_nodes(connection, {*peaks, leaf})
    if root_of_peaks([nodes[one] for one in peaks]).hex() != head.root:
        raise StoreError(
            "the ledger is damaged",
            where="ledger_head",
            expected=f"the root of its {head.size} entries",
            found=head.root[:80],
            next_step="Verify the ledger, and restore the store from a backup.",
        )
    return Tip(head.size, head.root, tuple(nodes[one] for one in peaks), nodes[leaf].hex())


class Appending:
    """Entries that one unit of work adds.

    Parameters
    ----------
    connection
        In the transaction of the unit, which holds the lock.
    head
        As it was read under the lock.
    key
        Signs the new head.
    tip
        What an earlier unit left; it is used only if it fits `head`.
    """

    def __init__(
        self, connection: Connection, head: Head, key: SigningKey, tip: Tip | None = None
    ) -> None:
        self._connection = connection
        self._began = head
        self._key = key
        fits = tip is not None and (tip.size, tip.root) == (head.size, head.root)
        start = tip if tip is not None and fits else read_tip(connection, head)
        self._frontier = Frontier(start.size, start.peaks)
        self.last = start.last
        """Hash of the last entry, which the next one names."""
        self.made: dict[tuple[int, int], bytes] = {}
        """Nodes that this unit completed, written or not."""
        self._rows: list[dict[str, object]] = []
        self._nodes: list[Node] = []

    @property
    def size(self) -> int:
        """Entries so far; the number of the next one."""
        return self._frontier.size

    def add(self, act: Act, writes: tuple[Write, ...], by: By) -> Entry:
        """Add one entry, and return it. `flush` writes it."""
        entry = Entry(
            number=self.size,
            time_us=by.now_us,
            organisation=by.organisation,
            user=by.user,
            act=act.NAME,
            case=act.of_case,
            details=act.details(),
            writes=writes,
            previous=self.last,
        )
        kept = entry.canonical()
        leaf = leaf_hash(kept)
        nodes = self._frontier.append(leaf)
        self._nodes += nodes
        self.made |= {(node.level, node.place): node.hash for node in nodes}
        self._rows.append(entry_row(entry, kept))
        self.last = leaf.hex()
        return entry

    def flush(self) -> None:
        """Write what was added since, so that the unit can read it."""
        if self._rows:
            self._connection.execute(_ADD_ENTRY, self._rows)
            self._connection.execute(_ADD_NODE, self._node_rows())
            self._rows, self._nodes = [], []

    def checkpoint(self) -> str:
        """Return the signed checkpoint of the ledger as it is now."""
        made = Checkpoint(origin_of(self._key.public), self.size, self._frontier.root())
        return made.signed(self._key).note()

    def finish(self) -> Tip | None:
        """Write the new head, and return what the next unit can go on from."""
        if self.size == self._began.size:
            return None
        root = self._frontier.root().hex()
        head = {"size": self.size, "root": root, "checkpoint": self.checkpoint()}
        if self._began.size == 0:
            self.flush()
            self._connection.execute(insert(HEAD), {"head": HEAD_NAME, **head})
        else:
            self._replace_head(head)
        return Tip(self.size, root, tuple(self._frontier.peaks), self.last)

    def _replace_head(self, head: dict[str, object]) -> None:
        if self._connection.dialect.name == "postgresql" and self._rows:
            # One journey to the server instead of three: they are most of the time of an append.
            added = {"entries": json.dumps(self._rows), "nodes": json.dumps(self._node_rows())}
            result = self._connection.execute(_APPEND, {**added, **head})
        else:
            self.flush()
            result = self._connection.execute(_NEW_HEAD, head)
        if result.rowcount != 1:
            raise StoreError("the head of the ledger is gone", where="ledger_head")

    def _node_rows(self) -> list[dict[str, object]]:
        return [{"level": n.level, "place": n.place, "hash": n.hash.hex()} for n in self._nodes]


def entry_row(entry: Entry, kept: bytes) -> dict[str, object]:
    """Return the row of the table `ledger`: the bytes, and columns to search by."""
    return {
        "number": entry.number,
        "organisation": entry.organisation,
        "act": entry.act,
        "case": entry.case,
        "time_us": entry.time_us,
        "user": entry.user,
        "entry": kept.decode(),
    }
