"""Every kind of campaign runs in every world and does what its name promises."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc
import pytest

from clearwater.simulate import CAMPAIGN_KINDS, PRESETS, Campaign, SimulatedLog, simulate

Row = dict[str, Any]
DAY_S, HOUR_S = 86_400.0, 3_600.0
SEED = 4


@cache
def planted(kind: str, preset: str = "short-video") -> SimulatedLog:
    """Return a small world of the preset with one campaign of the kind and nothing else in it."""
    world = replace(PRESETS[preset].world, accounts=700, objects=900, events=2_500)
    return simulate(world, (), (replace(CAMPAIGN_KINDS[kind], name=kind),), seed=SEED)


@cache
def acts(kind: str, preset: str = "short-video") -> list[Row]:
    """Return the events in order, each with its role, its account's truth and `age_s` of object."""
    log = planted(kind, preset)
    truth = log.truth.select(["account", "population", "zone_h", "campaign"])
    roles = log.truth_events.select(["event", "role"])
    joined = log.events.join(roles, "event").join(truth, "actor", "account")
    rows: list[Row] = joined.join(log.objects.select(["object", "created"]), "object").to_pylist()
    for row in rows:
        row["age_s"] = (row["time"] - row["created"]).total_seconds()
    return sorted(rows, key=lambda row: str(row["event"]))


def ordered(kind: str, role: str = "job", preset: str = "short-video") -> list[Row]:
    return [row for row in acts(kind, preset) if row["role"] == role]


def by(rows: list[Row], key: str) -> dict[str, list[Row]]:
    parts: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        parts[row[key]].append(row)
    return parts


def spread_s(rows: list[Row]) -> float:
    times = [row["time"].timestamp() for row in rows]
    return float(max(times) - min(times))


def values(rows: list[Row], key: str) -> set[Any]:
    return {row[key] for row in rows}


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("kind", CAMPAIGN_KINDS)
def test_every_kind_runs_in_every_world(kind: str, preset: str) -> None:
    campaign, log = CAMPAIGN_KINDS[kind], planted(kind, preset)
    assert log.truth["campaign"].to_pylist().count(kind) == campaign.accounts
    assert set(log.truth_events["campaign"].to_pylist()) == {kind}
    done = ordered(kind, preset=preset) + ordered(kind, "framing", preset)
    wanted = campaign.accounts * campaign.jobs * (1 + len(campaign.then))
    # A few acts fall behind the log's end, and framing comes on top.
    assert len(ordered(kind, preset=preset)) <= 1.02 * wanted
    assert len(done) > 0.93 * wanted
    asked_for = campaign.action or PRESETS[preset].world.actions[0][0]
    assert values(ordered(kind, preset=preset), "action") == {asked_for, *campaign.then}


@pytest.mark.parametrize("kind", [k for k, c in CAMPAIGN_KINDS.items() if c.driven_by == "desk"])
def test_a_desk_carries_out_its_orders_within_the_jitter(kind: str) -> None:
    campaign = CAMPAIGN_KINDS[kind]
    first = [row for row in ordered(kind) if row["action"] not in campaign.then]
    assert max(map(spread_s, by(first, "object").values())) <= campaign.jitter_s + 1.0


def test_numbers_of_a_kind_can_be_changed_one_by_one() -> None:
    farm = replace(CAMPAIGN_KINDS["phone farm"], accounts=12, jobs=3)
    assert (farm.accounts, farm.jobs, farm.jitter_s) == (12, 3, 15.0)


def test_no_two_kinds_are_alike() -> None:
    assert len(set(CAMPAIGN_KINDS.values())) == len(CAMPAIGN_KINDS)
    assert all(isinstance(kind, Campaign) for kind in CAMPAIGN_KINDS.values())


def test_a_phone_farm_has_a_phone_an_account_and_few_lines() -> None:
    jobs = ordered("phone farm")
    assert len(values(jobs, "device")) == 80
    assert len(values(jobs, "line")) == 2


def test_paid_views_come_from_ten_accounts_a_device() -> None:
    assert len(values(ordered("paid views"), "device")) == 20


def created_day(log: SimulatedLog) -> dict[str, float]:
    """Return the day of each account's sign-up, from the start of the log."""
    start = PRESETS["short-video"].world.start
    return {
        row["actor"]: (row["created"] - start).total_seconds() / DAY_S
        for row in log.accounts.to_pylist()
    }


