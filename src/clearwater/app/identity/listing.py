"""Who can log in by what, and which programs act for whom. No secret is shown, nor its hash.

One's own everybody may look at who may act at all, whatever his role: it takes no right to read.
"""

from __future__ import annotations

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.app.identity.base import Gate
from clearwater.cases.records.identity import ApiToken, Credential, TokenState
from clearwater.cases.workflow.rights import Verb, may
from clearwater.events.schema import TIME_TYPE


def credentials(gate: Gate, desk: Desk) -> pa.Table:
    """Return by what users log in: everybody's for those who list them, else one's own.

    Returns
    -------
    pa.Table
        One row a user: user, roles, password, codes, provider, set-up until, failures, locked
        until.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.CHANGE_CREDENTIAL)
        everybody = may(context.caller, Verb.READ_LOGINS)
        rows = [r for r in unit.find(Credential) if everybody or r.user == context.caller.user]
        roles = [" ".join(sorted(gate.roles(unit, row.user))) for row in rows]
    now_us = context.now_us
    times = {
        "set_up_until": [_ahead(row.setup_until_us, now_us) for row in rows],
        "locked_until": [_ahead(row.locked_until_us, now_us) for row in rows],
    }
    columns = {name: pa.array(kept, pa.int64()).cast(TIME_TYPE) for name, kept in times.items()}
    return pa.table(
        {
            "user": pa.array([row.user for row in rows], pa.string()),
            "roles": pa.array(roles, pa.string()),
            "password": pa.array([row.password is not None for row in rows], pa.bool_()),
            "codes": pa.array([row.totp is not None for row in rows], pa.bool_()),
            "provider": pa.array([row.oidc_issuer for row in rows], pa.string()),
            "failures": pa.array([row.failures for row in rows], pa.int64()),
            **columns,
        }
    )


def tokens(desk: Desk) -> pa.Table:
    """Return tokens of programs: everybody's for those who list them, else one's own.

    Returns
    -------
    pa.Table
        One row a token: token, user, scopes, issued, until, state (``active``, ``revoked`` or
        ``over``).
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.REVOKE_TOKEN)
        everybody = may(context.caller, Verb.READ_LOGINS)
        rows = [r for r in unit.find(ApiToken) if everybody or r.user == context.caller.user]
    now_us = context.now_us
    over = [r.state == TokenState.ACTIVE and r.until_us <= now_us for r in rows]
    states = ["over" if past else row.state for past, row in zip(over, rows, strict=True)]
    return pa.table(
        {
            "token": pa.array([row.token for row in rows], pa.string()),
            "user": pa.array([row.user for row in rows], pa.string()),
            "scopes": pa.array([row.scopes for row in rows], pa.string()),
            "issued": pa.array([row.issued_us for row in rows], pa.int64()).cast(TIME_TYPE),
            "until": pa.array([row.until_us for row in rows], pa.int64()).cast(TIME_TYPE),
            "state": pa.array(states, pa.string()),
        }
    )


def _ahead(until_us: int | None, now_us: int) -> int | None:
    return until_us if until_us is not None and until_us > now_us else None
