"""What is kept of requests, and what is dropped again."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.cases.acts.base import Act


@dataclass(frozen=True)
class AnswerKept(Act):
    """The answer to a request with a key was kept, in the transaction of what it answers."""

    NAME = "answer kept"
    answer: str
    status: int


@dataclass(frozen=True)
class AnswersForgotten(Act):
    """Answers whose time is over were emptied."""

    NAME = "answers forgotten"
    count: int
