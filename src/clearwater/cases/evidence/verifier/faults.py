"""What a check found: nothing, or which file is not what it should be."""

from __future__ import annotations

from typing import NamedTuple


class PackageFault(NamedTuple):
    """One thing that is wrong."""

    code: str
    """Word of the list `FAULT_WORDS`."""
    file: str
    """Path inside the package."""
    detail: str = ""
    """What was found there, as far as it can be said in a few signs."""


class Checked(NamedTuple):
    """One check, done or not."""

    check: str
    """Word of the list `CHECK_WORDS`."""
    faults: tuple[PackageFault, ...] = ()
    done: bool = True
    """False where there was nothing to check, which is said and is no fault."""
    detail: str = ""
    """A figure that the reader should see: a key, a time, a number of files."""
