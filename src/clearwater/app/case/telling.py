"""After a decision: people are told, appeals come in and are answered, cases end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from clearwater.app.case.desk import Desk
from clearwater.app.case.working import subject_of
from clearwater.cases.records.decision import Decision, Measure
from clearwater.cases.records.notice import (
    Appeal,
    AppealState,
    Appellant,
    Message,
    MessageKind,
    MessageState,
)
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.appeal_times import Contesting
from clearwater.cases.workflow.asking import newest_standing
from clearwater.cases.workflow.base import CaseFile, Context
from clearwater.cases.workflow.commands import (
    CloseCase,
    FileAppeal,
    GiveUpNotice,
    IssueNotices,
    ResolveAppeal,
)
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.errors import ParameterError

LANGUAGES = ("en", "zh")
"""Of notices; both where nobody says otherwise."""
OUTCOMES = ("upheld", "overturned")
"""What an appeal may be answered with."""


@dataclass(frozen=True)
class Answer:
    """How an appeal is answered."""

    outcome: str
    """``upheld`` or ``overturned``."""
    why: str
    accounts: tuple[str, ...] = ()
    """For whom it is overturned, by the platform's identifiers; none named: for all in it."""
    appeal: str | None = None
    """Which appeal; may be left out where one is open."""
    subjects: tuple[str, ...] = ()
    """For whom besides, by their names in the store."""


def notify(desk: Desk, case: str, languages: tuple[str, ...] = LANGUAGES) -> CaseFile:
    """Issue the notices of the standing decision; measures begin when the notices say."""
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        file = desk.file_of(unit, case)
        command = IssueNotices(standing_decision(file), _begun_recently(unit, context), languages)
        return desk.done(unit, context, file, command)


def give_up_notice(desk: Desk, case: str, account: str, why: str) -> CaseFile:
    """End the notice that cannot reach an account, and the measure of which it was not told."""
    return _given_up(desk, case, lambda unit: subject_of(unit, account), why)


def give_up_notice_to(desk: Desk, case: str, subject: str, why: str) -> CaseFile:
    """End the notice to an account that is named as the store names it."""
    return _given_up(desk, case, lambda _unit: subject, why)


def _given_up(desk: Desk, case: str, whom: Callable[[Unit], str], why: str) -> CaseFile:
    def command(unit: Unit, file: CaseFile) -> GiveUpNotice:
        subject = whom(unit)
        for message in file.all(Message):
            waits = message.state == MessageState.WAITING and message.subject == subject
            if waits and message.kind == MessageKind.NOTICE:
                return GiveUpNotice(message.message, why)
        raise RefusedError(
            refuse(Code.NO_SUCH_MESSAGE, expected="a notice that waits", found="none")
        )

    return desk.on_case(case, command)


def appeal(
    desk: Desk,
    case: str,
    statement: str,
    accounts: tuple[str, ...] = (),
    *,
    subjects: tuple[str, ...] = (),
    decision: str | None = None,
) -> CaseFile:
    """Enter an appeal of one account or several; none named: of everyone who can appeal now.

    Accounts are named as the platform names them, subjects as the store does. Without a decision it
    is against the newest one that they can contest: not against one that has yet to be told, while
    the one before is what restricts them.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        file = desk.file_of(unit, case)
        about = (*(subject_of(unit, one) for one in accounts), *subjects)
        against = decision or contested(file, about, context.now_us)
        return desk.done(unit, context, file, FileAppeal(against, statement, about))


def resolve_appeal(desk: Desk, case: str, answer: Answer) -> CaseFile:
    """Answer an appeal; where it is overturned, measures are taken back at once.

    Raises
    ------
    ParameterError
        If the outcome is none that there is, or accounts are named for whom it is upheld.
    """
    if answer.outcome not in OUTCOMES:
        raise ParameterError(
            "an appeal is upheld or overturned",
            expected=" or ".join(OUTCOMES),
            found=repr(answer.outcome),
        )
    if (answer.accounts or answer.subjects) and answer.outcome != "overturned":
        raise ParameterError(
            "accounts are named only where the decision falls for some of them",
            expected="--outcome overturned with --account, or no account",
            found=f"--outcome {answer.outcome}",
        )

    def command(unit: Unit, file: CaseFile) -> ResolveAppeal:
        named = _open_appeal(file, answer.appeal)
        fallen = (*(subject_of(unit, one) for one in answer.accounts), *answer.subjects)
        if answer.outcome == "overturned" and not fallen:
            fallen = tuple(a.subject for a in file.all(Appellant) if a.appeal == named)
        return ResolveAppeal(named, fallen, answer.why)

    return desk.on_case(case, command)


def close(desk: Desk, case: str, why: str) -> CaseFile:
    """Close a case; its outcome follows from what stands."""
    return desk.on_case(case, lambda _unit, _file: CloseCase(why))


def standing_decision(file: CaseFile) -> str:
    """Return the decision whose notices are meant.

    Raises
    ------
    RefusedError
        If nothing was decided.
    """
    standing = newest_standing(file)
    if standing is not None:
        return standing.decision
    # An overturned decision is still the one that people ask about; the workflow says what of it.
    decisions = sorted(file.all(Decision), key=lambda one: (one.decided_us, one.decision))
    if decisions:
        return decisions[-1].decision
    raise RefusedError(refuse(Code.NO_SUCH_DECISION, expected="a decision", found="none"))


def contested(file: CaseFile, subjects: tuple[str, ...], now_us: int) -> str:
    """Return the newest decision that these accounts, or any where none is named, can contest."""
    decisions = sorted(file.all(Decision), key=lambda one: (one.decided_us, one.decision))
    for one in reversed(decisions):
        able = set(Contesting(file, one.decision).able(now_us))
        if able and able >= set(subjects):
            return one.decision
    return standing_decision(file)


def _open_appeal(file: CaseFile, named: str | None) -> str:
    if named is not None:
        return named
    waiting = [one.appeal for one in file.all(Appeal) if one.state == AppealState.OPEN]
    if len(waiting) == 1:
        return waiting[0]
    if not waiting:
        raise RefusedError(refuse(Code.NO_SUCH_APPEAL, expected="an open appeal", found="none"))
    raise ParameterError(
        "several appeals are open",
        expected="one of them with --appeal",
        found=", ".join(waiting),
    )


def _begun_recently(unit: Unit, context: Context) -> int:
    """Return how many accounts got measures within the breaker's window."""
    since = context.now_us - context.policy.breaker.window_s * 1_000_000
    return unit.count(Measure, since=("starts_us", since))
