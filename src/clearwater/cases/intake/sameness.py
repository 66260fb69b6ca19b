"""Whether a crowd that reports one account at once is alike, or only large.

An incident that everybody hears of brings many honest reporters within the hour. They come from
everywhere, with accounts of every age, and mostly in their own words or in one of the sentences
that the form offers. So a crowd says something only where it says the same words, and besides comes
from one place or was made in the same week. One kind alone is not enough: a petition has one text,
a school sits at one address.

Each kind is held against everybody else who reports. What they say and where they are as well
is the background: a sentence of the form is common, a campus is full of others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scipy.stats import binom

HOUSEHOLD = 6
"""Reporters who may share a device or a line and be a family."""
LEAST = 3
"""Fewer who say the same are no crowd."""
NEW_US = 7 * 86_400_000_000
"""An account is new that was made within seven days before it reports."""
WAYS = 2.0
"""Ways in which a crowd can be alike: words and place, words and age."""


@dataclass(frozen=True)
class Trace:
    """What one reporter left on one report."""

    reporter: str
    time_us: int
    text: str | None
    place: str | None
    device: str | None
    joined_us: int | None

    @property
    def new(self) -> bool | None:
        """Whether the account was new; nothing where nobody knows."""
        return None if self.joined_us is None else self.joined_us > self.time_us - NEW_US


@dataclass(frozen=True)
class Sameness:
    """How alike a crowd is."""

    p_value: float
    """Of a crowd this alike, if it were drawn from everybody else; 1 where nothing speaks."""
    reporters: frozenset[str]
    """Those who said the same words."""


UNLIKE = Sameness(1.0, frozenset())


def sameness(crowd: Sequence[Trace], others: Sequence[Trace]) -> Sameness:
    """Return how alike the reporters of one moment are, beside all other reporters.

    Parameters
    ----------
    crowd
        Of one account and one moment.
    others
        Of every other report in the log; who is in the crowd is left out.
    """
    inside = {one.reporter for one in crowd}
    outside = [one for one in others if one.reporter not in inside]
    words = _shared(_said(crowd, "text"))
    if words is None:
        return UNLIKE
    p_words = _tail(words, _said(outside, "text"))
    same = [one for one in crowd if one.reporter in words.holders]
    p_other = min(_place(same, outside), _age(same, outside))
    p_value = min(1.0, WAYS * max(p_words, p_other))
    return Sameness(p_value, frozenset(words.holders)) if p_value < 1.0 else UNLIKE


@dataclass(frozen=True)
class _Shared:
    """A value that many of a crowd have."""

    value: str
    holders: frozenset[str]
    known: int
    """Reporters of whom a value is known."""
    values: int
    """Different values, among which this one was picked."""


Said = frozenset[tuple[str, str]]
"""Reporter and value."""


def _said(traces: Iterable[Trace], name: str) -> Said:
    """Return who left which value of one kind."""
    pairs = ((one.reporter, getattr(one, name)) for one in traces)
    return frozenset((reporter, value) for reporter, value in pairs if value is not None)


def _shared(pairs: Said) -> _Shared | None:
    """Return the value that most reporters have, if several do."""
    counts = Counter(value for _, value in pairs)
    if not counts:
        return None
    value, most = min(counts.items(), key=lambda one: (-one[1], one[0]))
    if most < LEAST:
        return None
    holders = frozenset(reporter for reporter, one in pairs if one == value)
    return _Shared(value, holders, len({reporter for reporter, _ in pairs}), len(counts))


def _tail(shared: _Shared, outside: Said) -> float:
    """Return the chance that so many have the value, if it is as common as among others."""
    there = sum(value == shared.value for _, value in outside)
    chance = (there + 0.5) / (len({reporter for reporter, _ in outside}) + 1)
    # Somebody has it first: only the others are a coincidence.
    tail = float(binom.sf(len(shared.holders) - 2, shared.known - 1, min(1.0, chance)))
    return min(1.0, shared.values * tail)


def _place(same: Sequence[Trace], outside: Sequence[Trace]) -> float:
    """Return the chance that so many are at one place, on one device or one line."""
    found = [1.0]
    for name in ("place", "device"):
        shared = _shared(_said(same, name))
        if shared is None or len(shared.holders) <= HOUSEHOLD:
            continue
        there = {one.reporter for one in outside if getattr(one, name) == shared.value}
        # Where others are the larger part, those who are there are no group because of it.
        if len(there) <= len(shared.holders):
            found.append(2.0 * _tail(shared, _said(outside, name)))
    return min(found)


def _age(same: Sequence[Trace], outside: Sequence[Trace]) -> float:
    """Return the chance that so many were made within the week before."""
    own = {one.reporter: one.new for one in same if one.new is not None}
    other = {one.reporter: one.new for one in outside if one.new is not None}
    new = sum(own.values())
    if new <= HOUSEHOLD:
        return 1.0
    chance = (sum(other.values()) + 0.5) / (len(other) + 1)
    return float(binom.sf(new - 1, len(own), min(1.0, chance)))
