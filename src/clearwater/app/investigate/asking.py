"""Somebody asks a log: a question, what a value is called here, who it is.

Answers name nobody. A value stands there by its code and by a short token, the beginning of the
store's keyed token of it: the same account has the same one on every page of an organisation, and
nobody can work back from it. Names are shown, and looked for, for a purpose and on record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.app.case.desk import Desk
from clearwater.app.investigate.answer import Answer, Deadline, answer
from clearwater.app.investigate.open_log import (
    ACCOUNT,
    ACTION,
    NOBODY,
    OBJECT,
    TEXT,
    OpenLog,
    same_saying,
)
from clearwater.app.investigate.question import Handles, Question
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.commands import ReadPersonalData
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError, ParameterError

MOST_NAMES = 2_000
"""Names that are shown at once."""
TOKEN_DIGITS = 8
RUN = "run"
"""What is shown, on record: values of a run's log."""
EVIDENCE = "evidence"
"""Values of the frozen events of a case."""
Open = Callable[[], OpenLog]
"""Opens the log; called after it was asked whether the person may."""


@dataclass(frozen=True)
class Asked:
    """A question, its handle, and the answer."""

    question: Question
    handle: str
    answer: Answer
    kinds: tuple[str, ...]
    actions: tuple[str, ...]
    """Of the log, whatever was asked about."""
    findings: tuple[str, ...]
    tokens: Mapping[str, Mapping[int, str]]
    """Kind -> code -> the token that stands for the value."""


def opened(desk: Desk, open_log: Open) -> OpenLog:
    """Return a log for somebody who may read; opening it may take a while.

    Raises
    ------
    RefusedError
        If the person may not read.
    """
    require_reading(desk)
    return open_log()


def ask(
    desk: Desk,
    handles: Handles,
    log: OpenLog,
    question: Question | str,
    deadline: Deadline | None = None,
) -> Asked:
    """Return the answer to a question, or to one that is known by its handle.

    Raises
    ------
    RefusedError
        If the person may not read.
    NothingThereError, ParameterError, CannotRunError
        If the handle is none, the question does not fit, or it takes too long.
    """
    require_reading(desk)
    asked = handles.read(question, log) if isinstance(question, str) else question
    found = answer(log, asked, deadline)
    wanted = {kind: [one.code for one in top] for kind, top in found.tops.items() if kind != ACTION}
    for kind, codes in asked.values.items():
        wanted[kind] = list(dict.fromkeys([*wanted.get(kind, ()), *codes]))
    return Asked(
        asked,
        handles.write(asked, log),
        found,
        log.kinds,
        log.actions,
        log.findings,
        _tokens(desk, log, wanted),
    )


def search(
    desk: Desk, log: OpenLog, kind: str, typed: str, purpose: str, case: str | None = None
) -> tuple[int, str]:
    """Return (code, token) of a value that somebody typed; that they looked for it goes on record.

    A text is found by what it says: whatever has the same letters is the same.

    Raises
    ------
    RefusedError
        If the person may not read, or the purpose is none.
    NothingThereError
        If the log does not have it.
    """
    _require_kind(log, kind)
    _put_on_record(desk, 1, purpose, case)
    values = log.values(kind)
    if kind == TEXT:
        code = same_saying(values, typed)
    else:
        code = int(pc.index(values.names, pa.scalar(typed, values.names.type)).as_py())
    if code == NOBODY:
        raise NothingThereError(f"the log has no such {kind}")
    return code, _tokens(desk, log, {kind: [code]})[kind][code]


def names(
    desk: Desk,
    log: OpenLog,
    wanted: Mapping[str, Sequence[int]],
    purpose: str,
    case: str | None = None,
) -> dict[str, dict[int, str]]:
    """Return kind -> code -> what it is called, after the reading of it was saved.

    Parameters
    ----------
    case
        The case whose frozen events these are; None for a run's log.

    Raises
    ------
    RefusedError
        If the person may not read, the purpose is none, or it is too much for now.
    ParameterError
        If the log does not have one of them, or it is too many at once.
    """
    for kind, codes in wanted.items():
        _require_kind(log, kind)
        Question(values={kind: tuple(codes)}).require_fits(log)
    count = sum(len(set(codes)) for codes in wanted.values())
    require_few(count)
    _put_on_record(desk, count, purpose, case)
    return {
        kind: {code: str(log.values(kind).names[code].as_py()) for code in codes}
        for kind, codes in wanted.items()
    }


def codes_of_rows(log: OpenLog, accounts: Sequence[int], objects: Sequence[int]) -> Question:
    """Return the question about rows of the run's tables ``accounts`` and ``pushed``.

    Raises
    ------
    NothingThereError
        If there is no such row, or the log does not have it.
    """
    of_account = [_code_at(np.flatnonzero(log.account_row == row), row) for row in accounts]
    of_object = [_code_at(log.object_of_row[row : row + 1], row) for row in objects]
    values = {ACCOUNT: tuple(of_account), OBJECT: tuple(of_object)}
    return Question(values={kind: codes for kind, codes in values.items() if codes})


def merged(question: Question, more: Question) -> Question:
    """Return a question that also asks for the values of another."""
    return replace(question, values={**question.values, **more.values})


def require_reading(desk: Desk) -> None:
    """Return if the person may read.

    Raises
    ------
    RefusedError
        If not.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)


def require_few(many: int) -> None:
    """Return if so many names can be shown at once."""
    if many > MOST_NAMES:
        raise ParameterError(
            "too many names at once", expected=f"at most {MOST_NAMES:,}", found=f"{many:,}"
        )


def put_on_record(desk: Desk, unit: Unit, count: int, purpose: str) -> None:
    """Save that somebody is shown values of a run's log."""
    desk.without_case(unit, desk.context(unit), ReadPersonalData(RUN, count, purpose))


def token_of(unit: Unit, kind: str, name: str) -> str:
    """Return the short token that stands for a value."""
    return unit.token(kind, name)[:TOKEN_DIGITS]


def _put_on_record(desk: Desk, count: int, purpose: str, case: str | None) -> None:
    with desk.store.writing(desk.organisation) as unit:
        if case is None:
            put_on_record(desk, unit, count, purpose)
            return
        reading = ReadPersonalData(EVIDENCE, count, purpose)
        desk.done(unit, desk.context(unit), desk.file_of(unit, case), reading)


def _tokens(
    desk: Desk, log: OpenLog, wanted: Mapping[str, Sequence[int]]
) -> dict[str, dict[int, str]]:
    with desk.store.reading(desk.organisation) as unit:
        return {
            kind: {
                code: token_of(unit, kind, str(log.values(kind).names[code].as_py()))
                for code in codes
            }
            for kind, codes in wanted.items()
        }


def _require_kind(log: OpenLog, kind: str) -> None:
    if kind not in log.kinds:
        raise ParameterError("the log has no such column", expected=", ".join(log.kinds))


def _code_at(found: Sequence[int] | np.ndarray, row: int) -> int:
    if not len(found) or int(found[0]) == NOBODY:
        raise NothingThereError("there is no such row", found=str(row))
    return int(found[0])
