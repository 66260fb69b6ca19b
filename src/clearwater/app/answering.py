"""A request as one transaction, and the answer to one that carries a key.

Who asks over a network does not always hear the answer, and asks again. With a key of their own
choice the second request gets the first one's answer and does nothing. For that the answer is saved
in the transaction of what it answers: use-cases that open units of work by themselves are given a
store whose every unit is one and the same, already open.

Only what was done has an answer that is kept. A refusal changes nothing, so it is asked anew.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from clearwater.app.case.desk import Desk
from clearwater.cases.acts import AnswerKept, AnswersForgotten
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.records.request import Answer
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Store, Unit
from clearwater.cases.workflow.base import Step
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import SYSTEM, Verb

DAY_US = 86_400_000_000
KEPT_US = DAY_US
"""How long the same key gives the same answer."""
_LOOKED_BACK = 30
"""Days whose answers are forgotten by one look; a server that rested longer leaves some."""


@dataclass(frozen=True)
class Request:
    """What was asked for, as far as two requests can be the same."""

    key: str
    """Chosen by who asks."""
    asked: str
    """Method, address, conditions and body."""
    verb: Verb | None = None
    """The right that it needs: who has lost it is not given the answer either."""


@dataclass(frozen=True)
class Answered:
    """What is answered."""

    status: int
    body: str
    """JSON; empty where nothing is said."""
    place: str | None = None
    """Address of what was made."""
    etag: str | None = None
    again: bool = False
    """Whether it was given before, and nothing was done this time."""


Do = Callable[[Desk], Answered]


class OneUnit:
    """A store whose every unit of work is one that somebody else commits."""

    def __init__(self, unit: Unit, blobs: Blobs) -> None:
        self._unit = unit
        self._blobs = blobs

    @property
    def blobs(self) -> Blobs:
        """The evidence that was frozen."""
        return self._blobs

    @contextmanager
    def reading(self, organisation: str) -> Iterator[Unit]:
        """Yield the unit, as `organisation` sees it."""
        yield self._of(organisation)

    @contextmanager
    def writing(self, organisation: str) -> Iterator[Unit]:
        """Yield the unit, as `organisation` sees it."""
        yield self._of(organisation)

    def _of(self, organisation: str) -> Unit:
        own = organisation == self._unit.organisation
        return self._unit if own else self._unit.beside(organisation)


def in_one_transaction(
    desk: Desk, do: Do, request: Request | None, *, shows_people: bool = False
) -> Answered:
    """Return the answer of `do`, which works in one transaction, or the one that was kept.

    Parameters
    ----------
    do
        Is given a desk like `desk`; whatever it raises undoes everything.
    request
        Nothing where who asks chose no key: nothing is kept then.
    shows_people
        The answer names accounts or holds words of people. It is not kept, and reading is done
        anew, on record as every reading is.

    Raises
    ------
    RefusedError
        If the key was used for another request.
    """
    with desk.store.writing(desk.organisation) as unit:
        inside = replace(desk, store=OneUnit(unit, desk.store.blobs))
        if request is None:
            return do(inside)
        known = _known(unit, desk, request)
        if known is not None and not shows_people:
            return _given(unit, desk, known, request)
        answered = do(inside)
        if known is None:
            _keep(unit, desk, request, answered, shows_people=shows_people)
        return answered


def after_each_other(
    desk: Desk, do: Do, request: Request | None, *, shows_people: bool = False
) -> Answered:
    """Return the answer of `do`, which makes transactions of its own, or the one that was kept.

    For what does not fit in one transaction: sealing proves what was committed, delivering says
    beforehand what it hands over. Killed in between, or asked twice at the same moment, it is done
    twice, so only what does no harm twice may be done like this.
    """
    if request is None:
        return do(desk)
    with desk.store.reading(desk.organisation) as unit:
        known = _known(unit, desk, request)
        if known is not None and not shows_people:
            return _given(unit, desk, known, request)
    answered = do(desk)
    with desk.store.writing(desk.organisation) as unit:
        if _known(unit, desk, request) is None:
            _keep(unit, desk, request, answered, shows_people=shows_people)
    return answered


def known_answer(desk: Desk, request: Request | None) -> Answered | None:
    """Return what was answered to this request, before anything is prepared for it again."""
    if request is None:
        return None
    with desk.store.reading(desk.organisation) as unit:
        known = _known(unit, desk, request)
        return None if known is None else _given(unit, desk, known, request)


def forget_answers(store: Store, organisation: str, now_us: int) -> int:
    """Empty the answers of an organisation whose time is over, and return how many those were."""
    today = now_us // DAY_US
    with store.writing(organisation) as unit:
        over = [
            row
            for day in range(today - _LOOKED_BACK, today - 1)
            for row in unit.find(Answer, day=day)
        ]
        if over:
            emptied = tuple(
                replace(one, place=None, etag=None, body=None, day=None) for one in over
            )
            unit.save([Step(AnswersForgotten(len(over)), emptied)], SYSTEM, now_us)
    return len(over)


def _known(unit: Unit, desk: Desk, request: Request) -> Answer | None:
    row = unit.get(Answer, _name(unit, desk, request))
    if row is None or row.day is None or row.given_us + KEPT_US <= desk.clock_us():
        return None
    if row.request != _asked(unit, request):
        raise RefusedError(
            refuse(
                Code.KEY_USED,
                expected="the request that the key was first used for",
                found="another one",
                next_step="Choose a new key for each thing that you ask for.",
            )
        )
    return row


def _given(unit: Unit, desk: Desk, row: Answer, request: Request) -> Answered:
    if request.verb is not None:
        desk.require(desk.context(unit), request.verb)
    return Answered(row.status, row.body or "", row.place, row.etag, again=True)


def _keep(
    unit: Unit, desk: Desk, request: Request, answered: Answered, *, shows_people: bool
) -> None:
    now_us = desk.clock_us()
    row = Answer(
        organisation=desk.organisation,
        answer=_name(unit, desk, request),
        request=_asked(unit, request),
        status=int(answered.status),  # a word of an enumeration is no plain number
        place=answered.place,
        etag=None if shows_people else answered.etag,
        body=None if shows_people else answered.body,
        given_us=now_us,
        day=now_us // DAY_US,
    )
    unit.save([Step(AnswerKept(row.answer, row.status), (row,))], desk.user, now_us)


def _asked(unit: Unit, request: Request) -> str:
    """Return what says whether two requests are the same.

    It is over the key too, which is kept nowhere. Over what was asked alone whoever has the store's
    secrets could try whom a request was about, long after that was erased.
    """
    return unit.token("request", f"{request.key}\n{request.asked}")


def _name(unit: Unit, desk: Desk, request: Request) -> str:
    """Return the name of an answer: a key is somebody's own, whoever else chooses the same."""
    return f"answer-{unit.token('request key', f'{desk.user} {request.key}')}"
