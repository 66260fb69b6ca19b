"""Knows people by what `clearwater.app.identity` keeps: sessions and tokens of programs."""

from __future__ import annotations

from clearwater.app.identity.base import Gate
from clearwater.app.identity.present import session_of
from clearwater.app.identity.sources import require_identity_source
from clearwater.app.identity.tokens import caller_of_token
from clearwater.cases.workflow.commands_identity import Session
from clearwater.web.base import Known, Shown


class KnownByStore:
    """See above."""

    @classmethod
    def of(cls, gate: Gate, organisations: tuple[str, ...]) -> KnownByStore:
        """Return it, if somebody of these organisations can prove who they are.

        Raises
        ------
        NoIdentitySourceError
            If nobody can.
        """
        require_identity_source(gate, organisations)
        return cls()

    def identify(self, gate: Gate, shown: Shown) -> Known | None:
        """Return who asks; a token counts before a cookie."""
        if shown.bearer is not None:
            return Known(caller_of_token(gate, shown.bearer))
        if shown.session is None:
            return None
        present = session_of(gate, shown.session)
        return Known(present, None if present.session is None else csrf_of(gate, present.session))


def csrf_of(gate: Gate, session: Session) -> str:
    """Return what a page has to show besides the cookie of a session.

    It follows from the session and a key of the store, so nothing is kept for it.
    """
    said = f"{session.user} {session.generation} {session.began_us}"
    return gate.store.keys.token(session.organisation, "csrf", said)
