"""Random steps through the workflow of cases: is there ever a restriction without a way back?

Several people, some with every role, do what comes to mind to several cases, at any time: sensible
things, things that are too early or too late, aimed at the wrong decision, asked for by the wrong
person. After each step that was taken every invariant is checked. Hypothesis walks too: it mutates
what it tried before and would shrink what it found. Then the workflow's steps are broken, each in
its own way, and the same walk must find it out.
"""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from random import Random
from typing import Any

import hypothesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.helpers.broken_steps import BROKEN
from tests.helpers.case_walk import Walk, changing_rules, seeded

from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.workflow.invariants import INVARIANTS
from clearwater.cases.workflow.moves import MOVES
from clearwater.cases.workflow.refusals import Code
from clearwater.cases.workflow.states import CASE_EDGES

STEPS = 600_000
HYPOTHESIS_STEPS = 100_000
STEPS_A_WALK = 500
FIRST_SEED = 71_000
MOST_SEEDS = 300
"""Walks after which a broken step that nobody saw counts as not found."""


def figures(*, quick: bool, workers: int) -> dict[str, Any]:
    """Return steps, refusals by code, states and edges that were reached, and violations."""
    walks = (4_000 if quick else STEPS) // STEPS_A_WALK
    seeds = range(FIRST_SEED, FIRST_SEED + walks)
    started = time.monotonic()
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn) as pool:
        done = list(pool.map(one_walk, seeds, chunksize=8))
        clock_s = time.monotonic() - started
        by_hypothesis = pool.submit(hypothesis_walks, HYPOTHESIS_STEPS // (50 if quick else 1))
        broken = list(pool.map(steps_until_seen, [name for name, (by, _) in BROKEN.items() if by]))
    total: dict[str, Counter[str]] = {
        key: sum((one[key] for one in done), Counter()) for key in ("taken", "refused", "edges")
    }
    edges = {f"{before} > {after}" for before, after in CASE_EDGES}
    return {
        "steps": sum(one["steps"] for one in done),
        "walks": walks,
        "steps_taken": sum(total["taken"].values()),
        "steps_refused": sum(total["refused"].values()),
        "violations": sum(one["violations"] for one in done),
        "invariants": len(INVARIANTS) + len(MOVES),
        **by_hypothesis.result(),
        "states_reached": sorted({word for edge in total["edges"] for word in edge.split(" > ")}),
        "edges_reached": f"{len(edges & set(total['edges']))} of {len(edges)}",
        "edges": dict(total["edges"].most_common()),
        "taken": dict(total["taken"].most_common()),
        "refused": dict(total["refused"].most_common()),
        "codes_never_met": sorted(set(Code) - set(total["refused"])),
        "broken_steps_seen": f"{sum(one['steps'] > 0 for one in broken)} of {len(broken)}",
        "broken": broken,
        "clock_s": round(clock_s, 1),
        "cpu_s": round(sum(one["cpu_s"] for one in done), 1),
    }


def one_walk(seed: int) -> dict[str, Any]:
    """Return the counts of one walk. In every other one a lead changes the rules between steps."""
    started = time.process_time()
    rules = changing_rules() if seed % 2 else ()
    walk = Walk(seeded(seed), default_policy(), rules=rules)
    for _ in range(STEPS_A_WALK):
        walk.step()
    return {
        "steps": STEPS_A_WALK,
        "taken": walk.taken,
        "refused": walk.refused,
        "edges": walk.edges,
        "violations": len(walk.violations),
        "cpu_s": time.process_time() - started,
    }


def steps_until_seen(wrong: str) -> dict[str, Any]:
    """Return after how many steps an invariant saw what is wrong; 0 where none did."""
    expected, handlers = BROKEN[wrong]
    steps = 0
    for seed in range(FIRST_SEED, FIRST_SEED + MOST_SEEDS):
        walk = Walk(seeded(seed), default_policy(), handlers)
        for _ in range(STEPS_A_WALK):
            walk.step()
            steps += 1
            if any(violation.invariant == expected for violation in walk.violations):
                return {"wrong": wrong, "seen_by": expected, "steps": steps}
    return {"wrong": wrong, "seen_by": "nobody", "steps": 0}


def hypothesis_walks(least: int) -> dict[str, int]:
    """Return how many steps Hypothesis chose, and in how many examples; it stops at a violation."""
    seen: Counter[str] = Counter()

    @settings(
        max_examples=50,
        database=None,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.randoms(use_true_random=False), st.integers(100, 300))
    def walks(random: Random, steps: int) -> None:
        walk = Walk(random, default_policy())
        for _ in range(steps):
            walk.step()
            assert walk.violations == []
        # Examples that ran out of choices do not get here.
        seen["steps"] += steps
        seen["examples"] += 1

    number = 0
    while seen["steps"] < least:
        number += 1
        hypothesis.seed(FIRST_SEED + number)(walks)()
    return {"hypothesis_steps": seen["steps"], "hypothesis_examples": seen["examples"]}
