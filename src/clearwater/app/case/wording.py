"""Names of the policy as they are typed: ``case-work`` is ``case work``."""

from __future__ import annotations

from collections.abc import Iterable


def as_named(typed: str, names: Iterable[str]) -> str:
    """Return the name that was meant, or what was typed where none was.

    Examples
    --------
    >>> as_named("Give-away-grabbing", ["case work", "give-away grabbing"])
    'give-away grabbing'
    """
    return next((name for name in names if _plain(name) == _plain(typed)), typed)


def _plain(name: str) -> str:
    return " ".join(name.casefold().replace("-", " ").replace("_", " ").split())
