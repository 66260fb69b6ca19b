"""What a long use-case tells its face while it works.

The library never prints. It calls ``on_progress`` from the thread that drives the scan, at most a
few times a second for each stage; the command line draws bars from it, a web page a line of text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Progress:
    """One step of one stage. ``done == total`` ends the stage; a stage may be reported again."""

    stage: str
    """What is being done, as a person would say it: "read events", "test pairs, window 60 s"."""
    done: int
    """Units of work finished, 0..total. The unit is the stage's own (rows, shards, groups)."""
    total: int
    """Units of work in all; 0 where it is not known yet."""


ProgressListener = Callable[[Progress], None]
"""Called with each step. It must be quick and must not raise."""


def no_progress(_: Progress) -> None:
    """Listen to nothing: what a use-case calls when nobody is watching."""
