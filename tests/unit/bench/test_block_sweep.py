"""Blocks are planted as the protocol says, and judged as it says."""

from __future__ import annotations

import numpy as np
import pytest
from bench.block_sweep import Log, f_measure, fraudar, inject, lowest_density

HOUR_US = 3_600_000_000


@pytest.fixture
def base() -> Log:
    rng = np.random.default_rng(1)
    objects = np.concatenate([np.arange(200), rng.integers(0, 20, 1_800)])
    accounts = np.concatenate([np.arange(300), rng.integers(0, 300, 1_700)])
    return Log(accounts, objects, rng.integers(0, 1_000 * HOUR_US, 2_000))


def planted(base: Log, camouflage: str, density: float = 0.5) -> tuple[Log, np.ndarray]:
    return inject(np.random.default_rng(2), base, (40, 30), density, camouflage, HOUR_US)


def test_attack_edges_are_so_many_and_within_the_window(base: Log) -> None:
    log, accounts = planted(base, "none")
    mine = np.isin(log.accounts, accounts)
    assert mine.sum() == pytest.approx(600, abs=75)  # four standard deviations
    assert np.unique(log.objects[mine]).size == 30
    for target in np.unique(log.objects[mine]).tolist():
        assert np.ptp(log.times[mine & (log.objects == target)]) < HOUR_US


@pytest.mark.parametrize("camouflage", ["random", "biased"])
def test_camouflage_is_as_much_as_the_attack_and_elsewhere(base: Log, camouflage: str) -> None:
    log, accounts = planted(base, camouflage)
    mine = np.isin(log.accounts, accounts)
    assert mine.sum() == pytest.approx(1_200, abs=130)
    outside = np.unique(log.objects[mine]).size - 30
    assert outside > 15


def test_biased_camouflage_goes_to_popular_objects(base: Log) -> None:
    popular = {}
    for camouflage in ("random", "biased"):
        log, accounts = planted(base, camouflage)
        mine = np.isin(log.accounts, accounts)
        degree = np.bincount(log.objects[~mine], minlength=200)
        popular[camouflage] = degree[log.objects[mine]].mean()
    assert popular["biased"] > 2 * popular["random"]


def test_hijacked_accounts_keep_their_acts(base: Log) -> None:
    log, accounts = planted(base, "hijack")
    assert log.accounts.max() < 340
    assert log.accounts.size == pytest.approx(2_600, abs=75)
    acts = np.bincount(log.accounts, minlength=340)[accounts]
    assert acts.sum() > 700  # 600 of the attack, and their own


def test_a_block_may_have_accounts_without_an_act(base: Log) -> None:
    _, accounts = planted(base, "none", density=0.01)
    assert accounts.size == 40


def test_fraudar_finds_a_full_block(base: Log) -> None:
    log, accounts = planted(base, "none", density=1.0)
    assert f_measure([fraudar(log)], accounts) > 0.9


def test_f_is_the_best_of_what_is_named() -> None:
    truth = np.array([1, 2, 3, 4])
    assert f_measure([np.array([1, 2]), np.array([1, 2, 3, 9])], truth) == 0.75
    assert f_measure([], truth) == 0.0


def test_from_the_lowest_density_on_f_stays_high() -> None:
    assert lowest_density([0, 0.95, 0.8, 0.9, 1, 1, 1, 1]) == 0.15
    assert lowest_density([1.0] * 8) == 0.02
    assert lowest_density([1.0] * 7 + [0.5]) is None
