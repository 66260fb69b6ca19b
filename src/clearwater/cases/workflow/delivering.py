"""Messages: about to be handed over, taken by a connector, not taken, not needed any more.

That a message is about to be handed over is saved first, so a kill hides nothing: from then on the
receiver may have it, whatever is heard of it. A START that was begun is always followed by its END.
"""

from __future__ import annotations

import re
from dataclasses import replace
from enum import StrEnum

from clearwater.cases.acts import (
    DeliveryBegun,
    DeliveryFailed,
    MessageDelivered,
    MessageVoided,
)
from clearwater.cases.measures.policy_fields import DAY_S
from clearwater.cases.records.decision import Measure
from clearwater.cases.records.notice import Message, MessageKind, MessageState
from clearwater.cases.workflow.asking import number_refused, text_refused
from clearwater.cases.workflow.base import CaseFile, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands import (
    BeginDelivery,
    GiveUpNotice,
    RecordDelivered,
    RecordFailed,
    VoidMessage,
)
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.taking_back import UNDER_WAY_US, take_back

SHORTEST_PAUSE_US = 1_000_000
LONGEST_PAUSE_US = 14 * DAY_S * 1_000_000
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._:/-]{0,199}")


class MessageStanding(StrEnum):
    """What is to be done with a message at a moment."""

    SEND = "send"
    NOT_DUE = "not due"
    """Its time has not come, or somebody else has it."""
    HELD = "held"
    """It is due, but another message of its measure goes first."""
    NOT_NEEDED = "not needed"
    """To be voided."""
    DONE = "done"
    """Delivered or void."""


def standing_of(file: CaseFile, message: Message, now_us: int) -> MessageStanding:
    """Return what is to be done with a message at a moment.

    A START waits for its NOTICE: nobody is restricted who was not told. An END waits for its time,
    and some minutes more for a START that somebody is handing over at this moment. Once it is due,
    a START that did not go out is not needed; neither is its END, unless the START was begun, so
    that the receiver may have it.

    Parameters
    ----------
    file
        The case; one that holds the messages of this measure and nothing else is enough.
    message
        As the file has it.
    now_us
        Microseconds, UTC.
    """
    if message.state != MessageState.WAITING:
        return MessageStanding.DONE
    others = messages_of(file, message)
    if message.kind != MessageKind.NOTICE and _under_way(others, now_us):
        return MessageStanding.NOT_DUE
    if _not_needed(message, others, now_us):
        return MessageStanding.NOT_NEEDED
    if now_us < max(message.not_before_us, message.next_us):
        return MessageStanding.NOT_DUE
    return MessageStanding.HELD if _held(message, others) else MessageStanding.SEND


def begin(file: CaseFile, command: BeginDelivery, context: Context) -> Outcome:
    """Return the step after which a connector may have a message; nobody else begins meanwhile."""
    message = file.get(Message, command.message)
    if message is None:
        return _no_message(command.message)
    stands = standing_of(file, message, context.now_us)
    if stands == MessageStanding.DONE:
        return refuse(Code.ALREADY_DELIVERED, found=message.state)
    if stands != MessageStanding.SEND:
        return refuse(Code.TOO_EARLY, expected=MessageStanding.SEND, found=stands)
    refused = number_refused("patience in seconds", command.patience_s, 1, DAY_S)
    if refused is not None:
        return refused
    begun = replace(
        message,
        attempts=message.attempts + 1,
        next_us=context.now_us + command.patience_s * 1_000_000,
    )
    act = DeliveryBegun(message.case, message.message, message.kind, begun.attempts)
    start = messages_of(file, message).get(MessageKind.START)
    if message.kind == MessageKind.END and start and start.state == MessageState.WAITING:
        # It was begun and nothing was heard of it. It is not tried any more, whenever it would be.
        return (Step(act, (begun, replace(start, state=MessageState.VOID))),)
    return (Step(act, (begun,)),)


def delivered(file: CaseFile, command: RecordDelivered, context: Context) -> Outcome:
    """Return the step that writes down that a connector took a message.

    One that became void while it was under way is written down too: it is out. If it is a START,
    its END was kept when it was voided, because its delivery had been begun.
    """
    message = file.get(Message, command.message)
    if message is None:
        return _no_message(command.message)
    # An END becomes void only where its START was not begun, so it was not under way itself.
    under_way = message.state == MessageState.VOID and message.kind != MessageKind.END
    if message.state != MessageState.WAITING and not under_way:
        return refuse(Code.ALREADY_DELIVERED, found=message.state)
    if not message.attempts:
        return refuse(Code.TOO_EARLY, expected="a delivery that was begun", found="none")
    receipt = command.receipt if _PLAIN.fullmatch(command.receipt) else "taken"
    done = replace(
        message,
        state=MessageState.DELIVERED,
        # Not before it was due, whatever a clock that was set back says: nobody's time to contest
        # it becomes shorter by that.
        delivered_us=max(context.now_us, message.not_before_us),
        receipt=receipt,
    )
    act = MessageDelivered(message.case, message.message, message.kind, receipt)
    return (Step(act, (done,)),)


