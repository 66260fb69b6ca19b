"""Planted blocks stand out, honest dense cores do not, and nothing depends on names or order."""

from __future__ import annotations

import itertools
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from clearwater.detect.blocks.dense_blocks import Block, BlockSettings, dense_blocks
from clearwater.errors import ParameterError
from clearwater.kernels.edge_swaps import swap_rows
from clearwater.kernels.greedy_peel import densest_block
from tests.helpers.null_graphs import DAY_US, HOUR_US, Codes, chung_lu, lively, planted

FEW = BlockSettings(replicas=19)
SIGNIFICANT = 0.05
"""The smallest p-value that 19 replicas can give."""
DRAWS = 60
MOST_ALARMS = 7
"""Of 60 draws 3 are expected at a level of 0.05; more than 7 happen with a chance of 0.9 %."""


def blocks_of(log: Codes, *, timed: bool = True, seed: int = 1, k: int = 3) -> list[Block]:
    times = log.times if timed else None
    return dense_blocks(log.accounts, log.objects, times, seed=seed, k=k, settings=FEW)


def f_measure(found: np.ndarray, planted_accounts: np.ndarray) -> float:
    common = np.intersect1d(found, planted_accounts).size
    return 2 * common / (found.size + planted_accounts.size)


@pytest.fixture(scope="module")
def base() -> Codes:
    return chung_lu(np.random.default_rng(11), 800, 400, 6_000, days=60)


@pytest.fixture(scope="module")
def attacked(base: Codes) -> tuple[Codes, np.ndarray]:
    return planted(np.random.default_rng(12), base, 30, 20, 0.5, 6 * HOUR_US)


def test_a_planted_block_is_found_with_its_accounts(
    attacked: tuple[Codes, np.ndarray],
) -> None:
    log, fresh = attacked
    first = blocks_of(log)[0]
    assert f_measure(first.accounts, fresh) > 0.95
    assert first.evidence.p_value == SIGNIFICANT
    assert first.evidence.bits > 100
    assert first.evidence.edges > 10 * first.evidence.expected_edges


def test_a_block_without_times_is_found_too(attacked: tuple[Codes, np.ndarray]) -> None:
    log, fresh = attacked
    first = blocks_of(log, timed=False)[0]
    assert f_measure(first.accounts, fresh) > 0.95
    assert first.evidence.p_value == SIGNIFICANT
    assert first.window_us == 0


def test_two_blocks_are_two() -> None:
    rng = np.random.default_rng(13)
    log = chung_lu(rng, 800, 400, 6_000, days=60)
    log, one = planted(rng, log, 30, 20, 0.6, 6 * HOUR_US)
    log, other = planted(rng, log, 20, 15, 0.6, 6 * HOUR_US)
    found = [block for block in blocks_of(log) if block.evidence.p_value <= SIGNIFICANT]
    assert len(found) == 2
    assert f_measure(found[0].accounts, one) > 0.9
    assert f_measure(found[1].accounts, other) > 0.9


