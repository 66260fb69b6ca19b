"""Keys of sealed texts, what was erased, and what may not be.

The row of a text never changes: it holds the text sealed, and the ledger its digest. What changes
is the row of its key. An erasure empties that, in an act like any other, and the text is gone while
every digest still fits.

No field here is called ``case`` or ``subject``: such rows go into packages of evidence, and a key
never does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from clearwater.cases.records.base import Record


@dataclass(frozen=True)
class DataKey(Record):
    """The key of one sealed text."""

    TABLE = "data_keys"
    KEY = ("commitment",)

    commitment: str
    """Of the `Disclosure` that it opens."""
    about: str
    """What the text concerns: the key of the row that names it, or what its act is about."""
    within: str | None
    """The case in which it was said."""
    wrapped: str | None
    """The key, wrapped by the store's master key; nothing once it was destroyed."""
    since_us: int
    erased_us: int | None
    """When it was destroyed."""


class Cause(StrEnum):
    """Why something was erased."""

    REQUEST = "request"
    """Somebody asked for it, and a lead agreed."""
    RETENTION = "retention"
    """Its time is over by the policy."""
    RESTORE = "restore"
    """It was erased after the backup from which the store was restored."""


class Erased(StrEnum):
    """What an erasure was about."""

    SUBJECT = "subject"
    """An account or a person: nothing names it any more."""
    EVIDENCE = "evidence"
    """The frozen files of a case, which name all its accounts, because one of them is erased."""
    CASE = "case"
    """A whole case: its words, its frozen files, and accounts that nothing else is about."""
    CLUE = "clue"
    """Who reported, and in which words."""


FILES_GONE = frozenset({Erased.EVIDENCE, Erased.CASE})
"""Erasures after which the frozen files of a case are shredded."""


@dataclass(frozen=True)
class Erasure(Record):
    """One thing whose personal data was erased. It names nobody.

    Frozen files on which another case rests stay until that one is erased too.
    """

    TABLE = "erasures"
    KEY = ("what", "about")

    what: str
    """An `Erased`."""
    about: str
    """Name of the subject, case or clue."""
    cause: str
    """A `Cause`."""
    why: str | None
    """Commitment to the reason, where a person gave one."""
    erased_us: int


@dataclass(frozen=True)
class Hold(Record):
    """Nothing about this account, person or case is erased until somebody lifts it."""

    TABLE = "holds"
    KEY = ("hold",)

    hold: str
    what: str
    """``subject`` or ``case``."""
    about: str
    """Its name."""
    why: str
    """Commitment to the reason."""
    placed_by: str
    placed_us: int
    lifted_by: str | None
    lifted_us: int | None
    lifted_why: str | None
    """Commitment to the reason."""
