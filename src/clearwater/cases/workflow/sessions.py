"""When a session is over, what has to be proved again, and what no program may.

A session is no row: it is what its bearer holds, signed. It stands as long as the credential has
the generation with which it began.
"""

from __future__ import annotations

from clearwater.cases.measures.policy_work import Identity
from clearwater.cases.records.identity import Credential
from clearwater.cases.records.people import Role
from clearwater.cases.workflow.base import Refusal
from clearwater.cases.workflow.commands_identity import Session
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb

SECOND_US = 1_000_000

NEEDS_FRESH = frozenset(
    {
        *(Verb.APPROVE, Verb.NOTIFY, Verb.BACK_UP, Verb.RESTORE, Verb.CHANGE_POLICY),
        *(Verb.CHANGE_USERS, Verb.ISSUE_SETUP, Verb.LINK_LOGIN, Verb.ISSUE_TOKEN),
        *(Verb.CHANGE_TREE, Verb.KEEP_PARTNERS, Verb.ERASE, Verb.HOLD, Verb.PRUNE),
        Verb.PUBLISH_FIGURES,
    }
)
"""What takes effect on people, lets others in, destroys something, or takes the store out of the
house: whoever finds a screen unlocked, or a cookie, must not be able to."""

FOR_PROGRAMS = frozenset(
    {
        *(Verb.READ, Verb.VERIFY, Verb.PUBLISH_CHECKPOINT, Verb.SEAL_EVIDENCE, Verb.ROLL_UP),
        *(Verb.RECEIVE_CLUE, Verb.JOIN_CLUE, Verb.OPEN, Verb.ADD_FINDING, Verb.SHARE_RING),
        *(Verb.FREEZE, Verb.ASSIGN, Verb.APPEAL, Verb.RECEIVE_REPORT, Verb.KEEP_REGISTER),
        *(Verb.RECEIVE_USER_REPORT, Verb.RECEIVE_FROM_PARTNER, Verb.EXPORT, Verb.RUN),
    }
)
"""Scopes that a program's token can have: taking in, putting in order, reading. Whatever is not
named here a person does, who proves to be one; so a verb that is new is nobody's scope at first."""


def session_refused(
    session: Session, credential: Credential | None, rules: Identity, now_us: int
) -> Refusal | None:
    """Return why a session is over, if it is; the words do not tell which of the reasons it was."""
    stands = (
        credential is not None
        and (credential.organisation, credential.user) == (session.organisation, session.user)
        and credential.generation == session.generation
        and now_us - session.seen_us <= rules.idle_s * SECOND_US
        and now_us - session.began_us <= rules.session_s * SECOND_US
    )
    return None if stands else refuse(Code.SESSION_OVER, next_step="Log in again.")


def is_fresh(session: Session, rules: Identity, now_us: int) -> bool:
    """Return whether the person proved who he is a short time ago."""
    return now_us - session.proved_us <= rules.fresh_s * SECOND_US


def fresh_refused(
    session: Session | None, verb: Verb, rules: Identity, now_us: int
) -> Refusal | None:
    """Return why something is not done without a fresh proof, if it is not.

    Parameters
    ----------
    session
        None for a program, which can prove nothing again.
    """
    if verb not in NEEDS_FRESH or (session is not None and is_fresh(session, rules, now_us)):
        return None
    expected = f"a login, or a proof again, within {rules.fresh_s // 60} minutes"
    return refuse(Code.PROVE_AGAIN, expected=expected, found="an older one, or a program")


def second_factor_refused(
    session: Session, roles: frozenset[Role], rules: Identity
) -> Refusal | None:
    """Return why nothing else is done before one-time codes are set, if it is not."""
    needing = sorted(role for role in roles if role in rules.second_factor)
    if session.second_factor or not needing:
        return None
    expected = f"one-time codes for {' and '.join(needing)}"
    return refuse(Code.SECOND_FACTOR, expected=expected, found="a password alone")
