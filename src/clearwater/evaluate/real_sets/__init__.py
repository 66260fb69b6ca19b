"""Real labelled sets: what there is, whether it is unchanged, and the protocols that use it."""

from clearwater.evaluate.real_sets.base import Asked, ProtocolRow
from clearwater.evaluate.real_sets.fetch import Fetched, fetch, notice
from clearwater.evaluate.real_sets.folder import checked
from clearwater.evaluate.real_sets.registry import REAL_SETS, RealSet, SetFile, real_set

__all__ = [
    "REAL_SETS",
    "Asked",
    "Fetched",
    "ProtocolRow",
    "RealSet",
    "SetFile",
    "checked",
    "fetch",
    "notice",
    "real_set",
]
