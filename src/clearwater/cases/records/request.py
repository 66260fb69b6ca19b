"""What was answered to a request with a key, so that the same one again does nothing twice."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.records.base import Record


@dataclass(frozen=True)
class Answer(Record):
    """One answer. It names no account and holds nobody's words: what does is not kept here."""

    TABLE = "answers"
    KEY = ("answer",)

    answer: str
    """Keyed hash of who asked and of the key that they chose."""
    request: str
    """Keyed hash of what was asked: the same key for something else is a mistake."""
    status: int
    """Of HTTP."""
    place: str | None
    """Address of what was made."""
    etag: str | None
    body: str | None
    """JSON; nothing where the answer shows people, which is asked for anew, and after its time."""
    given_us: int
    day: int | None
    """Days since 1970 (UTC) on which it was given; nothing once it was forgotten."""
