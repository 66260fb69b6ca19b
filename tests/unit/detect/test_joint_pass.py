"""Groups from the crowds of pushed objects, by what their accounts did elsewhere."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np

from clearwater.detect.co_action import CO_ACTION
from clearwater.detect.joint_pass import MOST_ROUNDS, JointPass, joint_pass
from clearwater.detect.layer_scan import LayerScan, scan_layer
from clearwater.detect.population import Population
from clearwater.detect.pushed.crowds import AskedSurges, asked_surges
from clearwater.detect.pushed.history import histories
from clearwater.engine.encode import encode
from clearwater.simulate import (
    Campaign,
    PublicComputers,
    SimulatedLog,
    ViralObject,
    WorldConfig,
    simulate,
)

Q = 0.01
WORLD = WorldConfig(accounts=4_000, objects=1_500, events=40_000)
HONEST = (ViralObject(1_000), PublicComputers())
FARM = Campaign(60, jobs=10, jitter_s=60.0, camouflage=0.3, accounts_per_device=20.0)


def quiet(stage: str, done: int, total: int) -> None:
    assert stage
    assert 0 <= done <= total


@cache
def log() -> SimulatedLog:
    return simulate(WORLD, HONEST, [FARM], seed=23)


@cache
def scanned() -> tuple[LayerScan, AskedSurges]:
    known = Population.of(encode(log().events.to_batches(), log().objects), log().accounts)
    scan = scan_layer(
        CO_ACTION.spec, known, [60_000_000, 600_000_000], q=Q, share=1.0, seed=0, threads=1,
        step=quiet,
    )  # fmt: skip
    return scan, asked_surges(scan.asking, list(histories(known.log)), q=Q)


def from_crowds_alone() -> JointPass:
    """Return what is found where pairs and blocks said nothing of where to look."""
    scan, surges = scanned()
    nothing = replace(scan, groups=[], findings=[], asked=0)
    return joint_pass(nothing, surges, q=Q, seed=0, step=quiet)


def planted() -> set[str]:
    rows = log().truth.to_pylist()
    return {row["account"] for row in rows if row["campaign"] is not None}


def named(scan: LayerScan) -> set[str]:
    codes = [a for one in scan.findings for a in one.group.members.tolist()]
    return {scan.log.actors[code].as_py() for code in codes}


def test_a_farm_that_pairs_explain_needs_no_round() -> None:
    scan, surges = scanned()
    assert len(named(scan) & planted()) >= 0.9 * len(planted())
    joint = joint_pass(scan, surges, q=Q, seed=0, step=quiet)
    assert joint.rounds == 0
    assert named(joint.scan) == named(scan)


def test_crowds_lead_to_the_same_farm_and_to_nobody_else() -> None:
    joint = from_crowds_alone()
    assert 1 <= joint.rounds <= MOST_ROUNDS
    assert len(named(joint.scan) & planted()) >= 0.9 * len(planted())
    assert named(joint.scan) <= planted()


def test_the_object_that_led_to_a_group_proves_nothing_of_it() -> None:
    scan, surges = scanned()
    before = replace(scan, groups=[], findings=[], asked=0)
    joint = joint_pass(before, surges, q=Q, seed=0, step=quiet)
    ordered = {row["object"] for row in log().truth_objects.to_pylist()}
    for one in joint.scan.findings:
        codes = scan.log.object_of_key[one.group.moments.keys]
        first_key = np.searchsorted(scan.log.object_of_key, codes)
        met_on = {scan.log.key_object[key].as_py() for key in first_key.tolist()}
        assert len(ordered - met_on) >= 1
        # All others that it pushed are known from it all the same.
        assert len(ordered & met_on) >= 0.8 * len(ordered)


def test_what_was_asked_is_paid_for() -> None:
    scan, _ = scanned()
    assert from_crowds_alone().scan.asked > 0
    assert scan.asked > 0


def test_objects_are_told_with_the_findings_that_they_led_to() -> None:
    joint = from_crowds_alone()
    names = {one.name for one in joint.scan.findings}
    told = {group.finding for one in joint.pushed.objects for group in one.groups}
    assert told == names != set()