def test_an_honest_dense_core_is_no_evidence(base: Codes) -> None:
    """The peel always has a densest block; here it is the busy accounts at popular objects."""
    edge = np.unique(base.accounts * 400 + base.objects)
    row, column = (edge // 400).astype(np.int32), (edge % 400).astype(np.int32)
    weight = 1 / np.log(np.bincount(column, minlength=400) + 5)
    core = densest_block(row, column, weight, rows=800)
    assert core.rows.size > 20
    for timed in (True, False):
        found = blocks_of(base, timed=timed)
        assert all(block.evidence.p_value > SIGNIFICANT for block in found)


@pytest.mark.parametrize("kind", ["chung-lu", "chung-lu, no times", "lively", "short lives"])
def test_where_nobody_coordinates_few_logs_have_a_significant_block(kind: str) -> None:
    """Seeds 0 to 59."""
    alarms = 0
    for seed in range(DRAWS):
        rng = np.random.default_rng([21, seed])
        if kind.startswith("chung-lu"):
            log = chung_lu(rng, 400, 200, 3_000, days=60)
        else:
            log = lively(rng, 400, 300, 3_000, days=60 if kind == "lively" else 800)
        found = blocks_of(log, timed=kind != "chung-lu, no times", seed=seed, k=1)
        alarms += bool(found) and found[0].evidence.p_value <= SIGNIFICANT
    assert alarms <= MOST_ALARMS


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("timed", [True, False])
def test_redrawn_real_ratings_have_no_significant_block(
    data_dir: Path,
    timed: bool,  # noqa: FBT001
) -> None:
    """Who rated whom is drawn anew, degrees and times kept; 60 draws, seeds 0 to 59."""
    edges = pq.read_table(data_dir / "dense" / "bitcoin_otc_edges.parquet")
    who, what = (
        np.unique(edges[name].to_numpy(), return_inverse=True)[1].astype(np.int32)
        for name in ("actor", "object")
    )
    times = edges["time"].to_numpy().astype(np.int64) * 1_000_000
    whole = np.array([0, who.size], np.int64)
    alarms = 0
    for seed in range(DRAWS):
        row = who.copy()
        swap_rows(row, what, whole, int(what.max()) + 1, 5.0, np.uint64(seed))
        found = blocks_of(Codes(row, what, times), timed=timed, seed=seed, k=1)
        alarms += bool(found) and found[0].evidence.p_value <= SIGNIFICANT
    assert alarms <= MOST_ALARMS


def test_names_and_order_do_not_matter(attacked: tuple[Codes, np.ndarray]) -> None:
    log, _ = attacked
    rng = np.random.default_rng(5)
    who, what = rng.permutation(log.accounts.max() + 1), rng.permutation(log.objects.max() + 1)
    order = rng.permutation(log.accounts.size)
    renamed = Codes(who[log.accounts][order], what[log.objects][order], log.times[order])
    first, again = blocks_of(log, k=1)[0], blocks_of(renamed, k=1)[0]
    assert np.array_equal(np.sort(who[first.accounts]), again.accounts)
    assert np.array_equal(np.sort(what[first.objects]), again.objects)
    assert again.evidence.bits == pytest.approx(first.evidence.bits, abs=1e-6)


def test_repeats_add_nothing(attacked: tuple[Codes, np.ndarray]) -> None:
    log, _ = attacked
    twice = log.with_others(log.accounts, log.objects, log.times)
    pairs = itertools.zip_longest(blocks_of(log), blocks_of(twice))
    for one, other in pairs:
        assert np.array_equal(one.accounts, other.accounts)
        assert one.evidence.bits == other.evidence.bits
        assert one.evidence.p_value == other.evidence.p_value


def test_threads_do_not_matter(attacked: tuple[Codes, np.ndarray]) -> None:
    log, _ = attacked
    one, two = (
        dense_blocks(log.accounts, log.objects, log.times, seed=3, settings=FEW, threads=threads)
        for threads in (1, 2)
    )
    assert [b.evidence.p_value for b in one] == [b.evidence.p_value for b in two]


def test_candidates_are_looked_into(attacked: tuple[Codes, np.ndarray]) -> None:
    """With one seed moment of the whole log only; the group holds the block and strangers."""
    log, fresh = attacked
    group = np.concatenate([fresh, np.arange(50), [10**6]])  # the last has no events
    found = dense_blocks(
        log.accounts, log.objects, log.times, seed=3, candidates=[group], settings=FEW, k=1
    )
    assert f_measure(found[0].accounts, fresh) > 0.95


def test_an_account_matters_as_much_as_it_took_part() -> None:
    rng = np.random.default_rng(14)
    log = chung_lu(rng, 800, 400, 6_000, days=60)
    log, fresh = planted(rng, log, 30, 20, 0.5, 6 * HOUR_US)
    first = blocks_of(log, k=1)[0]
    share = dict(zip(first.accounts.tolist(), first.evidence.share_of_account, strict=True))
    acts = np.bincount(log.accounts)[fresh]
    busiest, laziest = fresh[acts.argmax()], fresh[acts.argmin()]
    assert min(share.values()) >= 0.0
    assert share[int(busiest)] > share.get(int(laziest), 0.0)


@pytest.mark.parametrize("timed", [True, False])
def test_too_little_is_no_block(timed: bool) -> None:  # noqa: FBT001
    nothing = np.empty(0, np.int64)
    assert blocks_of(Codes(nothing, nothing, nothing), timed=timed) == []
    two = Codes(np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1]), np.array([0, 1, 9, 10]) * DAY_US)
    assert blocks_of(two, timed=timed) == []


def test_settings_out_of_range_are_refused() -> None:
    with pytest.raises(ParameterError, match="replicas of BlockSettings"):
        BlockSettings(replicas=0)
    with pytest.raises(ParameterError, match="windows_s"):
        BlockSettings(windows_s=())


def test_where_no_block_has_bits_no_replica_is_drawn() -> None:
    """People of a few short lives a week: something grows, and is not worth its price."""
    found = blocks_of(lively(np.random.default_rng([21, 1]), 400, 300, 3_000, days=800))
    assert found
    assert all(block.evidence.replicas == 0 for block in found)
    assert all(block.evidence.p_value == 1.0 for block in found)
