"""A raid beside a farm: nobody's habits explain the minute in which all viewers come."""

from __future__ import annotations

import clearwater as cw
from clearwater.detect.innocent import EXPLAINS
from clearwater.evaluate import (
    Counted,
    campaigns_of,
    count_accounts,
    findings_of,
    flagged_by_population,
)
from clearwater.findings.run import Run
from clearwater.simulate import Campaign, Raid, SimulatedLog, WorldConfig, simulate

WORLD = WorldConfig(accounts=6_000, objects=2_000, events=40_000)
FARM = Campaign(60, jobs=20)


def raided(raid: Raid) -> tuple[SimulatedLog, Run, Counted]:
    log = simulate(WORLD, (raid,), (FARM,), seed=1)
    run = cw.scan(cw.read(log.events, objects=log.objects))
    return log, run, count_accounts(findings_of(run.accounts), campaigns_of(log.truth))


def test_regulars_of_sixteen_raids_are_not_accused_beside_a_farm_that_is_found() -> None:
    """Without what the others left unexplained, 125 of these 400 viewers would be named."""
    log, run, counted = raided(Raid(community=400, viewers=160, raids=16))
    assert counted.recall >= 0.95
    assert counted.false == 0
    assert flagged_by_population(run, log.truth).false_pairs == 0
    (finding,) = run.findings.to_pylist()
    tested = {row["explanation"]: row for row in run.explanations.to_pylist()}
    occasion = tested["live raid, flash sale or news event"]
    assert occasion["finding"] == finding["finding"]
    assert occasion["outcome"] != EXPLAINS


def test_a_crowd_that_comes_to_half_of_all_calls_stays_the_limit_that_is_stated() -> None:
    """It is a farm of which half takes part at a time, as far as a log can tell."""
    _, run, counted = raided(Raid(community=300, viewers=150, raids=16))
    assert counted.recall >= 0.95
    assert run.findings.num_rows == 2
    same_signal = [
        row["outcome"]
        for row in run.explanations.to_pylist()
        if row["explanation"] == "notified at the same moment"
    ]
    assert same_signal == ["not ruled out", "not ruled out"]
