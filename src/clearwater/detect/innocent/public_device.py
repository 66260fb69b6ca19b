"""Library, cafe or common room: many people who get one device one after the other.

A device that many accounts live on is one hand or a public seat. At a seat somebody has to log out,
get up and make room before the next person acts, which takes minutes; a desk changes accounts
within seconds, as it is paid by the act. So the claim that rests on devices alone needs members who
act on one device closer than people can change seats. Ours.
"""

from __future__ import annotations

from clearwater.detect.families.shared_place import DEVICE, HOUSEHOLD
from clearwater.detect.innocent.base import NOT_RULED_OUT, NOT_TESTED, RULED_OUT, Case, Explanation

NAME = "library, café or common room"
ONE_HAND = 0.5
"""Share of the joint acts on such devices that are within a minute of another's, from which it is
one hand."""


def public_device(case: Case) -> Explanation:
    """Return whether members who live on one device could be people who take turns at it."""
    device = case.places.get(DEVICE.spec.id)
    if device is None:
        return Explanation(NAME, NOT_TESTED, "the log has no devices")
    quick = device.quick_hands(case.draft.members, case.draft.joint)
    if quick.size == 0:
        return Explanation(NAME, RULED_OUT, f"no device that more than {HOUSEHOLD} members live on")
    share = float(quick.mean())
    reason = (
        f"{share:.0%} of the {quick.size:,} joint acts on devices of more than {HOUSEHOLD} members "
        "are within a minute of another member's on the same device; people who change seats take "
        "longer"
    )
    return Explanation(NAME, RULED_OUT if share >= ONE_HAND else NOT_RULED_OUT, reason)
