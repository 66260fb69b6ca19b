"""Work on a case up to its decision: assign, exclude, freeze, decide, agree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clearwater.app.case.desk import Desk, taken
from clearwater.app.case.explanations import tested_in
from clearwater.app.case.found import named_accounts
from clearwater.app.case.freezing import Freezing
from clearwater.app.case.known import answer_of, blind_milli, known_in
from clearwater.app.case.leases import require_free
from clearwater.app.case.run_digest import run_digest
from clearwater.app.case.run_finding import read_finding
from clearwater.cases.measures.blast_radius import BlastRadius, blast_radius
from clearwater.cases.records.case import CaseFinding
from clearwater.cases.records.decision import (
    Decision,
    DecisionState,
    Evidence,
    Measure,
    MeasureState,
)
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.asking import decided_about, newest_standing
from clearwater.cases.workflow.base import CaseFile, Context
from clearwater.cases.workflow.commands import (
    ApproveDecision,
    AssignCase,
    Decide,
    ExcludeMember,
    FreezeEvidence,
    IncludeMember,
    RefuseDecision,
    WithdrawDecision,
)
from clearwater.cases.workflow.dispatch import decide_on
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError, ParameterError


@dataclass(frozen=True)
class Choice:
    """What somebody decides."""

    measure: str | None
    """Name in the policy's ladder; None for no action."""
    reason_code: str
    why: str
    duration_s: int | None = None
    delay_s: int = 0
    stages: int = 1
    stage_gap_s: int = 0
    previewed: str | None = None
    """`BlastRadius.members` of the preview that was shown; of others the decision is refused."""
    exclude: tuple[str, ...] = ()
    """Accounts that are not decided about, by the platform's identifiers, for the reason `why`."""
    exclude_subjects: tuple[str, ...] = ()
    """Others, by their names in the store."""
    considered: tuple[str, ...] = ()
    """Innocent explanations that were considered, by their names in the frozen evidence."""


def assign(desk: Desk, case: str, to: str) -> CaseFile:
    """Make somebody responsible."""
    return desk.on_case(case, lambda _unit, _file: AssignCase(to))


def exclude(desk: Desk, case: str, account: str, why: str) -> CaseFile:
    """Leave an account out of what is decided, for a reason."""
    return desk.on_case(case, lambda unit, _file: ExcludeMember(subject_of(unit, account), why))


def include(desk: Desk, case: str, account: str, why: str) -> CaseFile:
    """Take an excluded account back in, for a reason."""
    return desk.on_case(case, lambda unit, _file: IncludeMember(subject_of(unit, account), why))


def freeze_evidence(desk: Desk, case: str, folders: Sequence[Path], freezing: Freezing) -> CaseFile:
    """Copy what the findings of a case rest on into the evidence store.

    Raises
    ------
    ParameterError
        If none of the folders holds a finding's run, or the run there is another one.
    SourceError
        If the log that a run was made from has changed, or is not there.
    """
    with desk.store.reading(desk.organisation) as unit:
        findings = desk.file_of(unit, case).all(CaseFinding)
    by_run = {run_digest(folder): folder for folder in folders}
    read = [read_finding(_folder_of(by_run, one), one.finding, one.run) for one in findings]
    # Before the unit of work: a log of a million events is read, and nobody else should wait.
    # What is put into the evidence store and named by nothing does no harm.
    frozen = tuple(file for one in read for file in freezing.of_finding(one))
    return desk.on_case(case, lambda _unit, _file: FreezeEvidence(frozen))


def exclude_subject(desk: Desk, case: str, subject: str, why: str) -> CaseFile:
    """Leave out an account that is named as the store names it."""
    return desk.on_case(case, lambda _unit, _file: ExcludeMember(subject, why))


def include_subject(desk: Desk, case: str, subject: str, why: str) -> CaseFile:
    """Take back in an account that is named as the store names it."""
    return desk.on_case(case, lambda _unit, _file: IncludeMember(subject, why))


def preview(
    desk: Desk, case: str, exclude: tuple[str, ...] = (), exclude_subjects: tuple[str, ...] = ()
) -> BlastRadius:
    """Return what a decision about the members of a case would touch; nothing is decided."""
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        file = desk.file_of(unit, case)
        without = {*(subject_of(unit, one) for one in exclude), *exclude_subjects}
        return _blast_radius(unit, file, without)


