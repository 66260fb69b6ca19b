"""The life of a case: what happened, in order."""

from __future__ import annotations

from starlette.responses import Response

from clearwater.app.case.life import life_of
from clearwater.cases.workflow.rights import Verb
from clearwater.web.console.page import Viewing, page, page_router
from clearwater.web.console.rail import rail_of
from clearwater.web.routers.cases import CaseName

life = page_router()
TOLD = (
    *("source", "finding", "accounts", "files", "to", "measure", "reason_code", "outcome"),
    *("notices", "first_start", "last_end", "overturned", "measures", "count", "purpose"),
    *("cause", "shared_accounts", "needs_second", "body", "position"),
)
"""Details of acts that a person reads, in this order; the rest are names and hashes."""


@life.get("/cases/{case}/life", **page(Verb.VERIFY))
def show_life(at: Viewing, case: CaseName) -> Response:
    """Every act in a case, who did it in which role, and when; nobody's words."""
    return at.page("life", life=life_of(at.desk, case), told=TOLD, rail=rail_of(at, case))
