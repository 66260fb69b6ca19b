"""What a body has published, for everybody: the very files whose digests are on record.

Whoever asks here is known to nobody, so nothing is counted for them and nothing made: a file is
kept when it is published, under its SHA-256, and only what an entry of the ledger names is given
out. Weekly reports are for other bodies and stay inside.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from clearwater.app.case.desk import Desk
from clearwater.app.publish.documents import canonical_bytes
from clearwater.app.publish.writing import digest_of, put_on_record
from clearwater.cases.acts import FiguresPublished
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.ledger.checkpoint import parse_checkpoint
from clearwater.cases.records.canonical import LARGEST
from clearwater.cases.store.base import EntriesAsked
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow import publishing
from clearwater.cases.workflow.commands_figures import PublishFigures
from clearwater.errors import NothingThereError

TRANSPARENCY: Final = "transparency report"
CASEBOOK: Final = "casebook"
CASEBOOK_NAME: Final = publishing.CASEBOOK
_PUBLIC: Final = frozenset({TRANSPARENCY, CASEBOOK})


@dataclass(frozen=True)
class Published:
    """One file that everybody may see."""

    organisation: str
    kind: str
    name: str
    """Its quarter; `CASEBOOK_NAME` for case studies."""
    sha256: str
    """Of the JSON, in hex."""
    entry: int
    """Number of the entry that says so."""
    since_us: int
    kept: bool
    """Whether the file lies here; one that an older version published does not."""


def keep_and_put_on_record(desk: Desk, blobs: Blobs, document: dict[str, Any]) -> str:
    """Keep a report for everybody, write into the ledger that it is published, and return its hash.

    Raises
    ------
    RefusedError
        If the person may not publish figures.
    """
    # Before the entry: a file that nothing names is given to nobody.
    blobs.put(canonical_bytes(document))
    if str(document["format"]).removeprefix("clearwater ") != CASEBOOK:
        return put_on_record(desk, document)
    digest = digest_of(document)
    with desk.store.writing(desk.organisation) as unit:
        size = parse_checkpoint(unit.checkpoint()).size
        command = PublishFigures(CASEBOOK, CASEBOOK_NAME, digest, size)
        desk.without_case(unit, desk.context(unit), command)
    return digest


def all_published(store: SqlStore, organisation: str) -> tuple[Published, ...]:
    """Return what an organisation has published for everybody, newest first, each name once."""
    with store.reading(organisation) as unit:
        asked = EntriesAsked((FiguresPublished.NAME,), LARGEST)
        entries = [one for one in unit.entries_asked(asked) if one.details["kind"] in _PUBLIC]
    found: dict[str, Published] = {}
    for entry in reversed(entries):
        details: Mapping[str, Any] = entry.details
        sha256, name = str(details["sha256"]), str(details["period"])
        found.setdefault(
            name,
            Published(
                organisation=organisation,
                kind=str(details["kind"]),
                name=name,
                sha256=sha256,
                entry=entry.number,
                since_us=entry.time_us,
                kept=store.blobs.path(sha256).exists(),
            ),
        )
    return tuple(found.values())


def the_published(store: SqlStore, organisation: str, name: str) -> tuple[Published, bytes]:
    """Return one published file, as it was published.

    Raises
    ------
    NothingThereError
        If nothing of this name was published, or the file does not lie here.
    """
    every = all_published(store, organisation)
    found = next((one for one in every if one.name == name and one.kept), None)
    if found is None:
        raise NothingThereError("nothing like that was published", found=name[:80])
    with store.blobs.open(found.sha256) as file:
        content = file.read()
    if hashlib.sha256(content).hexdigest() != found.sha256:
        raise NothingThereError("what was published does not lie here as it was", found=name[:80])
    return found, content


def read_document(content: bytes) -> dict[str, Any]:
    """Return what a published file says."""
    said: dict[str, Any] = json.loads(content)
    return said
