"""Who can contest a decision, and until when."""

from __future__ import annotations

from collections.abc import Mapping

from clearwater.cases.records.decision import Measure, MeasureState
from clearwater.cases.records.notice import (
    Appeal,
    AppealState,
    Appellant,
    Message,
    MessageKind,
    MessageState,
    Notice,
)
from clearwater.cases.workflow.base import CaseFile, Refusal
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.statement import shown_minute

FOREVER_US = 2**53 - 1


class Contesting:
    """What the accounts of one decision can do, looked up once: an appeal may be by thousands."""

    def __init__(self, file: CaseFile, decision: str) -> None:
        self._until_us = appeal_until_us(file, decision)
        self._begun = {
            measure.subject
            for measure in file.all(Measure)
            if measure.decision == decision and measure.state == MeasureState.BEGUN
        }
        appeals = {a.appeal: a for a in file.all(Appeal) if a.decision == decision}
        told_us = _told_us(file, decision)
        self._appealed = {
            one.subject: one.appeal
            for one in file.all(Appellant)
            if (appeal := appeals.get(one.appeal)) is not None
            and _counts(appeal, told_us.get(one.subject))
        }

    @property
    def told(self) -> tuple[str, ...]:
        """The accounts that have a notice of the decision."""
        return tuple(sorted(self._until_us))

    def able(self, now_us: int) -> tuple[str, ...]:
        """Return the accounts that can appeal at a moment."""
        return tuple(one for one in self.told if self.refused(one, now_us) is None)

    def refused(self, subject: str, now_us: int) -> Refusal | None:
        """Return why an account cannot appeal at a moment, if it cannot."""
        until_us = self._until_us.get(subject)
        if until_us is None or subject not in self._begun:
            expected = "an account with a measure of this decision that was not taken back"
            return refuse(Code.NOTHING_TO_APPEAL, expected=expected, found=repr(subject[:80]))
        if now_us > until_us:
            return refuse(
                Code.TOO_LATE,
                expected=f"an appeal until {shown_minute(until_us)}",
                found=f"one at {shown_minute(now_us)}",
            )
        if subject in self._appealed:
            return refuse(Code.ALREADY_APPEALED, found=self._appealed[subject])
        return None

    def nobody_able(self, now_us: int) -> Refusal:
        """Return why none of the accounts can appeal; that it is too late, where one is."""
        refusals = [self.refused(subject, now_us) for subject in self.told]
        said = [refusal for refusal in refusals if refusal is not None]
        late = [refusal for refusal in said if refusal.code == Code.TOO_LATE]
        nobody = refuse(Code.NOTHING_TO_APPEAL, expected="an account with a notice", found="none")
        return next(iter([*late, *said]), nobody)


def _told_us(file: CaseFile, decision: str) -> Mapping[str, int]:
    """Return account -> when its notice of a decision was taken, for those whose was."""
    measures = {one.measure for one in file.all(Measure) if one.decision == decision}
    return {
        message.subject: message.delivered_us
        for message in file.all(Message)
        if message.kind == MessageKind.NOTICE
        and message.delivered_us is not None
        and message.measure in measures
    }


def _counts(appeal: Appeal, told_us: int | None) -> bool:
    """Return whether an account has had its appeal by this one.

    An appeal of "all of them" that was answered before an account was told of anything cannot have
    been this account's: it would have lost the right before it knew that it had it.
    """
    if appeal.state == AppealState.OPEN:
        return True
    return told_us is not None and told_us <= appeal.filed_us


def appeal_until_us(file: CaseFile, decision: str) -> Mapping[str, int]:
    """Return account -> last moment of its time for an appeal, for those with a notice.

    The notice names a date, counted from when it was issued. Who got it later has the whole time
    from then on, and who has not got it yet is never too late: nobody can contest what they were
    not told.
    """
    messages = {m.measure: m for m in file.all(Message) if m.kind == MessageKind.NOTICE}
    until_us: dict[str, int] = {}
    for notice in file.all(Notice):
        if notice.decision == decision:
            last_us = max(notice.appeal_until_us, _from_delivery_us(notice, messages))
            until_us[notice.subject] = max(last_us, until_us.get(notice.subject, 0))
    return until_us


def _from_delivery_us(notice: Notice, messages: Mapping[str, Message]) -> int:
    message = messages.get(notice.measure)
    if message is not None and message.state == MessageState.WAITING:
        return FOREVER_US
    got_us = None if message is None else message.delivered_us
    return 0 if got_us is None else got_us + notice.appeal_until_us - notice.issued_us
