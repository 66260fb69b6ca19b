"""What is done with messages to a platform or an account."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class DeliveryBegun(Act):
    """A message is about to be handed to a connector: saved before, so that a kill hides nothing.

    From here on the receiver may have it, whatever is heard of it. So a START that was begun and is
    then taken back is void, but its END must go out; only where none was begun both are void.
    """

    NAME = "delivery begun"
    case: str
    message: str
    kind: str
    attempt: int
    """1, 2, ...: the message's `attempts` after it."""


@dataclass(frozen=True)
class MessageDelivered(Act):
    """A connector took a message."""

    NAME = "message delivered"
    case: str
    message: str
    kind: str
    receipt: str


@dataclass(frozen=True)
class DeliveryFailed(Act):
    """A connector did not take a message; it is tried again."""

    NAME = "delivery failed"
    case: str
    message: str
    attempt: int
    reason: str


@dataclass(frozen=True)
class MessageVoided(Act):
    """A message is not needed any more: its measure ended before it could go out."""

    NAME = "message voided"
    case: str
    message: str
    kind: str
    why: str | None = None
    """Commitment to the reason, where somebody gave a notice up."""
