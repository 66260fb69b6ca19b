"""Sessions as text that a browser holds: signed, so that nobody makes or changes one.

A JSON Web Token, HS256, of our own key; no other algorithm is read. It says nothing that its bearer
does not know. Whether it still stands is asked of the credential, see `present`.
"""

from __future__ import annotations

from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from clearwater.app.identity.base import Gate
from clearwater.cases.workflow.commands_identity import Session

ALGORITHM = "HS256"
KIND = "clearwater-session+jwt"
"""Of the header's ``typ``: a token that was signed for something else is no session."""
LONGEST = 4_096
"""Signs that are looked at; browsers keep no longer ones."""


def written(gate: Gate, session: Session) -> str:
    """Return a session as its bearer holds it."""
    claims: dict[str, Any] = {
        "sub": session.user,
        "org": session.organisation,
        "gen": session.generation,
        "began_us": session.began_us,
        "seen_us": session.seen_us,
        "proved_us": session.proved_us,
        "mfa": session.second_factor,
    }
    header = {"alg": ALGORITHM, "typ": KIND}
    return jwt.encode(header, claims, OctKey.import_key(gate.session_key), [ALGORITHM])


def read(gate: Gate, cookie: str) -> Session | None:
    """Return the session that was written, or nothing where this is none of ours."""
    if len(cookie) > LONGEST:
        return None
    try:
        token = jwt.decode(cookie, OctKey.import_key(gate.session_key), [ALGORITHM])
    except (JoseError, TypeError, ValueError):
        # The library reads what its header names before it looks at the signature.
        return None
    if token.header.get("typ") != KIND:
        return None
    # Signed with our key, so the claims are those that `written` wrote.
    said = token.claims
    return Session(
        organisation=str(said["org"]),
        user=str(said["sub"]),
        generation=int(said["gen"]),
        began_us=int(said["began_us"]),
        seen_us=int(said["seen_us"]),
        proved_us=int(said["proved_us"]),
        second_factor=bool(said["mfa"]),
    )
