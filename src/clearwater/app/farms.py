"""Farms as a person types them: ``accounts=100,jobs=20,jitter=5min``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from clearwater.errors import ParameterError, near_names
from clearwater.evaluate.injection import TWENTY_FARMS, Farm
from clearwater.units import duration_s, share

_PARTS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "accounts": ("accounts", int),
    "jobs": ("jobs", int),
    "jitter": ("jitter_s", duration_s),
    "cover": ("cover", float),
    "share": ("share", share),
}


def farms_named(texts: Sequence[str]) -> tuple[Farm, ...]:
    """Return the farms that were typed, or the twenty where none was.

    Raises
    ------
    ParameterError
        If one cannot be understood.

    Examples
    --------
    >>> farms_named(["accounts=100,jobs=20,jitter=5min"])[0].words
    '100 accounts, 20 jobs each, all within 5 min'
    """
    return tuple(_farm(text) for text in texts) or TWENTY_FARMS


def _farm(text: str) -> Farm:
    values: dict[str, Any] = {}
    for item in text.split(","):
        name, _, value = (part.strip() for part in item.partition("="))
        if name not in _PARTS:
            raise ParameterError(
                "--farm cannot be used like this",
                expected=", ".join(_PARTS) + ", such as accounts=100,jobs=20,jitter=5min",
                found=repr(item),
                next_step=near_names(name, _PARTS),
            )
        field, convert = _PARTS[name]
        if field in values:
            raise ParameterError(f"--farm names {name} twice", found=repr(text))
        try:
            values[field] = convert(value)
        except ValueError as error:
            raise ParameterError(
                f"--farm {name} cannot be used like this",
                expected="a whole number" if convert is int else "a number",
                found=repr(value),
            ) from error
    return Farm(**values)
