"""The rail beside a case: what can be done with it. Room 2 writes this."""

from __future__ import annotations

from clearwater.web.console.page import Viewer


def rail_of(at: Viewer, case: str) -> None:
    """Return what the rail shows of a case."""
    del at, case
