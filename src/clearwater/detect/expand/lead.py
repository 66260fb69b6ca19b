"""A lead as a person types it: ``account:u004217``, ``object:视频-7``, ``text:...``.

Imports nothing heavy: the command line reads leads before the engine is there.
"""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.errors import ParameterError, near_names

KINDS = ("account", "device", "line", "prefix", "object", "text")
"""Where one may start. A prefix is the /24 of an IPv4 or the /48 of an IPv6 address in it."""


@dataclass(frozen=True)
class Lead:
    """One thing that is known, and from which others are looked for."""

    kind: str
    """One of `KINDS`."""
    name: str
    """As it stands in the log."""

    def __str__(self) -> str:
        """Return it as it was typed."""
        return f"{self.kind}:{self.name}"

    @classmethod
    def parse(cls, typed: str) -> Lead:
        """Return the lead that `typed` names.

        Raises
        ------
        ParameterError
            If it has no kind, an unknown one, or no name.

        Examples
        --------
        >>> Lead.parse("object:夜市 第3期: 下")
        Lead(kind='object', name='夜市 第3期: 下')
        """
        kind, colon, name = typed.partition(":")
        if not colon or not name or kind not in KINDS:
            raise ParameterError(
                "a lead cannot be read",
                where="--from",
                expected="KIND:NAME with one of " + ", ".join(KINDS),
                found=repr(typed),
                next_step=near_names(kind, KINDS).capitalize(),
            )
        return cls(kind, name)