def decide(desk: Desk, case: str, choice: Choice) -> CaseFile:
    """Propose a decision; it stands at once where the policy asks for no second person.

    In a case whose truth is known no decision comes of it: what would have been decided is kept,
    and the case is closed.

    Raises
    ------
    RefusedError
        If somebody else works on the case, an innocent explanation was not considered, or the
        rules do not allow it.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        file = desk.file_of(unit, case)
        without = (*(subject_of(unit, one) for one in choice.exclude), *choice.exclude_subjects)
        left_out = [ExcludeMember(one, choice.why) for one in without]
        file = desk.done(unit, context, file, *left_out)
        touched = _blast_radius(unit, file, set())
        _require_previewed(choice, touched)
        standing = newest_standing(file)
        wanted = Decide(
            measure=choice.measure,
            reason_code=choice.reason_code,
            why=choice.why,
            blast_radius=touched,
            alone_recently=alone_recently(unit, context),
            duration_s=choice.duration_s,
            delay_s=choice.delay_s,
            stages=choice.stages,
            stage_gap_s=choice.stage_gap_s,
            supersedes=None if standing is None else standing.decision,
            explanations=tested_in(file.all(Evidence), desk.store.blobs),
            considered=choice.considered,
            blind_milli=blind_milli(unit),
        )
        desk.require(context, Verb.DECIDE)
        require_free(unit, context, case)
        known = known_in(unit, file)
        if known is None:
            return desk.done(unit, context, file, wanted)
        # Refused for the same reasons, in the same words: nobody sees that it is an exercise.
        taken(decide_on(file, wanted, context))
        return desk.done(unit, context, file, answer_of(known, wanted))


def approve(desk: Desk, case: str) -> CaseFile:
    """Agree, as the second person, to the proposed decision of a case."""
    return desk.on_case(case, lambda _unit, file: ApproveDecision(proposed_decision(file)))


def refuse_decision(desk: Desk, case: str, why: str) -> CaseFile:
    """Do not agree to the proposed decision of a case; it goes on without it."""
    return desk.on_case(case, lambda _unit, file: RefuseDecision(proposed_decision(file), why))


def withdraw(desk: Desk, case: str, why: str) -> CaseFile:
    """Take back one's own proposal, while it waits for the second person."""
    return desk.on_case(case, lambda _unit, file: WithdrawDecision(proposed_decision(file), why))


def subject_of(unit: Unit, account: str) -> str:
    """Return the store's name of an account.

    Raises
    ------
    ParameterError
        If the store knows no such account.
    """
    subject = named_accounts(unit, [account])[account].subject
    if subject is None:
        raise NothingThereError(
            "no case is about this account",
            found=repr(account),
            next_step="See `clearwater case show CASE` for the accounts of a case.",
        )
    return subject


def proposed_decision(file: CaseFile) -> str:
    """Return the name of the decision that waits for a second person; an empty one where none does.

    Whether the person may and whether the case is at that step is the workflow's to say, in that
    order: who has no right to ask is not told what waits.
    """
    waiting = (one.decision for one in file.all(Decision) if one.state == DecisionState.PROPOSED)
    return next(waiting, "")


def _blast_radius(unit: Unit, file: CaseFile, without: set[str]) -> BlastRadius:
    about = [one for one in decided_about(file) if one.subject not in without]
    objects = sum(finding.objects for finding in file.all(CaseFinding))
    earlier = {one.subject for one in about if _had_measure(unit, one.subject)}
    return blast_radius(about, objects=objects, with_earlier=earlier)


def _require_previewed(choice: Choice, touched: BlastRadius) -> None:
    """Return if the decision is about whom a preview showed, where one is named."""
    if choice.previewed is None or choice.previewed == touched.members:
        return
    refusal = refuse(
        Code.STALE_BLAST_RADIUS,
        expected=f"the accounts of the preview {choice.previewed[:12]}",
        found=f"{touched.accounts} accounts of {touched.members[:12]}",
        next_step="Look at a new preview: --preview.",
    )
    raise RefusedError(refusal)


def _had_measure(unit: Unit, subject: str) -> bool:
    return any(m.state == MeasureState.BEGUN for m in unit.find(Measure, subject=subject))


def alone_recently(unit: Unit, context: Context) -> int:
    """Return about how many accounts this person decided without a second one of late."""
    since = context.now_us - context.policy.second_person.window_s * 1_000_000
    return sum(
        one.accounts
        for one in unit.find(Decision, decided_by=context.caller.user, needs_second=0)
        if one.measure is not None and one.decided_us >= since
    )


def _folder_of(by_run: dict[str, Path], finding: CaseFinding) -> Path:
    folder = by_run.get(finding.run)
    if folder is not None:
        return folder
    raise ParameterError(
        "the run of a finding is not there",
        where=f"finding {finding.finding}",
        expected=f"the run folder whose digest begins with {finding.run[:12]}",
        found=", ".join(f"{path}: {name[:12]}" for name, path in by_run.items()) or "no folder",
        next_step="Name the folder that the finding came from with --run; a run that was made "
        "anew is another one: open a case for its finding, or add it.",
    )
