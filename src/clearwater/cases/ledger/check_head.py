"""Verifying the head, its signature, earlier checkpoints, and the stored nodes of the tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from clearwater.cases.ledger.checkpoint import Checkpoint, origin_of, parse_checkpoint
from clearwater.cases.ledger.content import Content, Raw, TableForm, UnreadableError
from clearwater.cases.ledger.faults import FaultKind, Faults
from clearwater.cases.ledger.levels import Levels

HEAD_FORM = TableForm("ledger_head", ("head", "size", "root", "checkpoint"), ("head",))
NODES_FORM = TableForm("ledger_nodes", ("level", "place", "hash"), ("level", "place"))
HEAD_NAME = "ledger"

T = TypeVar("T")


@dataclass(frozen=True)
class HeadRow:
    """The head as it stands in the table; nothing where it is none."""

    size: int | None = None
    root: str | None = None
    checkpoint: str | None = None

    def believed_size(self) -> int | None:
        """Return how many entries there should be, unless column and checkpoint disagree."""
        try:
            said = parse_checkpoint(self.checkpoint or "").size
        except ValueError:
            return self.size
        return said if self.size in (None, said) else None


def read_head_row(content: Content, faults: Faults) -> HeadRow:
    """Return the head, after checking that there is one and that it has the right types."""
    try:
        rows = list(content.rows(HEAD_FORM))
    except UnreadableError as error:
        faults.add(FaultKind.UNREADABLE, "ledger_head", found=str(error))
        return HeadRow()
    if len(rows) != 1:
        faults.add(FaultKind.WRONG_HEAD, "ledger_head", "one row", f"{len(rows)} rows")
    if not rows:
        return HeadRow()
    row = dict(zip(HEAD_FORM.columns, rows[0], strict=True))
    if row["head"] != HEAD_NAME:
        faults.add(FaultKind.WRONG_HEAD, "ledger_head column head", HEAD_NAME, row["head"])
    return HeadRow(
        size=_typed(row["size"], int, "size", faults),
        root=_typed(row["root"], str, "root", faults),
        checkpoint=_typed(row["checkpoint"], str, "checkpoint", faults),
    )


def _typed(value: Raw, kind: type[T], column: str, faults: Faults) -> T | None:
    if type(value) is kind:
        return value
    faults.add(FaultKind.BROKEN_VALUE, f"ledger_head column {column}", kind.__name__, value)
    return None


def check_head(head: HeadRow, levels: Levels, public: bytes, faults: Faults) -> bool:
    """Check the head against the tree and the key; return whether the signed root is the tree's."""
    root = levels.root()
    if head.size is not None and head.size != levels.size:
        faults.add(FaultKind.WRONG_HEAD, "ledger_head column size", levels.size, head.size)
    if head.root is not None and head.root != root.hex():
        faults.add(FaultKind.WRONG_HEAD, "ledger_head column root", root.hex(), head.root)
    if head.checkpoint is None:
        return False
    where = "ledger_head column checkpoint"
    try:
        said = parse_checkpoint(head.checkpoint)
    except ValueError as error:
        faults.add(FaultKind.BAD_SIGNATURE, where, "a signed checkpoint", str(error))
        return False
    fits = (said.size, said.root) == (levels.size, root)
    if not fits:
        faults.add(
            FaultKind.WRONG_HEAD,
            where,
            f"size {levels.size}, root {root.hex()}",
            f"size {said.size}, root {said.root.hex()}",
        )
    signed = _is_signed(said, public, where, faults)
    return fits and signed


def _is_signed(said: Checkpoint, public: bytes, where: str, faults: Faults) -> bool:
    if said.origin != origin_of(public):
        faults.add(FaultKind.WRONG_HEAD, where, f"origin {origin_of(public)}", said.origin)
        return False
    if not said.is_signed_by(public) or len(said.signatures) != 1:
        faults.add(FaultKind.BAD_SIGNATURE, where, "the signature of the ledger's key", "another")
        return False
    return True


def check_earlier(notes: Iterable[str], levels: Levels, public: bytes, faults: Faults) -> None:
    """Check that the ledger goes on from checkpoints which somebody kept outside."""
    for number, note in enumerate(notes, 1):
        where = f"checkpoint {number}"
        try:
            said = parse_checkpoint(note)
        except ValueError as error:
            faults.add(FaultKind.BAD_SIGNATURE, where, "a signed checkpoint", str(error))
            continue
        if said.origin != origin_of(public) or not said.is_signed_by(public):
            faults.add(FaultKind.BAD_SIGNATURE, where, "signed by this ledger", said.origin)
        elif said.size > levels.size:
            found = f"{levels.size} entries"
            faults.add(FaultKind.TRUNCATED, where, f"at least {said.size} entries", found)
        elif levels.root(said.size) != said.root:
            found = f"root {levels.root(said.size).hex()}"
            faults.add(FaultKind.FORKED, f"{where}, size {said.size}", said.root.hex(), found)


def check_nodes(
    content: Content, levels: Levels, faults: Faults, *, signed: bool, places: dict[bytes, int]
) -> None:
    """Check stored nodes against the tree that the entries make.

    Where the signed root is the tree's, the entries are what was signed and a node that differs is
    wrong. Where it is not, a leaf that differs names the entry whose bytes were altered.
    """
    wanted = _expected(levels)
    due = next(wanted, None)
    try:
        for level, place, hashed in _stored(content, faults):
            while due is not None and due[:2] < (level, place):
                faults.add(FaultKind.MISSING_NODE, _where(*due[:2]), due[2], "none")
                due = next(wanted, None)
            if due is None or due[:2] != (level, place):
                faults.add(FaultKind.UNNAMED_NODE, _where(level, place), "no such node", hashed)
                continue
            if hashed != due[2]:
                _differs(due, hashed, faults, signed=signed, places=places)
            due = next(wanted, None)
    except UnreadableError as error:
        faults.add(FaultKind.UNREADABLE, "ledger_nodes", found=str(error))
        return
    for level, place, hashed in () if due is None else (due, *wanted):
        faults.add(FaultKind.MISSING_NODE, _where(level, place), hashed, "none")


def _differs(
    due: tuple[int, int, str],
    found: str,
    faults: Faults,
    *,
    signed: bool,
    places: dict[bytes, int],
) -> None:
    level, place, computed = due
    if signed:
        faults.add(FaultKind.WRONG_NODE, _where(level, place), computed, found)
    elif level == 0 and bytes.fromhex(computed) not in places:
        # An entry that only stands at another's place was named already.
        faults.add(FaultKind.ALTERED_ENTRY, f"entry {place}", f"hash {found}", f"hash {computed}")


def _expected(levels: Levels) -> Iterator[tuple[int, int, str]]:
    for level in range(levels.depth):
        for place, hashed in enumerate(levels.level(level)):
            yield level, place, hashed.hex()


def _stored(content: Content, faults: Faults) -> Iterator[tuple[int, int, str]]:
    for level, place, hashed in content.rows(NODES_FORM):
        if type(level) is int and type(place) is int and type(hashed) is str:
            yield level, place, hashed
        else:
            where = _where(level, place)
            faults.add(FaultKind.BROKEN_VALUE, where, "two whole numbers and a text", hashed)


def _where(level: Raw, place: Raw) -> str:
    return f"node {level!r}/{place!r}"
