"""What a seller of likes pays who learns to stay under a detector, for each detector.

A task is one search against one method. What it stores, and what is published, are costs; the plans
that a search finds never leave it.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from bench import figures_attackers
from bench.look_alikes import ACTIONS, FAST
from bench.tasks import Result, code_hash, run_all
from clearwater.app.clearwater_method import Clearwater
from clearwater.app.methods import METHODS
from clearwater.evaluate.attacker import CostCurve, Effort, adapt
from clearwater.evaluate.attacker_costs import PER_LIKES, PRICES, Costs
from clearwater.evaluate.attacker_months import Market
from clearwater.evaluate.attacker_plans import DECISIONS, OrderBook
from clearwater.evaluate.base import Judgement, LogToJudge, Method
from clearwater.simulate import Classroom, Families, WorldConfig

WORLD = WorldConfig(accounts=5_000, objects=3_000, events=40_000, actions=ACTIONS)
CROWDS = (FAST, Classroom(30), Families(60))
BOOK = OrderBook()
EFFORT = Effort()
QUICK = Effort(first=4, generations=1, offspring=2, parents=1, again=1, told=1)
SEEDS = 2
FIRST_SEED = 4_200
"""Lower seeds were looked at while the search and the claims that it judges were made."""
DAY_WINDOWS_S = (10.0, 60.0, 600.0, 3_600.0, 21_600.0, 86_400.0)


@dataclass(frozen=True)
class NoDetector:
    """Nobody looks: the floor under every cost."""

    name: str = "no detector"
    settings: str = "flags nobody: what the cheapest way costs."
    needs: tuple[str, ...] = ()

    def judge(self, log: LogToJudge) -> Judgement:  # noqa: ARG002  # the door is the same for all
        return Judgement({}, {})


FLOOR, OURS, TO_A_DAY = "no-detector", "clearwater", "clearwater-to-a-day"
ASKED: dict[str, Method] = {
    FLOOR: NoDetector(),
    OURS: METHODS[OURS],
    TO_A_DAY: Clearwater(windows_s=DAY_WINDOWS_S),
    **{
        name: METHODS[name]
        for name in (
            *("same-device", "same-address", "same-second"),
            *("synchrotrap", "copycatch", "fraudar", "coortweet", "toolkit-60s"),
        )
    },
}
"""In the order of the table, the slow ones early: the last tasks to end are then short ones."""


def figures(*, quick: bool, workers: int) -> Result:
    """Return what every search came to."""
    names = [FLOOR, OURS] if quick else list(ASKED)
    seeds, effort = range(1 if quick else SEEDS), QUICK if quick else EFFORT
    tasks = {f"{name}-{n}-{months(effort)}": (name, n, effort) for name in names for n in seeds}
    runs = run_all("attackers", tasks, one_search, workers)
    result: Result = {
        "code": code_hash("attackers"),
        "world": {
            "honest accounts": WORLD.accounts,
            "objects": WORLD.objects,
            "private honest events": WORLD.events,
            "days": WORLD.days,
            "crowds": [crowd.population for crowd in CROWDS],
        },
        "orders": BOOK.objects,
        "likes_an_order": BOOK.likes,
        "prices": [asdict(price) for price in PRICES.values()],
        "break_even": PER_LIKES * PRICES["like"].units,
        "decisions": len(DECISIONS),
        "effort": {**asdict(effort), "months": months(effort)},
        "seeds": [FIRST_SEED + n for n in seeds],
        "methods": [
            {
                "method": name,
                "settings": settings_of(name),
                "searches": [runs[f"{name}-{n}-{months(effort)}"] for n in seeds],
            }
            for name in names
        ],
        "cpu_s": round(sum(run["cpu_s"] for run in runs.values())),
    }
    if not quick:
        figures_attackers.draw(result)
    return result


def months(effort: Effort) -> int:
    """Return the budget: months that a search tries."""
    return effort.first + effort.generations * effort.offspring + effort.parents * effort.again


def settings_of(name: str) -> str:
    """Return the settings of a method in a sentence."""
    if name == TO_A_DAY:
        windows = ", ".join(f"{window_s:g}" for window_s in DAY_WINDOWS_S)
        return f"the same scan with windows of {windows} s."
    return ASKED[name].settings


def one_search(name: str, number: int, effort: Effort) -> Result:
    """Return the costs that one search against one method came to."""
    market = Market(ASKED[name].judge, WORLD, CROWDS, BOOK)
    return costs_only(adapt(market, effort, FIRST_SEED + number))


def costs_only(curve: CostCurve) -> Result:
    """Return a cost curve as it is stored: in tenths, as exact sums would tell what was bought."""
    return {
        "cheap": _costs(curve.cheap),
        "adapted": _costs(curve.adapted),
        "best": [[trial, round(cost, 1)] for trial, cost in curve.best],
        "trials": curve.trials,
        "lost_learning": curve.lost_learning,
        "accused_per_10k": round(curve.accused_per_10k, 1),
    }


def _costs(costs: Costs) -> Result:
    return {
        name: None if value is None else round(value, 3 if name == "surviving" else 1)
        for name, value in asdict(costs).items()
    }
