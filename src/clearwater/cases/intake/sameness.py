"""Whether a crowd that reports one account at once is alike, or only large.

An incident that everybody hears of brings many honest reporters within the hour. They come from
everywhere, with accounts of every age, and mostly in their own words or in one of the sentences
that the form offers. So a crowd says something only where it says the same words, and besides comes
from the same places, was made in the same week, or is the crowd that said one thing of another
account before. One kind alone is not enough: a petition has one text, a school sits at one address,
and people who meet the same spam report the same accounts.

Each kind is held against everybody else who reports. What they say and where they are as well is
the background: a sentence of the form is common, a campus is full of others. Ours; that two kinds
are needed, and what a household is, as in the detectors of groups.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scipy.stats import binom, hypergeom

HOUSEHOLD = 6
"""Reporters who may share devices and lines, and be a family."""
LEAST = 3
"""Fewer who have the same are no crowd."""
NEW_US = 7 * 86_400_000_000
"""An account is new that was made within seven days before it reports."""
WAYS = 3.0
"""Ways in which a crowd can be alike besides its words."""


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
class Crowd:
    """The reporters of one account and one moment, and what they said in common."""

    traces: tuple[Trace, ...]
    outside: tuple[Trace, ...]
    """Everybody else's."""
    speakers: frozenset[str]
    """Reporters who said the commonest words."""
    p_words: float
    """Chance that so many say the same, if it is as common as among everybody else."""


@dataclass(frozen=True)
class Sameness:
    """How alike a crowd is."""

    p_value: float
    """Of a crowd this alike, if it were drawn from everybody else; 1 where nothing speaks."""
    reporters: frozenset[str]
    """Those who said the same words."""


UNLIKE = Sameness(1.0, frozenset())


def crowd_of(traces: Sequence[Trace], others: Sequence[Trace]) -> Crowd:
    """Return the crowd of one account and moment.

    Parameters
    ----------
    traces
        Of the moment.
    others
        Of every report in the log; those of who is in the crowd are left out.
    """
    inside = {one.reporter for one in traces}
    outside = tuple(one for one in others if one.reporter not in inside)
    said, elsewhere = _said(traces, "text"), _said(outside, "text")
    counts = Counter(value for _, value in said)
    value, most = min(counts.items(), key=lambda one: (-one[1], one[0]), default=("", 0))
    if most < LEAST:
        return Crowd(tuple(traces), outside, frozenset(), 1.0)
    chance = _share(sum(one == value for _, one in elsewhere), _reporters(elsewhere))
    # Somebody says it first: only the others are a coincidence. Any of the words could have been
    # the commonest.
    tail = len(counts) * _at_least(most - 1, len(_reporters(said)) - 1, chance)
    speakers = frozenset(reporter for reporter, one in said if one == value)
    return Crowd(tuple(traces), outside, speakers, min(1.0, tail))


def sameness(crowd: Crowd, before: Sequence[Crowd] = ()) -> Sameness:
    """Return how alike a crowd is: its words, and one thing besides.

    Parameters
    ----------
    before
        Crowds of other accounts.
    """
    if not crowd.speakers:
        return UNLIKE
    same = [one for one in crowd.traces if one.reporter in crowd.speakers]
    besides = min(_places(same, crowd.outside), _age(same, crowd.outside), _again(crowd, before))
    p_value = min(1.0, WAYS * max(crowd.p_words, besides))
    return Sameness(p_value, crowd.speakers) if p_value < 1.0 else UNLIKE


def _places(same: Sequence[Trace], outside: Sequence[Trace]) -> float:
    """Return the chance that so many are at one place, or at places where several of them are.

    Many at one place is rare where places are large; all of them by fives is rare where most people
    are at a place of their own.
    """
    found = [p for name in ("place", "device") for p in _at(name, same, outside)]
    return min(1.0, len(found) * min(found))


def _at(name: str, same: Sequence[Trace], outside: Sequence[Trace]) -> tuple[float, float]:
    own, other = _said(same, name), _said(outside, name)
    here, there = (Counter(value for _, value in some) for some in (own, other))
    # Where others are the larger part, those who are there are no group because of it.
    several = {value: n for value, n in here.items() if n >= LEAST and n >= there[value]}
    known, others = len(_reporters(own)), _reporters(other)
    one = spread = 1.0
    most = max(several.values(), default=0)
    if most > HOUSEHOLD:
        chance = max(_share(there[value], others) for value, n in several.items() if n == most)
        one = min(1.0, len(here) * _at_least(most - 1, known - 1, chance))
    together = sum(several.values())
    if together > HOUSEHOLD:
        crowded = sum(n for n in there.values() if n >= LEAST)
        spread = _at_least(together, known, _share(crowded, others))
    return one, spread


def _age(same: Sequence[Trace], outside: Sequence[Trace]) -> float:
    """Return the chance that so many were made within the week before."""
    own = {one.reporter: one.new for one in same if one.new is not None}
    other = {one.reporter: one.new for one in outside if one.new is not None}
    new = sum(own.values())
    if new <= HOUSEHOLD:
        return 1.0
    return _at_least(new, len(own), _share(sum(other.values()), frozenset(other)))


def _again(crowd: Crowd, before: Sequence[Crowd]) -> float:
    """Return the chance that so many of them said one thing of another account together."""
    everybody = {one.reporter for one in (*crowd.traces, *crowd.outside)}
    spoke = [one.speakers for one in before if one.speakers]
    common = [len(crowd.speakers & one) for one in spoke]
    tails = [
        float(hypergeom.sf(n - 1, len(everybody), len(one), len(crowd.speakers)))
        for n, one in zip(common, spoke, strict=True)
        if n >= LEAST
    ]
    return min(1.0, len(spoke) * min(tails)) if tails else 1.0


Said = frozenset[tuple[str, str]]
"""Reporter and value."""


def _said(traces: Iterable[Trace], name: str) -> Said:
    """Return who left which value of one kind."""
    pairs = ((one.reporter, getattr(one, name)) for one in traces)
    return frozenset((reporter, value) for reporter, value in pairs if value is not None)


def _reporters(said: Said) -> frozenset[str]:
    return frozenset(reporter for reporter, _ in said)


def _share(count: int, of: frozenset[str]) -> float:
    """Return a share that is never nothing: what nobody else has may still be had."""
    return min(1.0, (count + 0.5) / (len(of) + 1))


def _at_least(count: int, of: int, chance: float) -> float:
    return float(binom.sf(count - 1, of, chance))