def failed(file: CaseFile, command: RecordFailed, context: Context) -> Outcome:
    """Return the step that writes down a failed attempt, and when the next one is.

    A START whose NOTICE failed is not looked at before the NOTICE is: it would only wait.
    """
    message = file.get(Message, command.message)
    if message is None:
        return _no_message(command.message)
    if message.state != MessageState.WAITING:
        return refuse(Code.ALREADY_DELIVERED, found=message.state)
    # What the receiver or its host says is no reason to lose a message, or to hammer on it.
    pause_us = min(max(command.pause_us, SHORTEST_PAUSE_US), LONGEST_PAUSE_US)
    reason = command.reason if _PLAIN.fullmatch(command.reason) else "other"
    again = replace(message, next_us=context.now_us + pause_us)
    puts = [again]
    start = messages_of(file, message).get(MessageKind.START)
    if message.kind == MessageKind.NOTICE and start and start.state == MessageState.WAITING:
        puts.append(replace(start, next_us=max(start.next_us, again.next_us + 1)))
    act = DeliveryFailed(message.case, message.message, again.attempts, reason)
    return (Step(act, tuple(puts)),)


def void(file: CaseFile, command: VoidMessage, context: Context) -> Outcome:
    """Return the steps that void a message that is not needed, with the one that hangs on it."""
    message = file.get(Message, command.message)
    if message is None:
        return _no_message(command.message)
    stands = standing_of(file, message, context.now_us)
    if stands == MessageStanding.DONE:
        return refuse(Code.ALREADY_DELIVERED, found=message.state)
    if stands != MessageStanding.NOT_NEEDED:
        return refuse(Code.STILL_NEEDED, found=f"{message.kind}: {stands}")
    others = messages_of(file, message)
    kinds = [MessageKind.START]
    if not others[MessageKind.START].attempts:
        kinds.append(MessageKind.END)
    return tuple(
        Step(
            MessageVoided(one.case, one.message, one.kind),
            (replace(one, state=MessageState.VOID),),
        )
        for one in (others[kind] for kind in kinds)
        if one.state == MessageState.WAITING
    )


def give_up(file: CaseFile, command: GiveUpNotice, context: Context) -> Outcome:
    """Return the steps that end a notice that reaches nobody, and the measure with it."""
    message = file.get(Message, command.message)
    if message is None:
        return _no_message(command.message)
    if message.kind != MessageKind.NOTICE:
        return refuse(Code.NOT_A_NOTICE, found=message.kind)
    if message.state != MessageState.WAITING:
        return refuse(Code.ALREADY_DELIVERED, found=message.state)
    # One that cannot be rendered fails without having been begun.
    if not message.attempts and message.next_us <= message.not_before_us:
        return refuse(Code.STILL_NEEDED, expected="a notice that was tried", found="0 attempts")
    refused = text_refused("why it is given up", command.why)
    if refused is not None:
        return refused
    why = context.disclose(command.why)
    act = MessageVoided(message.case, message.message, message.kind, why.commitment)
    gone = replace(message, state=MessageState.VOID)
    measures = [m for m in file.all(Measure) if m.measure == message.measure]
    return (
        Step(act, (gone, why)),
        *take_back(file.after([Step(act, (gone,))]), measures, context, "notice given up"),
    )


def messages_of(file: CaseFile, message: Message) -> dict[str, Message]:
    """Return kind -> message of the measure that a message belongs to."""
    return {one.kind: one for one in file.all(Message) if one.measure == message.measure}


def _held(message: Message, others: dict[str, Message]) -> bool:
    """Return whether the NOTICE has to go first: nobody is restricted who was not told."""
    told = others[MessageKind.NOTICE].state == MessageState.DELIVERED
    return message.kind == MessageKind.START and not told


def _under_way(others: dict[str, Message], now_us: int) -> bool:
    """Return whether a START may be on its way at this moment.

    Its END would overtake it, and a receiver that does not have the measure yet ignores an END.
    """
    start, end = others[MessageKind.START], others[MessageKind.END]
    until_us = min(start.next_us, end.not_before_us + UNDER_WAY_US)
    return start.state == MessageState.WAITING and start.attempts > 0 and now_us < until_us


def _not_needed(message: Message, others: dict[str, Message], now_us: int) -> bool:
    start, end = others[MessageKind.START], others[MessageKind.END]
    if start.state != MessageState.WAITING or now_us < end.not_before_us:
        return False
    never_went = not start.attempts
    return message.kind == MessageKind.START or (message.kind == MessageKind.END and never_went)


def _no_message(named: str) -> Refusal:
    return refuse(Code.NO_SUCH_MESSAGE, found=repr(named[:80]))
