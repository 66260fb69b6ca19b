"""Paid accounts stand out of a small shop, and honest accounts that look like them do not."""

from __future__ import annotations

import numpy as np
import pytest

from clearwater.detect.event_arrays import EventArrays
from clearwater.detect.measure import AccountMeasure, Measure
from clearwater.detect.rates.company_kept import CompanyKept
from clearwater.detect.rates.fair_days import FairDays
from clearwater.detect.rates.fairness_goodness import FairnessGoodness
from clearwater.detect.rates.first_time_reviewers import FirstTimeReviewers
from clearwater.detect.rates.low_rating_bursts import LowRatingBursts
from clearwater.detect.rates.ordered_praise import OrderedPraise
from clearwater.detect.rates.rating_deviation import RatingDeviation
from clearwater.detect.rates.rating_surprise import RatingSurprise
from clearwater.detect.rates.unbrowsed_purchases import UnbrowsedPurchases
from tests.helpers.made_up_shop import DAY, Shop, shop

PEERS = 60


def codes(accounts: list[int]) -> np.ndarray:
    return np.array(accounts, np.int32)


def brush(made: Shop, rng: np.random.Generator, orders: int = 8) -> list[int]:
    """Twelve accounts buy what they never looked at and praise it three days later."""
    desk = made.newcomers(12)
    for thing in range(orders):
        start = (5 + 5 * thing) * DAY
        for who in desk:
            bought = start + float(rng.uniform(0, 3_600))
            praised = bought + 3 * DAY + float(rng.uniform(0, 7_200))
            made.add([(who, "purchase", thing, bought, None), (who, "review", thing, praised, 5.0)])
    return desk


def new_customers(made: Shop, rng: np.random.Generator) -> list[int]:
    """Twelve people who came this month: they look, buy a few things, and like some of them."""
    people = made.newcomers(12)
    for who in people:
        for thing in rng.choice(made.objects, size=8, replace=False).tolist():
            bought = float(rng.uniform(30 * DAY, 60 * DAY))
            made.add(
                [(who, "view", thing, bought - 600, None), (who, "purchase", thing, bought, None)]
            )
            if rng.random() < 0.4:
                later = bought + float(rng.uniform(1, 10)) * DAY
                made.add([(who, "review", thing, later, made.opinion(thing, rng))])
    return people


def extort(made: Shop, rng: np.random.Generator, *, taken_back: bool = False) -> list[int]:
    """Ten new accounts give one star to four well-rated objects, each within an hour."""
    gang = made.newcomers(10)
    good = np.argsort(-made.quality)[:4].tolist()
    for number, thing in enumerate(good):
        start = (10 + 9 * number) * DAY
        for who in gang:
            when = start + float(rng.uniform(0, 3_600))
            made.add([(who, "review", thing, when, 1.0)])
            if taken_back:
                made.add([(who, "review", thing, when + 2 * DAY, 5.0)])
    return gang


def harsh_raters(made: Shop, rng: np.random.Generator, by: float = 2.0) -> list[int]:
    """Ten honest people whom little pleases, each on days of his own."""
    people = made.newcomers(10)
    for who in people:
        for thing in rng.choice(made.objects, size=4, replace=False).tolist():
            stars = max(1.0, made.opinion(thing, rng) - by)
            made.add([(who, "review", thing, float(rng.uniform(0, 60 * DAY)), stars)])
    return people


def median_p(measure: Measure[EventArrays], events: EventArrays, group: list[int]) -> float:
    return float(np.nanmedian(measure.measure(events).against_others(codes(group))))


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("measure", [UnbrowsedPurchases(peers=PEERS), OrderedPraise(peers=PEERS)])
def test_brushed_orders_stand_out_and_new_customers_do_not(
    measure: Measure[EventArrays], seed: int
) -> None:
    made, rng = shop(seed), np.random.default_rng(seed)
    desk, honest = brush(made, rng), new_customers(made, rng)
    events = made.arrays()
    assert median_p(measure, events, desk) <= 0.05
    assert median_p(measure, events, honest) >= 0.2


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_gang_of_one_star_stands_out_and_harsh_raters_do_not(seed: int) -> None:
    made, rng = shop(seed), np.random.default_rng(seed)
    gang, honest = extort(made, rng), harsh_raters(made, rng)
    events = made.arrays()
    measure = LowRatingBursts(peers=PEERS)
    assert median_p(measure, events, gang) <= 0.02
    assert median_p(measure, events, honest) >= 0.1


