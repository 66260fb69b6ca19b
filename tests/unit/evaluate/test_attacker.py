"""Sellers who learn: costs by arithmetic, and a search that lowers them without telling how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields, replace
from datetime import datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from clearwater.errors import ParameterError
from clearwater.evaluate.attacker import CostCurve, Effort, adapt
from clearwater.evaluate.attacker_costs import PRICES, Month, costs_of
from clearwater.evaluate.attacker_months import Market, counted, month_of
from clearwater.evaluate.attacker_plans import CHEAP, DECISIONS, OrderBook, Plan, plan_at
from clearwater.evaluate.base import Judgement, LogToJudge
from clearwater.simulate import FanClub, SimulatedLog, WorldConfig, simulate

WORLD = WorldConfig(accounts=120, objects=150, events=600, days=9)
BOOK = OrderBook(objects=6, likes=8)
CHEAP_PLAN = plan_at(CHEAP)
SHORT = Effort(first=8, generations=6, offspring=4, parents=2, told=2)


def nobody(log: LogToJudge) -> Judgement:
    return Judgement({}, {})


def everybody(log: LogToJudge) -> Judgement:
    return Judgement({}, dict.fromkeys(log.events["actor"].to_pylist(), "all"))


def within_a_minute(log: LogToJudge) -> Judgement:
    """Flag whoever likes something as one of four within one minute of the clock."""
    minute = pc.floor_temporal(log.events["time"], unit="minute")
    table = pa.table({"o": log.events["object"], "m": minute, "actor": log.events["actor"]})
    crowds = table.group_by(["o", "m"]).aggregate([("actor", "count"), ("actor", "list")])
    crowded = crowds.filter(pc.greater_equal(crowds["actor_count"], 4))["actor_list"]
    return Judgement({}, {actor: "crowd" for one in crowded.to_pylist() for actor in one})


def market(judge: object = nobody) -> Market:
    return Market(judge, WORLD, (), BOOK)  # type: ignore[arg-type]  # functions of this file


class TestCosts:
    def test_a_farm_that_nobody_sees_pays_wear_and_what_it_uses(self) -> None:
        month = Month(accounts=60, devices=3, lines=1, acts=1_200, delivered=1_200, surviving=1_200)
        # 60 accounts x 0.25 + 3 devices x 3 + 1 line x 5 + 1,200 acts x 0.005
        assert month.cost == pytest.approx(15 + 9 + 5 + 6)
        assert costs_of([month], 60).cost == pytest.approx(35 / 1.2)

    def test_a_lost_account_costs_its_price_instead_of_its_wear(self) -> None:
        kept = Month(accounts=10, delivered=10, surviving=10)
        assert replace(kept, lost=4).cost - kept.cost == pytest.approx(4 * 0.75)

    @pytest.mark.parametrize(
        ("name", "amount", "units"),
        [
            ("addresses", 50.0, 50 * 0.02),
            ("warm_up_days", 50.0, 50 * 0.02),
            ("paid_jobs", 100, 100 * 0.05),
            # A like sells for 0.1; each hour takes off one per cent of it, booking a fifth.
            ("late_h", 100.0, 100 * 0.1 * 0.01),
            ("booked", 100, 100 * 0.1 * 0.2),
        ],
    )
    def test_everything_else_has_its_price(self, name: str, amount: float, units: float) -> None:
        assert Month(**{name: amount}).cost == pytest.approx(units)  # type: ignore[arg-type]

    def test_what_does_not_survive_is_delivered_again(self) -> None:
        whole = Month(accounts=40, delivered=400, surviving=400)
        half = replace(whole, surviving=200)
        one, two = costs_of([whole], 10).cost, costs_of([half], 10).cost
        assert one is not None
        assert two == pytest.approx(2 * one)

    def test_months_are_added_up_before_they_are_divided(self) -> None:
        good = Month(accounts=20, delivered=100, surviving=100)
        bad = Month(accounts=20, lost=20, delivered=100)
        costs = costs_of([good, bad], 10)
        assert costs.cost == pytest.approx((20 * 0.25 + 20) * 10)
        assert costs.accounts_lost == pytest.approx(200.0)
        assert costs.surviving == 0.5

    def test_likes_set_aside_and_decoys_are_orders_lost(self) -> None:
        month = Month(accounts=5, delivered=600, surviving=500, decoys=60)
        assert costs_of([month], 20).orders_lost == pytest.approx(160 / 20 * 2)

    def test_days_are_warming_up_and_waiting(self) -> None:
        month = Month(accounts=10, warm_up_days=30.0, delivered=4, surviving=4, late_h=4 * 36.0)
        assert costs_of([month], 2).days == 4.5

    def test_where_nothing_survives_there_is_no_cost(self) -> None:
        costs = costs_of([Month(accounts=3, lost=3, delivered=30)], 10)
        assert asdict(costs) == {
            "cost": None,
            "accounts_lost": None,
            "orders_lost": None,
            "days": None,
            "surviving": 0.0,
        }

    def test_every_price_says_why(self) -> None:
        for price in PRICES.values():
            assert price.units > 0
            assert price.per
            assert price.why.endswith(".")


class TestPlans:
    def test_decisions_are_the_fields_of_a_plan(self) -> None:
        assert list(DECISIONS) == [f.name for f in fields(Plan)]

    def test_the_cheap_farm_takes_no_precaution(self) -> None:
        assert (CHEAP_PLAN.jobs, CHEAP_PLAN.lines) == (20, 1)
        assert CHEAP_PLAN.jitter_s == pytest.approx(15.0)
        assert CHEAP_PLAN.accounts_per_device == pytest.approx(20.0)
        assert not any(
            (CHEAP_PLAN.cover, CHEAP_PLAN.rotation, CHEAP_PLAN.warm_up_days, CHEAP_PLAN.decoys)
        )
        assert not CHEAP_PLAN.part_timers
        assert not CHEAP_PLAN.booked_ahead

    def test_ends_of_the_cube_are_the_ends_of_the_ranges(self) -> None:
        low, high = plan_at(np.zeros(len(CHEAP))), plan_at(np.ones(len(CHEAP)))
        for name, one in DECISIONS.items():
            assert getattr(low, name) == pytest.approx(one.low)
            assert getattr(high, name) == pytest.approx(one.high)

    @pytest.mark.parametrize(
        ("jobs", "decoys", "accounts", "orders"),
        [(20, 0.0, 60, 20), (10, 0.0, 120, 20), (1, 0.0, 1_200, 20), (7, 0.0, 171, 20),
         (10, 0.5, 240, 40)],
    )  # fmt: skip
    def test_fewer_jobs_or_more_orders_take_more_accounts(
        self, jobs: int, decoys: float, accounts: int, orders: int
    ) -> None:
        plan, book = replace(CHEAP_PLAN, jobs=jobs, decoys=decoys), OrderBook(20, 60)
        assert (plan.accounts(book), plan.orders(book)) == (accounts, orders)
        campaign = plan.campaign(book)
        # What the generator makes of it: as many orders, and as many likes for each.
        assert round(campaign.jobs / campaign.share) == orders
        assert round(campaign.share * campaign.accounts) == 60

    def test_part_timers_have_devices_of_their_own(self) -> None:
        book = OrderBook(20, 60)
        assert CHEAP_PLAN.devices(book) == 3
        assert replace(CHEAP_PLAN, part_timers=True).devices(book) == 0


class TestMonths:
    def test_the_order_book_is_delivered_whatever_the_plan(self) -> None:
        for plan in (CHEAP_PLAN, replace(CHEAP_PLAN, jobs=2, jitter_s=50_000.0, cover=2.0)):
            month, _ = month_of(plan, market(), seed=3)
            assert month.delivered == month.surviving == 6 * 8

    def test_acts_are_counted_as_what_they_are(self) -> None:
        plan = replace(CHEAP_PLAN, jobs=3, cover=2.0, warm_up_days=2.0, decoys=0.5, rotation=0.5)
        log = simulate(WORLD, (), [plan.campaign(BOOK)], seed=3)
        month = counted(plan, BOOK, log, frozenset())
        roles = log.truth_events["role"].to_pylist()
        assert month.delivered == roles.count("job") > 0
        assert month.decoys == roles.count("framing") > 0
        members = planted(log)
        acts = sum(actor in members for actor in log.events["actor"].to_pylist())
        assert month.acts == acts - roles.count("warm-up")
        assert month.addresses == pytest.approx(0.5 * acts)
        assert month.warm_up_days == pytest.approx(2.0 * len(members))

    def test_likes_of_flagged_accounts_are_set_aside(self) -> None:
        log = simulate(WORLD, (), [CHEAP_PLAN.campaign(BOOK)], seed=3)
        one = sorted(planted(log))[0]
        honest = sorted(set(log.truth["account"].to_pylist()) - planted(log))[0]
        jobs = set(log.truth_events["event"].to_pylist())
        given = sum(
            actor == one and event in jobs
            for actor, event in zip(
                log.events["actor"].to_pylist(), log.events["event"].to_pylist(), strict=True
            )
        )
        month = counted(CHEAP_PLAN, BOOK, log, frozenset({one, honest}))
        assert given > 0
        assert (month.lost, month.surviving) == (1, month.delivered - given)

    def test_people_are_paid_by_the_job_and_a_desk_by_the_act(self) -> None:
        plan = replace(CHEAP_PLAN, part_timers=True, rotation=1.0)
        month, _ = month_of(plan, market(), seed=3)
        assert month.paid_jobs == 6 * 8
        assert (month.acts, month.lines, month.devices, month.addresses) == (0, 0, 0, 0.0)

    def test_a_like_is_late_against_the_first_of_its_order(self) -> None:
        plan = replace(CHEAP_PLAN, jitter_s=36_000.0, decoys=0.3, cover=3.0)
        log = simulate(WORLD, (), [plan.campaign(BOOK)], seed=3)
        roles = dict(
            zip(
                log.truth_events["event"].to_pylist(),
                log.truth_events["role"].to_pylist(),
                strict=True,
            )
        )
        orders: dict[str, list[datetime]] = {}
        for row in log.events.to_pylist():
            if roles.get(row["event"]) == "job":
                orders.setdefault(row["object"], []).append(row["time"])
        late_s = sum((t - min(ts)).total_seconds() for ts in orders.values() for t in ts)
        assert len(orders) > 2
        assert counted(plan, BOOK, log, frozenset()).late_h == pytest.approx(late_s / 3_600)

    def test_what_was_booked_ahead_is_counted(self) -> None:
        month, _ = month_of(CHEAP_PLAN, market(), seed=3)
        assert month.booked == 0
        month, _ = month_of(replace(CHEAP_PLAN, booked_ahead=True), market(), seed=3)
        assert month.booked == month.surviving > 0

    def test_the_honest_accused_are_a_share_of_the_honest(self) -> None:
        _, accused = month_of(CHEAP_PLAN, market(nobody), seed=3)
        assert accused == 0.0
        month, accused = month_of(CHEAP_PLAN, market(everybody), seed=3)
        # Who never acted cannot be accused.
        assert 5_000 < accused <= 10_000
        assert month.surviving == 0

    def test_a_world_too_small_for_the_orders_is_refused(self) -> None:
        tiny = Market(nobody, replace(WORLD, objects=10), (), BOOK)
        with pytest.raises(ParameterError, match="object"):
            month_of(replace(CHEAP_PLAN, decoys=0.5), tiny, seed=3)


class TestSearch:
    def test_what_is_learnt_is_cheaper_than_what_was_naive(self) -> None:
        curve = adapt(market(within_a_minute), SHORT, seed=1)
        naive, adapted = curve.cheap.cost, curve.adapted.cost
        assert naive is None
        assert adapted is not None
        assert curve.adapted.surviving > 0.9
        assert adapted < curve.best[0][1]
        assert curve.lost_learning > 0

    def test_where_nobody_looks_nothing_is_lost(self) -> None:
        curve = adapt(market(nobody), SHORT, seed=1)
        assert curve.cheap.cost is not None
        assert curve.adapted.cost is not None
        assert curve.adapted.cost <= curve.cheap.cost
        assert curve.adapted.surviving == 1.0
        assert (curve.lost_learning, curve.accused_per_10k) == (0, 0.0)

    def test_where_everybody_is_flagged_nothing_survives(self) -> None:
        curve = adapt(market(everybody), replace(SHORT, generations=1), seed=1)
        assert curve.adapted.cost is None
        assert curve.best == ()
        assert curve.accused_per_10k > 5_000

    def test_the_best_so_far_only_falls_and_trials_are_counted(self) -> None:
        curve = adapt(market(within_a_minute), SHORT, seed=1)
        trials, costs = zip(*curve.best, strict=True)
        # The naive farm comes first, and nothing of it survives.
        assert 1 < trials[0] <= trials[-1] <= 32
        assert list(trials) == sorted(set(trials))
        assert list(costs) == sorted(set(costs), reverse=True)
        assert curve.trials == 8 + 6 * 4 + 2 * 2

    def test_the_same_seed_gives_the_same_curve_and_another_does_not(self) -> None:
        short = replace(SHORT, generations=2)
        one = adapt(market(within_a_minute), short, seed=1)
        assert adapt(market(within_a_minute), short, seed=1) == one
        assert adapt(market(within_a_minute), short, seed=2) != one

    def test_each_trial_is_a_world_of_its_own_and_told_ones_are_new(self) -> None:
        seen: list[str] = []

        def remember(log: LogToJudge) -> Judgement:
            # A farm adds no object: the world alone decides when they were made.
            assert log.objects is not None
            seen.append(str(sorted(log.objects["created"].to_pylist())))
            return Judgement({}, {})

        adapt(
            market(remember),
            Effort(first=3, generations=1, offspring=2, parents=1, again=1, told=2),
            1,
        )
        tried, told = seen[:6], seen[6:]
        assert len(set(tried)) == 6
        # The naive farm and the adapted one are told from the same worlds.
        assert told[:2] == told[2:]
        assert len(set(told)) == 2
        assert not set(tried) & set(told)

    def test_crowds_are_in_the_world(self) -> None:
        fans = FanClub(20, posts=10)
        curve = adapt(
            Market(everybody, WORLD, (fans,), BOOK),
            Effort(first=2, generations=0, parents=1, told=1),
            seed=1,
        )
        assert curve.accused_per_10k > 5_000

    def test_nothing_tells_how_it_was_done(self) -> None:
        curve = adapt(market(nobody), replace(SHORT, generations=0), seed=1)
        assert isinstance(curve, CostCurve)
        assert not set(names_in(asdict(curve))) & {f.name for f in fields(Plan)}

    @pytest.mark.parametrize(
        "wrong",
        [
            {"first": 1},
            {"generations": -1},
            {"offspring": 0},
            {"parents": 0},
            {"again": 0},
            {"told": 0},
        ],
    )
    def test_an_effort_out_of_range_is_refused(self, wrong: dict[str, int]) -> None:
        with pytest.raises(ParameterError, match=next(iter(wrong))):
            Effort(**wrong)


def planted(log: SimulatedLog) -> set[str]:
    honest = pc.is_null(log.truth["campaign"])
    return set(log.truth.filter(pc.invert(honest))["account"].to_pylist())


def names_in(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from names_in(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from names_in(inner)
