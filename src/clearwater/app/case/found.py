"""A finding of a run folder, as the workflow takes it in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from clearwater.app.case.run_finding import RunFinding
from clearwater.cases.records.case import Case, Member
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.clues import ACCOUNT
from clearwater.cases.workflow.commands import Found, FoundMember, Named, Overlap


def found_in(unit: Unit, read: RunFinding) -> Found:
    """Return a finding of a run with its members, named as the store names them."""
    (row,) = read.row.to_pylist()
    members = read.members.to_pylist()
    named = named_accounts(unit, [str(one["account"]) for one in members])
    return Found(
        run=read.digest,
        finding=read.finding,
        level=str(row["level"]),
        headline=str(row["headline"]),
        score_millibits=_milli(row["score_bits"]),
        q_value=_decimal(row["q_value"]),
        objects=int(row["objects"]),
        detector=str(read.manifest["clearwater"]),
        seed=int(read.manifest["parameters"]["seed"]),
        members=tuple(_member(one, named) for one in members),
    )


def named_accounts(unit: Unit, identifiers: list[str]) -> dict[str, Named]:
    """Return identifier -> how the workflow names it."""
    known = unit.subjects_by_identifier(ACCOUNT, identifiers)
    return {
        one: Named(one, unit.token(ACCOUNT, one), known.get(one))
        for one in dict.fromkeys(identifiers)
    }


def overlaps_of(unit: Unit, found: Found) -> tuple[Overlap, ...]:
    """Return the earlier cases that share accounts with a finding, most first."""
    subjects = (member.account.subject for member in found.members)
    return overlaps_among(unit, [one for one in subjects if one is not None])


def overlaps_among(unit: Unit, subjects: Iterable[str]) -> tuple[Overlap, ...]:
    """Return the cases that accounts of these subjects are members of, most first."""
    shared: dict[str, int] = {}
    for subject in subjects:
        for row in unit.find(Member, subject=subject):
            shared[row.case] = shared.get(row.case, 0) + 1
    return tuple(
        Overlap(case.case, case.ring, len(unit.find(Member, case=case.case)), count)
        for name, count in sorted(shared.items(), key=lambda one: (-one[1], one[0]))
        if (case := unit.get(Case, name)) is not None and case.ring is not None
    )


def _member(row: Mapping[str, Any], named: Mapping[str, Named]) -> FoundMember:
    return FoundMember(
        account=named[str(row["account"])],
        role=str(row["role"]),
        score_millibits=_milli(row["score_bits"]),
        q_value=_decimal(row["q_value"]),
        events=int(row["events"]),
    )


def _milli(bits: float) -> int:
    return round(bits * 1000)


def _decimal(q: float) -> str:
    """Return the shortest decimal that is this number: 1e-300 stays what it is."""
    return repr(float(q))
