"""By what people log in, and which programs act for them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path
from starlette.responses import Response

from clearwater.app.case.desk import Desk
from clearwater.app.identity import listing, login, oidc, setup, tokens
from clearwater.cases.workflow.rights import Verb
from clearwater.web.asking import Acting, Listing
from clearwater.web.models import identity as m
from clearwater.web.models.base import Name
from clearwater.web.operations import operation, router
from clearwater.web.routers.people import UserName

logins = router("logins")
TokenName = Annotated[Name, Path(description="Name of the token.")]


@logins.get("/logins", **operation(Verb.CHANGE_CREDENTIAL, "By what people log in", m.Logins))
def list_logins(at: Listing) -> Response:
    """Everybody's for those who list them, else one's own. No secret is shown."""
    rows = listing.credentials(at.served.gate, at.desk).to_pylist()
    return at.listed(m.Logins(logins=[m.login_row(row) for row in rows]))


@logins.post(
    "/users/{user}/set-ups",
    **operation(Verb.ISSUE_SETUP, "Issue a set-up token", m.SetupIssued, shows=True),
)
def issue_setup(at: Acting, user: UserName, said: m.Nothing) -> Response:
    """It is shown once, to be handed over; its user sets a password with it."""
    gate = at.served.gate
    return at.done(
        lambda desk: m.setup_of(setup.issue_setup(gate, desk, user)), said, shows_people=True
    )


@logins.post(
    "/users/{user}/session-ends",
    **operation(Verb.END_SESSIONS, "End somebody's sessions", m.Done),
)
def end_sessions(at: Acting, user: UserName, said: m.Nothing) -> Response:
    """One's own, or by a lead anybody's."""

    def do(desk: Desk) -> m.Done:
        login.end_sessions(desk, user)
        return m.Done(done=True)

    return at.done(do, said)


@logins.post(
    "/users/{user}/links", **operation(Verb.LINK_LOGIN, "Link a provider's account", m.Done)
)
def link_login(at: Acting, user: UserName, said: m.LinkLogin) -> Response:
    """Only then the user can log in there. The subject is kept as a keyed hash."""

    def do(desk: Desk) -> m.Done:
        oidc.link_login(at.served.gate, desk, user, said.issuer, said.subject)
        return m.Done(done=True)

    return at.done(do, said)


@logins.delete(
    "/users/{user}/links", **operation(Verb.LINK_LOGIN, "Unlink a provider's account", m.Done)
)
def unlink_login(at: Listing, user: UserName) -> Response:
    """The user logs in there no more; sessions end."""
    oidc.unlink_login(at.served.gate, at.desk, user)
    return at.listed(m.Done(done=True))


@logins.get("/tokens", **operation(Verb.REVOKE_TOKEN, "Tokens of programs", m.Tokens))
def list_tokens(at: Listing) -> Response:
    """Everybody's for those who list them, else one's own."""
    rows = listing.tokens(at.desk).to_pylist()
    return at.listed(m.Tokens(tokens=[m.token_row(row) for row in rows]))


@logins.post(
    "/tokens",
    **operation(Verb.ISSUE_TOKEN, "Issue a token", m.TokenIssued, status=201, shows=True),
)
def issue_token(at: Acting, said: m.IssueToken) -> Response:
    """A program acts with it for the person, within these scopes. It is shown once."""
    return at.done(
        lambda desk: m.issued_of(tokens.issue_token(desk, said.scopes, said.days)),
        said,
        made=lambda issued: f"/api/v1/tokens/{issued.token}",
        shows_people=True,
    )


@logins.delete("/tokens/{token}", **operation(Verb.REVOKE_TOKEN, "Take a token back", m.TokenRow))
def revoke_token(at: Listing, token: TokenName) -> Response:
    """One's own, or by a lead anybody's."""
    return at.listed(m.token_of(tokens.revoke_token(at.desk, token)))
