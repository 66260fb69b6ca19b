"""Who works on a case: one at a time, for a time, and given over when somebody asks."""

from __future__ import annotations

from clearwater.cases.records.review import Lease
from clearwater.cases.workflow.base import Context, Outcome, Refusal
from clearwater.cases.workflow.commands_review import (
    AskForWork,
    HandWorkOver,
    ReleaseWork,
    TakeWork,
)
from clearwater.cases.workflow.dispatch import decide_without_case
from clearwater.cases.workflow.leases import ANSWER_US, LASTS_US, is_held
from clearwater.cases.workflow.refusals import Code
from tests.helpers.case_desk import NOON_US, Desk

DESK = Desk()


def _by(user: str, after_us: int = 0) -> Context:
    desk = Desk(now_us=NOON_US + after_us)
    return desk.context(user)


def _lease(outcome: Outcome) -> Lease:
    assert not isinstance(outcome, Refusal)
    (step,) = outcome
    (put,) = step.puts
    assert isinstance(put, Lease)
    assert step.act.of_case is None, "it is no act in the case"
    return put


def taken(user: str = "ines", known: Lease | None = None, after_us: int = 0) -> Lease:
    return _lease(decide_without_case(TakeWork("case-1", known), _by(user, after_us)))


def refused(outcome: Outcome) -> str:
    assert isinstance(outcome, Refusal)
    return outcome.code


def test_it_is_taken_for_a_quarter_of_an_hour() -> None:
    lease = taken()
    assert (lease.by, lease.until_us - lease.since_us) == ("ines", LASTS_US)
    assert is_held(lease, NOON_US + LASTS_US - 1)
    assert not is_held(lease, NOON_US + LASTS_US)


def test_nobody_else_takes_it_until_it_ends() -> None:
    lease = taken()
    for after_us in (0, LASTS_US - 1):
        outcome = decide_without_case(TakeWork("case-1", lease), _by("ivo", after_us))
        assert refused(outcome) == Code.WORKED_ON
    assert taken("ivo", lease, LASTS_US).by == "ivo"


def test_going_on_writes_nothing_until_half_of_it_is_over() -> None:
    lease = taken()
    again = TakeWork("case-1", lease)
    assert decide_without_case(again, _by("ines", LASTS_US // 2 - 1)) == ()
    longer = _lease(decide_without_case(again, _by("ines", LASTS_US // 2)))
    assert longer.since_us == lease.since_us
    assert longer.until_us == NOON_US + LASTS_US // 2 + LASTS_US


def test_leaving_ends_it_for_who_has_it_alone() -> None:
    lease = taken()
    assert decide_without_case(ReleaseWork(lease), _by("ivo", 1)) == ()
    left = _lease(decide_without_case(ReleaseWork(lease), _by("ines", 1)))
    assert not is_held(left, NOON_US + 1)
    assert decide_without_case(ReleaseWork(left), _by("ines", 2)) == ()
    assert decide_without_case(ReleaseWork(None), _by("ines")) == ()


def test_who_is_asked_gives_it_over_or_has_two_minutes() -> None:
    asked = _lease(decide_without_case(AskForWork(taken()), _by("ivo", 1_000)))
    assert (asked.by, asked.asked_by) == ("ines", "ivo")
    assert decide_without_case(AskForWork(asked), _by("ivo", 2_000)) == ()
    outcome = decide_without_case(AskForWork(asked), _by("rosa", 2_000))
    assert refused(outcome) == Code.ASKED_BEFORE
    given = _lease(decide_without_case(HandWorkOver(asked), _by("ines", 3_000)))
    assert (given.by, given.asked_by) == ("ivo", None)
    early = decide_without_case(TakeWork("case-1", asked), _by("ivo", 1_000 + ANSWER_US - 1))
    assert refused(early) == Code.WORKED_ON
    late = taken("ivo", asked, 1_000 + ANSWER_US)
    assert (late.by, late.asked_by) == ("ivo", None)
    others = decide_without_case(TakeWork("case-1", asked), _by("rosa", 1_000 + ANSWER_US))
    assert refused(others) == Code.WORKED_ON, "only who asked"


def test_what_nobody_else_has_is_not_asked_for_and_not_given() -> None:
    lease = taken()
    for known, user, after_us in ((None, "ivo", 0), (lease, "ines", 1), (lease, "ivo", LASTS_US)):
        outcome = decide_without_case(AskForWork(known), _by(user, after_us))
        assert refused(outcome) == Code.NOT_WORKED_ON
    for known, user in ((None, "ines"), (lease, "ivo"), (lease, "ines")):
        outcome = decide_without_case(HandWorkOver(known), _by(user, 1))
        assert refused(outcome) == Code.NOT_WORKED_ON


def test_who_only_looks_works_on_nothing() -> None:
    outcome = decide_without_case(TakeWork("case-1", None), _by("ada"))
    assert refused(outcome) == Code.NOT_ALLOWED
