"""Types and parsers that carry a unit in their name.

Times inside Clearwater are integer microseconds since 1970-01-01 UTC; durations that people type
("60s", "10min") become float seconds once, here, and are passed down as ``*_s`` values.
"""

from __future__ import annotations

import re
from typing import NewType

from clearwater.errors import ParameterError

EventTime = NewType("EventTime", int)
"""Microseconds since 1970-01-01T00:00:00Z."""

Share = NewType("Share", float)
"""A part of a whole, 0..1."""

MICROSECONDS = 1_000_000

_UNITS_S = {"ms": 1e-3, "s": 1.0, "min": 60.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"^\s*([0-9]*\.?[0-9]+)\s*([a-z]*)\s*$")


def duration_s(text: str | float) -> float:
    """Return seconds for ``"60s"``, ``"10min"``, ``"1h"``, ``"2d"``, ``"500ms"`` or a bare number.

    Raises
    ------
    ParameterError
        If the text is no duration, or it is negative.

    Examples
    --------
    >>> duration_s("10min")
    600.0
    >>> duration_s(60)
    60.0
    """
    match = _DURATION.match(str(text).lower())
    unit = (match.group(2) or "s") if match else ""
    if match is None or unit not in _UNITS_S:
        raise ParameterError(
            "not a duration",
            expected="a number with ms, s, min, h or d, such as 60s",
            found=repr(text),
        )
    return float(match.group(1)) * _UNITS_S[unit]


def share(value: str | float) -> Share:
    """Return a share in 0..1 for ``0.01`` or ``"1%"``.

    Raises
    ------
    ParameterError
        If the value is no number or lies outside 0..1.

    Examples
    --------
    >>> share("1%")
    0.01
    """
    text = str(value).strip()
    try:
        number = float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        number = -1.0
    if not 0.0 <= number <= 1.0:
        raise ParameterError("not a share", expected="0..1, or 0%..100%", found=repr(value))
    return Share(number)
