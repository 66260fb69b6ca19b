"""What accounts do on their own account: the honest background, and the cover of campaigns.

An action begins with an object, chosen by popularity and partly by interest, and a lag after its
creation. The account then does it on its next visit, in a row with whatever else it does there, or
at once when a notification reached it awake. Nobody acts before the object exists (unless the world
is told to have strays).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from clearwater.simulate.acts import Acts
from clearwater.simulate.habits import draw_visits
from clearwater.simulate.world_config import HOUR_S, WorldConfig
from clearwater.simulate.worlds import Objects, World

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

# Some intended actions never happen (the log ends, the account is gone, it was done already), so
# more are drawn than are wanted and the rest is cut to the wanted number.
_SPARE_FACTOR = 2.2
_SPARE = 3


@dataclass(frozen=True)
class ObjectChoice:
    """Draws objects by popularity; made once for all accounts."""

    by_topic: Ints
    """Objects in order of their interest."""
    cumulative: Floats
    """Popularity up to each place of that order, from 0."""
    low: Floats
    """Where each interest begins on the scale of `cumulative`."""
    high: Floats
    """Where it ends."""

    @classmethod
    def of(cls, objects: Objects, topics: int) -> ObjectChoice:
        """Return the choice among `objects`."""
        by_topic = np.argsort(objects.topic, kind="stable")
        cumulative = np.concatenate([[0.0], np.cumsum(objects.weight[by_topic])])
        edges = np.searchsorted(objects.topic[by_topic], np.arange(topics + 1))
        return cls(by_topic, cumulative, cumulative[edges[:-1]], cumulative[edges[1:]])

    def draw(self, topic: Ints, topical: npt.NDArray[np.bool_], rng: np.random.Generator) -> Ints:
        """Return an object for each entry of `topic`, from inside that interest if `topical`.

        An interest nobody has made an object for falls back on all objects.
        """
        inside = topical & (self.high[topic] > self.low[topic])
        left = np.where(inside, self.low[topic], 0.0)
        right = np.where(inside, self.high[topic], self.cumulative[-1])
        spot = left + rng.random(len(topic)) * (right - left)
        position = np.searchsorted(self.cumulative, spot, side="right") - 1
        chosen: Ints = self.by_topic[np.clip(position, 0, len(self.by_topic) - 1)]
        return chosen


def private_acts(world: World, choice: ObjectChoice, seed: list[int]) -> Acts:
    """Return the private actions of all accounts, about ``habits.activity`` of each."""
    rng = np.random.default_rng(seed)
    habits = world.habits
    wanted = rng.poisson(habits.activity)
    drawn = np.where(wanted > 0, np.ceil(wanted * _SPARE_FACTOR) + _SPARE, 0).astype(np.int64)
    account = np.repeat(np.arange(len(habits), dtype=np.int64), drawn)
    topical = rng.random(len(account)) < world.config.topical_share
    object_ = choice.draw(habits.topic[account], topical, rng)
    lag_s = (
        world.objects.life_s[object_]
        * habits.speed[account]
        * np.exp(1.1 * rng.standard_normal(len(account)))
    )
    intended = world.objects.created_s[object_] + lag_s
    time_s, done = _when_done(world, account, intended, rng)
    acts = Acts.of(account[done], object_[done], _rounded(world, account, time_s, rng)[done])
    return acts.inside(world.config.span_s).unique().at_most(wanted, rng)


def stray_acts(world: World, seed: list[int]) -> Acts:
    """Return honest actions that come before the recorded creation of some objects.

    One to four accounts an object, picked by activity, a lognormal time before the creation.
    """
    rng = np.random.default_rng(seed)
    config = world.config
    touched = np.flatnonzero(rng.random(len(world.objects)) < config.stray_share)
    object_ = np.repeat(touched, rng.integers(1, 5, len(touched)))
    activity = np.cumsum(world.habits.activity[: config.accounts])
    account = np.searchsorted(activity, rng.random(len(object_)) * activity[-1], side="right")
    lead_s = config.stray_lead_h * HOUR_S * np.exp(1.2 * rng.standard_normal(len(object_)))
    time_s = world.objects.created_s[object_] - lead_s
    awake = world.habits.awake(account, time_s)
    return Acts.of(account[awake], object_[awake], time_s[awake]).inside(config.span_s)


def second_acts(acts: Acts, config: WorldConfig, seed: list[int]) -> Acts:
    """Return `acts` and, after some that nobody ordered, another act on the same object.

    What comes second is any other of the world's actions, a lognormal time (median 12 s) later.
    """
    if config.second_act_share == 0.0 or len(config.actions) < 2:
        return acts
    rng = np.random.default_rng(seed)
    followed = (acts.campaign < 0) & (rng.random(len(acts)) < config.second_act_share)
    again = acts.chosen(followed)
    step = rng.integers(1, len(config.actions), len(again))
    later = replace(
        again,
        action=(again.action + step) % len(config.actions),
        time_s=again.time_s + 12.0 * np.exp(0.9 * rng.standard_normal(len(again))),
    )
    return Acts.joined([acts, later.inside(config.span_s)])


def _when_done(
    world: World, account: Ints, intended_s: Floats, rng: np.random.Generator
) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Return when each intended action happens, and whether it does."""
    habits = world.habits
    visits = draw_visits(habits, world.config, rng)
    visit = visits.next_after(account, intended_s)
    present = (intended_s >= habits.first_s[account]) & (intended_s < habits.last_s[account])
    at_once = (
        (rng.random(len(account)) < habits.notified[account])
        & habits.awake(account, intended_s)
        & present
    )
    start = visits.start_s[visit] if len(visits.start_s) else np.zeros(len(account))
    on_visit = start + _offset_in_visit(np.where(at_once, -1, visit), rng)
    return np.where(at_once, intended_s, on_visit), at_once | (visit >= 0)


def _offset_in_visit(visit: Ints, rng: np.random.Generator) -> Floats:
    """Return seconds after the start of the visit: actions in a row, about 25 s apart."""
    order = np.argsort(visit + rng.random(len(visit)))
    gaps = rng.exponential(25.0, len(visit)) + 1.0
    running = np.cumsum(gaps)
    sorted_visit = visit[order]
    first = np.searchsorted(sorted_visit, sorted_visit, side="left")
    offset = np.empty(len(visit))
    offset[order] = running - (running - gaps)[first]
    return offset


def _rounded(world: World, account: Ints, time_s: Floats, rng: np.random.Generator) -> Floats:
    """Return the times, those of scheduling applications moved on to the next round moment.

    Four in five actions of such an account go through the application, which works its queue off
    within some seconds of the round moment.
    """
    step = world.habits.round_s[account]
    scheduled = (step > 0) & (rng.random(len(account)) < 0.8)
    safe = np.where(step > 0, step, 1.0)
    round_time = np.ceil(time_s / safe) * safe + rng.exponential(3.0, len(account))
    return np.where(scheduled, round_time, time_s)
