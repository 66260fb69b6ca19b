"""Three small platforms with their crowds and campaigns, to begin with: video, shop, forum."""

from __future__ import annotations

from dataclasses import dataclass, replace

from clearwater.simulate.campaign_kinds import CAMPAIGN_KINDS
from clearwater.simulate.campaigns import Campaign
from clearwater.simulate.crowds import Classroom, Crowd, FanClub, Raid, ViralObject
from clearwater.simulate.shared_devices import PublicComputers
from clearwater.simulate.shared_hours import (
    Commuters,
    NewsSpike,
    NightShift,
    Office,
    SchedulerUsers,
)
from clearwater.simulate.shared_places import Families, FlashSale, Petition
from clearwater.simulate.world_config import WorldConfig

CROWD_KINDS: dict[str, Crowd] = {
    "fan club": FanClub(),
    "slow fan club": FanClub(lag_median_s=7_200.0, lag_sigma=1.2, population="slow fan club"),
    "classroom": Classroom(),
    "raid": Raid(community=900, viewers=300, raids=4),
    "viral object": ViralObject(accounts=3_000),
    "news spike": NewsSpike(),
    "night shift": NightShift(population="night shift"),
    "scheduler users": SchedulerUsers(),
    "office": Office(),
    "commuters": Commuters(),
    "family": Families(),
    "flash sale": FlashSale(),
    "petition": Petition(),
    "public computers": PublicComputers(),
}
"""By name. Every world has mobile carriers that put thousands behind one address besides."""


@dataclass(frozen=True)
class Preset:
    """A world with what is in it where nothing else is asked for."""

    world: WorldConfig
    crowds: tuple[str, ...]
    """Names of CROWD_KINDS."""
    campaigns: tuple[str, ...]
    """Names of CAMPAIGN_KINDS."""


_WORLD = WorldConfig(accounts=20_000, objects=8_000, events=200_000)
# Whatever campaigns do, honest people do too: a rare action alone must not give anybody away.
_VIDEO = (
    *(("view", 0.55), ("like", 0.22), ("comment", 0.08), ("share", 0.05), ("follow", 0.05)),
    *(("join", 0.03), ("message", 0.02)),
)
_SHOP = (
    *(("view", 0.6), ("purchase", 0.16), ("review", 0.1), ("rate", 0.06), ("claim", 0.05)),
    ("message", 0.03),
)
_FORUM = (("like", 0.4), ("comment", 0.35), ("post", 0.15), ("vote", 0.1))

PRESETS: dict[str, Preset] = {
    "short-video": Preset(
        replace(_WORLD, actions=_VIDEO, second_act_share=0.15),
        ("fan club", "slow fan club", "classroom", "raid", "viral object", "night shift", "office",
         "family", "commuters"),
        ("phone farm", "paid likes", "paid follows", "paid views", "paid comments", "live room",
         "sold accounts", "patient farm", "part-timers", "framing"),
    ),
    "shop": Preset(
        replace(_WORLD, actions=_SHOP, second_act_share=0.1, life_h=200.0, evergreen_share=0.3),
        ("fan club", "family", "flash sale", "office", "scheduler users"),
        ("brushed orders", "one-star extortion", "coupon grabbers", "paid messages",
         "patient farm"),
    ),
    "forum": Preset(
        replace(_WORLD, actions=_FORUM, second_act_share=0.2),
        ("fan club", "classroom", "news spike", "petition", "night shift", "scheduler users",
         "family", "commuters", "public computers"),
        ("topic gang", "copied text", "debunked claim", "paid comments", "phone farm",
         "part-timers"),
    ),
}  # fmt: skip


def campaigns_named(names: tuple[str, ...]) -> tuple[Campaign, ...]:
    """Return the campaigns of these kinds, each with its kind as its name."""
    return tuple(replace(CAMPAIGN_KINDS[name], name=name) for name in names)


def crowds_named(names: tuple[str, ...]) -> tuple[Crowd, ...]:
    """Return the crowds of these kinds."""
    return tuple(CROWD_KINDS[name] for name in names)
