"""Published baselines and simple rules, asked through the same door as Clearwater."""

from clearwater.evaluate.base import Method
from clearwater.evaluate.baselines.copycatch import CopyCatch
from clearwater.evaluate.baselines.fraudar import Fraudar
from clearwater.evaluate.baselines.simple_rules import SameSecond, SameThing
from clearwater.evaluate.baselines.synchrotrap import SynchroTrap

BASELINES: tuple[Method, ...] = (
    SameThing("device"),
    SameThing("ip"),
    SameSecond(),
    SynchroTrap(),
    SynchroTrap(similarity=0.3),
    CopyCatch(),
    Fraudar(),
)
"""Each at its stated settings, simple rules first. SynchroTrap stands twice: with the likeness of
the paper, and with one that members who also live a cover life still reach."""

__all__ = [
    "BASELINES",
    "CopyCatch",
    "Fraudar",
    "SameSecond",
    "SameThing",
    "SynchroTrap",
]
