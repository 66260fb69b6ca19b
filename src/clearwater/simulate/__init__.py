"""Logs with known truth: honest worlds, honest look-alikes, planted campaigns. Writes data only."""

from clearwater.simulate.campaigns import Campaign
from clearwater.simulate.crowds import Classroom, Crowd, FanClub, Raid, ViralObject
from clearwater.simulate.demo_world import demo_log
from clearwater.simulate.log import SimulatedLog, simulate
from clearwater.simulate.shared_hours import (
    Commuters,
    NewsSpike,
    NightShift,
    Office,
    SchedulerUsers,
)
from clearwater.simulate.world_config import WorldConfig

__all__ = [
    "Campaign",
    "Classroom",
    "Commuters",
    "Crowd",
    "FanClub",
    "NewsSpike",
    "NightShift",
    "Office",
    "Raid",
    "SchedulerUsers",
    "SimulatedLog",
    "ViralObject",
    "WorldConfig",
    "demo_log",
    "simulate",
]
