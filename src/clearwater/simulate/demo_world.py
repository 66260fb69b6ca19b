"""The world of ``clearwater demo``: a month of a small platform, four desks, honest look-alikes."""

from __future__ import annotations

from clearwater.simulate.campaigns import Campaign
from clearwater.simulate.crowds import Classroom, Crowd, FanClub, Raid, ViralObject
from clearwater.simulate.log import SimulatedLog, simulate
from clearwater.simulate.world_config import WorldConfig

DEMO_WORLD = WorldConfig(accounts=8_000, objects=3_000, events=52_000, days=28, titles=True)

DEMO_CROWDS: tuple[Crowd, ...] = (
    FanClub(members=80, posts=40, lag_median_s=180.0, lag_sigma=1.5, population="fan club, fast"),
    FanClub(
        members=80, posts=40, lag_median_s=10_800.0, lag_sigma=1.2, population="fan club, slow"
    ),
    Classroom(students=30),
    Raid(community=900, viewers=300, raids=4),
    ViralObject(accounts=2_500),
)

DEMO_CAMPAIGNS = (
    Campaign(60, jobs=30, jitter_s=20.0, object_kind="popular", name="phones on one desk"),
    Campaign(25, jobs=18, jitter_s=45.0, object_kind="small", name="paid likes for small shops"),
    Campaign(110, jobs=36, jitter_s=240.0, camouflage=1.5, share=0.8, name="patient and mixed"),
    Campaign(40, jobs=20, jitter_s=5.0, camouflage=0.5, desk_zone_h=3.0, name="one script"),
)


def demo_log(seed: int = 7) -> SimulatedLog:
    """Return the demo's log: about 70,000 events of 8,000 accounts, 235 of them on four desks.

    Examples
    --------
    >>> demo_log(7).events.num_rows > 50_000
    True
    """
    return simulate(DEMO_WORLD, DEMO_CROWDS, DEMO_CAMPAIGNS, seed=seed)
