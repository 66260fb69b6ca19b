"""Who works on which case now: so that nobody does twice what another is doing."""

from __future__ import annotations

from collections.abc import Callable

from starlette.responses import Response

from clearwater.app.case import at_work
from clearwater.app.case.desk import Desk
from clearwater.app.case.listing import OPEN_STATES, QueueAsked
from clearwater.cases.records.review import Lease
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing
from clearwater.web.at import Deed
from clearwater.web.models import work as m
from clearwater.web.operations import operation, router
from clearwater.web.routers.cases import ONE, CaseName

work = router("cases")


@work.get("/work", **operation(Verb.READ, "Who works on what", m.Works))
def list_work(at: Listing) -> Response:
    """Everybody who works on a case now; a lease ends a quarter of an hour after the last sign."""
    return at.listed(m.Works(items=[m.at_work_of(one) for one in at_work.at_work(at.desk)]))


@work.post("/work", **operation(Verb.WORK, "Take the next case", m.AtWork))
def take_next(at: Acting, said: m.TakeNext) -> Response:
    """The first case of the queue that waits for who asks, and that nobody works on."""
    asked = QueueAsked(
        tuple(dict.fromkeys(said.state)) or OPEN_STATES,
        said.assignee,
        said.origin,
        said.severity,
        said.overdue,
    )
    return at.done(lambda desk: m.at_work_of(at_work.take_next(desk, asked, said.after)), said)


@work.post(f"{ONE}/work", **operation(Verb.WORK, "Work on a case", m.AtWork))
def take_case(at: Acting, case: CaseName, said: m.TakeWork) -> Response:
    """Or go on to. Another who works on it is not pushed aside: ask for it."""
    return at.done(lambda desk: m.at_work_of(at_work.take(desk, case)), said)


@work.post(f"{ONE}/work-endings", **operation(Verb.WORK, "Leave a case", m.LeftWork))
def leave_case(at: Acting, case: CaseName, said: m.TakeWork) -> Response:
    """Others can take it at once."""
    return _on(at, case, said, at_work.leave)


@work.post(f"{ONE}/work-requests", **operation(Verb.WORK, "Ask for a case", m.LeftWork))
def ask_for_case(at: Acting, case: CaseName, said: m.TakeWork) -> Response:
    """Who works on it gives it over, or has two minutes; then it can be taken."""
    return _on(at, case, said, at_work.ask_for)


@work.post(f"{ONE}/work-handovers", **operation(Verb.WORK, "Give a case over", m.LeftWork))
def give_case_over(at: Acting, case: CaseName, said: m.TakeWork) -> Response:
    """To who asked for it."""
    return _on(at, case, said, at_work.give_over)


def _on(at: Deed, case: str, said: m.TakeWork, do: Callable[[Desk, str], Lease | None]) -> Response:
    def done(desk: Desk) -> m.LeftWork:
        lease = do(desk, case)
        return m.LeftWork(case=case, at_work=None if lease is None else m.at_work_of(lease))

    return at.done(done, said)
