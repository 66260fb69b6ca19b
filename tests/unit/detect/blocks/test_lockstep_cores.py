from __future__ import annotations

import numpy as np

from clearwater.detect.blocks.dense_blocks import BlockSettings, dense_blocks
from clearwater.detect.blocks.lockstep_cores import RULES, lockstep_cores
from tests.helpers.null_graphs import HOUR_US, Codes, chung_lu, planted


def desk(seed: int = 3) -> tuple[Codes, np.ndarray]:
    rng = np.random.default_rng(seed)
    base = chung_lu(rng, 500, 300, 3_000, days=60)
    return planted(rng, base, 15, 10, 0.8, HOUR_US)


def test_a_desk_in_a_crowd_is_a_core() -> None:
    """Its three fullest objects decide; who missed two of them is not in it."""
    log, fresh = desk()
    cores = lockstep_cores(log.accounts, log.objects, log.times, HOUR_US)
    assert cores
    for core in cores:
        assert np.isin(core, fresh).all()
        assert core.size >= 12


def test_a_core_grows_from_a_group_that_holds_part_of_it() -> None:
    """No burst is a seed here; strangers and names without events are left behind."""
    log, fresh = desk()
    rules = RULES._replace(most_seeds=0)
    group = np.concatenate([fresh[:6], [0, 1], [10**6]])
    asked = log.accounts, log.objects, log.times, HOUR_US
    (core,) = lockstep_cores(*asked, rules=rules, groups=[group])
    assert np.array_equal(core, fresh)
    assert lockstep_cores(*asked, rules=rules) == []


def test_cores_serve_as_candidates() -> None:
    log, fresh = desk()
    cores = lockstep_cores(log.accounts, log.objects, log.times, HOUR_US)
    found = dense_blocks(
        log.accounts, log.objects, log.times, seed=1, candidates=cores, k=1,
        settings=BlockSettings(seeds=1, replicas=19),
    )  # fmt: skip
    assert np.array_equal(found[0].accounts, fresh)
    assert found[0].evidence.p_value == 0.05


def test_people_at_random_are_no_core() -> None:
    log = chung_lu(np.random.default_rng(8), 500, 300, 3_000, days=60)
    assert lockstep_cores(log.accounts, log.objects, log.times, HOUR_US) == []
    nothing = np.empty(0, np.int64)
    assert lockstep_cores(nothing, nothing, nothing, HOUR_US) == []
