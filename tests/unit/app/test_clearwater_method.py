from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

import clearwater as cw
from clearwater.app.clearwater_method import Clearwater, judgement_of
from clearwater.app.settings import default_of
from clearwater.errors import InputError
from clearwater.evaluate.base import LogToJudge
from clearwater.evaluate.measures import campaigns_of
from clearwater.simulate import Campaign, SimulatedLog, WorldConfig, simulate


@pytest.fixture(scope="module")
def farm() -> SimulatedLog:
    world = WorldConfig(accounts=200, objects=250, events=2_500, days=14)
    return simulate(world, (), (Campaign(12, jobs=20, jitter_s=10.0),), seed=3)


def test_its_judgement_is_what_a_scan_says(farm: SimulatedLog) -> None:
    judged = Clearwater().judge(LogToJudge(farm.events, farm.objects))
    run = cw.scan(cw.read(farm.events, objects=farm.objects))
    members = zip(*(run.members[name].to_pylist() for name in ("account", "finding")), strict=True)
    assert judged.groups == dict(members)
    assert judged.flagged == campaigns_of(farm.truth).keys()
    assert judged.scores == dict(
        zip(*(run.accounts[name].to_pylist() for name in ("account", "score_bits")), strict=True)
    )
    assert judgement_of(run) == judged


def test_the_order_of_rows_does_not_matter(farm: SimulatedLog) -> None:
    order = pa.array(np.random.default_rng(1).permutation(farm.events.num_rows))
    there = Clearwater().judge(LogToJudge(farm.events, farm.objects))
    assert Clearwater().judge(LogToJudge(farm.events.take(order), farm.objects)) == there


def test_its_windows_are_used(farm: SimulatedLog) -> None:
    """Members are ten seconds apart: nobody of them acts within a tenth of one that often."""
    log = LogToJudge(farm.events, farm.objects)
    assert not Clearwater(windows_s=(0.1,)).judge(log).flagged


def test_a_log_without_events_is_a_judgement_of_nobody(farm: SimulatedLog) -> None:
    judged = Clearwater().judge(LogToJudge(farm.events.slice(0, 0), farm.objects))
    assert (judged.scores, judged.groups) == ({}, {})


def test_events_that_cannot_be_read_are_an_error(farm: SimulatedLog) -> None:
    with pytest.raises(InputError):
        Clearwater().judge(LogToJudge(farm.events.drop_columns("actor")))


def test_what_it_says_of_its_settings_is_so() -> None:
    ours = Clearwater()
    assert (
        ours.settings
        == "windows of 10, 60, 600, 3600, 21600 s, q = 0.01: the defaults of `clearwater scan`"
    )
    assert tuple(ours.windows_s) == default_of("window")
    assert ours.q == default_of("q")
    assert ours.needs == ()
