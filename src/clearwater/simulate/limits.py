"""Ranges of simulation parameters, checked in one place so that message and range cannot differ."""

from __future__ import annotations

from collections.abc import Sequence

from clearwater.errors import ParameterError, near_names


def require_range(owner: object, **ranges: tuple[float, float]) -> None:
    """Check that each named field of `owner` lies in its closed range; ``None`` is not set.

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
        if value is not None and not low <= value <= high:
            raise ParameterError(
                f"{name} of {type(owner).__name__} is out of range",
                expected=f"{low:g} to {high:g}",
                found=repr(value),
            )


def require_span(owner: object, **ranges: tuple[float, float]) -> None:
    """Check that each named field of `owner` is a start and an end, both in the closed range.

    Raises
    ------
    ParameterError
        If a field is not two numbers, if one lies outside, or if the end comes before the start.
    """
    for name, (low, high) in ranges.items():
        value = getattr(owner, name)
        if len(value) != 2 or not low <= value[0] <= value[1] <= high:
            raise ParameterError(
                f"{name} of {type(owner).__name__} is no span",
                expected=f"a start and an end, {low:g} to {high:g}, the start first",
                found=repr(value),
            )


def require_each(owner: object, **ranges: tuple[float, float]) -> None:
    """Check that each named field of `owner` is some numbers, all of them in the closed range.

    Raises
    ------
    ParameterError
        If a field is empty, or if a number of it lies outside.
    """
    for name, (low, high) in ranges.items():
        value = getattr(owner, name)
        if not value or not all(low <= one <= high for one in value):
            raise ParameterError(
                f"{name} of {type(owner).__name__} is out of range",
                expected=f"one or more numbers, each {low:g} to {high:g}",
                found=repr(value),
            )


def require_word(owner: object, **allowed: Sequence[str]) -> None:
    """Return if each named field of `owner` is one of its allowed words.

    Raises
    ------
    ParameterError
        If one is not; near words are offered.
    """
    for name, words in allowed.items():
        found = getattr(owner, name)
        if found not in words:
            raise ParameterError(
                f"unknown {name} of {type(owner).__name__}",
                expected=" or ".join(words),
                found=repr(found),
                next_step=near_names(str(found), words),
            )