def test_sold_accounts_are_signed_up_in_one_batch() -> None:
    log = planted("sold accounts")
    days = created_day(log)
    members = log.truth.filter(pc.is_valid(log.truth["campaign"]))["account"].to_pylist()
    theirs = [days[account] for account in members]
    assert len(theirs) == 100
    assert max(theirs) - min(theirs) <= 1.0
    assert -90.0 <= min(theirs) <= -7.0
    others = [day for account, day in days.items() if account not in set(members)]
    assert np.std(others) > 200


def test_sold_accounts_browse_before_their_first_job() -> None:
    browsed, jobs = (
        by(ordered("sold accounts", "warm-up"), "actor"),
        by(ordered("sold accounts"), "actor"),
    )
    assert len(browsed) == len(jobs) == 100
    for account, done in jobs.items():
        # Of 42, those of an object that came up before are dropped: many in a small world.
        assert len(browsed[account]) > 15
        assert max(row["time"] for row in browsed[account]) <= min(row["time"] for row in done)


def test_a_warm_up_is_browsing_at_a_regular_gap() -> None:
    (one, *_) = by(ordered("sold accounts", "warm-up"), "actor").values()
    times = [row["time"].timestamp() for row in one]
    gaps = np.diff(times) / HOUR_S
    # Three times a day, half a minute more or less; where an object came up twice, one is missing.
    assert np.abs(gaps / 8.0 - np.rint(gaps / 8.0)).max() < 0.01
    assert values(one, "action") == {"view"}


def test_a_batch_is_whole_before_the_log_begins_however_long_it_takes() -> None:
    world = replace(PRESETS["forum"].world, accounts=100, objects=200, events=200)
    log = simulate(world, (), (Campaign(50, jobs=2, sign_up_days=200.0),), seed=SEED)
    batch = set(log.truth.filter(pc.is_valid(log.truth["campaign"]))["account"].to_pylist())
    days = [day for account, day in created_day(log).items() if account in batch]
    assert max(days) <= 0.0
    assert 150 < max(days) - min(days) <= 200


def test_coupon_grabbers_have_twenty_accounts_a_device_and_one_line() -> None:
    jobs = ordered("coupon grabbers")
    assert sorted(len(values(rows, "actor")) for rows in by(jobs, "device").values()) == [20] * 5
    assert len(values(jobs, "line")) == 1
    # One address a week.
    assert len(values(jobs, "ip")) <= 5


def test_half_of_what_a_patient_farm_does_comes_from_fresh_addresses() -> None:
    theirs = [row for row in acts("patient farm") if row["campaign"]]
    fresh = [row for row in theirs if row["line"] is None]
    assert 0.45 < len(fresh) / len(theirs) < 0.55
    # Two may come to the same address by chance: this small world has some 30,000.
    assert max(len(values(rows, "actor")) for rows in by(fresh, "ip").values()) <= 8
    at_home = values([row for row in acts("patient farm") if row["line"]], "ip")
    # Few of the addresses of these streets are anybody's home.
    assert len(values(fresh, "ip") & at_home) < 0.05 * len(values(fresh, "ip"))


def test_decoys_are_a_fifth_of_a_patient_farms_orders_and_framing_in_the_truth() -> None:
    decoys, jobs = ordered("patient farm", "framing"), ordered("patient farm")
    pushed, decoyed = values(jobs, "object"), values(decoys, "object")
    assert not pushed & decoyed
    assert len(pushed) + len(decoyed) == 40
    assert 3 <= len(decoyed) <= 14
    # Who had browsed the object before did not view it again.
    assert all(95 <= len(rows) <= 100 for rows in by(decoys, "object").values())


def awake_hours(rows: list[Row]) -> npt.NDArray[np.float64]:
    local = [row["time"].hour + row["time"].minute / 60 + row["zone_h"] for row in rows]
    hours: npt.NDArray[np.float64] = np.mod(np.array(local), 24.0)
    return hours


def test_part_timers_act_when_they_are_awake_and_a_desk_does_not_care() -> None:
    honest = awake_hours([row for row in acts("part-timers") if row["campaign"] is None])
    theirs, desk = awake_hours(ordered("part-timers")), awake_hours(ordered("paid views"))
    asleep = [((hours >= 2) & (hours < 5)).mean() for hours in (honest, theirs, desk)]
    assert asleep[1] < 2 * asleep[0] + 0.02
    assert asleep[2] > 3 * asleep[1]


