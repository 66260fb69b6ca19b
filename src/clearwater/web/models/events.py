"""Questions to the events of a run or a case, and what is answered: codes and tokens, no names."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from clearwater.app.investigate.asking import MOST_NAMES, Asked
from clearwater.app.investigate.open_log import ACTION
from clearwater.app.investigate.question import MOST_HANDLE, MOST_VALUES, Question
from clearwater.web.models.base import Identifier, In, Out, Word, Words

Kind = Literal[
    "account", "object", "target", "device", "ip", "line", "client", "place", "url", "media", "text"
]
Code = Annotated[int, Field(ge=0, le=2**31 - 1)]
Moment = Annotated[int, Field(ge=-(2**53), le=2**53)]
"""Microseconds since 1970, UTC."""
Codes = Annotated[list[Code], Field(max_length=MOST_VALUES)]
Rows = Annotated[list[Code], Field(max_length=MOST_VALUES)]
Handle = Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]+$", max_length=MOST_HANDLE)]


class EventQuestion(In):
    """Which events. What is left out restricts nothing."""

    actions: Annotated[list[Identifier], Field(max_length=MOST_VALUES)] = Field(
        default_factory=list
    )
    since: Moment | None = None
    """From this moment on."""
    until: Moment | None = None
    """Before this moment."""
    members: Word | None = None
    """A finding, ``any`` or ``none``."""
    values: dict[Kind, Codes] = Field(default_factory=dict)
    """Kind -> codes, one of which an event has to carry."""
    account_rows: Rows = Field(default_factory=list)
    """Rows of the run's table ``accounts``."""
    object_rows: Rows = Field(default_factory=list)
    """Rows of the run's table ``pushed``."""

    def question(self) -> Question:
        """Return it as it is asked."""
        return Question(
            tuple(self.actions),
            self.since,
            self.until,
            self.members,
            {kind: tuple(codes) for kind, codes in self.values.items() if codes},
        )


class EventQuestionAgain(In):
    """A question that was asked before."""

    handle: Handle


class EventSearch(In):
    """A value that somebody knows by its name."""

    kind: Kind
    value: Words
    purpose: Word


class EventNames(In):
    """Values whose names are wanted."""

    purpose: Word
    values: dict[Kind, Annotated[list[Code], Field(max_length=MOST_NAMES)]] = Field(
        default_factory=dict
    )
    account_rows: Annotated[list[Code], Field(max_length=MOST_NAMES)] = Field(default_factory=list)
    object_rows: Annotated[list[Code], Field(max_length=MOST_NAMES)] = Field(default_factory=list)

    def by_kind(self) -> dict[str, list[int]]:
        """Return the codes by kind."""
        return {str(kind): codes for kind, codes in self.values.items()}


class EventTop(Out):
    """One value and what was counted of it."""

    code: int
    token: str
    """Stands for the value; of an action its name."""
    events: int
    accounts: int
    finding: str | None
    row: int | None
    """Of an account or object: its row in the run's table."""


class EventSeries(Out):
    """Events over time."""

    step: int
    """Microseconds."""
    start: int
    members: list[int]
    others: list[int]


class EventValue(Out):
    """A value that the question names."""

    code: int
    token: str


class EventAsked(Out):
    """The question, as it was understood."""

    actions: list[str]
    since: int | None
    until: int | None
    members: str | None
    values: dict[str, list[EventValue]]


class EventAnswer(Out):
    """What the log answers."""

    handle: str
    """Stands for the question in an address."""
    question: EventAsked
    kinds: list[str]
    actions: list[str]
    findings: list[str]
    events: int
    of: int
    first: int | None
    last: int | None
    distinct: dict[str, int]
    series: EventSeries
    tops: dict[str, list[EventTop]]
    seconds: float


class EventFound(Out):
    """What a value is called here."""

    kind: str
    code: int
    token: str


class EventNamed(Out):
    """A name."""

    code: int
    name: str


class EventNamesShown(Out):
    """Names, by kind; rows under ``account_rows`` and ``object_rows``."""

    names: dict[str, list[EventNamed]]


def answer_of(asked: Asked) -> EventAnswer:
    """Return an answer as it is sent."""
    found, question = asked.answer, asked.question
    tokens = {**asked.tokens, ACTION: dict(enumerate(asked.actions))}
    return EventAnswer(
        handle=asked.handle,
        question=EventAsked(
            actions=list(question.actions),
            since=question.since_us,
            until=question.until_us,
            members=question.members,
            values={
                kind: [EventValue(code=code, token=tokens[kind][code]) for code in codes]
                for kind, codes in question.values.items()
            },
        ),
        kinds=list(asked.kinds),
        actions=list(asked.actions),
        findings=list(asked.findings),
        events=found.events,
        of=found.of,
        first=found.first_us,
        last=found.last_us,
        distinct=dict(found.distinct),
        series=EventSeries(
            step=found.series.step_us,
            start=found.series.start_us,
            members=list(found.series.members),
            others=list(found.series.others),
        ),
        tops={
            kind: [
                EventTop(
                    code=one.code,
                    token=tokens[kind][one.code],
                    events=one.events,
                    accounts=one.accounts,
                    finding=one.finding,
                    row=one.row,
                )
                for one in top
            ]
            for kind, top in found.tops.items()
        },
        seconds=found.seconds,
    )
