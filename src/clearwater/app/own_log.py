"""How good are methods on somebody's own log: farms planted into it, and null versions of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from clearwater.app.methods import askable
from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.evaluate.base import Judgement, LogToJudge, Method
from clearwater.evaluate.calibration import upper_limit_of_rate
from clearwater.evaluate.injection import Farm, PlantedLog, plant, rounds
from clearwater.evaluate.measures import campaigns_of
from clearwater.evaluate.null_versions import clock_shift, rate_redraw
from clearwater.events import EventLog
from clearwater.events.schema import REQUIRED

FOUND, PARTLY = 0.8, 0.2
"""A farm is found from this share of its accounts on, partly found from the other."""

FARMS = pa.schema(
    [
        ("method", pa.string()),
        ("farm", pa.string()),
        ("verdict", pa.string()),
        ("accounts", pa.int64()),
        ("found", pa.int64()),
        ("own_accounts_with_it", pa.int64()),
    ]
)
"""One row a method and farm. ``own_accounts_with_it``: accounts of the log itself that were put
into a group with members of the farm."""

VERSIONS = pa.schema(
    [
        ("method", pa.string()),
        ("version", pa.string()),
        ("versions", pa.int64()),
        ("with_any", pa.int64()),
        ("accounts_named", pa.float64()),
        ("per_10k_accounts", pa.float64()),
        ("chance_of_any_at_most", pa.float64()),
    ]
)
"""One row a method and kind of null version. ``with_any``: versions in which anybody was named;
``accounts_named`` is a mean; the last is the one-sided 95 % limit of the chance that any such
version has somebody named in it."""

NULL_VERSIONS: dict[str, Callable[[pa.Table, int], pa.Table]] = {
    "who did it drawn anew": rate_redraw,
    "every account's clock moved": clock_shift,
}


@dataclass(frozen=True)
class OwnLog:
    """An own log, read, and what was said about it before anything was done to it."""

    log: LogToJudge
    accounts: int
    methods: Mapping[str, Method]
    """Those that can be asked about it."""
    skipped: Mapping[str, str]
    """The others, and why."""

    @classmethod
    def read(cls, log: EventLog, methods: dict[str, Method]) -> OwnLog:
        """Return the log in memory with the methods that it can be put to.

        Raises
        ------
        InputError
            If the log cannot be read or holds no event.
        ParameterError
            If no method can be asked about it.
        """
        left, skipped = askable(methods, log.columns)
        needed = {column for method in left.values() for column in method.needs}
        columns = ("actor", "action", "object", "time", *sorted(needed))
        events = log.to_arrow(columns)
        asked = LogToJudge(events, log.objects, log.accounts)
        return cls(asked, len(events["actor"].unique()), left, skipped)


@dataclass(frozen=True)
class PlantedAnswer:
    """What was found of planted farms."""

    farms: pa.Table = field(repr=False)
    """Columns of FARMS."""
    own_named: Mapping[str, tuple[int, int]]
    """By method: accounts of the log itself that are named without any farm in it, and the most
    that are named besides with farms in it."""


def plant_farms(
    own: OwnLog,
    farms: Sequence[Farm],
    seed: int,
    on_progress: ProgressListener = no_progress,
) -> PlantedAnswer:
    """Return what each method finds of `farms` planted into the log, a few at a time."""
    plan = list(rounds(farms, own.log.events.num_rows))
    steps = (len(plan) + 1) * len(own.methods)
    rows: list[dict[str, object]] = []
    named: dict[str, tuple[int, int]] = {}
    done = 0
    for name, method in own.methods.items():
        on_progress(Progress("plant farms and scan", done, steps))
        before = method.judge(own.log).flagged
        most, done = 0, done + 1
        for first, some in plan:
            on_progress(Progress("plant farms and scan", done, steps))
            planted = plant(own.log.events, some, seed, first)
            judged = method.judge(LogToJudge(planted.events, own.log.objects, own.log.accounts))
            rows += _farm_rows(name, some, first, planted, judged)
            others = judged.flagged - campaigns_of(planted.truth).keys() - before
            most, done = max(most, len(others)), done + 1
        named[name] = (len(before), most)
    on_progress(Progress("plant farms and scan", steps, steps))
    return PlantedAnswer(pa.Table.from_pylist(rows, FARMS), named)


def _farm_rows(
    name: str, farms: Sequence[Farm], first: int, planted: PlantedLog, judged: Judgement
) -> list[dict[str, object]]:
    members: dict[str, set[str]] = {}
    for account, position in campaigns_of(planted.truth).items():
        members.setdefault(position, set()).add(account)
    everybody = set().union(*members.values())
    in_group: dict[str, set[str]] = {}
    for account, group in judged.groups.items():
        in_group.setdefault(group, set()).add(account)
    rows = []
    for number, farm in enumerate(farms, first):
        mine = members[str(number)]
        found = mine & judged.flagged
        groups = {judged.groups[account] for account in found}
        with_it = set().union(*(in_group[group] for group in groups)) - everybody
        rows.append(
            {
                "method": name,
                "farm": farm.words,
                "verdict": verdict(len(found), len(mine)),
                "accounts": len(mine),
                "found": len(found),
                "own_accounts_with_it": len(with_it),
            }
        )
    return rows


def verdict(found: int, accounts: int) -> str:
    """Return found, partly or missed.

    Examples
    --------
    >>> verdict(40, 40), verdict(20, 40), verdict(0, 40)
    ('found', 'partly', 'missed')
    """
    share = found / accounts
    return "found" if share >= FOUND else "partly" if share >= PARTLY else "missed"


def null_versions(
    own: OwnLog, versions: int, seed: int, on_progress: ProgressListener = no_progress
) -> pa.Table:
    """Return how many accounts each method names where nobody can have moved together.

    Columns of VERSIONS. The objects' creation times are left out: they mean nothing there. A method
    that needs devices or addresses is not asked: null versions have none.

    Raises
    ------
    ParameterError
        If no method is left.
    """
    asked, _ = askable(dict(own.methods), REQUIRED)
    steps = len(NULL_VERSIONS) * versions
    counts: dict[tuple[str, str], list[int]] = {}
    for kind_number, (words, version) in enumerate(NULL_VERSIONS.items()):
        for number in range(versions):
            done = kind_number * versions + number
            on_progress(Progress("make null versions and scan", done, steps))
            events = version(own.log.events, seed + number)
            for name, method in asked.items():
                named = len(method.judge(LogToJudge(events)).flagged)
                counts.setdefault((name, words), []).append(named)
    on_progress(Progress("make null versions and scan", steps, steps))
    rows = [
        {
            "method": name,
            "version": words,
            "versions": versions,
            "with_any": sum(n > 0 for n in named),
            "accounts_named": float(np.mean(named)),
            "per_10k_accounts": float(np.mean(named)) / own.accounts * 10_000,
            "chance_of_any_at_most": upper_limit_of_rate(sum(n > 0 for n in named), versions),
        }
        for (name, words), named in sorted(
            counts.items(), key=lambda item: list(own.methods).index(item[0][0])
        )
    ]
    return pa.Table.from_pylist(rows, VERSIONS)
