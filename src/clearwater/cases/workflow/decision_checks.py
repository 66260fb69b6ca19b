"""What a decision must have before it can be taken: grounds, evidence, a true preview, limits."""

from __future__ import annotations

from collections.abc import Iterator

from clearwater.cases.measures.blast_radius import members_digest
from clearwater.cases.measures.policy import Policy, Reason, Rung
from clearwater.cases.measures.stages import last_start_s
from clearwater.cases.records.decision import Evidence
from clearwater.cases.workflow.asking import (
    MOST,
    decided_about,
    newest_standing,
    number_refused,
    open_appeals,
    text_refused,
)
from clearwater.cases.workflow.base import CaseFile, Refusal
from clearwater.cases.workflow.commands import Decide
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.errors import near_names


def named_in(
    policy: Policy, measure: str | None, reason_code: str
) -> tuple[Reason, Rung | None] | Refusal:
    """Return the policy's reason and rung of these names, or why there are none."""
    reasons = {reason.code: reason for reason in policy.reasons}
    reason = reasons.get(reason_code)
    if reason is None:
        return _unknown(Code.NO_SUCH_REASON, reason_code, list(reasons))
    if measure is None:
        return reason, None
    ladder = {rung.name: rung for rung in policy.ladder}
    if measure not in ladder:
        return _unknown(Code.NO_SUCH_MEASURE, measure, list(ladder))
    if not reason.grounds:
        expected = " | ".join(r.code for r in policy.reasons if r.grounds)
        return refuse(Code.NO_GROUNDS, expected=expected, found=reason.code)
    return reason, ladder[measure]


def _unknown(code: Code, found: str, known: list[str]) -> Refusal:
    shown = repr(found[:80])
    return refuse(code, expected=" | ".join(known), found=shown, next_step=near_names(found, known))


def decide_refusals(
    file: CaseFile, command: Decide, rung: Rung | None, policy: Policy
) -> Iterator[Refusal | None]:
    """Yield everything that speaks against taking the decision."""
    yield text_refused("the reasons", command.why)
    if not file.all(Evidence):
        yield refuse(Code.NO_EVIDENCE, expected="frozen evidence", found="none")
    yield _considered_refused(command)
    yield from _members_refusals(file, command, rung, policy)
    yield from _number_refusals(command, rung, policy)
    yield _superseding_refused(file, command)


def _considered_refused(command: Decide) -> Refusal | None:
    """Return a refusal where a measure would be taken over an explanation that nobody looked at."""
    if command.measure is None:
        return None
    said = set(command.considered)
    left = [one.explanation for one in command.explanations if one.explanation not in said]
    if not left:
        return None
    return refuse(Code.NOT_CONSIDERED, expected=" | ".join(left), found=", ".join(sorted(said)))


def _members_refusals(
    file: CaseFile, command: Decide, rung: Rung | None, policy: Policy
) -> Iterator[Refusal | None]:
    about = decided_about(file)
    if rung is not None and not about:
        yield refuse(Code.NO_MEMBERS, expected="a member that is not excluded", found="none")
    shown = command.blast_radius
    if (shown.accounts, shown.members) != (
        len(about),
        members_digest(member.subject for member in about),
    ):
        yield refuse(
            Code.STALE_BLAST_RADIUS,
            expected=f"the {len(about)} accounts of the case",
            found=f"{shown.accounts} accounts",
            next_step="Look at the blast radius again.",
        )
    if rung is not None and len(about) > policy.breaker.accounts:
        expected = f"at most {policy.breaker.accounts} accounts, the policy's breaker"
        yield refuse(Code.BREAKER, expected=expected, found=str(len(about)))


def _number_refusals(
    command: Decide, rung: Rung | None, policy: Policy
) -> Iterator[Refusal | None]:
    staging = policy.staging
    yield number_refused("accounts decided about alone", command.alone_recently, 0, MOST)
    yield number_refused("stages", command.stages, 1, staging.most_stages)
    yield number_refused("delay in seconds", command.delay_s, 0, staging.longest_s)
    yield number_refused("seconds between stages", command.stage_gap_s, 0, staging.longest_s)
    last = last_start_s(stages=command.stages, gap_s=command.stage_gap_s, jitter_s=0)
    yield number_refused("seconds to the last start", command.delay_s + last, 0, staging.longest_s)
    if command.duration_s is None:
        return
    if rung is None:
        expected = "no duration where no action is taken"
        yield refuse(Code.OUT_OF_RANGE, expected=expected, found=str(command.duration_s))
    else:
        yield number_refused("duration in seconds", command.duration_s, 1, rung.longest_s)


def _superseding_refused(file: CaseFile, command: Decide) -> Refusal | None:
    stands = newest_standing(file)
    if stands is None and command.supersedes is not None:
        found = repr(command.supersedes[:80])
        return refuse(Code.NOT_STANDING, expected="no decision to replace", found=found)
    if stands is None:
        return None
    if command.supersedes != stands.decision:
        expected = f"to replace {stands.decision}"
        return refuse(Code.MUST_SUPERSEDE, expected=expected, found=str(command.supersedes)[:80])
    return appeal_in_the_way(file)


def appeal_in_the_way(file: CaseFile) -> Refusal | None:
    """Return a refusal while an appeal is open: no later decision may pass it by."""
    waiting = open_appeals(file)
    if not waiting:
        return None
    expected = "the appeal to be answered first"
    return refuse(Code.APPEAL_OPEN, expected=expected, found=waiting[0].appeal)
