"""The places of the console, once: the bar, the palette of Ctrl-K and the tests read them here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from clearwater.cases.workflow.rights import Verb


@dataclass(frozen=True)
class Place:
    """Somewhere to go."""

    path: str
    name: str
    """In English; templates translate it."""
    verb: Verb | None
    """The right without which it is not offered."""
    keys: str
    """What goes there from everywhere: ``g``, then this."""
    in_bar: bool = True
    """Whether it stands in the bar; all stand in the palette."""


def _(text: str) -> str:
    """Mark a text for the catalogues."""
    return text


PLACES: Final = (
    Place("/queue", _("Queue"), Verb.READ, "q"),
    Place("/runs", _("Runs"), Verb.READ, "r"),
    Place("/blind", _("Judge again"), Verb.REVIEW_BLINDLY, "b", in_bar=False),
    Place("/quality", _("Quality of review"), Verb.READ_QUALITY, "k", in_bar=False),
    Place("/reports", _("Reports of users"), Verb.READ_REPORTS, "u"),
    Place("/bodies", _("Organisations"), Verb.READ, "o"),
    Place("/week", _("Weekly report"), Verb.READ, "w"),
    Place("/ledger", _("Ledger"), Verb.VERIFY, "l"),
    Place("/people", _("People"), Verb.READ_LOGINS, "p", in_bar=False),
    Place("/policy", _("Policy"), Verb.READ, "y", in_bar=False),
    Place("/public", _("Published"), None, "t", in_bar=False),
    Place("/publish", _("Publish"), Verb.PUBLISH_FIGURES, "x", in_bar=False),
    Place("/preferences", _("Preferences"), None, ",", in_bar=False),
)
"""Every place that needs nothing but to be gone to, in the order of the bar."""


def places_for(verbs: Iterable[Verb]) -> tuple[Place, ...]:
    """Return the places that are worth offering to somebody."""
    theirs = frozenset(verbs)
    return tuple(one for one in PLACES if one.verb is None or one.verb in theirs)
