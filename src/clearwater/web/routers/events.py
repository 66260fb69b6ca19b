"""The events behind a run or a case: questions, answers, and names for a purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from clearwater.app.case.desk import Desk
from clearwater.app.investigate import asking, frozen_log, rows_named
from clearwater.app.investigate.open_log import OpenLog
from clearwater.app.investigate.question import Handles
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing
from clearwater.web.at import At, Deed
from clearwater.web.models import events as m
from clearwater.web.models.cases import RunName
from clearwater.web.operations import operation, router
from clearwater.web.routers.cases import CaseName
from clearwater.web.routers.runs import runs_of

events = router("events")
Run = Annotated[RunName, Path(description="Name of the run's folder.")]
OF_RUN, OF_CASE = "/runs/{run}/events", "/cases/{case}/events"


@dataclass(frozen=True)
class _Place:
    """Whose events: of a run or a case, as somebody sees them."""

    handles: Handles
    log: Callable[[], OpenLog]


@events.post(
    f"{OF_RUN}/questions",
    **operation(Verb.READ, "Ask the events of a run", m.EventAnswer, slow=True),
)
def ask_run(at: Listing, run: Run, said: m.EventQuestion | m.EventQuestionAgain) -> Response:
    """How many, when, and what stands at the top; values by code and token, none by name."""
    return _answered(at, _of_run(at, run), said)


@events.post(
    f"{OF_RUN}/searches",
    **operation(
        Verb.READ, "Find a value of a run by its name", m.EventFound, shows=True, slow=True
    ),
)
def search_run(at: Acting, run: Run, said: m.EventSearch) -> Response:
    """Its code, for questions. That somebody looked for it goes on record."""
    return _found(at, _of_run(at, run), said)


@events.post(
    f"{OF_RUN}/readings",
    **operation(Verb.READ, "Be shown names of a run", m.EventNamesShown, shows=True, slow=True),
)
def read_run(at: Acting, run: Run, said: m.EventNames) -> Response:
    """Names of values and rows. It goes on record."""
    place = _of_run(at, run)
    log = asking.opened(at.desk, place.log) if said.values else None

    def do(desk: Desk) -> m.EventNamesShown:
        wanted = {"account_rows": said.account_rows, "object_rows": said.object_rows}
        shown = rows_named.names(desk, runs_of(at), run, log, said.by_kind(), wanted, said.purpose)
        return _named(shown)

    return at.done(do, said, shows_people=True)


@events.post(
    f"{OF_CASE}/questions",
    **operation(Verb.READ, "Ask the frozen events of a case", m.EventAnswer, slow=True),
)
def ask_case(at: Listing, case: CaseName, said: m.EventQuestion | m.EventQuestionAgain) -> Response:
    """As of a run; only events of the accounts of the case were frozen."""
    return _answered(at, _of_case(at, case), said)


@events.post(
    f"{OF_CASE}/searches",
    **operation(
        Verb.READ, "Find a value of a case by its name", m.EventFound, shows=True, slow=True
    ),
)
def search_case(at: Acting, case: CaseName, said: m.EventSearch) -> Response:
    """Its code, for questions. That somebody looked for it goes on record."""
    return _found(at, _of_case(at, case), said, case)


@events.post(
    f"{OF_CASE}/readings",
    **operation(
        Verb.READ, "Be shown names of a case's events", m.EventNamesShown, shows=True, slow=True
    ),
)
def read_case_events(at: Acting, case: CaseName, said: m.EventNames) -> Response:
    """Names of values. It goes on record."""
    log = asking.opened(at.desk, _of_case(at, case).log)
    return at.done(
        lambda desk: _named(asking.names(desk, log, said.by_kind(), said.purpose, case)),
        said,
        shows_people=True,
    )


def _of_run(at: At, run: str) -> _Place:
    organisation, logs = at.organisation, at.served.open_logs
    key = at.served.store.keys.lookup
    return _Place(
        Handles.of(key, organisation, f"run {run}"),
        lambda: logs.of_run(runs_of(at), organisation, run),
    )


def _of_case(at: At, case: str) -> _Place:
    key = at.served.store.keys.lookup
    return _Place(
        Handles.of(key, at.organisation, f"case {case}"),
        lambda: frozen_log.of_case(at.desk, at.served.store.blobs, at.served.open_logs, case),
    )


def _answered(at: At, place: _Place, said: m.EventQuestion | m.EventQuestionAgain) -> Response:
    log = asking.opened(at.desk, place.log)
    if isinstance(said, m.EventQuestionAgain):
        return at.listed(m.answer_of(asking.ask(at.desk, place.handles, log, said.handle)))
    rows = asking.codes_of_rows(log, said.account_rows, said.object_rows)
    question = asking.merged(said.question(), rows)
    return at.listed(m.answer_of(asking.ask(at.desk, place.handles, log, question)))


def _found(at: Deed, place: _Place, said: m.EventSearch, case: str | None = None) -> Response:
    log = asking.opened(at.desk, place.log)

    def do(desk: Desk) -> m.EventFound:
        code, token = asking.search(desk, log, said.kind, said.value, said.purpose, case)
        return m.EventFound(kind=said.kind, code=code, token=token)

    return at.done(do, said, shows_people=True)


def _named(shown: dict[str, dict[int, str]]) -> m.EventNamesShown:
    names = {
        kind: [m.EventNamed(code=code, name=name) for code, name in sorted(of.items())]
        for kind, of in shown.items()
    }
    return m.EventNamesShown(names=names)
