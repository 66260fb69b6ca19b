"""From a log whose truth is known to findings: the planted are found, the honest are left alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import pytest

import clearwater as cw
from clearwater.evaluate import campaigns_of
from clearwater.simulate import Campaign, SimulatedLog, WorldConfig, demo_log, simulate
from clearwater.simulate.demo_world import DEMO_CROWDS

SEED = 7
LEAST_FOUND = 0.95


@dataclass(frozen=True)
class Scanned:
    """A simulated log and its run."""

    planted: SimulatedLog
    run: cw.Run

    @property
    def suspected(self) -> dict[str, set[str]]:
        """Return the members of each finding."""
        found: dict[str, set[str]] = defaultdict(set)
        for row in self.run.members.to_pylist():
            found[row["finding"]].add(row["account"])
        return found


def scanned(planted: SimulatedLog) -> Scanned:
    log = cw.read(planted.events, objects=planted.objects)
    return Scanned(planted, cw.scan(log, seed=SEED, threads=1))


@pytest.fixture(scope="module")
def demo() -> Scanned:
    return scanned(demo_log(SEED))


@pytest.fixture(scope="module")
def clean() -> Scanned:
    """The demo's honest crowds in a smaller world, and nobody else."""
    world = WorldConfig(accounts=3_000, objects=1_200, events=20_000, days=28)
    return scanned(simulate(world, DEMO_CROWDS, seed=SEED))


@pytest.mark.slow
def test_every_campaign_is_found(demo: Scanned) -> None:
    everybody = set().union(*demo.suspected.values())
    planted = campaigns_of(demo.planted.truth)
    found = Counter(planted[account] for account in everybody if account in planted)
    for name, size in Counter(planted.values()).items():
        assert found[name] >= LEAST_FOUND * size, name


@pytest.mark.slow
def test_each_campaign_is_one_finding(demo: Scanned) -> None:
    planted = campaigns_of(demo.planted.truth)
    of_finding = [{planted.get(a) for a in accounts} for accounts in demo.suspected.values()]
    assert sorted(str(sorted(map(str, names))) for names in of_finding) == sorted(
        str([name]) for name in set(planted.values())
    )


@pytest.mark.slow
def test_nobody_who_only_looks_alike_is_accused(demo: Scanned) -> None:
    planted = campaigns_of(demo.planted.truth)
    assert set().union(*demo.suspected.values()) <= planted.keys()


@pytest.mark.slow
def test_the_headlines_figures_agree_with_the_tables(demo: Scanned) -> None:
    moments = defaultdict(list)
    for row in demo.run.objects.to_pylist():
        moments[row["finding"]].append(row)
    for row in demo.run.findings.to_pylist():
        mine = moments[row["finding"]]
        assert row["accounts"] == len(demo.suspected[row["finding"]])
        assert row["objects"] == len({(one["action"], one["object"]) for one in mine})
        assert f"{row['accounts']} accounts" in row["headline"]
        assert f"{row['objects']} objects" in row["headline"]
        assert f"{row['meetings']:,}" in row["headline"]


@pytest.mark.slow
def test_a_log_in_which_nobody_coordinates_has_no_pair_account_or_finding(clean: Scanned) -> None:
    flagged = [row for row in clean.run.accounts.to_pylist() if row["finding"]]
    assert (clean.run.pairs.num_rows, len(flagged), clean.run.findings.num_rows) == (0, 0, 0)


@pytest.mark.slow
def test_a_clean_log_was_looked_at(clean: Scanned) -> None:
    """No findings is a result only where pairs were tested."""
    assert clean.run.manifest["counts"]["pairs_tested"] > 0


@pytest.mark.slow
def test_a_desk_that_likes_comments_and_shares_is_found_among_people_who_do_so_too() -> None:
    """Its second acts once stood among the reasons for its first: nobody was found."""
    world = WorldConfig(
        accounts=3_000,
        objects=1_500,
        events=20_000,
        days=28,
        actions=(("like", 0.7), ("comment", 0.2), ("share", 0.1)),
        second_act_share=0.3,
    )
    desk = Campaign(30, jobs=15, jitter_s=60.0, then=("comment", "share"))
    found = scanned(simulate(world, DEMO_CROWDS, (desk,), seed=SEED))
    planted = campaigns_of(found.planted.truth)
    assert [accounts == set(planted) for accounts in found.suspected.values()] == [True]
