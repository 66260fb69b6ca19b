"""A case is opened for a clue; findings with their members are added; rings are recognised.

Whoever is named in a finding becomes a member: suspected, not decided. Which cases share a ring is
counted from their members, so that nobody has to remember a name.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal, InvalidOperation

from clearwater.cases.acts import CaseOpened, FindingAdded, RingShared
from clearwater.cases.records.base import Record
from clearwater.cases.records.case import (
    Case,
    CaseFinding,
    CaseState,
    ClueState,
    Member,
    Ring,
)
from clearwater.cases.records.people import Subject
from clearwater.cases.workflow.asking import (
    MEMBER,
    MOST,
    first_refusal,
    number_refused,
    text_refused,
    the_case,
)
from clearwater.cases.workflow.base import CaseFile, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.clues import ACCOUNT, TAKEN, subject_rows
from clearwater.cases.workflow.commands import (
    AddFinding,
    Found,
    OpenCase,
    Overlap,
    ShareRing,
)
from clearwater.cases.workflow.placing import effort_s, placing, rank_us
from clearwater.cases.workflow.refusals import Code, refuse

GRAVEST = 5
"""Highest severity of a case."""
SHORTEST_NAME = 3
"""Identifiers shorter than this stand in ordinary words; a title is not searched for them."""


def open_case(file: CaseFile, command: OpenCase, context: Context) -> Outcome:
    """Return the steps that open a case: the case, each finding, the ring that it shares."""
    clue = command.clue
    refused = first_refusal(_opening_refusals(file, command, context))
    if refused is not None:
        return refused
    confidence = max((_confidence_milli(found) for found in command.findings), default=0)
    ring = context.fresh.name("ring") if command.findings else None
    names = (context.caller.organisation, context.fresh.name("case"))
    at = placing(
        context.policy.queue,
        names,
        (command.severity, confidence),
        effort_s((len(found.members), found.objects) for found in command.findings),
        command.head_start_us,
    )
    case = Case(
        organisation=names[0],
        case=names[1],
        state=CaseState.OPEN,
        origin=clue.source,
        title=command.title,
        ring=ring,
        severity=command.severity,
        confidence_milli=confidence,
        rank_us=rank_us(context.now_us, at),
        due_us=context.now_us + context.policy.deadlines.assign_s * 1_000_000,
        assignee=None,
        opened_by=context.caller.user,
        opened_us=context.now_us,
        closed_us=None,
        outcome=None,
    )
    joined = replace(clue, state=ClueState.JOINED, case=case.case)
    opened: list[Record] = [case, joined, at]
    if ring is not None:
        opened.append(Ring(case.organisation, ring, context.now_us))
    steps = [Step(CaseOpened(case.case, clue.clue, clue.source), tuple(opened))]
    after = file.after(steps)
    for found in command.findings:
        steps.append(_found_step(after, case, found, context))
        after = after.after(steps[-1:])
    return (*steps, *_ring_step(after, command.overlaps))


def add_finding(file: CaseFile, command: AddFinding, context: Context) -> Outcome:
    """Return the step that adds a finding and its members to the case.

    The case keeps its place in the queue or moves forward, never back. Its ring stays: `share_ring`
    compares it with others, now that it has more members.
    """
    case, found = the_case(file), command.found
    refused = first_refusal(_found_refusals(found))
    if refused is not None:
        return refused
    if file.get(CaseFinding, case.case, found.run, found.finding) is not None:
        return refuse(Code.ALREADY_ADDED, found=f"finding {found.finding} of this run")
    if _names_account(case.title, _identifiers(found)):
        return refuse(Code.TITLE_NAMES_ACCOUNT, expected="a title that no member's name stands in")
    confidence = max(case.confidence_milli, _confidence_milli(found))
    ring = case.ring if case.ring is not None else context.fresh.name("ring")
    sizes = [(one.accounts, one.objects) for one in file.all(CaseFinding)]
    at = placing(
        context.policy.queue,
        (case.organisation, case.case),
        (case.severity, confidence),
        effort_s([*sizes, (len(found.members), found.objects)]),
    )
    rank = rank_us(case.opened_us, at)
    moved = replace(case, confidence_milli=confidence, ring=ring, rank_us=min(case.rank_us, rank))
    step = _found_step(file, moved, found, context)
    new_ring = (Ring(case.organisation, ring, context.now_us),) if case.ring is None else ()
    placed = (at,) if rank < case.rank_us else ()
    return (Step(step.act, (*step.puts, moved, *new_ring, *placed)),)


def share_ring(file: CaseFile, command: ShareRing, context: Context) -> Outcome:
    """Return the step by which the case shares the ring of an earlier one, where one overlaps."""
    del context  # Every step is asked in the same way.
    steps = _ring_step(file, command.overlaps)
    if not steps:
        return refuse(
            Code.NO_SHARED_RING,
            expected="an earlier case with half of the smaller one's members, in another ring",
            found=f"{len(command.overlaps)} overlapping cases",
        )
    return steps


def shared_ring(members: int, overlaps: Sequence[Overlap]) -> Overlap | None:
    """Return the earlier case whose ring this one shares: the largest share of the smaller case.

    At least half of the smaller case's members must be in both. With equal shares the larger
    number of accounts decides, then the case's name, so that the order of `overlaps` is nothing.
    """
    enough = [
        (-shared_milli, -o.shared, o.case, o)
        for o in overlaps
        if (shared_milli := _share_milli(members, o)) >= 500
    ]
    return min(enough)[-1] if enough else None


def _share_milli(members: int, overlap: Overlap) -> int:
    smaller = min(members, overlap.members)
    # Two accounts met twice are no ring; one account in two cases certainly is none.
    return overlap.shared * 1000 // smaller if smaller > 1 and overlap.shared > 1 else 0


def _ring_step(file: CaseFile, overlaps: Sequence[Overlap]) -> tuple[Step, ...]:
    case = the_case(file)
    shared = shared_ring(len(file.all(Member)), [o for o in overlaps if o.case != case.case])
    if shared is None or shared.ring == case.ring:
        return ()
    act = RingShared(case.case, shared.ring, shared.shared)
    return (Step(act, (replace(case, ring=shared.ring),)),)


def _found_step(file: CaseFile, case: Case, found: Found, context: Context) -> Step:
    finding = CaseFinding(
        organisation=case.organisation,
        case=case.case,
        run=found.run,
        finding=found.finding,
        level=found.level,
        headline=found.headline,
        score_millibits=found.score_millibits,
        q_value=found.q_value,
        accounts=len(found.members),
        objects=found.objects,
        detector=found.detector,
        seed=found.seed,
    )
    # Those of an earlier finding of the case keep their row, and an exclusion with it. A subject
    # that the caller did not know may have been made by the finding before, in the same unit.
    members = tuple(_member_rows(file, case, found, context))
    act = FindingAdded(case.case, found.run, found.finding, len(found.members))
    return Step(act, (finding, *members))


def _member_rows(file: CaseFile, case: Case, found: Found, context: Context) -> Iterator[Record]:
    made = {one.token: one.subject for one in file.all(Subject) if one.kind == ACCOUNT}
    for one in found.members:
        named = one.account
        known = named.subject if named.subject is not None else made.get(named.token)
        subject, rows = subject_rows(ACCOUNT, replace(named, subject=known), context)
        yield from rows
        if file.get(Member, case.case, subject) is None:
            yield Member(
                organisation=case.organisation,
                case=case.case,
                subject=subject,
                finding=found.finding,
                role=one.role,
                score_millibits=one.score_millibits,
                q_value=one.q_value,
                events=one.events,
                standing=MEMBER,
                why=None,
            )


def _opening_refusals(
    file: CaseFile, command: OpenCase, context: Context
) -> Iterator[Refusal | None]:
    clue = command.clue
    if file.all(Case):
        yield refuse(Code.CASE_EXISTS, found=the_case(file).case)
    if clue.organisation != context.caller.organisation:
        yield refuse(Code.OTHER_ORGANISATION)
    if clue.state in TAKEN:
        yield refuse(Code.CLUE_TAKEN, expected=ClueState.WAITING, found=clue.state)
    yield text_refused("a title", command.title)
    yield number_refused("severity", command.severity, 1, GRAVEST)
    most_us = context.policy.intake.head_start_s * 1_000_000
    yield number_refused("head start by reports", command.head_start_us, 0, most_us)
    names = [(found.run, found.finding) for found in command.findings]
    if len(set(names)) < len(names):
        yield refuse(Code.NAME_TWICE, expected="each finding once")
    for found in command.findings:
        yield from _found_refusals(found)
    named = [*command.about, *(one for found in command.findings for one in _identifiers(found))]
    if _names_account(command.title, named):
        expected = "a sentence about behaviour, without an account's name"
        yield refuse(Code.TITLE_NAMES_ACCOUNT, expected=expected)


def _found_refusals(found: Found) -> Iterator[Refusal | None]:
    """Yield what is wrong with a finding: what a run wrote is input as any other."""
    if not found.members:
        yield refuse(Code.NO_MEMBERS, found=f"finding {found.finding} without members")
    tokens = {member.account.token for member in found.members}
    if len(tokens) < len(found.members):
        yield refuse(Code.NAME_TWICE, expected=f"each account once in finding {found.finding}")
    yield _q_value_refused(found.q_value)
    yield number_refused("score_millibits", found.score_millibits, -MOST, MOST)
    yield number_refused("objects", found.objects, 0, MOST)
    yield number_refused("seed", found.seed, -MOST, MOST)
    for member in found.members:
        yield text_refused("an identifier", member.account.identifier)
        yield _q_value_refused(member.q_value)
        yield number_refused("score_millibits", member.score_millibits, -MOST, MOST)
        yield number_refused("events", member.events, 0, MOST)


def _q_value_refused(said: str) -> Refusal | None:
    if _q_value(said) is not None:
        return None
    return refuse(Code.OUT_OF_RANGE, expected="a q-value from 0 to 1", found=repr(said[:40]))


def _q_value(said: str) -> Decimal | None:
    try:
        q = Decimal(said)
    except InvalidOperation:
        return None
    return q if q.is_finite() and 0 <= q <= 1 else None


def _confidence_milli(found: Found) -> int:
    """Return 1 - q in thousandths, rounded down."""
    q = _q_value(found.q_value)
    return 0 if q is None else int((1 - q) * 1000)


def _names_account(title: str, identifiers: Iterable[str]) -> bool:
    """Return whether a title names one of the accounts, in whatever case or width it is written."""
    said = _folded(title)
    return any(
        len(folded) >= SHORTEST_NAME and folded in said for folded in map(_folded, identifiers)
    )


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()


def _identifiers(found: Found) -> list[str]:
    return [member.account.identifier for member in found.members]
