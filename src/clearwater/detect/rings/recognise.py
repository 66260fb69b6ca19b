"""Is this a ring that was seen before? Every stored ring against every new one, with odds.

For each kind of trace: how many of the new ring's own values are among the stored ring's, and how
many would be if its values were drawn as those of everybody else in either log are. What a crowd
uses is common and says little. Kinds with one cause are one family (a device sits on a line, a line
has a prefix), and the price of choosing among them is paid.

Behaviour is ranked: how many pairs of rings that are not these two are as much alike? With five
rings it is worth two bits, and rightly so. Behaviour and customers support, and never recognise:
two desks run the same program, one customer buys from two. Over all pairs of a stored and a new
ring, Benjamini-Hochberg. Ours.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import gammaincc

from clearwater.detect.rings.behaviour import agreement
from clearwater.detect.rings.marks import PLACES, SAID
from clearwater.detect.rings.signature import RingLog, Signature
from clearwater.detect.rings.text_marks import matched
from clearwater.kernels.benjamini_hochberg import q_values
from clearwater.kernels.binomial_bits import binomial_tails
from clearwater.kernels.tails import FLOOR

FAMILIES = ("place", "says", "customers", "behaviour")
RECOGNISING = ("place", "says")
LEAST = 0.01
"""p-value of a recognising family from which a pair can be the same ring at all."""


@dataclass(frozen=True)
class Kept:
    """How much of one kind of trace came back."""

    kind: str
    kept: int
    """Values of the new ring that the stored one had."""
    of: int
    """Own values of the new ring."""
    expected: float
    """Mean of `kept` for a ring that has nothing to do with the stored one."""
    p_value: float


@dataclass(frozen=True)
class Match:
    """One stored ring and one new one."""

    stored: Signature
    new: Signature
    kept: tuple[Kept, ...]
    alike: float
    """Agreement of behaviour, 0..1."""
    p_of: dict[str, float]
    """p-value by family; those that could not be asked are missing."""
    p_value: float
    q_value: float = 1.0

    def bits(self, family: str) -> float:
        """Return log-odds of one family in bits: -log2 of its p-value."""
        return abs(math.log2(max(self.p_of.get(family, 1.0), FLOOR)))


def compare(stored: Sequence[Signature], new: RingLog) -> list[Match]:
    """Return every stored ring against every finding of `new`, surest first."""
    fresh = new.signatures()
    if not stored or not fresh:
        return []
    alike = np.array([[agreement(a.behaviour, b.behaviour) for b in fresh] for a in stored])
    matches = []
    for k, one in enumerate(stored):
        for n, (signature, group) in enumerate(zip(fresh, new.groups, strict=True)):
            kept = _kept(one, signature, new, group.members)
            p_of = _families(kept)
            if alike.size > 1:
                p_of["behaviour"] = _rank(alike, k, n)
            p = _combined(p_of)
            matches.append(Match(one, signature, kept, float(alike[k, n]), p_of, p))
    q = q_values(np.array([match.p_value for match in matches]), len(matches))
    told = [_with_q(match, float(value)) for match, value in zip(matches, q, strict=True)]
    return sorted(told, key=lambda m: (m.p_value, m.stored.ring, m.new.ring))


def _with_q(match: Match, q_value: float) -> Match:
    return Match(
        match.stored, match.new, match.kept, match.alike, match.p_of, match.p_value, q_value
    )


def _kept(one: Signature, new: Signature, log: RingLog, members: np.ndarray) -> tuple[Kept, ...]:
    out = []
    for kind, marks in new.marks.items():
        before = one.marks.get(kind)
        if before is None or not before.tokens or not marks.tokens:
            continue
        wanted = frozenset(before.tokens)
        if kind == "target":
            # Who is served follows no rule that outsiders' acts could give.
            common = max(before.common, marks.common)
        else:
            here = log.traces[kind].common(wanted, members, log.log.accounts)
            common = max(before.common, here)
        kept = sum(1 for token in marks.tokens if token in wanted)
        out.append(_counted(kind, kept, len(marks.tokens), common))
    if one.texts is not None and new.texts is not None and log.written is not None:
        pool, own = one.texts.hashes, new.texts.hashes
        if pool.shape[0] and own.shape[0]:
            common = max(one.texts.common, log.written.common(pool, members))
            out.append(_counted("text", int(matched(own, pool).sum()), own.shape[0], common))
    return tuple(out)


def _counted(kind: str, kept: int, of: int, common: float) -> Kept:
    chance = min(1.0, common)
    p = float(binomial_tails(np.array([float(kept)]), float(of), chance)[0])
    return Kept(kind, kept, of, of * chance, max(p, FLOOR))


def _families(kept: Sequence[Kept]) -> dict[str, float]:
    """Return the p-value of each family whose kinds both rings have; the choice paid for."""
    kinds = {"place": PLACES, "says": ("text", *SAID), "customers": ("target",)}
    out = {}
    for family, own in kinds.items():
        p = [one.p_value for one in kept if one.kind in own]
        if p:
            out[family] = min(1.0, len(p) * min(p))
    return out


def _rank(alike: np.ndarray, k: int, n: int) -> float:
    """Return the share of pairs with one of these two rings, but not both, as much alike."""
    others = np.concatenate([np.delete(alike[k], n), np.delete(alike[:, n], k)])
    return float((1 + (others >= alike[k, n]).sum()) / (1 + others.size))


def _combined(p_of: dict[str, float]) -> float:
    """Return one p-value: half of the level for the best recognising family, half for all."""
    alone = [p_of[family] for family in RECOGNISING if family in p_of]
    if not alone or min(alone) > LEAST:
        return 1.0
    logs = sum(math.log(max(p, FLOOR)) for p in p_of.values())
    together = float(gammaincc(len(p_of), -logs))
    return min(1.0, 2.0 * min(len(alone) * min(alone), together))
