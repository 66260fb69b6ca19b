"""Keyed tokens of identifiers get random signs behind them before they are kept.

The ledger holds the digest of every row for ever. A row with nothing in it but names of the store
and a token could be made again by whoever has the key of tokens: he would try identifiers until the
digest fits, and an erasure would have hidden nothing from him. The random signs are erased with the
token, and the digest says nothing any more.

A token is looked for by its beginning. So the index that lets an account have one name does not
see two rows of one token: who adds one looks first, and writers come one after the other.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Select, and_, or_, select

from clearwater.cases.records.base import Record, Value
from clearwater.cases.records.case import Clue
from clearwater.cases.records.people import Subject
from clearwater.cases.records.reports import ReportArrival
from clearwater.cases.store.fresh import derived
from clearwater.cases.store.questions import found_by
from clearwater.cases.store.tables import TABLES

R = TypeVar("R", bound=Record)
_BETWEEN, _NEXT = ".", "/"
"""Between token and random signs, and the sign after it: tokens are hex, and sort before both."""
_BYTES = 16


def blinded(record: R, rehearsal: str | None, size: int) -> R:
    """Return a record as it is kept; only clues, subjects and messages of reporters have tokens.

    Parameters
    ----------
    rehearsal
        From its seed the random signs follow, so that a rehearsal leaves the same bytes again.
    size
        Entries in the ledger so far.
    """
    if isinstance(record, Clue):
        # Names of the store stand here after an erasure, with a blank in them.
        if " " in record.fingerprint:
            return record
        behind = _random(rehearsal, f"{size} {record.clue}")
        return replace(record, fingerprint=f"{token_of(record.fingerprint)}{_BETWEEN}{behind}")
    if isinstance(record, Subject) and record.token is not None and _BETWEEN not in record.token:
        behind = _random(rehearsal, f"{size} {record.subject}")
        return replace(record, token=f"{record.token}{_BETWEEN}{behind}")
    if isinstance(record, ReportArrival):
        behind = _random(rehearsal, f"{size} {record.arrival}")
        kept = _traces(record, lambda token: f"{token_of(token)}{_BETWEEN}{behind}")
        return replace(record, **kept)
    return record


def plain(record: R) -> R:
    """Return a clue or a message of a reporter with its tokens as they were given; others as kept.

    Rows of subjects stay as they are kept: they go into packages, and must fit their digests.
    """
    if isinstance(record, Clue):
        return replace(record, fingerprint=token_of(record.fingerprint))
    if isinstance(record, ReportArrival):
        return replace(record, **_traces(record, token_of))
    return record


def _traces(record: ReportArrival, changed: Callable[[str], str]) -> dict[str, Any]:
    """Return the tokens of a message, each changed; they are erased together."""
    kept = {"text": record.text, "place": record.place, "device": record.device}
    return {name: changed(token) for name, token in kept.items() if token is not None}


def token_of(kept: str) -> str:
    """Return a token without what stands behind it."""
    return kept.partition(_BETWEEN)[0]


def begins_with(column: ColumnElement[Any], token: str) -> ColumnElement[bool]:
    """Return the condition that a column holds a token, with random signs behind it or without."""
    return and_(column >= token, column < token + _NEXT)


def clues_of(organisation: str, equal: Mapping[str, Value]) -> Select[Any]:
    """Return the statement that finds clues by their fingerprint, and by what else is named."""
    rest = {name: value for name, value in equal.items() if name != "fingerprint"}
    fingerprint = TABLES[Clue].c.fingerprint
    return found_by(Clue, organisation, rest).where(
        begins_with(fingerprint, str(equal["fingerprint"]))
    )


def subjects_of(organisation: str, kind: str, tokens: Sequence[str]) -> Select[Any, Any]:
    """Return the statement that finds (token, subject) by tokens."""
    table = TABLES[Subject]
    # Every condition in each branch: SQLite asks an index for each only then.
    own = and_(table.c.organisation == organisation, table.c.kind == kind)
    each = [and_(own, begins_with(table.c.token, token)) for token in tokens]
    return select(table.c.token, table.c.subject).where(or_(*each))


def _random(rehearsal: str | None, purpose: str) -> str:
    if rehearsal is None:
        return secrets.token_hex(_BYTES)
    return derived(rehearsal, f"blind {purpose}")[:_BYTES].hex()
