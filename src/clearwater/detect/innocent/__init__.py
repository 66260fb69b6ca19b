"""Innocent explanations of a group, each a test with a figure, and able to take evidence away."""

from collections.abc import Callable

from clearwater.detect.innocent.base import EXPLAINS, NOT_RULED_OUT, RULED_OUT, Case, Explanation
from clearwater.detect.innocent.household import household
from clearwater.detect.innocent.prefilled_text import prefilled_text
from clearwater.detect.innocent.public_device import public_device
from clearwater.detect.innocent.reactions import (
    fan_club,
    one_occasion,
    same_signal,
    scheduler,
    time_zone,
)
from clearwater.detect.innocent.shared_site import shared_site
from clearwater.detect.innocent.timetable import timetable

EXPLANATIONS: tuple[Callable[[Case], Explanation], ...] = (
    fan_club,
    shared_site,
    timetable,
    household,
    public_device,
    scheduler,
    one_occasion,
    prefilled_text,
    time_zone,
    same_signal,
)
"""In the order in which a report lists them."""

__all__ = [
    "EXPLAINS",
    "EXPLANATIONS",
    "NOT_RULED_OUT",
    "RULED_OUT",
    "Case",
    "Explanation",
]
