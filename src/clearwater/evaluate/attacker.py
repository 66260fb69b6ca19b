"""A seller who learns: what it costs to deliver the same likes under a method's eyes.

A seller has an order book and tries one month after the other, each in a platform drawn anew. What
he sees is what a seller sees: which of his accounts were flagged. What survives, and at what cost,
decides which plans he goes on from. So a method is judged by what it costs to get past it, and not
by what it finds of farms that do not know it.

The search is a small evolution strategy, (mu + lambda) with self-adaptive Gaussian steps (Beyer and
Schwefel 2002, Natural Computing 1). Two ideas of the trade are added: to try something else
altogether, and to leave off a precaution and see.

The lowest cost in a search is too low, for the luckiest trial wins; what is told comes from months
that the search has not seen. It is still an upper bound of what the cheapest way past a method
costs at these prices: a longer search, or a cleverer seller, may pay less.

Plans are born, tried and forgotten in here. Only costs come out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import numpy.typing as npt

from clearwater.evaluate.attacker_costs import Costs, Month, costs_of
from clearwater.evaluate.attacker_months import Market, month_of
from clearwater.evaluate.attacker_plans import CHEAP, plan_at
from clearwater.simulate.limits import require_range

Floats = npt.NDArray[np.float64]

# Of the unit cube's edge: the first step, and between what steps stay.
_FIRST_STEP, _SHORTEST, _LONGEST = 0.25, 0.02, 0.5
# Chance of a decision: to move, to be left off, and of a moved one to be drawn anew. Chosen, with
# Effort, on made-up rules whose cheapest way past was known.
_MOVED, _LEFT_OFF, _ANEW = 0.2, 0.3, 0.4
# Chance of a child to have two parents; of a decision drawn anew to be all or nothing.
_TWO_PARENTS, _EXTREME = 0.5, 0.3
_SEARCHED, _TOLD = 1, 2


@dataclass(frozen=True)
class Effort:
    """How long a seller searches; a trial is one month of one plan, judged once."""

    first: int = 32
    """Trials of the first generation, 2 to 1,000: the cheap farm, and farms all over the cube."""
    generations: int = 12
    """Generations after the first, 0 to 1,000."""
    offspring: int = 8
    """Trials of each of these, 1 to 1,000."""
    parents: int = 4
    """Plans that a generation comes from, and that are compared again at the end, 1 to 1,000."""
    again: int = 2
    """Further months of each of these, for that comparison, 1 to 1,000."""
    told: int = 3
    """Months, new to the search, from which costs are told, 1 to 1,000."""

    def __post_init__(self) -> None:
        require_range(
            self,
            first=(2, 1_000),
            generations=(0, 1_000),
            offspring=(1, 1_000),
            parents=(1, 1_000),
            again=(1, 1_000),
            told=(1, 1_000),
        )


@dataclass(frozen=True)
class CostCurve:
    """What a search came to. Nothing in it says how."""

    cheap: Costs
    """Of the farm without precautions, in months that the search has not seen."""
    adapted: Costs
    """Of the plan that the search ended with, in the same months."""
    best: tuple[tuple[int, float], ...]
    """Each trial that was cheaper than all before it, from 1, and its cost of 1,000 surviving
    likes; nothing while none survived. As the seller sees it, so too low by his luck."""
    trials: int
    """Months that were tried, the last comparison included."""
    lost_learning: int
    """Accounts flagged in all these trials."""
    accused_per_10k: float
    """Honest accounts flagged of 10,000, in the months of `adapted`."""


@dataclass(frozen=True, eq=False)
class _Candidate:
    place: Floats
    """See `plan_at`."""
    step: float
    """Standard deviation of its children's steps."""
    months: tuple[Month, ...] = ()
    """What came of it so far."""

    @property
    def cost(self) -> float:
        """Units for 1,000 surviving likes, infinite where none survived."""
        cost = costs_of(self.months, 1).cost
        return inf if cost is None else cost


