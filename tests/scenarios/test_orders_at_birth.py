"""Orders done when the object appears: timing cannot tell them from quick followers."""

from __future__ import annotations

import clearwater as cw
from clearwater.evaluate import campaigns_of, count_accounts, findings_of
from clearwater.simulate import Campaign, Classroom, FanClub, WorldConfig, simulate

WORLD = WorldConfig(accounts=12_000, objects=3_000, events=80_000)
"""In a log of some thousands a shared device says less: nobody could be surer than one in them."""
CROWDS = (FanClub(80, posts=40, lag_median_s=120.0), Classroom(30))


def found(accounts_per_device: float) -> tuple[float, int]:
    """Return the share of a desk that was found, and the honest accounts accused."""
    desk = Campaign(
        60, jobs=20, jitter_s=15.0, camouflage=0.0, at_birth=True,
        accounts_per_device=accounts_per_device,
    )  # fmt: skip
    log = simulate(WORLD, CROWDS, [desk], seed=31)
    run = cw.scan(cw.read(log.events, objects=log.objects, accounts=log.accounts))
    counted = count_accounts(findings_of(run.accounts), campaigns_of(log.truth))
    return counted.recall, counted.false


def test_twenty_accounts_on_a_phone_are_one_hand() -> None:
    recall, false = found(20.0)
    assert recall >= 0.95
    assert false == 0


def test_one_account_on_a_phone_stays_the_blind_spot_that_is_stated() -> None:
    recall, false = found(1.0)
    assert recall == 0.0
    assert false == 0
