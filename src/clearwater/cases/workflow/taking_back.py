"""How measures end before their time: on appeal, by a later decision, by an exclusion.

A measure that never began becomes void. One that has begun is lifted, and whoever may have put it
into effect is told to take it back. "May have": a receiver can have a START of which nothing was
heard, so one whose delivery was begun counts as sent, and its END goes out. To lift what was never
put on harms nobody; to leave on what was lifted does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from clearwater.cases.acts import MeasuresLifted
from clearwater.cases.records.base import Record
from clearwater.cases.records.decision import Measure, MeasureState
from clearwater.cases.records.notice import Message, MessageKind, MessageState
from clearwater.cases.workflow.base import CaseFile, Context, Step

STILL = frozenset({MeasureState.PLANNED, MeasureState.BEGUN})
"""Measures that there is something to take back of."""
UNDER_WAY_US = 300_000_000
"""How long at most an END waits for a START that is under way. A receiver that gets them in the
wrong order goes by the END; a START that failed before and is to be tried again in hours is no
reason to leave somebody restricted for hours."""


def take_back_of(file: CaseFile, subject: str, context: Context, cause: str) -> tuple[Step, ...]:
    """Return the steps that end every measure of one account in the case, or none."""
    held = [m for m in file.all(Measure) if m.subject == subject]
    return take_back(file, held, context, cause)


def take_back(
    file: CaseFile, measures: Iterable[Measure], context: Context, cause: str
) -> tuple[Step, ...]:
    """Return one step for each decision whose measures end, or none.

    Parameters
    ----------
    file
        The case, for its messages.
    measures
        Whichever; those that are void or lifted already stay as they are.
    context
        Its time is when they end.
    cause
        As in `MeasuresLifted`.
    """
    ending = [measure for measure in measures if measure.state in STILL]
    by_measure = messages_by_measure(file)
    steps = []
    for decision in sorted({measure.decision for measure in ending}):
        of_it = [measure for measure in ending if measure.decision == decision]
        puts: list[Record] = [_ended(measure, context.now_us) for measure in of_it]
        for measure in of_it:
            puts += _messages_after(by_measure.get(measure.measure, {}), context.now_us)
        act = MeasuresLifted(of_it[0].case, decision, len(of_it), cause)
        steps.append(Step(act, tuple(puts)))
    return tuple(steps)


def messages_by_measure(file: CaseFile) -> dict[str, dict[str, Message]]:
    """Return measure -> kind -> message."""
    found: dict[str, dict[str, Message]] = {}
    for message in file.all(Message):
        found.setdefault(message.measure, {})[message.kind] = message
    return found


def due_now(end: Message, now_us: int) -> Message:
    """Return an END that is to go out at once."""
    return replace(end, state=MessageState.WAITING, not_before_us=now_us, next_us=now_us)


def _ended(measure: Measure, now_us: int) -> Measure:
    if measure.state == MeasureState.PLANNED:
        return replace(measure, state=MeasureState.VOID)
    return replace(measure, state=MeasureState.LIFTED, lifted_us=now_us)


def _messages_after(by_kind: dict[str, Message], now_us: int) -> Iterator[Message]:
    start, end = by_kind.get(MessageKind.START), by_kind.get(MessageKind.END)
    notice = by_kind.get(MessageKind.NOTICE)
    yield from _voided([one for one in (notice, start) if one is not None])
    if start is None or end is None or end.state != MessageState.WAITING:
        return
    if start.state == MessageState.VOID:
        # The measure lapsed first, and whoever voided the START saw that the END is needed.
        return
    if start.state == MessageState.WAITING and not start.attempts:
        yield from _voided([end])
        return
    # Another process may be handing the START over at this moment.
    soon = min(start.next_us, now_us + UNDER_WAY_US) if start.state == MessageState.WAITING else 0
    if end.not_before_us > max(now_us, soon):
        yield due_now(end, max(now_us, soon))


def _voided(messages: Sequence[Message]) -> Iterator[Message]:
    for message in messages:
        if message.state == MessageState.WAITING:
            yield replace(message, state=MessageState.VOID)
