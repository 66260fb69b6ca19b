"""The ledger: how far it goes, who holds it to that, what it says, and the proof of one entry."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

from fastapi import Query
from starlette.responses import Response

from clearwater.app.case import entries
from clearwater.app.case import ledger as app
from clearwater.cases import acts
from clearwater.cases.ledger.tree import leaf_hash
from clearwater.cases.records.people import Role
from clearwater.cases.workflow.rights import Verb
from clearwater.web.console.page import Viewing, page, page_router
from clearwater.web.models.base import Name

ledger = page_router()
A_PAGE = 50
ACTS = tuple(
    sorted({getattr(acts, one).NAME for one in acts.__all__ if hasattr(getattr(acts, one), "NAME")})
)


@ledger.get("/ledger", **page(Verb.VERIFY))
def show_ledger(
    at: Viewing,
    case: Annotated[Name | None, Query()] = None,
    act: Annotated[str, Query(max_length=80)] = "",
    role: Annotated[str, Query(max_length=80)] = "",
    before: Annotated[int | None, Query(ge=0, le=2**53 - 1)] = None,
) -> Response:
    """Size, root, checkpoints, entries from the newest on."""
    asked = entries.Asked(case or "", act, role, before)
    found = entries.newest_entries(at.desk, asked, limit=A_PAGE)
    return at.page(
        "ledger",
        head=app.head(at.desk, at.served.store.created.public_key),
        given=entries.given_away(at.desk),
        found=found.entries,
        leaves={one.number: leaf_hash(one.canonical()).hex() for one in found.entries},
        asked=asked,
        acts=ACTS,
        roles=tuple(map(str, Role)),
        following=None if found.before is None else _address(asked, found.before),
        newest=_address(asked, None),
        may_publish=at.may(Verb.PUBLISH_CHECKPOINT),
        may_read=at.may(Verb.READ),
    )


def _address(asked: entries.Asked, before: int | None) -> str:
    said = {"case": asked.case, "act": asked.act, "role": asked.role}
    given = {name: value for name, value in said.items() if value}
    if before is not None:
        given["before"] = str(before)
    return f"/ledger?{urlencode(given)}" if given else "/ledger"
