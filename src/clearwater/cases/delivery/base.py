"""What goes out, and what may carry it.

A message is handed over at least once and must take effect once. Three things see to that: its id
never changes; what it says never changes, as it is made of what is fixed when notices are issued,
so of nothing that a later appeal or a new policy alters; and the receiver remembers ids. A receiver
that gets ``measure.start`` after ``measure.end`` of the same measure ignores it: networks reorder.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Protocol

import rfc8785

from clearwater.cases.ledger.entry import shown_time
from clearwater.cases.records.notice import MessageKind
from clearwater.errors import CannotRunError, ParameterError

TYPES = {
    MessageKind.NOTICE: "measure.notice",
    MessageKind.START: "measure.start",
    MessageKind.END: "measure.end",
}
"""What a message is called outside, in the form that Standard Webhooks recommends."""
FORMAT = 1
"""Version of the form of messages; part of every message."""
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,99}")


@dataclass(frozen=True)
class NoticeWords:
    """The statement of reasons in one language."""

    language: str
    """``en`` or ``zh``."""
    text: str


@dataclass(frozen=True)
class Outgoing:
    """One message as a connector gets it.

    Raises
    ------
    ParameterError
        If its id could be something else than a name: it becomes a file's name and a header.
    """

    message: str
    """Its id: the idempotency key, the same at every attempt."""
    kind: MessageKind
    organisation: str
    account: str
    """The platform's identifier of the account."""
    measure: str
    """Which measure: a START and its END name the same one."""
    action: str
    """What to do, a word of the ladder such as ``mute``."""
    inverse: str
    """What takes it back, such as ``unmute``: what an END asks for."""
    starts_us: int
    ends_us: int
    """When it lapses as it was decided; an END can come earlier, after an appeal."""
    appeal_until_us: int
    case: str
    decision: str
    reason_code: str
    policy_text: str
    notices: tuple[NoticeWords, ...] = ()
    """In a NOTICE, its words in each language; empty in others, which need no words of people."""

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.message):
            raise ParameterError(
                "a message's id is no name",
                expected="1 to 100 of a-z, 0-9, _ and -, the first a letter or digit",
                found=repr(self.message[:120]),
            )

    def payload(self) -> bytes:
        """Return what goes out, RFC 8785 JSON: equal messages have equal bytes."""
        return rfc8785.dumps({"data": self._data(), "format": FORMAT, "type": TYPES[self.kind]})

    def _data(self) -> dict[str, Any]:
        said: dict[str, Any] = {
            "account": self.account,
            "action": self.action,
            "appeal_until": shown_time(self.appeal_until_us),
            "case": self.case,
            "decision": self.decision,
            "ends": shown_time(self.ends_us),
            "inverse": self.inverse,
            "measure": self.measure,
            "message": self.message,
            "organisation": self.organisation,
            "policy": self.policy_text,
            "reason_code": self.reason_code,
            "starts": shown_time(self.starts_us),
        }
        if self.kind is MessageKind.NOTICE:
            said["notice"] = {words.language: words.text for words in self.notices}
        return said


@dataclass(frozen=True)
class Receipt:
    """What a connector gives back for a message that was taken."""

    words: str
    """Short and the connector's own, such as a file's name or ``status 204``. It is kept in the
    ledger for good, so a receiver's words never stand in it."""


class Connector(Protocol):
    """Something that carries messages to where they take effect."""

    @property
    def patience_s(self) -> int:
        """The longest that `deliver` takes, in seconds, from 1; nobody tries again before."""
        ...

    def deliver(self, message: Outgoing) -> Receipt:
        """Hand over a message; the same one again is no second message.

        Raises
        ------
        DeliveryError
            If it was not taken, or nobody knows; it may be taken later.
        RefusedDelivery
            If it was refused, and would be again until somebody changes something.
        """
        ...


class DeliveryError(CannotRunError):
    """A message was not taken, or it is not known whether it was.

    ``reason`` is a word or two of ours for the ledger, ``retry_after_s`` what the receiver asked
    for, where it asked.
    """

    def __init__(self, reason: str, *, retry_after_s: int | None = None, **said: str) -> None:
        self.reason = reason
        self.retry_after_s = retry_after_s
        super().__init__(said.pop("what", "a message was not delivered"), **said)


class RefusedDelivery(DeliveryError):  # noqa: N818 - a refusal; tried again, but rarely
    """The receiver does not want the message as it is."""
