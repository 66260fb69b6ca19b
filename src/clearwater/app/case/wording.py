"""What people type, as what it means: names of the policy, keys."""

from __future__ import annotations

from collections.abc import Iterable

from clearwater.errors import ParameterError


def as_named(typed: str, names: Iterable[str]) -> str:
    """Return the name that was meant, or what was typed where none was.

    Examples
    --------
    >>> as_named("Give-away-grabbing", ["case work", "give-away grabbing"])
    'give-away grabbing'
    """
    return next((name for name in names if _plain(name) == _plain(typed)), typed)


def public_key(typed: str) -> bytes:
    """Return the 32 bytes of a public key.

    Raises
    ------
    ParameterError
        If it is not 64 hex digits.
    """
    try:
        key = bytes.fromhex(typed.strip())
    except ValueError:
        key = b""
    if len(key) != 32:
        raise ParameterError(
            "this cannot be a public key", expected="64 hex digits", found=repr(typed[:80])
        )
    return key


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())
