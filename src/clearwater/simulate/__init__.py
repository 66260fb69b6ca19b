"""Logs with known truth: honest worlds, honest look-alikes, planted campaigns. Writes data only."""

from clearwater.simulate.campaign_kinds import CAMPAIGN_KINDS
from clearwater.simulate.campaigns import Campaign
from clearwater.simulate.crowds import Classroom, Crowd, FanClub, Raid, ViralObject
from clearwater.simulate.demo_world import demo_log
from clearwater.simulate.log import SimulatedLog, simulate
from clearwater.simulate.presets import CROWD_KINDS, PRESETS, Preset, campaigns_named, crowds_named
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
from clearwater.simulate.writing import write_simulated, write_tables

__all__ = [
    "CAMPAIGN_KINDS",
    "CROWD_KINDS",
    "PRESETS",
    "Campaign",
    "Classroom",
    "Commuters",
    "Crowd",
    "Families",
    "FanClub",
    "FlashSale",
    "NewsSpike",
    "NightShift",
    "Office",
    "Petition",
    "Preset",
    "PublicComputers",
    "Raid",
    "SchedulerUsers",
    "SimulatedLog",
    "ViralObject",
    "WorldConfig",
    "campaigns_named",
    "crowds_named",
    "demo_log",
    "simulate",
    "write_simulated",
    "write_tables",
]
