"""Who acts in the store, and about whom it speaks.

What could name a person stands in one table only, `Disclosure`, beside a random salt. Every other
row and every entry of the ledger holds its commitment, SHA-256 of salt and text: it proves what was
said without saying it. An erasure empties the one row, and the ledger still verifies.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from clearwater.cases.records.base import Record


class Role(StrEnum):
    """What somebody may do; `clearwater.cases.workflow.rights` says which verbs that are."""

    INVESTIGATOR = "investigator"
    """Opens cases, works on them, proposes decisions."""
    REVIEWER = "reviewer"
    """Is the second person of a decision."""
    APPEALS = "appeals"
    """Resolves appeals against decisions in which they had no part."""
    LEAD = "lead"
    """Assigns, closes, changes the policy and the list of users."""
    AUDITOR = "auditor"
    """Reads everything and changes nothing."""
    INTAKE = "intake"
    """Takes reports of users in, marks and answers them, and may see who reported; no case."""


@dataclass(frozen=True)
class User(Record):
    """Somebody who may act. The name is a login, never a person's name."""

    TABLE = "users"
    KEY = ("organisation", "user")

    user: str
    """Login name."""
    roles: str
    """Roles, sorted, joined by one space."""
    state: str
    """``active`` or ``left``."""
    since_us: int
    """When this row was last changed."""


@dataclass(frozen=True)
class Subject(Record):
    """An account of the platform, or a person who reported something, under a name of the store."""

    TABLE = "subjects"
    KEY = ("subject",)

    subject: str
    """The store's own name for it, random."""
    kind: str
    """``account``, ``reporter``, ``agency`` or ``object``."""
    identifier: str
    """Commitment to the platform's identifier."""
    token: str | None
    """Keyed token of the identifier, by which it is found again; nothing after an erasure."""


@dataclass(frozen=True)
class Disclosure(Record):
    """The text behind a commitment: an identifier, a reason, a statement, a notice."""

    TABLE = "disclosures"
    KEY = ("commitment",)

    commitment: str
    """`commitment_to` of salt and text."""
    salt: str | None
    """32 random bytes in hex; nothing after an erasure."""
    text: str | None
    """What was said; nothing after an erasure."""
    erased_us: int | None
    """When it was erased."""


def commitment_to(salt: str, text: str) -> str:
    """Return the commitment to a text: SHA-256 in hex of the salt's bytes and the UTF-8 text.

    Parameters
    ----------
    salt
        32 random bytes in hex. Without it a short text could be found by trying.
    text
        What is committed to.
    """
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()
