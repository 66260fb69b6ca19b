"""Who was shown how many accounts of late, and how many more the policy lets each be shown."""

from __future__ import annotations

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.cases.workflow.rights import Verb

REVEALS = pa.schema(
    [
        ("user", pa.string()),
        ("times", pa.int64()),
        ("accounts", pa.int64()),
        ("left", pa.int64()),
        ("last", pa.timestamp("us", tz="UTC")),
    ]
)
"""One row a person: how often, of how many accounts, how many more now, when last."""


def reveals(desk: Desk) -> pa.Table:
    """Return who was shown identifiers within the policy's window, most accounts first."""
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.VERIFY)
        privacy = context.policy.privacy
        since_us = context.now_us - privacy.reveals_window_s * 1_000_000 + 1
        shown = {
            user: unit.privacy.reads_since(user, since_us)
            for user in unit.privacy.readers_since(since_us)
        }
    rows = [
        {
            "user": user,
            "times": len(reads),
            "accounts": (accounts := sum(count for _, count in reads)),
            "left": max(0, privacy.reveals - accounts),
            "last": reads[-1][0],
        }
        for user, reads in shown.items()
    ]
    rows.sort(key=lambda row: (-int(str(row["accounts"])), str(row["user"])))
    return pa.Table.from_pylist(rows, REVEALS)
