"""Every command, at every step of a case, by every role: taken, or refused by the code that stands
here, and nothing else. The two tables are written by hand beside the data of the workflow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from clearwater.cases.records.case import CaseState
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow import commands_identity as identity
from clearwater.cases.workflow import commands_organisations as org
from clearwater.cases.workflow import commands_privacy as privacy
from clearwater.cases.workflow import commands_review as reviewed
from clearwater.cases.workflow import commands_runs as runs
from clearwater.cases.workflow.base import Caller, CaseFile, Context, Refusal
from clearwater.cases.workflow.dispatch import OPENING, STEPS, WITHOUT_CASE, decide_on
from clearwater.cases.workflow.invariants import violations
from clearwater.cases.workflow.moves import move_violations
from clearwater.cases.workflow.refusals import Code
from clearwater.cases.workflow.rights import RIGHTS, SYSTEM_RIGHTS, VERB_OF
from tests.helpers.case_desk import ORGANISATION
from tests.unit.cases.workflow.at_each_step import AT, LIKELY, SOMEBODY

MAY: Mapping[type[c.Command], str] = {
    c.OpenCase: "investigator lead",
    c.JoinClue: "investigator lead",
    c.AddFinding: "investigator lead",
    c.ShareRing: "investigator lead",
    c.AssignCase: "investigator lead",
    c.ExcludeMember: "investigator",
    c.IncludeMember: "investigator",
    c.FreezeEvidence: "investigator",
    c.Decide: "investigator",
    c.ApproveDecision: "reviewer",
    c.RefuseDecision: "reviewer",
    c.WithdrawDecision: "investigator",
    c.IssueNotices: "investigator lead",
    c.FileAppeal: "investigator appeals lead",
    c.ResolveAppeal: "appeals",
    c.CloseCase: "lead",
    c.BeginDelivery: "clearwater",
    c.RecordDelivered: "clearwater",
    c.RecordFailed: "clearwater",
    c.VoidMessage: "clearwater",
    c.GiveUpNotice: "lead",
    c.ReadPersonalData: "investigator reviewer appeals lead auditor",
    org.OfferCase: "lead",
    org.AnswerOffer: "lead",
    org.WithdrawOffer: "lead",
    org.TakeCase: "lead",
    org.InviteBody: "lead",
    org.AnswerInvitation: "lead",
    org.GivePosition: "reviewer lead",
    org.EndPart: "lead",
    org.ReadJointCase: "investigator reviewer appeals lead auditor",
    reviewed.AnswerKnownCase: "investigator",
}
"""Who may ask."""

# open | in review | offered | proposed | decided | notified | closed, for somebody who may.
COMES_OF: Mapping[type[c.Command], str] = {
    c.OpenCase: "case exists | case exists | case exists | case exists | case exists"
    " | case exists | case exists",
    c.JoinClue: "taken | taken | wrong state | taken | taken | taken | wrong state",
    c.AddFinding: "taken | taken | wrong state | wrong state | taken | taken | wrong state",
    c.ShareRing: "taken | taken | wrong state | taken | taken | taken | wrong state",
    c.AssignCase: "taken | taken | wrong state | taken | taken | taken | wrong state",
    c.ExcludeMember: "wrong state | taken | wrong state | wrong state | taken | taken"
    " | wrong state",
    c.IncludeMember: "wrong state | standing same | wrong state | wrong state | standing same"
    " | standing same | wrong state",
    c.FreezeEvidence: "taken | taken | wrong state | wrong state | taken | taken | wrong state",
    c.Decide: "wrong state | taken | wrong state | wrong state | taken | taken | wrong state",
    c.ApproveDecision: "wrong state | wrong state | wrong state | taken | wrong state | wrong state"
    " | wrong state",
    c.RefuseDecision: "wrong state | wrong state | wrong state | taken | wrong state | wrong state"
    " | wrong state",
    c.WithdrawDecision: "wrong state | wrong state | wrong state | not the proposer | wrong state"
    " | wrong state | wrong state",
    c.IssueNotices: "wrong state | wrong state | wrong state | wrong state | taken | wrong state"
    " | wrong state",
    c.FileAppeal: "wrong state | no such decision | wrong state | nothing to appeal"
    " | nothing to appeal | taken | taken",
    c.ResolveAppeal: "wrong state | no such appeal | wrong state | no such appeal | no such appeal"
    " | no such appeal | wrong state",
    c.CloseCase: "wrong state | taken | wrong state | wrong state | notices waiting"
    " | notices waiting | wrong state",
    c.BeginDelivery: "wrong state | no such message | wrong state | no such message"
    " | no such message | taken | already delivered",
    c.RecordDelivered: "wrong state | no such message | wrong state | no such message"
    " | no such message | too early | already delivered",
    c.RecordFailed: "wrong state | no such message | wrong state | no such message"
    " | no such message | taken | already delivered",
    c.VoidMessage: "wrong state | no such message | wrong state | no such message"
    " | no such message | still needed | already delivered",
    c.GiveUpNotice: "wrong state | no such message | wrong state | no such message"
    " | no such message | still needed | already delivered",
    c.ReadPersonalData: "taken | taken | taken | taken | taken | taken | taken",
    org.OfferCase: "taken | taken | wrong state | wrong state | wrong state | wrong state"
    " | wrong state",
    org.AnswerOffer: "wrong state | wrong state | not theirs | wrong state | wrong state"
    " | wrong state | wrong state",
    org.WithdrawOffer: "wrong state | wrong state | taken | wrong state | wrong state"
    " | wrong state | wrong state",
    org.TakeCase: "case exists | case exists | case exists | case exists | case exists"
    " | case exists | case exists",
    org.InviteBody: "taken | taken | wrong state | wrong state | taken | taken | wrong state",
    org.AnswerInvitation: "no such part | no such part | no such part | no such part"
    " | no such part | no such part | no such part",
    org.GivePosition: "no such part | no such part | wrong state | no such part | no such part"
    " | no such part | wrong state",
    org.EndPart: "no such part | no such part | no such part | no such part"
    " | no such part | no such part | no such part",
    org.ReadJointCase: "no such part | no such part | no such part | no such part"
    " | no such part | no such part | no such part",
    reviewed.AnswerKnownCase: "wrong state | taken | wrong state | wrong state | wrong state"
    " | wrong state | wrong state",
}
"""What comes of the likeliest command of its kind."""

PAIRS = [(kind, state) for kind in LIKELY for state in AT]
IDS = [f"{kind.__name__} when {state}" for kind, state in PAIRS]


def test_the_tables_hold_every_command_there_is() -> None:
    every = set(_every_kind(c.Command))
    assert set(STEPS) | set(WITHOUT_CASE) == every == set(VERB_OF)
    assert set(LIKELY) == set(STEPS) == set(MAY) == set(COMES_OF)
    assert set(AT) == set(CaseState)


def _every_kind(kind: type[c.Command]) -> Iterator[type[c.Command]]:
    for one in kind.__subclasses__():
        yield one
        yield from _every_kind(one)


@pytest.mark.parametrize(("kind", "state"), PAIRS, ids=IDS)
def test_each_role_gets_what_stands_here(kind: type[c.Command], state: CaseState) -> None:
    desk = AT[state]()
    assert desk.case.state == state
    desk.now_us += 1_000_000
    command = LIKELY[kind](desk)
    expected = COMES_OF[kind].split(" | ")[list(AT).index(state)]
    for who, roles in {**SOMEBODY, "clearwater": frozenset()}.items():
        # Somebody who had no part in anything, and to whom a lead would assign.
        login = "clearwater" if who == "clearwater" else "max"
        caller = Caller(login, ORGANISATION, frozenset(roles))
        outcome = decide_on(
            desk.file, command, Context(caller, desk.now_us, desk.policy, desk.fresh)
        )
        rightful = who in MAY[kind].split() or (who == "all roles" and MAY[kind] != "clearwater")
        if not rightful:
            assert isinstance(outcome, Refusal)
            assert outcome.code == Code.NOT_ALLOWED
        elif isinstance(outcome, Refusal):
            assert outcome.code == expected
            assert outcome.what
        else:
            assert expected == "taken"
            after = desk.file.after(outcome)
            assert violations(after, desk.policy) == ()
            assert move_violations(desk.file, after) == ()


@pytest.mark.parametrize("kind", [kind for kind in LIKELY if kind not in OPENING])
def test_there_is_nothing_to_do_without_a_case_or_in_that_of_others(kind: type[c.Command]) -> None:
    desk = AT[CaseState.NOTIFIED]()
    command = LIKELY[kind](desk)
    login = "clearwater" if MAY[kind] == "clearwater" else "max"
    own = desk.context(login)
    other = desk.context(login, "another organisation")
    for file, context in ((CaseFile(), own), (desk.file, other)):
        outcome = decide_on(file, command, context)
        assert isinstance(outcome, Refusal)
        assert outcome.code == Code.NO_CASE


def test_nobody_but_the_software_delivers_and_it_does_nothing_else() -> None:
    assert not any(SYSTEM_RIGHTS & rights for rights in RIGHTS.values())
    own = {c.BeginDelivery, c.RecordDelivered, c.RecordFailed, c.VoidMessage}
    own |= {identity.RecordFailedLogin, privacy.EraseDue, runs.BeginJob}
    assert {VERB_OF[kind] for kind in own} == SYSTEM_RIGHTS


def test_who_has_the_softwares_login_may_not_decide_whatever_the_roles() -> None:
    desk = AT[CaseState.IN_REVIEW]()
    caller = Caller("clearwater", ORGANISATION, frozenset(SOMEBODY["all roles"]))
    context = Context(caller, desk.now_us, desk.policy, desk.fresh)
    outcome = decide_on(desk.file, LIKELY[c.Decide](desk), context)
    assert isinstance(outcome, Refusal)
    assert outcome.code == Code.NOT_ALLOWED


def test_an_auditor_changes_nothing() -> None:
    rights = {verb.value for verb in RIGHTS[next(r for r in RIGHTS if r.value == "auditor")]}
    assert rights == {
        *("read", "read logins", "verify", "publish checkpoint", "roll up", "read reports"),
        "read quality",
    }


def test_a_command_without_a_case_is_for_the_other_door() -> None:
    desk = AT[CaseState.OPEN]()
    with pytest.raises(KeyError):
        decide_on(desk.file, c.ReceiveClue("report", "f1"), desk.context("max"))
