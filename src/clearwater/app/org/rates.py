"""The effective-report rate of a body and of each body below it, with small parts kept back.

A rate is shown when both of its parts, effective and not, are none or at least as many as the
strictest policy among the bodies publishes: of 1 effective report in 40 one could guess which. No
sum is given, so that nothing follows from one.
"""

from __future__ import annotations

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.app.intake.standing import standing_now
from clearwater.app.org.standing import standing_of
from clearwater.cases.intake.effective_rate import EffectiveRate
from clearwater.cases.workflow.rights import Verb

RATES = pa.schema(
    [
        ("body", pa.string()),
        ("name", pa.string()),
        ("effective", pa.int64()),
        ("decided", pa.int64()),
        ("pending", pa.int64()),
        ("share", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("kept_back", pa.bool_()),
    ]
)
"""``low``, ``high``: Wilson's 95 % interval; ``kept_back``: whether numbers are not shown."""


def rates(desk: Desk) -> pa.Table:
    """Return the rates of one's own body and of every body below it, with schema `RATES`.

    Raises
    ------
    RefusedError
        If the person neither leads nor audits the body.
    """
    with desk.store.reading(desk.organisation) as unit:
        here = standing_of(desk, unit)
        desk.require(here.context, Verb.ROLL_UP)
        own = desk.organisation
        order = (own, *here.tree.descendants(own))
        smallest = max(here.at(one)[1].policy.publishing.smallest for one in order)
        rows = [
            {
                "body": one,
                "name": here.tree.bodies[one].name,
                **shown(
                    standing_now(here.at(one)[0], here.context.now_us).rate(),
                    1 if one == own else smallest,
                ),
            }
            for one in order
        ]
    return pa.Table.from_pylist(rows, RATES)


def shown(rate: EffectiveRate, smallest: int) -> dict[str, object]:
    """Return a rate as it may be seen.

    Parameters
    ----------
    smallest
        The least count that is shown; 0 is shown as well.

    Examples
    --------
    >>> shown(EffectiveRate(1, 40, 0, 40, 0), 5)["kept_back"]
    True
    >>> shown(EffectiveRate(0, 40, 6, 46, 0), 5)["share"]
    0.0
    """
    parts = (rate.effective, rate.decided - rate.effective)
    kept_back = any(0 < part < smallest for part in parts)
    pending = None if 0 < rate.pending < smallest else rate.pending
    if kept_back:
        names = ("effective", "decided", "share", "low", "high")
        return {**dict.fromkeys(names), "pending": pending, "kept_back": True}
    low, high = rate.share.interval or (None, None)
    return {
        "effective": rate.effective,
        "decided": rate.decided,
        "pending": pending,
        "share": rate.share.value,
        "low": low,
        "high": high,
        "kept_back": pending is None,
    }
