"""Verifying a store, also one that is too damaged to be opened."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from clearwater.cases.ledger.check import Known, check_content
from clearwater.cases.ledger.check_sealed import Openers
from clearwater.cases.ledger.content import ContentReader
from clearwater.cases.ledger.erased import Erased
from clearwater.cases.ledger.faults import Fault, FaultKind
from clearwater.cases.ledger.keys import read_key
from clearwater.cases.sealing.file_keys import FileKeys
from clearwater.cases.store.connecting import Place, place_of
from clearwater.cases.store.content_postgresql import postgresql_content
from clearwater.cases.store.content_sqlite import sqlite_content
from clearwater.cases.store.forms import RECORD_FORMS
from clearwater.cases.store.store_keys import (
    EVIDENCE_KEYS,
    MASTER_NAME,
    SIGNING_NAME,
    read_master,
)


def content_of(place: Place) -> ContentReader:
    """Return what reads everything of the store at a place."""
    return sqlite_content(place) if place.is_sqlite else postgresql_content(place)


def check_store(
    url: str | Path,
    files: Path,
    *,
    checkpoints: Sequence[str] = (),
    public_key: bytes | None = None,
    most: int = 1_000,
    erased: Erased | None = None,
) -> list[Fault]:
    """Return everything that is wrong with a store and its blobs; nothing where it is whole.

    Parameters
    ----------
    url, files
        As of `clearwater.cases.store.opening.open_store`.
    checkpoints
        Signed notes of this ledger that somebody kept outside.
    public_key
        The ledger's key, as it was published; without it that of ``keys/ledger.pem``, and where
        that is missing that of the first entry.
    most
        How many faults are listed.
    erased
        Takes down what was erased, which is no fault.

    Raises
    ------
    StoreError
        If there is no store, or it may not be read.
    SourceError
        If ``keys/ledger.pem`` is there and is no key.
    """
    place = place_of(url)
    kept = files / SIGNING_NAME
    if public_key is None and kept.exists():
        public_key = read_key(kept).public
    openers = _openers(files, erased)
    known = Known(public_key, tuple(checkpoints), openers)
    with content_of(place) as content:
        faults = check_content(
            content, RECORD_FORMS, evidence=files / "evidence", known=known, most=most
        )
    if openers.master is None and openers.erased.unopened:
        expected = f"the key of {openers.erased.unopened:,} sealed texts and files"
        faults.append(Fault(str(FaultKind.MISSING_KEY), MASTER_NAME, expected, "none"))
    return faults


def _openers(files: Path, erased: Erased | None) -> Openers:
    master = read_master(files)
    keys = None if master is None else FileKeys(files / EVIDENCE_KEYS, master)
    return Openers(master, keys, Erased() if erased is None else erased)
