"""Sentences about pushed objects: of the object, never of its owner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

COVER = 0.1
"""Share of an object's accounts below which those of groups look more like a cover."""

TARGET = "target, may be a victim"
COVERED = "target, more likely a cover or a victim"
CROWD = "surge without a sign of being pushed"


def standing(pushed: bool, members: int, accounts: int) -> str:  # noqa: FBT001  # read as a word
    """Return what the owner of the object is: never more than a target, who may know nothing.

    Parameters
    ----------
    members, accounts
        Of groups, and all, that acted on the object.
    """
    if not pushed:
        return CROWD
    return COVERED if 0 < members < COVER * accounts else TARGET


def headline(row: Mapping[str, Any]) -> str:
    """Return what is claimed of an object, in a sentence that can be false."""
    parts = []
    if row["accounts"] is not None:
        parts.append(
            f"{row['accounts']:,} accounts ({row['action']}) in one moment, where "
            f"{row['expected']:.2g} were expected by history, age and kind"
        )
    if row["findings"]:
        names = ", ".join(row["findings"])
        which = "accounts" if row["accounts"] is None else "of them"
        parts.append(f"{row['members']:,} {which} move together ({names})")
    if row["alike"]:
        names = ", ".join(line.split(":")[0].replace("-", " ") for line in row["alike"])
        parts.append(f"they are alike ({names})")
    return f"{'; '.join(parts)}."
