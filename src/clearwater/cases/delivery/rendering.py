"""From the rows of the store to what goes out.

Only what was fixed when the notices were issued is read: no state, no time of a lifting, nothing of
the policy as it is now. So a message that is rendered again after a kill, an appeal or a change of
the rules says the same, byte for byte, and its receiver can know it again.
"""

from __future__ import annotations

from typing import TypeVar

from clearwater.cases.delivery.base import DeliveryError, NoticeWords, Outgoing
from clearwater.cases.records.base import Record
from clearwater.cases.records.decision import Decision, Measure
from clearwater.cases.records.notice import Message, MessageKind, Notice
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.store.base import Unit

R = TypeVar("R", bound=Record)


class NotRenderableError(DeliveryError):
    """The store does not hold what a message needs: it was erased, or the store was altered."""


def rendered(unit: Unit, message: Message) -> Outgoing:
    """Return what a message says.

    Raises
    ------
    NotRenderableError
        If a row that it needs is missing, or a text behind a commitment was erased.
    """
    measure = _needed(unit, message, Measure, message.measure)
    decision = _needed(unit, message, Decision, measure.decision)
    subject = _needed(unit, message, Subject, message.subject)
    notices = unit.find(Notice, measure=measure.measure)
    if not notices or measure.starts_us is None or measure.ends_us is None:
        raise _missing(message, "no notice was issued")
    kind = MessageKind(message.kind)
    words = notices if kind is MessageKind.NOTICE else ()
    return Outgoing(
        message=message.message,
        kind=kind,
        organisation=message.organisation,
        account=_text(unit, message, subject.identifier),
        measure=measure.measure,
        action=measure.kind,
        inverse=measure.inverse,
        starts_us=measure.starts_us,
        ends_us=measure.ends_us,
        appeal_until_us=notices[0].appeal_until_us,
        case=message.case,
        decision=decision.decision,
        reason_code=decision.reason_code,
        policy_text=decision.policy_text,
        notices=tuple(NoticeWords(n.language, _text(unit, message, n.text)) for n in words),
    )


def _needed(unit: Unit, message: Message, kind: type[R], key: str) -> R:
    row = unit.get(kind, key)
    if row is None:
        raise _missing(message, f"no row of {kind.TABLE}")
    return row


def _text(unit: Unit, message: Message, commitment: str) -> str:
    disclosure = _needed(unit, message, Disclosure, commitment)
    if disclosure.text is None:
        raise _missing(message, "erased")
    return disclosure.text


def _missing(message: Message, reason: str) -> NotRenderableError:
    return NotRenderableError(
        reason,
        what="the store does not hold what this message needs",
        where=message.message,
        found=reason,
        next_step="Run `clearwater ledger verify`: where nothing was altered, it was erased.",
    )
