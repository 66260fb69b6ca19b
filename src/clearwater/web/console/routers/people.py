"""Who may act, by what they come in, which programs act for them, and with whom one exchanges."""

from __future__ import annotations

from starlette.responses import Response

from clearwater.app.identity.everybody import everybody
from clearwater.cases.records.people import Role
from clearwater.cases.workflow.exchanging import GETS, SENDS
from clearwater.cases.workflow.rights import Verb
from clearwater.cases.workflow.sessions import FOR_PROGRAMS
from clearwater.web.console.page import Viewing, page, page_router
from clearwater.web.etags import body_of, etag_of
from clearwater.web.models.store import user_of

people = page_router()


@people.get("/people", **page(Verb.READ_LOGINS))
def show_people(at: Viewing) -> Response:
    """Users, roles, set-up tokens, sessions, tokens of programs, partners."""
    found = everybody(at.served.gate, at.desk)
    return at.page(
        "people",
        found=found,
        # Who changes somebody says which row they saw.
        etags={one.row.user: etag_of(body_of(user_of(one.row))) for one in found.people},
        roles=tuple(map(str, Role)),
        scopes=sorted(str(one) for one in FOR_PROGRAMS if one in at.me.verbs),
        sends=sorted(map(str, SENDS)),
        gets=sorted(map(str, GETS)),
        rights={
            "change": at.may(Verb.CHANGE_USERS),
            "set_up": at.may(Verb.ISSUE_SETUP),
            "partners": at.may(Verb.KEEP_PARTNERS),
        },
    )
