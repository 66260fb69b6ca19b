"""Until when an account can contest a decision."""

from __future__ import annotations

from clearwater.cases.records.notice import Message, MessageKind, MessageState, Notice
from clearwater.cases.workflow.base import CaseFile

FOREVER_US = 2**53 - 1


def appeal_until_us(file: CaseFile, decision: str, subject: str) -> int | None:
    """Return the last moment of an account's time for an appeal, or None where it has no notice.

    The notice names a date, counted from when it was issued. Who got it later has the whole time
    from then on, and who has not got it yet is never too late: nobody can contest what they were
    not told.
    """
    notices = [n for n in file.all(Notice) if (n.decision, n.subject) == (decision, subject)]
    if not notices:
        return None
    window_us = max(n.appeal_until_us - n.issued_us for n in notices)
    measures = {n.measure for n in notices}
    said = [
        message
        for message in file.all(Message)
        if message.kind == MessageKind.NOTICE and message.measure in measures
    ]
    if any(message.state == MessageState.WAITING for message in said):
        return FOREVER_US
    got = max((m.delivered_us for m in said if m.delivered_us is not None), default=0)
    return max(*(n.appeal_until_us for n in notices), got + window_us)
