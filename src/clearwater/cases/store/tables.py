"""The tables of a store, made from the records: one table for each, one column for each field.

Three tables are the ledger's own. `ledger` holds each entry as its canonical bytes, with a few
columns beside it to search by; `ledger_nodes` the complete nodes of the Merkle tree; `ledger_head`
one row: size, root and the checkpoint that was signed with the last commit.

Texts compare by their bytes on every database ("C" on PostgreSQL), so that the order of a queue
does not depend on where it is kept.
"""

from __future__ import annotations

import types
from dataclasses import fields
from typing import get_args, get_type_hints

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
)
from sqlalchemy.types import TypeEngine

from clearwater.cases.records.base import Record
from clearwater.cases.records.bodies import Body, Membership
from clearwater.cases.records.case import Case, CaseFinding, Clue, Member, Placing, Ring
from clearwater.cases.records.decision import Decision, Evidence, Measure
from clearwater.cases.records.duties import Duty, DutyDocument
from clearwater.cases.records.exchange import Arrived, Partner
from clearwater.cases.records.identity import ApiToken, Credential
from clearwater.cases.records.notice import Appeal, Appellant, Message, Notice
from clearwater.cases.records.passing import Handover, JointApproval, Participation
from clearwater.cases.records.people import Disclosure, Subject, User
from clearwater.cases.records.policy import PolicyRow, PolicyVersion
from clearwater.cases.records.privacy import DataKey, Erasure, Hold
from clearwater.cases.records.registers import Agency, Creator
from clearwater.cases.records.reports import Brigade, ReportAnswer, ReportArrival, UserReport
from clearwater.cases.records.request import Answer
from clearwater.cases.records.review import (
    BlindReview,
    Consideration,
    KnownAnswer,
    KnownFinding,
    Lease,
    QualityRules,
)
from clearwater.cases.records.runs import Job, Upload

RECORDS: tuple[type[Record], ...] = (
    # Keys before what they open, and erasures before evidence: a verification reads in this order.
    *(DataKey, Erasure, Hold),
    *(PolicyRow, User, Disclosure, Subject, Ring, Case, Clue, CaseFinding, Member, Evidence),
    *(Decision, Measure, Notice, Appeal, Appellant, Message),
    *(Body, Membership, Handover, Participation, JointApproval),
    *(Duty, DutyDocument, Agency, Creator),
    *(Brigade, UserReport, ReportArrival, ReportAnswer),
    *(Credential, ApiToken),
    Answer,
    PolicyVersion,
    *(Partner, Arrived),
    *(Upload, Job),
    *(Lease, Consideration, KnownFinding, KnownAnswer, BlindReview, QualityRules),
    Placing,
)
"""Every kind of record there is, those that others refer to first. A test holds that none is
missing."""

_REFERS = {
    "case": "cases",
    "ring": "rings",
    "subject": "subjects",
    "decision": "decisions",
    "measure": "measures",
    "appeal": "appeals",
}
"""A field of this name holds the key of that table."""
_NO_REFERENCE = frozenset(
    {("decisions", "measure"), ("known_answers", "measure"), ("blind_reviews", "measure")}
)
"""Fields of such a name that hold something else: here a name of the policy's ladder."""

_INDEXES: dict[str, tuple[tuple[str, ...], ...]] = {
    "cases": (
        # What a queue is narrowed by stands in it too: rows that do not fit are never looked up.
        ("organisation", "state", "rank_us", "case", "severity", "origin", "due_us"),
        ("organisation", "assignee", "state", "rank_us", "case"),
        ("ring",),
    ),
    "clues": (
        ("case",),
        ("organisation", "fingerprint"),
        ("organisation", "state"),
        ("organisation", "reporter"),
        ("organisation", "subject"),
    ),
    "evidence": (("sha256",),),
    "members": (("subject",),),
    "decisions": (("case",), ("organisation", "decided_by")),
    "measures": (
        *(("case",), ("subject",), ("decision",)),
        *(("organisation", "starts_us"), ("organisation", "ends_us")),
    ),
    "notices": (("case",), ("subject",), ("measure",)),
    "appeals": (("case",), ("organisation", "state", "due_us")),
    "appellants": (("case",), ("subject",)),
    "messages": (("case",), ("measure",), ("organisation", "state", "next_us", "message")),
    "subjects": (("organisation", "kind", "token"),),
    "data_keys": (
        ("organisation", "about"),
        ("organisation", "within"),
        ("organisation", "since_us"),
    ),
    "holds": (("organisation", "about"),),
    "answers": (("organisation", "day"),),
    "credentials": (("organisation", "oidc_subject"),),
    "api_tokens": (("organisation", "user"),),
    "handovers": (("case",), ("organisation", "state", "due_us")),
    "participations": (
        ("case",),
        ("organisation", "lead_case"),
        ("organisation", "state", "due_us"),
    ),
    "joint_approvals": (("case",),),
    "duties": (("organisation", "state", "due_us"),),
    "user_reports": (
        ("organisation", "reporter", "subject", "category", "window_us"),
        ("organisation", "clue"),
        ("organisation", "brigade"),
        ("subject",),
    ),
    "report_arrivals": (("organisation", "report"), ("organisation", "received_us")),
    "creators": (("organisation", "agency"),),
    "arrived": (("organisation", "clue"), ("organisation", "message")),
    "uploads": (("organisation", "state"),),
    "jobs": (("organisation", "state"), ("organisation", "run")),
    "leases": (("organisation", "until_us"),),
    "considerations": (("case",),),
    "known_findings": (("organisation", "run", "finding"),),
    "blind_reviews": (("decision",), ("organisation", "state", "review")),
    "ledger": (("organisation", "case", "number"), ("organisation", "time_us")),
}
_UNIQUE = frozenset(
    {
        ("subjects", ("organisation", "kind", "token")),
        ("credentials", ("organisation", "oidc_subject")),
        ("user_reports", ("organisation", "reporter", "subject", "category", "window_us")),
    }
)
"""An account has one name in an organisation; after an erasure it has no token, and none is equal
to nothing."""

