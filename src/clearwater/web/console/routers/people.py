"""Who may act, by what they come in, which programs act for them, and with whom one exchanges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import Response

from clearwater.app.case import looking
from clearwater.app.case.organisation import policy_in_force
from clearwater.app.exchange.partners import partners
from clearwater.app.identity import listing
from clearwater.app.privacy.reveals import reveals
from clearwater.cases.records.people import Role, User
from clearwater.cases.workflow.exchanging import GETS, SENDS
from clearwater.cases.workflow.rights import Verb
from clearwater.cases.workflow.sessions import FOR_PROGRAMS
from clearwater.web.console.page import Viewing, page, page_router
from clearwater.web.etags import body_of, etag_of
from clearwater.web.models.store import user_of

people = page_router()
MOST = 1_000


@dataclass(frozen=True)
class Person:
    """Somebody of the list, with what is known of how they come in."""

    row: User
    login: Mapping[str, Any] | None
    shown: Mapping[str, Any] | None
    """How much they were shown of late."""
    etag: str
    """Of the row as it is now: who changes it says which one they saw."""


@people.get("/people", **page(Verb.READ_LOGINS))
def show_people(at: Viewing) -> Response:
    """Users, roles, set-up tokens, sessions, tokens of programs, partners."""
    logins = {one["user"]: one for one in listing.credentials(at.served.gate, at.desk).to_pylist()}
    shown = {one["user"]: one for one in reveals(at.desk).to_pylist()}
    users = looking.user_page(at.desk, limit=MOST, after=None)
    return at.page(
        "people",
        everybody=[
            Person(one, logins.get(one.user), shown.get(one.user), etag_of(body_of(user_of(one))))
            for one in users
        ],
        tokens=listing.tokens(at.desk).to_pylist(),
        partners=partners(at.desk).to_pylist(),
        roles=tuple(map(str, Role)),
        second_factor=policy_in_force(at.desk).identity.second_factor,
        scopes=sorted(str(one) for one in FOR_PROGRAMS if one in at.me.verbs),
        sends=sorted(map(str, SENDS)),
        gets=sorted(map(str, GETS)),
        rights={
            "change": at.may(Verb.CHANGE_USERS),
            "set_up": at.may(Verb.ISSUE_SETUP),
            "partners": at.may(Verb.KEEP_PARTNERS),
        },
    )