def adapt(market: Market, effort: Effort, seed: int) -> CostCurve:
    """Return what the same delivered likes cost before and after a search.

    Parameters
    ----------
    market
        Method, world and order book.
    effort
        Length of the search.
    seed
        0 or more, of steps and months. The n-th month of a seed is the same honest world for every
        method.

    Raises
    ------
    ParameterError
        If the world is too small for the order book.
    """
    rng = np.random.default_rng([seed, 0])
    born = _first_generation(effort.first, rng)
    parents: list[_Candidate] = []
    tried: list[_Candidate] = []
    for _ in range(effort.generations + 1):
        born = _tried(born, market, seed, len(tried))
        tried += born
        # The sort is stable, so that of equals the younger stands first: where nothing survives
        # all are equal, and the search drifts instead of standing still.
        parents = sorted([*born, *parents], key=lambda one: one.cost)[: effort.parents]
        born = [_child(parents, rng) for _ in range(effort.offspring)]
    best = _best_so_far(tried)
    for _ in range(effort.again):
        parents = _tried(parents, market, seed, len(tried))
        tried += parents
    adapted = min(parents, key=lambda one: one.cost)
    cheap, _ = _told(CHEAP, market, effort, seed)
    told, accused_per_10k = _told(adapted.place, market, effort, seed)
    return CostCurve(
        cheap=cheap,
        adapted=told,
        best=best,
        trials=len(tried),
        lost_learning=sum(one.months[-1].lost for one in tried),
        accused_per_10k=accused_per_10k,
    )


def _first_generation(count: int, rng: np.random.Generator) -> list[_Candidate]:
    """Return the cheap farm, and farms of which about every second decision is any other."""
    drawn = [np.where(rng.random(len(CHEAP)) < 0.5, _anew(rng), CHEAP) for _ in range(count - 1)]
    return [_Candidate(place, _FIRST_STEP) for place in (CHEAP, *drawn)]


def _child(parents: Sequence[_Candidate], rng: np.random.Generator) -> _Candidate:
    """Return a child of one parent or two: some decisions moved, some precautions left off."""
    parent, other = (parents[int(rng.integers(len(parents)))] for _ in range(2))
    place = parent.place
    count = len(place)
    if rng.random() < _TWO_PARENTS:
        place = np.where(rng.random(count) < 0.5, place, other.place)
    longer = parent.step * np.exp(rng.standard_normal() / np.sqrt(count))
    step = float(np.clip(longer, _SHORTEST, _LONGEST))
    moved = np.clip(place + step * rng.standard_normal(count), 0.0, 1.0)
    moved = np.where(rng.random(count) < _ANEW, _anew(rng), moved)
    lot = rng.random(count)
    # One decision moves in any case: to try the same plan again would teach nothing new.
    lot[rng.integers(count)] = 0.0
    place = np.where(lot < _MOVED, moved, place)
    return _Candidate(np.where(lot >= 1.0 - _LEFT_OFF, CHEAP, place), step)


def _anew(rng: np.random.Generator) -> Floats:
    """Return a place anywhere in the cube, with some decisions all or nothing."""
    anywhere, end = rng.random(len(CHEAP)), rng.integers(0, 2, len(CHEAP)).astype(float)
    return np.where(rng.random(len(CHEAP)) < _EXTREME, end, anywhere)


def _tried(
    candidates: Sequence[_Candidate], market: Market, seed: int, before: int
) -> list[_Candidate]:
    """Return the candidates with one more month each; `before` months were tried already."""
    tried = []
    for number, one in enumerate(candidates, before):
        month, _ = month_of(plan_at(one.place), market, _seed_of(seed, _SEARCHED, number))
        tried.append(_Candidate(one.place, one.step, (*one.months, month)))
    return tried


def _best_so_far(tried: Sequence[_Candidate]) -> tuple[tuple[int, float], ...]:
    """Return the trials, counted from 1, that were cheaper than all before, and their costs."""
    best, lowest = [], inf
    for number, one in enumerate(tried, 1):
        if one.cost < lowest:
            lowest = one.cost
            best.append((number, lowest))
    return tuple(best)


def _told(place: Floats, market: Market, effort: Effort, seed: int) -> tuple[Costs, float]:
    """Return costs in months that no search has seen, and the honest accused of 10,000 there."""
    plan = plan_at(place)
    told = [month_of(plan, market, _seed_of(seed, _TOLD, n)) for n in range(effort.told)]
    costs = costs_of([month for month, _ in told], market.book.likes)
    return costs, float(np.mean([accused for _, accused in told]))


def _seed_of(seed: int, use: int, number: int) -> int:
    """Return the seed of a month: those of the search and those that are told never meet."""
    return int(np.random.SeedSequence([seed, use, number]).generate_state(1)[0])
