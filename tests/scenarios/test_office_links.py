"""An office that passes links on for months, and a desk in one room: both move together."""

from __future__ import annotations

from typing import Any

import clearwater as cw
from clearwater.findings.run import Run
from clearwater.simulate import Campaign, Office, WorldConfig, simulate
from clearwater.simulate.crowds import Crowd

WORLD = WorldConfig(accounts=6_000, objects=3_000, events=60_000, days=90)


def scanned(crowds: tuple[Crowd, ...], campaigns: tuple[Campaign, ...]) -> Run:
    log = simulate(WORLD, crowds, campaigns, seed=3)
    return cw.scan(cw.read(log.events, objects=log.objects), windows=[600.0])


def office_of(run: Run) -> tuple[dict[str, Any], dict[str, Any]]:
    (finding,) = run.findings.to_pylist()
    (tested,) = (
        row for row in run.explanations.to_pylist() if row["explanation"] == "classroom or office"
    )
    return finding, tested


def test_people_of_one_office_are_no_more_than_coordinated() -> None:
    """All are members, so no neighbour can be asked; that they come in minutes tells it."""
    finding, tested = office_of(scanned((Office(120, links_per_week=5.0),), ()))
    assert finding["families"] == ["moves", "place"]
    assert finding["level"] == "coordinated"
    assert tested["outcome"] == "not ruled out"
    assert "hardly anybody but members is" in tested["reason"]


def test_a_desk_in_one_room_comes_faster_than_colleagues_do() -> None:
    finding, tested = office_of(scanned((), (Campaign(60, jobs=25, jitter_s=60.0),)))
    assert finding["level"] == "likely inauthentic"
    assert tested["outcome"] == "ruled out"


def test_phones_with_twenty_accounts_each_are_no_office_however_slow_the_desk() -> None:
    """A scan says so, and an expansion from three of the members says the same."""
    desk = Campaign(60, jobs=25, jitter_s=600.0, accounts_per_device=20.0)
    log = simulate(WORLD, (), (desk,), seed=3)
    read = cw.read(log.events, objects=log.objects)
    finding, tested = office_of(cw.scan(read, windows=[600.0]))
    assert tested["outcome"] == "not ruled out"
    assert finding["level"] == "likely inauthentic"
    leads = [row["account"] for row in log.truth.to_pylist() if row["campaign"]][:3]
    found = cw.expand(read, [f"account:{name}" for name in leads], windows=[600.0])
    assert found.level == "likely inauthentic"
