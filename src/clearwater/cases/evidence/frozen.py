"""The files of evidence that rows name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from clearwater.cases.evidence.verifier.names import is_safe_name
from clearwater.cases.records.decision import Evidence
from clearwater.errors import ParameterError


class Frozen(NamedTuple):
    """One file that was frozen."""

    name: str
    """Path inside the package, such as ``findings/3f9a/F001/events.parquet``."""
    sha256: str
    """In hex."""
    size: int
    """Bytes."""


def frozen_of(rows: Iterable[Evidence]) -> tuple[Frozen, ...]:
    """Return the files that evidence rows name, in the order of their names.

    Raises
    ------
    ParameterError
        If a name cannot be a path inside a package, or two names differ in case only, which some
        systems read as one.
    """
    frozen = sorted(Frozen(row.name, row.sha256, row.size) for row in rows)
    seen: dict[str, str] = {}
    for item in frozen:
        if not is_safe_name(item.name):
            raise ParameterError(
                "this cannot be the name of a file of evidence",
                expected="letters, digits, . _ - and / between folders, at most 400 signs",
                found=ascii(item.name),
            )
        if seen.setdefault(item.name.lower(), item.name) != item.name:
            raise ParameterError(
                "two files of evidence have one name on some systems",
                found=f"{seen[item.name.lower()]} and {item.name}",
            )
    return tuple(frozen)
