"""What belongs to a case, as lists: accounts by their names in the store, evidence, decisions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from starlette.background import BackgroundTask
from starlette.responses import FileResponse, Response

from clearwater.app import answering
from clearwater.app.answering import Answered
from clearwater.app.case import looking
from clearwater.app.case.desk import Desk
from clearwater.app.case.handing_out import sealed_zip
from clearwater.cases.records.base import Record
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing, Paged
from clearwater.web.at import At, Page
from clearwater.web.models import case_rows as m
from clearwater.web.models import decisions
from clearwater.web.models.rows import row_of
from clearwater.web.operations import operation, router
from clearwater.web.routers.cases import ONE, CaseName

case_rows = router("cases")
ZIP = "application/zip"
Find = Callable[..., Sequence[Record]]


@case_rows.get(f"{ONE}/members", **operation(Verb.READ, "Accounts of a case", m.Members))
def list_members(at: Listing, page: Paged, case: CaseName) -> Response:
    """Accounts by their names in the store; `readings` says who they are, on record."""
    return _listed(at, page, case, m.Members, looking.member_page)


@case_rows.get(f"{ONE}/evidence", **operation(Verb.READ, "Evidence of a case", m.EvidenceList))
def list_evidence(at: Listing, page: Paged, case: CaseName) -> Response:
    """What was frozen: names, sizes and hashes."""
    return _listed(at, page, case, m.EvidenceList, looking.evidence_page)


@case_rows.get(f"{ONE}/decisions", **operation(Verb.READ, "Decisions of a case", m.Decisions))
def list_decisions(at: Listing, page: Paged, case: CaseName) -> Response:
    """What was decided, by whom and when; the reasons are words, `readings` says them."""
    return _listed(at, page, case, m.Decisions, looking.decision_page)


@case_rows.get(f"{ONE}/measures", **operation(Verb.READ, "Measures of a case", m.Measures))
def list_measures(at: Listing, page: Paged, case: CaseName) -> Response:
    """One measure on one account each."""
    return _listed(at, page, case, m.Measures, looking.measure_page)


@case_rows.get(f"{ONE}/appeals", **operation(Verb.READ, "Appeals of a case", decisions.Appeals))
def list_appeals(at: Listing, case: CaseName) -> Response:
    """Who contests what, and what came of it."""
    return at.listed(decisions.appeals_out(looking.appeals_of(at.desk, case)))


@case_rows.post(
    f"{ONE}/packages",
    **operation(
        Verb.SEAL_EVIDENCE,
        "Seal a case",
        None,
        shows=True,
        response_class=FileResponse,
        openapi_extra={"x-answers": [ZIP]},
        slow=True,
    ),
)
def seal_case(at: Acting, case: CaseName, said: m.Seal) -> Response:
    """Everything of a case in one ZIP file that anybody can verify with Python alone."""
    made: list[Path] = []

    def do(desk: Desk) -> Answered:
        made.append(sealed_zip(at.served.store, desk, case))
        return Answered(200, "")

    answering.after_each_other(at.desk, do, at.asked(said), shows_people=True)
    (path,) = made
    return FileResponse(
        path, media_type=ZIP, filename=f"{case}.zip", background=BackgroundTask(path.unlink)
    )


def _listed(at: At, page: Page, case: str, kind: type[m.Listed], find: Find) -> Response:
    cursors = at.cursors(kind.__name__, case)
    place = page.after(cursors)
    after = None if place is None else tuple(map(str, place))
    found = find(at.desk, case, limit=page.limit, after=after)
    following = cursors.write(list(found[-1].key)) if len(found) == page.limit else None
    return at.listed(kind(items=[row_of(one) for one in found], next=following))