def test_what_is_taken_back_counts_besides() -> None:
    scores = []
    for taken_back in (False, True):
        made = shop(4)
        gang = extort(made, np.random.default_rng(4), taken_back=taken_back)
        found = LowRatingBursts(peers=PEERS).measure(made.arrays())
        scores.append(found.score[gang].min())
        assert (found.figures["taken_back"][gang] == 4 * taken_back).all()
        assert (found.figures["in_company"][gang] == 4).all()
    assert scores[1] > scores[0] + 1.0


def test_an_object_that_was_always_bad_accuses_nobody() -> None:
    """The same gang at the same hours, but everybody gives that object one star."""
    made = shop(5)
    gang = extort(made, np.random.default_rng(5))
    bad = np.argsort(-made.quality)[:4].tolist()
    made.events = [
        (who, what, on, when, 1.0 if on in bad and stars is not None else stars)
        for who, what, on, when, stars in made.events
    ]
    usual = shop(5)
    extort(usual, np.random.default_rng(5))
    measure = LowRatingBursts(peers=PEERS)
    always, once = (measure.measure(each.arrays()).score[gang].mean() for each in (made, usual))
    assert always < once / 2


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_first_timers_in_a_burst_stand_out_and_scattered_ones_do_not(seed: int) -> None:
    made, rng = shop(seed), np.random.default_rng(seed)
    burst, scattered = made.newcomers(12), made.newcomers(12)
    made.add((who, "review", 3, 20 * DAY + float(rng.uniform(0, DAY / 4)), 5.0) for who in burst)
    for who in scattered:
        when, thing = float(rng.uniform(0, 60 * DAY)), int(rng.integers(made.objects))
        made.add([(who, "review", thing, when, made.opinion(thing, rng))])
    measure = FirstTimeReviewers(peers=PEERS)
    assert median_p(measure, made.arrays(), burst) <= 0.01
    found = measure.measure(made.arrays())
    assert np.median(found.score[scattered]) < np.median(found.score[burst]) / 4
    assert (found.figures["first_timers_near"][burst] >= 11).all()


def test_that_everybody_is_new_on_the_first_day_accuses_nobody() -> None:
    """The same burst of first reviews among many others' first reviews elsewhere."""
    made = shop(4)
    burst = made.newcomers(12)
    made.add((who, "review", 3, 20 * DAY + 60.0 * who, 5.0) for who in burst)
    alone = FirstTimeReviewers(peers=PEERS).measure(made.arrays()).score[burst].mean()
    for thing in range(4, 40):
        made.add((who, "review", thing, 20 * DAY + 61.0 * who, 4.0) for who in made.newcomers(6))
    among_many = FirstTimeReviewers(peers=PEERS).measure(made.arrays()).score[burst].mean()
    assert among_many < alone / 4


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ratings_against_the_crowd_stand_out_and_strict_raters_do_not(seed: int) -> None:
    """Five accounts praise bad objects: one desk, too few to turn an object's worth around.

    The strict give a star less than others would. Who gives two less rates against the crowd.
    """
    made, rng = shop(seed, accounts=900), np.random.default_rng(seed)
    desk, honest = made.newcomers(5), harsh_raters(made, rng, by=1.0)
    bad = np.argsort(made.quality)[:6].tolist()
    made.add((who, "review", thing, (9 + thing) * DAY + who, 5.0) for who in desk for thing in bad)
    events = made.arrays()
    for measure in (RatingDeviation(peers=PEERS), FairnessGoodness(peers=PEERS)):
        assert median_p(measure, events, desk) <= 0.05
        assert median_p(measure, events, honest) > 0.05


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_ratings_in_one_go_surprise_and_have_few_fair_days(seed: int) -> None:
    made, rng = shop(seed), np.random.default_rng(seed)
    quick, slow = made.newcomers(6), made.newcomers(6)
    for number in range(8):
        made.add((who, "review", 5 + number, 30 * DAY + 20.0 * number, 5.0) for who in quick)
        for who in slow:
            thing = int(rng.integers(made.objects))
            stars = made.opinion(thing, rng)
            made.add([(who, "review", thing, (6 * number + float(rng.uniform(0, 4))) * DAY, stars)])
    events = made.arrays()
    for measure in (RatingSurprise(peers=PEERS), FairDays(peers=PEERS)):
        assert median_p(measure, events, quick) <= 0.03
        assert median_p(measure, events, slow) >= 0.1
    assert (FairDays().measure(events).figures["days"][quick] == 1).all()


