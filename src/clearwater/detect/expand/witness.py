"""What speaks for one account at one step."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Witness:
    """Why an account was joined to the circle."""

    account: int
    """Its code."""
    because: str
    """Families that speak for it, joined by " + "; moves always does."""
    figure: str
    """What was seen and what was expected, in words."""
    window_us: int
    observed: int
    """Moments, or occasions with one lead."""
    expected: float
    """Mean of the same under the choice null."""
    p_value: float
    """The larger of the two claims."""
    q_value: float
    via: tuple[tuple[int, int], ...]
    """(account, moments or occasions shared), most first: whom of the circle it met."""
