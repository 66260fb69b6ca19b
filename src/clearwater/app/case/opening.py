"""Clues come in, and cases are opened for them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from clearwater.app.case.desk import Desk
from clearwater.app.case.found import found_in, named_accounts, overlaps_of
from clearwater.cases.records.bodies import BodyState, Membership
from clearwater.cases.records.case import Case, Clue, Source
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import CaseFile, Context, Step
from clearwater.cases.workflow.clues import REPORTER
from clearwater.cases.workflow.commands import (
    AddFinding,
    Found,
    FreezeEvidence,
    FrozenFile,
    JoinClue,
    Named,
    OpenCase,
    ReceiveClue,
    SetAsideClue,
    ShareRing,
)
from clearwater.cases.workflow.opening import shared_ring
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.errors import NothingThereError, ParameterError

USUAL_SEVERITY = 3
"""Of 1 (nuisance) to 5 (harm to people), where nobody said."""


@dataclass(frozen=True)
class RunFinding:
    """Which finding of which run."""

    folder: Path
    finding: str


@dataclass(frozen=True)
class Told:
    """What somebody said who is not of the team, or who looked around."""

    source: str
    """``report``, ``partner`` or ``patrol``."""
    account: str | None
    """Whom it is about, by the platform's identifier."""
    reporter: str | None
    note: str | None


def open_for_finding(
    desk: Desk,
    found: RunFinding,
    frozen: tuple[FrozenFile, ...],
    *,
    title: str | None = None,
    severity: int | None = None,
) -> CaseFile:
    """Open a case for a finding of a run and return its file; the finding comes in as a clue.

    Parameters
    ----------
    found
        Which finding of which run.
    frozen
        What it rests on, in the evidence store already; nothing for evidence that is frozen later.
    title
        A sentence about behaviour that names no account; without one the finding's headline.
    severity
        1 (nuisance) to 5 (harm to people).

    Raises
    ------
    RefusedError
        If a case was opened for these accounts before; it is named.
    ParameterError
        If the run has no such finding.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        _require_working(unit)
        taken_in = found_in(unit, found.folder, found.finding)
        clue = _received(desk, unit, context, _clue_of(unit, taken_in))
        _require_free(clue)
        wanted = OpenCase(
            clue=clue,
            title=title if title is not None else taken_in.headline,
            severity=USUAL_SEVERITY if severity is None else severity,
            findings=(taken_in,),
            overlaps=overlaps_of(unit, taken_in),
        )
        evidence = (FreezeEvidence(frozen),) if frozen else ()
        return desk.done(unit, context, CaseFile(), wanted, *evidence)


def open_for_clue(desk: Desk, clue: str, *, title: str, severity: int | None = None) -> CaseFile:
    """Open a case for a clue that no scan has looked into yet, and return its file."""
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        _require_working(unit)
        waiting = _clue(unit, clue)
        _require_free(waiting)
        severity = USUAL_SEVERITY if severity is None else severity
        wanted = OpenCase(waiting, title, severity)
        return desk.done(unit, context, CaseFile(), wanted)


def receive_clue(desk: Desk, told: Told) -> Clue:
    """Take a clue in and return it; the same clue again is counted, not kept twice.

    Clues about one account are one clue, whoever they come from; a clue about no account is the
    same again if it says the same.

    Raises
    ------
    ParameterError
        If it says nothing, or its source is none that a person can be.
    """
    if told.source not in {Source.REPORT, Source.PARTNER, Source.PATROL}:
        raise ParameterError(
            "a clue comes from somebody",
            expected="report, partner or patrol; a finding comes in with `case open RUN`",
            found=repr(told.source),
        )
    if not (told.account or (told.note or "").strip()):
        raise ParameterError(
            "the clue says nothing", expected="an account with --account, or words with --note"
        )
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        about = f"account {told.account}" if told.account else f"words {told.note}"
        account = named_accounts(unit, [told.account])[told.account] if told.account else None
        command = ReceiveClue(
            source=told.source,
            fingerprint=unit.token("clue", about),
            account=account,
            reporter=_reporter(unit, told.reporter),
            note=told.note,
        )
        return _received(desk, unit, context, command)


def add_finding(
    desk: Desk, case: str, added: RunFinding, frozen: tuple[FrozenFile, ...]
) -> CaseFile:
    """Add a finding of a run to a case, share its ring where it overlaps an earlier case."""
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        found = found_in(unit, added.folder, added.finding)
        evidence = (FreezeEvidence(frozen),) if frozen else ()
        file = desk.done(unit, context, desk.file_of(unit, case), AddFinding(found), *evidence)
        overlaps = overlaps_of(unit, found)
        shared = shared_ring(len(found.members), [one for one in overlaps if one.case != case])
        ring = file.all(Case)[0].ring
        if shared is not None and shared.ring != ring:
            file = desk.done(unit, context, file, ShareRing(overlaps))
        return file


def join_clue(desk: Desk, case: str, clue: str) -> CaseFile:
    """Add a waiting clue to a case."""
    return desk.on_case(case, lambda unit, _file: JoinClue(_clue(unit, clue)))


def set_aside_clue(desk: Desk, clue: str, why: str) -> Clue:
    """End a clue that nobody follows, and return it."""
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        return _the_clue(desk.without_case(unit, context, SetAsideClue(_clue(unit, clue), why)))


def _clue_of(unit: Unit, found: Found) -> ReceiveClue:
    """Return the clue that a finding is: the same accounts again are the same clue."""
    tokens = sorted(member.account.token for member in found.members)
    digest = hashlib.sha256("\n".join(tokens).encode()).hexdigest()
    return ReceiveClue(source=Source.FINDING, fingerprint=unit.token("clue", f"members {digest}"))


def _received(desk: Desk, unit: Unit, context: Context, command: ReceiveClue) -> Clue:
    known = unit.find(Clue, fingerprint=command.fingerprint)
    again = ReceiveClue(
        source=command.source,
        fingerprint=command.fingerprint,
        known=known[0] if known else None,
        account=command.account,
        reporter=command.reporter,
        note=command.note,
    )
    return _the_clue(desk.without_case(unit, context, again))


def _the_clue(steps: tuple[Step, ...]) -> Clue:
    (clue,) = (put for step in steps for put in step.puts if isinstance(put, Clue))
    return clue


def _require_working(unit: Unit) -> None:
    """Return unless the organisation is a body that was closed: that opens nothing new.

    What it decided goes on to lapse, and appeals are answered.
    """
    stands = unit.get(Membership, unit.organisation)
    if stands is not None and stands.state == BodyState.CLOSED:
        raise RefusedError(refuse(Code.BODY_CLOSED, found=unit.organisation))


def _require_free(clue: Clue) -> None:
    if clue.case is None:
        return
    refusal = refuse(
        Code.CLUE_TAKEN,
        expected="accounts that no case is about yet",
        found=f"{clue.case}, opened for the same accounts",
        next_step=f"See `clearwater case show {clue.case}`.",
    )
    raise RefusedError(refusal)


def _clue(unit: Unit, clue: str) -> Clue:
    found = unit.get(Clue, clue)
    if found is None:
        raise NothingThereError(
            "there is no such clue", found=repr(clue), next_step="See `clearwater case clues`."
        )
    return found


def _reporter(unit: Unit, reporter: str | None) -> Named | None:
    if reporter is None:
        return None
    known = unit.subjects_by_identifier(REPORTER, [reporter])
    return Named(reporter, unit.token(REPORTER, reporter), known.get(reporter))
