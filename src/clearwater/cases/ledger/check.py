"""The whole verification of a store: entries, tree, head, rows and blobs.

What it proves, with the ledger's public key known from elsewhere: what is in the store is what the
holder of the key signed, nothing more, nothing less, nothing changed. What it cannot prove alone:
that the holder of the key did not write the whole ledger anew. For that give it a checkpoint that
somebody outside kept or witnessed.

Memory is bounded, whatever the store: rows stream, and what must be remembered goes to temporary
files. Whatever a value is, the outcome is a list of faults and never an exception.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from clearwater.cases.acts import StoreCreated
from clearwater.cases.ledger.check_entries import EntriesPass
from clearwater.cases.ledger.check_head import (
    HeadRow,
    check_earlier,
    check_head,
    check_nodes,
    read_head_row,
)
from clearwater.cases.ledger.check_rows import check_blobs, check_rows
from clearwater.cases.ledger.check_sealed import Openers
from clearwater.cases.ledger.content import Content, TableForm
from clearwater.cases.ledger.entry import Entry
from clearwater.cases.ledger.faults import Fault, FaultKind, Faults
from clearwater.cases.ledger.keys import PUBLIC_BYTES
from clearwater.cases.ledger.levels import Levels
from clearwater.cases.ledger.named import NamedRows


@dataclass(frozen=True)
class Known:
    """What whoever verifies knows from elsewhere."""

    public_key: bytes | None = None
    """The ledger's key. Without it the key of the first entry is believed."""
    checkpoints: tuple[str, ...] = ()
    """Signed notes of the ledger that were kept outside."""
    openers: Openers = field(default_factory=Openers)
    """What sealed texts and files are opened with; it takes down what was erased."""
    elsewhere: frozenset[str] = frozenset()
    """Tables that are not here, such as the keys of a backup that has none."""


def check_content(
    content: Content,
    forms: Sequence[TableForm],
    *,
    evidence: Path | None = None,
    known: Known | None = None,
    most: int = 1_000,
) -> list[Fault]:
    """Return everything that is wrong with a store; nothing where it is whole.

    Parameters
    ----------
    content
        One consistent state of it.
    forms
        The tables of records.
    evidence
        Folder of the blobs; they are left out without it.
    known
        Key and checkpoints from elsewhere.
    most
        Number of faults that are listed; one more says how many there were besides.
    """
    known = known or Known()
    faults = Faults(most)
    levels, named = Levels(), NamedRows()
    try:
        for fault in content.structure():
            faults.add(FaultKind(fault.kind), fault.where, fault.expected, fault.found)
        head = read_head_row(content, faults)
        tables = frozenset(form.name for form in forms)
        entries = EntriesPass(levels, named, head.believed_size(), faults, tables)
        entries.run(content)
        _check_tree(content, head, entries, known, faults)
        for table in known.elsewhere:
            named.forget(table)
        here = [form for form in forms if form.name not in known.elsewhere]
        check_rows(content, here, named, faults, known.openers)
        if evidence is not None:
            check_blobs(evidence, named, faults, known.openers)
    finally:
        levels.close()
        named.close()
    return faults.all()


def _check_tree(
    content: Content, head: HeadRow, entries: EntriesPass, known: Known, faults: Faults
) -> None:
    key = _key(entries.first, known, faults)
    if key is None:
        return
    signed = check_head(head, entries.levels, key, faults)
    check_earlier(known.checkpoints, entries.levels, key, faults)
    if entries.whole:
        check_nodes(content, entries.levels, faults, signed=signed, places=entries.places)


def _key(first: Entry | None, known: Known, faults: Faults) -> bytes | None:
    """Return the key to verify with: the known one, else that of the first entry."""
    said = first.details.get("public_key") if first and first.act == StoreCreated.NAME else None
    try:
        named = bytes.fromhex(said) if isinstance(said, str) else b""
    except ValueError:
        named = b""
    if len(named) != PUBLIC_BYTES:
        faults.add(FaultKind.OTHER_KEY, "entry 0", "a store that was made, with its key", said)
        return known.public_key
    if known.public_key is not None and known.public_key != named:
        faults.add(FaultKind.OTHER_KEY, "entry 0", known.public_key.hex(), named.hex())
    return known.public_key or named
