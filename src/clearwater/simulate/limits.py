"""Ranges of simulation parameters, checked in one place so that message and range cannot differ."""

from __future__ import annotations

from clearwater.errors import ParameterError


def require_range(owner: object, **ranges: tuple[float, float]) -> None:
    """Check that each named field of `owner` lies in its closed range.

    Raises
    ------
    ParameterError
        If a field lies outside; the message names the field, the range and the value.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> require_range(SimpleNamespace(days=7), days=(1, 3660))
    """
    for name, (low, high) in ranges.items():
        value = getattr(owner, name)
        if not low <= value <= high:
            raise ParameterError(
                f"{name} of {type(owner).__name__} is out of range",
                expected=f"{low:g} to {high:g}",
                found=repr(value),
            )
