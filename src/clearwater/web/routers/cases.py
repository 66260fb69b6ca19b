"""Cases: the queue, one case, what is done in it up to a decision."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from fastapi import Path, Query
from starlette.responses import Response

from clearwater.app.case import from_runs, looking, opening, working
from clearwater.app.case.desk import Desk
from clearwater.app.case.listing import (
    COUNTED_TO,
    OPEN_STATES,
    QueueAsked,
    queue_page,
    queue_sizes,
)
from clearwater.app.case.showing import show
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing, Looking, Paged
from clearwater.web.at import Deed
from clearwater.web.models import cases as m
from clearwater.web.models.base import In, Login, Name
from clearwater.web.operations import operation, router
from clearwater.web.routers.runs import runs_of
from clearwater.web.served import PREFIX

cases = router("cases")
CaseName = Annotated[Name, Path(description="Name of the case.")]
ONE = "/cases/{case}"


def standing(desk: Desk, case: str) -> m.CaseStanding:
    """Return where a case stands."""
    return m.standing_of(looking.case_file(desk, case))


States = Annotated[list[m.State] | None, Query(max_length=6)]
Assignee = Annotated[Login | None, Query()]
Origin = Annotated[m.Origin | None, Query()]
Severity = Annotated[m.Severity | None, Query()]
Overdue = Annotated[bool, Query()]


@cases.get("/cases", **operation(Verb.READ, "The queue", m.Queue))
def list_cases(
    at: Listing,
    page: Paged,
    state: States = None,
    assignee: Assignee = None,
    origin: Origin = None,
    severity: Severity = None,
    overdue: Overdue = False,  # noqa: FBT002 - a question
) -> Response:
    """Cases in the order of the queue: what harms most and is surest first, and none starves."""
    states = tuple(dict.fromkeys(state or OPEN_STATES))
    asked = QueueAsked(states, assignee, origin, severity, overdue)
    cursors = at.cursors("cases", states, assignee, *asked.narrowed())
    after = page.after(cursors)
    place = None if after is None else (int(after[0]), str(after[1]))
    found = queue_page(at.desk, asked, limit=page.limit, place=lambda _unit: place)
    last = found.cases[-1] if len(found.cases) == page.limit else None
    following = None if last is None else cursors.write([last.rank_us, last.case])
    return at.sent(m.queue_bytes(found, following))


@cases.get("/case-counts", **operation(Verb.READ, "How many cases wait", m.CaseCounts))
def count_cases(
    at: Listing,
    state: States = None,
    assignee: Assignee = None,
    origin: Origin = None,
    severity: Severity = None,
    overdue: Overdue = False,  # noqa: FBT002 - a question
) -> Response:
    """Cases of a part of the queue by state, counted as far as 9,999 of each."""
    states = tuple(dict.fromkeys(state or OPEN_STATES))
    found = queue_sizes(at.desk, QueueAsked(states, assignee, origin, severity, overdue))
    rows = [
        m.CaseCount(state=one, cases=size, or_more=size == COUNTED_TO)
        for one, size in sorted(found.items())
    ]
    return at.listed(m.CaseCounts(items=rows))


@cases.post("/cases", **operation(Verb.OPEN, "Open a case", m.CaseStanding, status=201, slow=True))
def open_case(at: Acting, said: m.OpenForFinding | m.OpenForClue) -> Response:
    """For a finding of a run, whose evidence is frozen besides, or for a clue."""
    known = at.known(said)
    if known is not None:
        return known
    if isinstance(said, m.OpenForClue):
        clue = said

        def for_clue(desk: Desk) -> m.CaseStanding:
            file = opening.open_for_clue(desk, clue.clue, title=clue.title, severity=clue.severity)
            return m.standing_of(file)

        return at.done(for_clue, said, made=_place)
    frozen = from_runs.frozen_finding(
        at.desk, runs_of(at), said.run, said.finding, Verb.OPEN, freeze=said.freeze
    )
    title, severity = said.title, said.severity

    def for_finding(desk: Desk) -> m.CaseStanding:
        heading = opening.Heading(title, severity)
        file = opening.open_for_finding(desk, frozen.found, lambda: frozen.frozen, heading)
        return m.standing_of(file)

    return at.done(for_finding, said, made=_place)


@cases.get(ONE, **operation(Verb.READ, "Where a case stands", m.CaseStanding, conditional=True))
def show_case(at: Looking, case: CaseName) -> Response:
    """Where a case stands. No account is named; `readings` shows everything, on record."""
    return at.single(standing(at.desk, case))


@cases.post(
    f"{ONE}/readings",
    **operation(Verb.READ, "Be shown a case in full", m.CaseShown, shows=True),
)
def read_case(at: Acting, case: CaseName, said: m.Reading) -> Response:
    """Everything that is known of a case, accounts named and words said. It goes on record."""
    return at.done(
        lambda desk: m.CaseShown.model_validate(show(desk, case, said.purpose).document()),
        said,
        shows_people=True,
    )


@cases.post(
    f"{ONE}/assignments", **operation(Verb.ASSIGN, "Make somebody responsible", m.CaseStanding)
)
def assign_case(at: Acting, case: CaseName, said: m.Assign) -> Response:
    """Anybody by a lead, oneself by an investigator."""
    return _on(at, case, said, lambda desk: m.standing_of(working.assign(desk, case, said.to)))


@cases.post(f"{ONE}/exclusions", **operation(Verb.EXCLUDE, "Leave an account out", m.CaseStanding))
def exclude_member(at: Acting, case: CaseName, said: m.LeaveOut) -> Response:
    """The account is not decided about; what it already has is taken back."""

    def do(desk: Desk) -> m.CaseStanding:
        return m.standing_of(working.exclude_subject(desk, case, said.subject, said.why))

    return _on(at, case, said, do)


@cases.post(
    f"{ONE}/inclusions", **operation(Verb.INCLUDE, "Take an account back in", m.CaseStanding)
)
def include_member(at: Acting, case: CaseName, said: m.LeaveOut) -> Response:
    """An excluded account is a member again."""

    def do(desk: Desk) -> m.CaseStanding:
        return m.standing_of(working.include_subject(desk, case, said.subject, said.why))

    return _on(at, case, said, do)


@cases.post(f"{ONE}/clues", **operation(Verb.JOIN_CLUE, "Add a clue", m.CaseStanding))
def join_clue(at: Acting, case: CaseName, said: m.Join) -> Response:
    """A waiting clue belongs to the case from now on."""
    return _on(at, case, said, lambda desk: m.standing_of(opening.join_clue(desk, case, said.clue)))


@cases.post(
    f"{ONE}/findings", **operation(Verb.ADD_FINDING, "Add a finding", m.CaseStanding, slow=True)
)
def add_finding(at: Acting, case: CaseName, said: m.AddFinding) -> Response:
    """Another finding of a run belongs to the case; what it rests on is frozen."""
    known = at.known(said)
    if known is not None:
        return known
    frozen = from_runs.frozen_finding(
        at.desk, runs_of(at), said.run, said.finding, Verb.ADD_FINDING
    )

    def do(desk: Desk) -> m.CaseStanding:
        return m.standing_of(opening.add_finding(desk, case, frozen.found, frozen.frozen))

    return _on(at, case, said, do)


@cases.post(
    f"{ONE}/evidence", **operation(Verb.FREEZE, "Freeze evidence", m.CaseStanding, slow=True)
)
def freeze_evidence(at: Acting, case: CaseName, said: m.Freeze) -> Response:
    """What the findings of the case rest on is copied into the evidence store."""
    known = at.known(said)
    if known is not None:
        return known
    frozen = from_runs.frozen_for_case(at.desk, runs_of(at), case, said.runs)
    return _on(
        at, case, said, lambda desk: m.standing_of(from_runs.keep_frozen(desk, case, frozen))
    )


def _on(at: Deed, case: str, said: In, do: Callable[[Desk], m.CaseStanding]) -> Response:
    return at.done(do, said, current=lambda desk: standing(desk, case))


def _place(shown: m.CaseStanding) -> str:
    return f"{PREFIX}/cases/{shown.case}"
