"""Files that an erasure leaves behind are taken away: frozen ones, and messages in ``outgoing``.

They go after the act that erases, because a file cannot be taken back with a transaction. Whoever
is killed in between has the act and a file; the next erasure, or the next run of retention, finds
the file by the act. It is done while nobody else writes, so that a case which rests on the file by
then is seen.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.app.case.handing_out import remove_left
from clearwater.cases.records.decision import Evidence
from clearwater.cases.records.notice import Message
from clearwater.cases.records.privacy import FILES_GONE, Erased, Erasure
from clearwater.cases.sealing.file_keys import shred
from clearwater.cases.store.base import Unit
from clearwater.cases.store.sql import SqlStore


@dataclass(frozen=True)
class Swept:
    """How many files were taken away."""

    frozen: int
    messages: int


def sweep(store: SqlStore, organisation: str) -> Swept:
    """Take away every file of what was erased, and what killed processes left, if it is there."""
    store.blobs.sweep()
    remove_left(store)
    with store.writing(organisation) as unit:
        frozen, messages = _left(store, unit)
        needed = unit.privacy.still_named(frozen)
        for sha256 in sorted(frozen - needed):
            store.blobs.shred(sha256)
        for name in sorted(messages):
            for path in store.outgoing_folder.glob(f"*{name}*"):
                shred(path)
    return Swept(len(frozen - needed), len(messages))


def _left(store: SqlStore, unit: Unit) -> tuple[set[str], set[str]]:
    """Return contents and messages of what was erased that still have a file."""
    frozen: set[str] = set()
    messages: set[str] = set()
    # ``message.json``, or ``.message.XXXX.part`` where whoever wrote it was killed.
    files = store.outgoing_folder.glob("*")
    outgoing = {path.name.removeprefix(".").partition(".")[0] for path in files}
    for erasure in unit.find(Erasure):
        rows: tuple[Message, ...] = ()
        if erasure.what in FILES_GONE:
            kept = unit.find(Evidence, case=erasure.about)
            frozen |= {one.sha256 for one in kept if store.blobs.path(one.sha256).exists()}
            whole = outgoing and erasure.what == Erased.CASE
            rows = unit.find(Message, case=erasure.about) if whole else ()
        elif erasure.what == Erased.SUBJECT and outgoing:
            rows = unit.find(Message, subject=erasure.about)
        messages |= {one.message for one in rows} & outgoing
    return frozen, messages
