"""The rules and the people of an organisation."""

from __future__ import annotations

from clearwater.app.case.desk import Desk, policy_of
from clearwater.app.case.wording import as_named
from clearwater.cases.delivery.webhook import checked_address
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.people import Role
from clearwater.cases.records.policy import PolicyRow
from clearwater.cases.workflow.commands import ChangePolicy, ChangeUser
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import ParameterError, near_names


def policy_in_force(desk: Desk) -> Policy:
    """Return the policy of the organisation: its own, or the one that Clearwater brings."""
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        return policy_of(unit, desk.organisation)


def change_policy(desk: Desk, policy: Policy) -> int:
    """Put a policy in force and return its version.

    Raises
    ------
    RefusedError
        If the person may not.
    ParameterError
        If messages cannot be sent to its webhook: better now than when a notice is to go out.
    """
    if policy.webhook:
        checked_address(policy.webhook)
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        before = unit.get(PolicyRow, desk.organisation)
        steps = desk.without_case(unit, context, ChangePolicy(policy, before))
        (row,) = (put for put in steps[0].puts if isinstance(put, PolicyRow))
        return row.version


def change_user(desk: Desk, user: str, roles: tuple[str, ...], *, active: bool = True) -> None:
    """Add somebody, give other roles, or say that somebody left.

    Raises
    ------
    ParameterError
        If a role is none; near names are offered.
    """
    wanted = frozenset(map(_role, roles))
    with desk.store.writing(desk.organisation) as unit:
        desk.without_case(unit, desk.context(unit), ChangeUser(user, wanted, active))


def _role(typed: str) -> Role:
    named = as_named(typed, Role)
    if named not in set(Role):
        raise ParameterError(
            "there is no such role",
            expected=", ".join(Role),
            found=repr(typed),
            next_step=near_names(typed, Role),
        )
    return Role(named)
