"""Who asks, and who may act."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from clearwater.app.case import looking
from clearwater.app.case.desk import Desk
from clearwater.app.case.organisation import change_user
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError
from clearwater.web.asking import Listing, Looking, Paged, Replacing
from clearwater.web.models import store as m
from clearwater.web.models.base import Login
from clearwater.web.operations import operation, router

people = router("people")
UserName = Annotated[Login, Path(description="A login, not a person's name.")]


@people.get("/me", **operation(None, "Who asks", m.MeOut, conditional=True))
def show_me(at: Looking) -> Response:
    """Login, organisation, roles, what they may ask for, and in which words of the policy."""
    return at.single(m.me_of(looking.me(at.desk)))


@people.get("/users", **operation(Verb.READ, "Who was added", m.Users))
def list_users(at: Listing, page: Paged) -> Response:
    """Everybody who was added, in the order of their logins."""
    cursors = at.cursors("users")
    place = page.after(cursors)
    after = None if place is None else (at.organisation, str(place[0]))
    found = looking.user_page(at.desk, limit=page.limit, after=after)
    following = cursors.write([found[-1].user]) if len(found) == page.limit else None
    return at.listed(m.Users(users=[m.user_of(one) for one in found], next=following))


@people.get("/users/{user}", **operation(Verb.READ, "One user", m.UserOut, conditional=True))
def show_user(at: Looking, user: UserName) -> Response:
    """Roles and state of somebody who was added."""
    return at.single(m.user_of(looking.the_user(at.desk, user)))


@people.put("/users/{user}", **operation(Verb.CHANGE_USERS, "Add or change a user", m.UserOut))
def replace_user(at: Replacing, user: UserName, said: m.ReplaceUser) -> Response:
    """Add somebody, give other roles, or say that somebody left. Nobody changes their own."""

    def do(desk: Desk) -> m.UserOut:
        change_user(desk, user, tuple(said.roles), active=said.active)
        return m.user_of(looking.the_user(desk, user))

    return at.done(do, lambda desk: _now(desk, user))


def _now(desk: Desk, user: str) -> m.UserOut | None:
    try:
        return m.user_of(looking.the_user(desk, user))
    except NothingThereError:
        return None
