"""The rules and the people of an organisation change: by a lead, never for oneself."""

from __future__ import annotations

from clearwater.cases.acts import PolicyChanged, UserChanged
from clearwater.cases.records.people import User
from clearwater.cases.records.policy import PolicyRow, PolicyVersion
from clearwater.cases.workflow.asking import A_LOGIN, is_login
from clearwater.cases.workflow.base import Context, Outcome, Step
from clearwater.cases.workflow.commands import ChangePolicy, ChangeUser
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import SYSTEM

ACTIVE, LEFT = "active", "left"
"""`User.state`."""


def change_policy(command: ChangePolicy, context: Context) -> Outcome:
    """Return the step that puts a new policy in the place of the one that is in force."""
    before = command.before
    if before is not None and before.organisation != context.caller.organisation:
        return refuse(Code.OTHER_ORGANISATION)
    if before is not None and before.policy == command.policy.canonical().decode():
        return refuse(Code.STANDING_SAME, found=f"version {before.version}")
    row = PolicyRow(
        organisation=context.caller.organisation,
        version=before.version + 1 if before is not None else 1,
        policy=command.policy.canonical().decode(),
        since_us=context.now_us,
    )
    kept = PolicyVersion(
        organisation=row.organisation,
        version=row.version,
        sha256=command.policy.sha256,
        policy=row.policy,
        since_us=row.since_us,
    )
    return (Step(PolicyChanged(row.version, kept.sha256), (row, kept)),)


def change_user(command: ChangeUser, context: Context) -> Outcome:
    """Return the step that adds somebody, gives other roles, or says that somebody left.

    Nobody changes their own roles: that would be done alone.
    """
    if not is_login(command.user) or command.user == SYSTEM:
        expected = f"{A_LOGIN}, other than {SYSTEM}"
        return refuse(Code.OUT_OF_RANGE, expected=expected, found=repr(command.user[:80]))
    if command.user == context.caller.user:
        return refuse(Code.SAME_PERSON, found=command.user, next_step="Ask another lead.")
    if command.active and not command.roles:
        return refuse(Code.OUT_OF_RANGE, expected="at least one role", found="none")
    roles = sorted(command.roles) if command.active else []
    user = User(
        organisation=context.caller.organisation,
        user=command.user,
        roles=" ".join(roles),
        state=ACTIVE if command.active else LEFT,
        since_us=context.now_us,
    )
    return (Step(UserChanged(user.user, user.roles, user.state), (user,)),)