def test_part_timers_are_at_home_or_on_the_road_each_with_an_own_device() -> None:
    jobs = ordered("part-timers")
    assert len(values(jobs, "line")) > 100
    assert len(values(jobs, "client")) > 15
    assert any(row["ip"].startswith("100.") for row in jobs)
    assert all(len(values(rows, "actor")) == 1 for rows in by(jobs, "device").values())


def test_brushing_reviews_come_one_to_four_days_after_the_purchase_with_five_stars() -> None:
    orders = by(ordered("brushed orders", preset="shop"), "action")
    bought = {(row["actor"], row["object"]): row["time"] for row in orders["purchase"]}
    days = [
        (row["time"] - bought[row["actor"], row["object"]]).total_seconds() / DAY_S
        for row in orders["review"]
    ]
    assert len(days) > 900
    assert min(days) >= 1.0 - 2 / DAY_S
    assert max(days) <= 4.5  # what is due at night waits for the morning
    hours = Counter(row["time"].hour for row in orders["review"])
    assert sum(hours[(hour - 8) % 24] for hour in (3, 4)) < 0.03 * len(days)
    assert values(orders["review"], "value") == {5.0}
    assert values(orders["purchase"], "value") == {None}


def test_extortion_gives_one_star_where_others_give_more() -> None:
    assert values(ordered("one-star extortion", preset="shop"), "value") == {1.0}
    honest = [row["value"] for row in acts("one-star extortion", "shop") if not row["campaign"]]
    assert np.mean([value for value in honest if value is not None]) > 3.0


@pytest.mark.parametrize("kind", ["copied text", "paid messages"])
def test_copied_texts_repeat(kind: str) -> None:
    texts = Counter(row["text"] for row in ordered(kind))
    assert len(texts) <= 3
    assert min(texts.values()) > 100


def test_spun_texts_rarely_repeat_on_one_object_and_none_is_common() -> None:
    jobs = ordered("paid comments")
    repeated = [len(rows) - len(values(rows, "text")) for rows in by(jobs, "object").values()]
    assert sum(repeated) < 0.05 * len(jobs)
    assert max(Counter(row["text"] for row in jobs).values()) < 0.02 * len(jobs)


def test_a_debunked_claim_is_told_in_many_words() -> None:
    jobs = ordered("debunked claim", preset="forum")
    assert len(values(jobs, "text")) > 0.5 * len(jobs)
    salt = [("盐水" in row["text"]) or ("salt water" in row["text"]) for row in jobs]
    assert all(salt)


def test_framed_accounts_are_honest_in_the_truth() -> None:
    framed = [row for row in planted("framing").truth.to_pylist() if row["population"] == "framed"]
    assert len(framed) == 40
    assert values(framed, "campaign") == {None}
    assert not values(ordered("framing"), "actor") & values(framed, "account")


def test_framers_act_on_what_a_framed_account_has_just_acted_on_the_same_way() -> None:
    done = defaultdict(list)
    for row in acts("framing"):
        if row["population"] == "framed":
            done[row["object"], row["action"]].append(row["time"])
    followed = ordered("framing", "framing")
    assert len(followed) > 150
    assert all(row["campaign"] == "framing" for row in followed)
    for row in followed:
        lags = [
            (row["time"] - before).total_seconds() for before in done[row["object"], row["action"]]
        ]
        # Clocks record whole seconds: up to one more than the jitter of 30 s.
        assert any(0.0 <= lag <= 31.0 for lag in lags)


def test_a_topic_gang_acts_at_birth_and_the_crowd_comes_later() -> None:
    gang = ordered("topic gang", preset="forum")
    lit = values(gang, "object")
    crowd = [r for r in acts("topic gang", "forum") if r["object"] in lit and not r["campaign"]]
    assert len(lit) == 17
    assert max(row["age_s"] for row in gang) <= 241.0
    assert len(crowd) > 100
    assert np.median([row["age_s"] for row in crowd]) > HOUR_S
    assert np.mean([row["age_s"] <= 241.0 for row in crowd]) < 0.05


def test_a_live_room_fills_when_it_opens_and_those_who_join_also_write() -> None:
    jobs = by(ordered("live room"), "action")
    assert max(row["age_s"] for row in jobs["join"]) <= 21.0
    assert len(jobs["message"]) == len(jobs["join"]) == 120 * 15
    assert None not in values(jobs["message"], "text")


@pytest.mark.parametrize(
    ("kind", "action"),
    [("paid likes", "like"), ("paid follows", "follow"), ("paid views", "view")],
)
def test_what_is_paid_for_is_what_is_done(kind: str, action: str) -> None:
    assert values(ordered(kind), "action") == {action}
