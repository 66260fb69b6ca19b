"""Work on a case: who is responsible, whom a decision is about, and what it will rest on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from clearwater.cases.acts import CaseAssigned, EvidenceFrozen, MemberExcluded, MemberIncluded
from clearwater.cases.records.case import CaseState, Member
from clearwater.cases.records.decision import Evidence
from clearwater.cases.records.evidence_names import can_be_frozen_as
from clearwater.cases.records.evidence_root import root_of
from clearwater.cases.records.people import Role
from clearwater.cases.workflow.asking import (
    A_LOGIN,
    EXCLUDED,
    MEMBER,
    MOST,
    first_refusal,
    is_login,
    number_refused,
    text_refused,
    the_case,
)
from clearwater.cases.workflow.base import CaseFile, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands import (
    AssignCase,
    ExcludeMember,
    FreezeEvidence,
    FrozenFile,
    IncludeMember,
)
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import SYSTEM
from clearwater.cases.workflow.taking_back import take_back_of

_SHA256 = re.compile("[0-9a-f]{64}")


def assign(file: CaseFile, command: AssignCase, context: Context) -> Outcome:
    """Return the step that makes somebody responsible; an open case is in review from then on."""
    case, caller = the_case(file), context.caller
    if not is_login(command.to) or command.to == SYSTEM:
        expected = f"{A_LOGIN}, other than {SYSTEM}"
        return refuse(Code.OUT_OF_RANGE, expected=expected, found=repr(command.to[:80]))
    if Role.LEAD not in caller.roles and command.to != caller.user:
        return refuse(Code.NOT_YOURS, expected=caller.user, found=command.to)
    if case.assignee == command.to:
        return refuse(Code.STANDING_SAME, found=f"assigned to {command.to}")
    assigned = replace(case, assignee=command.to)
    if case.state == CaseState.OPEN:
        due = context.now_us + context.policy.deadlines.review_s * 1_000_000
        assigned = replace(assigned, state=CaseState.IN_REVIEW, due_us=due)
    return (Step(CaseAssigned(case.case, command.to), (assigned,)),)


def exclude(file: CaseFile, command: ExcludeMember, context: Context) -> Outcome:
    """Return the steps that take a member out, with a reason, and what it already had with it."""
    moved = _moved(file, command.subject, command.why, EXCLUDED, context)
    if isinstance(moved, Refusal):
        return moved
    return (*moved, *take_back_of(file, command.subject, context, "exclusion"))


def include(file: CaseFile, command: IncludeMember, context: Context) -> Outcome:
    """Return the step that makes an excluded account a member again; no measure comes of it."""
    return _moved(file, command.subject, command.why, MEMBER, context)


def _moved(file: CaseFile, subject: str, why: str, to: str, context: Context) -> Outcome:
    case = the_case(file)
    member = file.get(Member, case.case, subject)
    if member is None:
        return refuse(Code.NO_SUCH_MEMBER, found=repr(subject[:80]))
    if member.standing == to:
        return refuse(Code.STANDING_SAME, found=to)
    refused = text_refused("the reason", why)
    if refused is not None:
        return refused
    said = context.disclose(why)
    moved = replace(member, standing=to, why=said.commitment)
    kind = MemberExcluded if to == EXCLUDED else MemberIncluded
    return (Step(kind(case.case, subject, said.commitment), (moved, said)),)


def freeze(file: CaseFile, command: FreezeEvidence, context: Context) -> Outcome:
    """Return the step that names the files that were frozen.

    A name stands for one content for ever: what a decision rested on can be found by it. Files that
    are frozen already, with the same content, keep their row; the entry still says that somebody
    looked, and that what lies there is what is needed now.
    """
    case = the_case(file)
    if not command.files:
        return refuse(Code.NO_EVIDENCE, expected="at least one file", found="none")
    refused = first_refusal(_file_refused(one) for one in command.files)
    if refused is not None:
        return refused
    kept = {item.name: item for item in file.all(Evidence)}
    clash = _clash(command.files, kept)
    if clash is not None:
        expected = "one content for each name, in whatever case it is written"
        return refuse(Code.NAME_TWICE, expected=expected, found=f"another for {clash}")
    names = {one.name: one for one in command.files}
    # Later than everything before it, also where the clock was set back: what a decision rested on
    # is told from what was frozen afterwards by these times.
    now_us = max([context.now_us, *(item.frozen_us + 1 for item in kept.values())])
    new = tuple(
        Evidence(
            organisation=case.organisation,
            case=case.case,
            name=name,
            sha256=one.sha256,
            size=one.size,
            frozen_us=now_us,
            frozen_by=context.caller.user,
        )
        for name, one in sorted(names.items())
        if name not in kept
    )
    root = root_of((*kept.values(), *new))
    return (Step(EvidenceFrozen(case.case, len(new), root), new),)


def _clash(files: Iterable[FrozenFile], kept: Mapping[str, Evidence]) -> str | None:
    """Return a name that would stand for two contents, on some system, or None."""
    seen = {name.lower(): (name, item.sha256, item.size) for name, item in kept.items()}
    for one in files:
        said = (one.name, one.sha256, one.size)
        if seen.setdefault(one.name.lower(), said) != said:
            return one.name
    return None


def _file_refused(one: FrozenFile) -> Refusal | None:
    if not _SHA256.fullmatch(one.sha256):
        expected = "a SHA-256 in 64 small hex digits"
        return refuse(Code.OUT_OF_RANGE, expected=expected, found=repr(one.sha256[:80]))
    if not can_be_frozen_as(one.name):
        expected = "letters, digits, . _ - and / between folders, at most 400 signs"
        return refuse(Code.OUT_OF_RANGE, expected=expected, found=ascii(one.name[:80]))
    return number_refused("a file's size", one.size, 0, MOST)