_TEXT = Text().with_variant(Text(collation="C"), "postgresql")
_WHOLE = BigInteger().with_variant(Integer(), "sqlite")  # SQLite's INTEGER has 64 bits

metadata = MetaData()


def _column(kind: type[Record], name: str, hint: object) -> Column[str | int | None]:
    nullable = isinstance(hint, types.UnionType)
    plain = next(one for one in get_args(hint) if one is not type(None)) if nullable else hint
    types_of: dict[object, TypeEngine[str] | TypeEngine[int]] = {str: _TEXT, int: _WHOLE}
    refers = [_reference(kind, name)] if _is_reference(kind, name) else []
    key = name in kind.KEY
    return Column(name, types_of[plain], *refers, primary_key=key, nullable=nullable)


def _is_reference(kind: type[Record], name: str) -> bool:
    return name in _REFERS and (name,) != kind.KEY and (kind.TABLE, name) not in _NO_REFERENCE


def _reference(kind: type[Record], name: str) -> ForeignKey:
    """Return the reference; deferred, because a step may put a row before what it refers to."""
    return ForeignKey(
        f"{_REFERS[name]}.{name}",
        name=f"{kind.TABLE}_{name}_fkey",
        deferrable=True,
        initially="DEFERRED",
    )


def _indexes(table: str) -> list[Index]:
    return [
        Index(f"{table}_{'_'.join(columns)}", *columns, unique=(table, columns) in _UNIQUE)
        for columns in _INDEXES.get(table, ())
    ]


def _table_of(kind: type[Record]) -> Table:
    hints = get_type_hints(kind)
    columns = [_column(kind, field.name, hints[field.name]) for field in fields(kind)]
    return Table(kind.TABLE, metadata, *columns, *_indexes(kind.TABLE), sqlite_strict=True)


TABLES: dict[type[Record], Table] = {kind: _table_of(kind) for kind in RECORDS}

LEDGER = Table(
    "ledger",
    metadata,
    Column("number", _WHOLE, primary_key=True, autoincrement=False),
    Column("organisation", _TEXT, nullable=False),
    Column("act", _TEXT, nullable=False),
    Column("case", _TEXT),
    Column("time_us", _WHOLE, nullable=False),
    Column("user", _TEXT, nullable=False),
    Column("entry", _TEXT, nullable=False),
    *_indexes("ledger"),
    sqlite_strict=True,
)
NODES = Table(
    "ledger_nodes",
    metadata,
    Column("level", _WHOLE, primary_key=True, autoincrement=False),
    Column("place", _WHOLE, primary_key=True, autoincrement=False),
    Column("hash", _TEXT, nullable=False),
    sqlite_strict=True,
)
HEAD = Table(
    "ledger_head",
    metadata,
    Column("head", _TEXT, primary_key=True, nullable=False),
    Column("size", _WHOLE, nullable=False),
    Column("root", _TEXT, nullable=False),
    Column("checkpoint", _TEXT, nullable=False),
    sqlite_strict=True,
)
HEAD_NAME = "ledger"
"""Key of the one row of `ledger_head`."""

VERSION = Table(
    "alembic_version",
    MetaData(),
    Column("version_num", String(32), primary_key=True),
)
"""Alembic's own table; it makes it."""

GUARDED = ("ledger", "ledger_nodes")
"""Tables to which rows are only ever added."""
OF_AN_ORGANISATION = (*(kind.TABLE for kind in RECORDS), "ledger")
"""Tables of which an organisation sees its own rows only."""
