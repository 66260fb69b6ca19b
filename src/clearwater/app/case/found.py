"""A finding of a run folder, as the workflow takes it in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow.compute as pc

from clearwater.app.case.run_digest import run_digest
from clearwater.cases.records.case import Case, Member
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.clues import ACCOUNT
from clearwater.cases.workflow.commands import Found, FoundMember, Named, Overlap
from clearwater.errors import ParameterError, near_names
from clearwater.findings.run import Run


def found_in(unit: Unit, folder: Path, finding: str) -> Found:
    """Return a finding of the run in `folder` with its members.

    Raises
    ------
    OutputError
        If the folder holds no finished run.
    ParameterError
        If the run has no such finding; near names are offered.
    """
    run = Run.load(folder)
    row = _row(run, finding, folder)
    members = run.members.filter(pc.equal(run.members["finding"], finding)).to_pylist()
    named = named_accounts(unit, [str(one["account"]) for one in members])
    return Found(
        run=run_digest(folder),
        finding=finding,
        level=str(row["level"]),
        headline=str(row["headline"]),
        score_millibits=_milli(row["score_bits"]),
        q_value=_decimal(row["q_value"]),
        objects=int(row["objects"]),
        detector=str(run.manifest["clearwater"]),
        seed=int(run.manifest["parameters"]["seed"]),
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


def _row(run: Run, finding: str, folder: Path) -> Mapping[str, Any]:
    rows = {str(row["finding"]): row for row in run.findings.to_pylist()}
    if finding not in rows:
        raise ParameterError(
            "the run has no such finding",
            where=str(folder),
            expected=", ".join(list(rows)[:20]) or "a run with findings",
            found=repr(finding),
            next_step=near_names(finding, rows),
        )
    return dict(rows[finding])


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
