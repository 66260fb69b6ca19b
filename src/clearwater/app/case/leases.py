"""Whether somebody works on a case, for use-cases that must not happen to two people at once."""

from __future__ import annotations

from clearwater.cases.records.review import Lease
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import Context
from clearwater.cases.workflow.leases import held_by_other, is_held


def require_free(unit: Unit, context: Context, case: str) -> None:
    """Return if nobody else works on a case.

    Raises
    ------
    RefusedError
        If somebody does: two people would decide the same thing.
    """
    refused = held_by_other(
        unit.get(Lease, unit.organisation, case), context.caller.user, context.now_us
    )
    if refused is not None:
        raise RefusedError(refused)


def held_now(unit: Unit, case: str, now_us: int) -> Lease | None:
    """Return who works on a case at a moment."""
    lease = unit.get(Lease, unit.organisation, case)
    return lease if is_held(lease, now_us) else None
