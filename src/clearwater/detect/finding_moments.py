"""What findings did to objects: the way from accounts to what they pushed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from clearwater.detect.finding_tables import Finding, moment_bits
from clearwater.detect.pushed.objects import GroupMoment, KnownGroup


def known_groups(findings: Sequence[Finding]) -> list[KnownGroup]:
    """Return the findings as those who look at objects know them; each has its name."""
    return [KnownGroup(one.name, one.group.members, one.q_value) for one in findings]


def moments_by_key(findings: Sequence[Finding]) -> dict[int, list[GroupMoment]]:
    """Return what each finding did to each key of the log."""
    found: dict[int, dict[str, GroupMoment]] = {}
    for one in findings:
        moments, bits = one.group.moments, moment_bits(one)
        for m in range(moments.size):
            here = GroupMoment(
                one.name,
                float(bits[m]),
                one.q_value,
                int(moments.members[m]),
                int(moments.first[m]),
                int(moments.last[m]),
            )
            for key in moments.keys[moments.key_starts[m] : moments.key_starts[m + 1]].tolist():
                before = found.setdefault(key, {}).get(one.name)
                found[key][one.name] = here if before is None else _together(before, here)
    return {key: list(own.values()) for key, own in found.items()}


def _together(one: GroupMoment, other: GroupMoment) -> GroupMoment:
    return replace(
        one,
        bits=one.bits + other.bits,
        members=max(one.members, other.members),
        start=min(one.start, other.start),
        end=max(one.end, other.end),
    )