def test_whoever_only_touches_what_nobody_knows_keeps_little_company() -> None:
    made = shop(6)
    desk = made.newcomers(5)
    made.add((who, "view", made.objects + k, float(k), None) for who in desk for k in range(10))
    assert median_p(CompanyKept(peers=PEERS), made.arrays(), desk) <= 0.05


def test_a_log_without_looks_accuses_nobody_of_not_looking() -> None:
    made = shop(7)
    made.events = [event for event in made.events if event[1] != "view"]
    found = UnbrowsedPurchases().measure(made.arrays())
    assert set(found.p_value[~np.isnan(found.p_value)].tolist()) == {1.0}


EVERYBODY, DESK = "every seventh account", "the desk"


@pytest.mark.parametrize(
    ("measure", "group"),
    [
        # A desk shares objects, and those it praised are of two minds ever after: only a measure
        # that compares within each object can be asked about it. Its hours stay as regular.
        (RatingDeviation(peers=PEERS), DESK),
        (RatingDeviation(peers=PEERS), EVERYBODY),
        (RatingSurprise(peers=PEERS), EVERYBODY),
        (FairnessGoodness(peers=PEERS), EVERYBODY),
        (FairDays(peers=PEERS), EVERYBODY),
        (OrderedPraise(peers=PEERS), EVERYBODY),
        (LowRatingBursts(peers=PEERS), EVERYBODY),
        # Dealt out among all who rated the object, a gang's one star burst no more.
        (LowRatingBursts(peers=PEERS), DESK),
    ],
)
def test_ratings_shuffled_among_raters_of_an_object_accuse_nobody(
    measure: Measure[EventArrays], group: str
) -> None:
    """Each object's ratings are dealt out anew, 30 times: p-values say nothing any more."""
    made = shop(8)
    desk = brush(made, np.random.default_rng(8))
    events = made.arrays()
    named = desk if group == DESK else list(range(0, 500, 7))
    rng = np.random.default_rng(9)
    p = np.concatenate([p_values(measure, dealt_anew(events, rng), named) for _ in range(30)])
    p = p[~np.isnan(p)]
    for level in (0.05, 0.2, 0.5):
        # Accounts keep their objects from deal to deal: a deal is worth less than a new log.
        slack = 3 * np.sqrt(level * (1 - level) / (p.size / 4))
        assert (p <= level).mean() <= level + slack


def p_values(measure: Measure[EventArrays], events: EventArrays, group: list[int]) -> np.ndarray:
    found: AccountMeasure = measure.measure(events)
    return found.p_value[group]


def dealt_anew(events: EventArrays, rng: np.random.Generator) -> EventArrays:
    """Return the log with each object's ratings shuffled among those who rated it."""
    rated = np.flatnonzero(~np.isnan(events.value))
    value = events.value.copy()
    for thing in range(events.objects):
        on = rated[events.object[rated] == thing]
        value[on] = rng.permutation(events.value[on])
    return EventArrays.of(
        events.account,
        events.object,
        events.time,
        value,
        action=events.action,
        actions=events.actions,
        accounts=events.accounts,
    )
