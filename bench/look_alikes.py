"""The honest crowds that calibration and power put into their logs."""

from __future__ import annotations

from dataclasses import replace

from clearwater.simulate import (
    Classroom,
    Commuters,
    FanClub,
    NewsSpike,
    NightShift,
    Office,
    PublicComputers,
    Raid,
    SchedulerUsers,
    ViralObject,
    WorldConfig,
)
from clearwater.simulate.crowds import Crowd

FAST = FanClub(100, posts=45, lag_median_s=180.0, lag_sigma=1.5, population="fan club, fast")
FASTEST = FanClub(60, posts=60, lag_median_s=40.0, lag_sigma=1.2, population="fan club, fastest")
SLOW_2H = FanClub(100, posts=45, lag_median_s=7_200.0, lag_sigma=1.2, population="fan club, 2 h")
SLOW_6H = FanClub(100, posts=45, lag_median_s=21_600.0, lag_sigma=1.0, population="fan club, 6 h")


def _clubs(like: FanClub, count: int) -> tuple[FanClub, ...]:
    """Return clubs that the truth can tell apart."""
    return tuple(replace(like, population=f"{like.population}, no. {n + 1}") for n in range(count))


ALONE: dict[str, tuple[Crowd, ...]] = {
    "nobody in particular": (),
    "fan clubs, fast (3 min)": _clubs(FAST, 6),
    "fan clubs, very fast (40 s)": _clubs(FASTEST, 6),
    "fan clubs, slow (2 h and 6 h)": _clubs(SLOW_2H, 3) + _clubs(SLOW_6H, 3),
    "classrooms": (Classroom(30),) * 4 + (Classroom(30, lessons_per_week=5, tasks=1),) * 2,
    "raids": (Raid(1_500, 300, 6), Raid(800, 300, 8)),
    "viral objects": (ViralObject(9_000), ViralObject(6_000, lag_median_s=900.0)),
    "news spikes": (NewsSpike(4_000), NewsSpike(4_000), NewsSpike(3_000, objects=10, each=3.0)),
    "time zones and night shifts": (
        NightShift(600, from_hour_utc=18.0),
        NightShift(400, from_hour_utc=2.0, hours=2.0),
    ),
    "scheduling applications": (SchedulerUsers(800), SchedulerUsers(300, steps_s=(3_600.0,))),
    "public computers": (
        PublicComputers(),
        PublicComputers(36, computers=1, own_share=0.0, posts_per_day=3.0, attendance=0.8),
        PublicComputers(120, computers=4, own_share=0.2, posts_per_day=3.0),
    ),
    "offices": (Office(60), Office(120, links_per_week=5.0), Office(40, lag_median_s=200.0)),
}
TERM = "classrooms, a term of 120 days"
"""A lesson that comes back week after week is the hardest honest clock; it needs a long log."""
TERM_CROWDS: tuple[Crowd, ...] = (
    Classroom(30),
    Classroom(30, lessons_per_week=5, tasks=1),
    Classroom(30, lessons_per_week=5, tasks=2),
)
TWO_ACTS = "fan clubs that like and comment"
"""Half of what anybody does is followed by another act on the same object within seconds."""
COMMUTERS = "commuters"
TOGETHER = "all of them together"

ACTIONS = (("like", 0.7), ("comment", 0.2), ("share", 0.1))

# With planted campaigns, one of each kind is there to be wrongly flagged.
BESIDE_CAMPAIGNS: tuple[Crowd, ...] = (
    FAST,
    SLOW_2H,
    Classroom(30),
    Raid(1_500, 300, 5),
    ViralObject(6_000),
    NewsSpike(3_000),
    NightShift(300),
    SchedulerUsers(300),
    Office(60),
)


def crowds_of(name: str) -> tuple[Crowd, ...]:
    """Return the crowds of a calibration case by its name."""
    if name == TERM:
        return TERM_CROWDS
    if name == TWO_ACTS:
        return _clubs(FAST, 3) + _clubs(FASTEST, 3)
    if name == COMMUTERS:
        return (Commuters(200), Commuters(60, posts_per_day=8, ride_min=12.0))
    if name == TOGETHER:
        return tuple(crowd for crowds in ALONE.values() for crowd in crowds)
    return ALONE[name]


def world_of(name: str, *, quick: bool, stray_share: float = 0.0) -> WorldConfig:
    """Return the background for a calibration case."""
    events = 200_000 if name in (TOGETHER, TERM) else 100_000
    world = WorldConfig(
        accounts=20_000,
        objects=6_000,
        days=120 if name == TERM else 30,
        events=events // (5 if quick else 1),
        stray_share=stray_share,
    )
    if name == TWO_ACTS:
        return replace(world, actions=ACTIONS, second_act_share=0.5)
    return world
