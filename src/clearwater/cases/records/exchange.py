"""Other organisations with which something is exchanged, and what came from them.

Keys of partners stand in no row: the secret ones must not, and the others are beside them, in the
store's folder of keys (`clearwater.cases.exchange.partner_keys`). A row says which they are.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clearwater.cases.records.base import Record


class PartnerState(StrEnum):
    """Whether anything passes."""

    ACTIVE = "active"
    REMOVED = "removed"
    """Nothing more is taken from it or given to it; what came stays."""


class Passes(StrEnum):
    """What may pass between us and a partner."""

    CLUES = "clues"
    RECEIPTS = "receipts"
    """That a measure took effect at the receiver, or did not."""
    FLAGS = "flags"
    """ActivityStreams ``Flag``: reports of users of federated servers."""
    STIX = "stix"


class ArrivedKind(StrEnum):
    """What came."""

    CLUE = "clue"
    RECEIPT = "receipt"
    FLAG = "flag"


@dataclass(frozen=True)
class Partner(Record):
    """Another organisation."""

    TABLE = "partners"
    KEY = ("organisation", "partner")

    partner: str
    """A short name: letters, digits and hyphens."""
    state: str
    """A `PartnerState`."""
    sends: str
    """Words of `Passes` for what it may send, sorted, joined by one space."""
    gets: str
    """The same for what it may get."""
    keys: str
    """Fingerprints of its keys, sorted, joined by one space."""
    since_us: int
    """When this row was last changed."""


@dataclass(frozen=True)
class Arrived(Record):
    """One message of a partner: it says where a clue comes from, and is never taken twice."""

    TABLE = "arrived"
    KEY = ("organisation", "arrived")

    arrived: str
    """Keyed token of the partner and the message's id: ids are strangers' words."""
    partner: str
    kind: str
    """An `ArrivedKind`."""
    sha256: str
    """Commitment to the SHA-256, in hex, of the body as it came."""
    signed_by: str | None
    """Fingerprint of the key that had signed it; nothing where somebody brought it by hand."""
    clue: str | None
    """The clue that came of it, or that it was one more of."""
    message: str | None
    """The message that it is the receipt of."""
    outcome: str
    """``new`` or ``known`` for clues and flags; ``applied`` or ``failed`` for receipts."""
    arrived_us: int
