"""Orders done when the object appears: timing cannot tell them from quick followers."""

from __future__ import annotations

from functools import cache

import pyarrow.compute as pc

import clearwater as cw
from clearwater.evaluate import Counted, campaigns_of, count_accounts, findings_of
from clearwater.findings.run import Run
from clearwater.simulate import (
    Campaign,
    Classroom,
    FanClub,
    PublicComputers,
    WorldConfig,
    simulate,
)
from clearwater.simulate.crowds import Crowd

WORLD = WorldConfig(accounts=12_000, objects=3_000, events=80_000)
"""In a log of some thousands a shared device says less: nobody could be surer than one in them."""
CROWDS = (FanClub(80, posts=40, lag_median_s=120.0), Classroom(30))


def scanned(
    crowds: tuple[Crowd, ...], desks: list[Campaign], seed: int = 31
) -> tuple[Run, Counted]:
    log = simulate(WORLD, crowds, desks, seed=seed)
    run = cw.scan(cw.read(log.events, objects=log.objects, accounts=log.accounts))
    return run, count_accounts(findings_of(run.accounts), campaigns_of(log.truth))


@cache
def of_desk(accounts_per_device: float) -> tuple[Run, Counted]:
    desk = Campaign(
        60, jobs=20, jitter_s=15.0, camouflage=0.0, at_birth=True,
        accounts_per_device=accounts_per_device,
    )  # fmt: skip
    return scanned(CROWDS, [desk])


def test_twenty_accounts_on_a_phone_are_one_hand() -> None:
    _, counted = of_desk(20.0)
    assert counted.recall >= 0.95
    assert counted.false == 0


def test_its_report_names_the_devices_and_what_would_refute_it() -> None:
    run, _ = of_desk(20.0)
    (finding,) = run.findings.to_pylist()
    assert not {"moves", "says"} & set(finding["families"])
    figure = "60 of 60 members live on 3 of the log's devices"
    assert figure in finding["refutation"]
    assert "a device of a library" in finding["refutation"]
    assert "habits" not in finding["refutation"]
    place = run.waterfall.filter(pc.equal(run.waterfall["family"], "place")).to_pylist()
    assert figure in place[0]["explanation"]
    tested = {row["explanation"]: row for row in run.explanations.to_pylist()}
    assert tested["library, café or common room"]["outcome"] == "ruled out"


def test_one_account_on_a_phone_stays_the_blind_spot_that_is_stated() -> None:
    _, counted = of_desk(1.0)
    assert counted.recall == 0.0
    assert counted.false == 0


def test_people_who_take_turns_at_the_only_computer_are_not_accused() -> None:
    room = PublicComputers(
        36, computers=1, own_share=0.0, posts_per_day=3.0, attendance=0.95, part=0.9
    )
    run, counted = scanned((room, *CROWDS), [], seed=41)
    assert counted.false == 0
    assert run.findings.num_rows == 0
