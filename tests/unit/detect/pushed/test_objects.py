"""What may be said of an object: a surge alone is nothing, a crowd alike or a group is."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow.compute as pc

from clearwater.detect.asking import Asking
from clearwater.detect.co_action import CO_ACTION
from clearwater.detect.layer_scan import scan_layer
from clearwater.detect.object_scan import scan_objects
from clearwater.detect.population import Population
from clearwater.detect.pushed.crowds import asked_surges
from clearwater.detect.pushed.history import histories
from clearwater.detect.pushed.objects import PUSHED, KnownGroup, Pushes, pushes
from clearwater.detect.pushed.tables import pushed_table
from clearwater.engine.encode import encode
from clearwater.simulate import (
    Campaign,
    FlashSale,
    Raid,
    SimulatedLog,
    ViralObject,
    WorldConfig,
    simulate,
)

Q = 0.01
WORLD = WorldConfig(accounts=4_000, objects=1_500, events=40_000)
HONEST = (ViralObject(1_500), Raid(400, 150, 3), FlashSale(200))
THROWN_AWAY = Campaign(120, jobs=2, jitter_s=600.0, camouflage=0.0, accounts_per_device=20.0)
"""One phone for twenty accounts that do two jobs each: too few for any group to be found."""


@cache
def planted() -> SimulatedLog:
    return simulate(WORLD, HONEST, [THROWN_AWAY], seed=11)


@cache
def population() -> Population:
    log = planted()
    return Population.of(encode(log.events.to_batches(), log.objects), log.accounts)


def asked(groups: list[KnownGroup]) -> Pushes:
    known = list(histories(population().log))
    surges = asked_surges(Asking.of(population()), known, q=Q)
    return pushes(population().log, surges, groups, {})


def named(found: Pushes) -> set[str]:
    log = population().log
    keys = [one.key for one in found.objects if one.level(Q) == PUSHED]
    return {log.key_object[key].as_py() for key in keys}


def ordered() -> set[str]:
    return set(planted().truth_objects["object"].to_pylist())


def test_bursts_of_thrown_away_accounts_are_found_without_any_group() -> None:
    found = named(asked([]))
    assert len(found & ordered()) >= 0.8 * len(ordered())


def test_viral_posts_raids_and_flash_sales_are_surges_and_nothing_more() -> None:
    found = asked([])
    assert named(found) <= ordered()
    crowds = [one for one in found.objects if one.level(Q) != PUSHED and one.surge is not None]
    assert any(found.asked.surges.q_value[one.surge or 0] <= Q for one in crowds)


def test_members_of_a_finding_at_a_surge_are_named_with_it() -> None:
    log = population().log
    campaign = planted().truth
    members = [row["account"] for row in campaign.to_pylist() if row["population"] == "campaign"]
    codes = np.array(sorted(log.actors.index(name).as_py() for name in members), np.int32)
    found = asked([KnownGroup("F001", codes, 0.001)])
    told = [one for one in found.objects if one.groups]
    assert {log.key_object[one.key].as_py() for one in told} == ordered()
    assert all(one.groups[0].finding == "F001" for one in told)


def test_the_table_calls_owners_targets_and_never_more() -> None:
    table = pushed_table([(population(), asked([]))], [], Q)
    assert set(table["level"].to_pylist()) == {"pushed", "surge only"}
    pushed = table.filter(pc.equal(table["level"], PUSHED))
    assert all("may be a victim" in word for word in pushed["standing"].to_pylist())
    assert all("alike" in line for line in pushed["headline"].to_pylist())
    assert all(asked for asked in pushed["asked"].to_pylist())


def test_without_findings_nothing_is_set_aside() -> None:
    """Two jobs an account are too few for a group, also where a crowd says where to look."""
    windows_us, none = [600_000_000], lambda _stage, _done, _total: None
    found = scan_layer(
        CO_ACTION.spec, population(), windows_us, q=Q, share=1.0, seed=0, threads=1, step=none
    )
    scan = scan_objects(population(), found, q=Q, seed=0, threads=1, step=none)
    assert scan.groups.findings == []
    tables = scan.tables(0, Q)
    assert tables["recount"].num_rows == tables["event_weights"].num_rows == 0
