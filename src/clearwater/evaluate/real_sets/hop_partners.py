"""Partners on the Hop airdrop's wallets, and what is left of them without one of their inputs.

A wallet holds as traces everybody it sent to or received from, and itself: who deals with a wallet
directly shares that wallet with it. Its moment is its first use, its amount the volume.

Chosen on folds 0 and 1, whose labels may be looked at: 0.2 partners by chance (from 0.01 to 1, AP
0.54 to 0.61), that a linked pair must be alike by 1 (2: as good, fewer clusters found), and the
widths of `Crowd`. Kept from reasoning alone: 20 holders of a trace (50: AP 0.59, both at 0.05).
A first version let only linked pairs be partners. It was seen on folds 2 and 3 once, AP 0.440; that
a moment and an amount may do without a trace was then decided on folds 0 and 1 (0.55 to 0.59).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from clearwater.detect.links import Crowd, Partners, Partnership
from clearwater.evaluate.base import Judgement
from clearwater.evaluate.real_sets.base import Asked, Floats, Ints
from clearwater.evaluate.real_sets.hop_rules import Wallets

EVERYTHING = "time, transfers, volume"
BURST = Crowd(near=600.0)
"""Ten minutes, against 100 minutes."""
SAME_AMOUNT = Crowd(near=0.002)
"""A fifth of a percent, against two percent."""


def hop_partners(wallets: Wallets) -> Iterator[Asked]:
    """Yield what partners say, score and p-value, and then the ablations."""
    partners = Partners()
    time, volume = wallets.first_s, wallets.log_usd
    whole = _found(partners, wallets, time, volume)
    settings = f"{partners!r}, set on folds 0 and 1"
    evidence = -np.log10(whole.measure.chance)
    yield _asked("partners", settings, EVERYTHING, wallets, whole.measure.score, whole.group)
    yield _asked("partners, beyond chance", f"{settings}, p-values", EVERYTHING, wallets, evidence)
    for name, inputs, values in (
        ("partners without volume", "time, transfers", (time,)),
        ("partners without time", "transfers, volume", (volume,)),
        ("transfers only: partners", "transfers", ()),
    ):
        found = _found(partners, wallets, *values)
        yield _asked(name, settings, inputs, wallets, found.measure.score, found.group)
    for name, inputs, crowd, value in (
        ("time only: burst of first uses", "time", BURST, time),
        ("volume only: crowd at one amount", "volume", SAME_AMOUNT, volume),
    ):
        yield _asked(name, f"{crowd!r}, set on folds 0 and 1", inputs, wallets,
                     crowd.crowding(value))  # fmt: skip


def _found(partners: Partners, wallets: Wallets, *values: Floats) -> Partnership:
    size = len(wallets.names)
    itself = np.arange(size)
    wallet = np.concatenate([wallets.wallet, itself])
    trace = np.concatenate([wallets.counterparty, itself])
    return partners.measure(wallet, trace, values, size)


def _asked(
    name: str,
    settings: str,
    inputs: str,
    wallets: Wallets,
    score: Floats,
    group: Ints | None = None,
) -> Asked:
    names = wallets.names
    scored = np.flatnonzero(score > 0)
    grouped = np.flatnonzero(group >= 0) if group is not None else np.empty(0, np.int64)
    judgement = Judgement(
        scores={names[n]: float(score[n]) for n in scored},
        groups={names[n]: str(group[n]) for n in grouped} if group is not None else {},
    )
    return Asked(name, settings, inputs, judgement)
