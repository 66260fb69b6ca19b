"""The tree of bodies grows, moves and shrinks: by who leads the root or a body above.

No step leaves a circle, an orphan, a body of a level where it cannot stand, or a body that works
below one that does not. Rows of the tree are the root's; every body has one row of its own, by
which it finds the root.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from clearwater.cases.acts import (
    BodyAdded,
    BodyClosed,
    BodyMoved,
    TreeBegun,
    TreeJoined,
    UserChanged,
    WorkEnded,
)
from clearwater.cases.organisations.levels import ROOTS, may_stand_below
from clearwater.cases.organisations.tree import Tree
from clearwater.cases.records.bodies import Body, BodyState, Level, Membership
from clearwater.cases.records.people import Role, User
from clearwater.cases.workflow.asking import first_refusal, is_login, text_refused
from clearwater.cases.workflow.base import Caller, Context, Outcome, Refusal, Step
from clearwater.cases.workflow.commands_organisations import (
    AddBody,
    BeginTree,
    Bodies,
    CloseBody,
    EndWork,
    JoinTree,
    MoveBody,
)
from clearwater.cases.workflow.organisation import ACTIVE
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import SYSTEM

LONGEST_NAME = 200
"""Signs of a body's public name."""


def begin_tree(command: BeginTree, context: Context) -> Outcome:
    """Return the step that makes an organisation the root of a tree."""
    own = context.caller.organisation
    stands = command.membership
    refused = first_refusal(
        (
            None if stands is None else refuse(Code.IN_A_TREE, found=f"below {stands.root}"),
            _name_refused(command.name),
            None if command.level in ROOTS else _level_refused(command.level, ROOTS),
        )
    )
    if refused is not None:
        return refused
    now_us = context.now_us
    body = Body(own, own, None, command.level, command.name, BodyState.ACTIVE, now_us)
    membership = Membership(own, own, BodyState.ACTIVE, now_us)
    return (Step(TreeBegun(own, command.level), (body, membership)),)


def add_body(command: AddBody, context: Context) -> Outcome:
    """Return the step that puts a body into the tree; `join_tree` is its other half."""
    tree, caller = Tree(command.bodies), context.caller
    refused = first_refusal(_adding_refusals(tree, command, caller))
    if refused is not None:
        return refused
    body = Body(
        organisation=caller.organisation,
        body=command.body,
        parent=command.parent,
        level=command.level,
        name=command.name,
        state=BodyState.ACTIVE,
        since_us=context.now_us,
    )
    act = BodyAdded(command.body, command.parent, command.level, caller.body)
    return (Step(act, (body,)),)


def join_tree(command: JoinTree, context: Context) -> Outcome:
    """Return the steps by which a new body begins: where it stands, and who leads it.

    An organisation in which something was done already is somebody's, and nobody's to take.
    """
    caller = context.caller
    if command.used:
        expected = "a name that no organisation of the store has"
        return refuse(Code.BODY_TAKEN, expected=expected, found=caller.organisation)
    if not is_login(command.lead) or command.lead == SYSTEM:
        expected = f"a login of 1 to 64 letters, digits or . @ + - _, other than {SYSTEM}"
        return refuse(Code.OUT_OF_RANGE, expected=expected, found=repr(command.lead[:80]))
    own = caller.organisation
    membership = Membership(own, command.root, BodyState.ACTIVE, context.now_us)
    lead = User(own, command.lead, Role.LEAD, ACTIVE, context.now_us)
    joined = TreeJoined(command.root, command.parent, command.lead, caller.body)
    changed = UserChanged(lead.user, lead.roles, lead.state)
    return (Step(joined, (membership,)), Step(changed, (lead,)))


def move_body(command: MoveBody, context: Context) -> Outcome:
    """Return the step that puts a body, with everything below it, below another one."""
    tree, caller = Tree(command.bodies), context.caller
    refused = first_refusal(_moving_refusals(tree, command, caller))
    if refused is not None:
        return refused
    body = tree.bodies[command.body]
    moved = replace(body, parent=command.parent, since_us=context.now_us)
    act = BodyMoved(body.body, str(body.parent), command.parent, caller.body)
    return (Step(act, (moved,)),)


def close_body(command: CloseBody, context: Context) -> Outcome:
    """Return the step that closes a body; `end_work` is its other half."""
    tree, caller = Tree(command.bodies), context.caller
    refused = first_refusal(_body_refusals(tree, command.body, caller))
    if refused is not None:
        return refused
    below = [name for name in tree.descendants(command.body) if tree.active(name)]
    for count, what in (
        (len(below), "bodies below it"),
        (command.open_cases, "open cases"),
        (command.open_between, "hand-overs or cases of others that wait for it"),
    ):
        if count:
            return refuse(Code.STILL_WORKING, found=f"{count} {what}")
    closed = replace(tree.bodies[command.body], state=BodyState.CLOSED, since_us=context.now_us)
    return (Step(BodyClosed(command.body, caller.body), (closed,)),)


def end_work(command: EndWork, context: Context) -> Outcome:
    """Return the step by which a body knows of itself that it is closed."""
    membership = command.membership
    if membership.organisation != context.caller.organisation:
        return refuse(Code.OTHER_ORGANISATION)
    ended = replace(membership, state=BodyState.CLOSED, since_us=context.now_us)
    return (Step(WorkEnded(membership.root, context.caller.body), (ended,)),)


def partner_refused(bodies: Bodies, to: str, caller: Caller) -> Refusal | None:
    """Return why nothing can be passed to a body, if it cannot: it must be another of the tree."""
    tree = Tree(bodies)
    if to == caller.organisation:
        return refuse(Code.NO_SUCH_BODY, expected="another body", found=to)
    return _unknown_refused(tree, to) or _closed_refused(tree, to)


def _adding_refusals(tree: Tree, command: AddBody, caller: Caller) -> Iterator[Refusal | None]:
    yield from _place_refusals(tree, command.parent, caller)
    yield _organisation_refused(command.body)
    if command.body in tree:
        yield refuse(Code.NAME_TWICE, expected="a name that no body has", found=command.body)
    yield _name_refused(command.name)
    yield _standing_refused(tree, command.level, command.parent)


def _moving_refusals(tree: Tree, command: MoveBody, caller: Caller) -> Iterator[Refusal | None]:
    yield from _body_refusals(tree, command.body, caller)
    yield from _place_refusals(tree, command.parent, caller)
    body = tree.bodies[command.body]
    if body.parent == command.parent:
        yield refuse(Code.STANDING_SAME, found=f"below {command.parent}")
    if command.body in tree.path(command.parent):
        yield refuse(Code.CIRCLE, found=f"{command.parent} stands below {command.body}")
    yield _standing_refused(tree, body.level, command.parent)


def _place_refusals(tree: Tree, parent: str, caller: Caller) -> Iterator[Refusal | None]:
    """Yield why somebody cannot put a body right below another."""
    yield _unknown_refused(tree, parent)
    if caller.body not in tree.path(parent):
        yield _not_above(parent, caller)
    yield _closed_refused(tree, parent)


def _body_refusals(tree: Tree, body: str, caller: Caller) -> Iterator[Refusal | None]:
    """Yield why somebody cannot move or close a body: it must stand below theirs."""
    yield _unknown_refused(tree, body)
    if not tree.is_above(caller.body, body):
        yield _not_above(body, caller)
    yield _closed_refused(tree, body)


def _unknown_refused(tree: Tree, body: str) -> Refusal | None:
    if body in tree:
        return None
    return refuse(Code.NO_SUCH_BODY, expected=" | ".join(tree.bodies), found=repr(body[:80]))


def _closed_refused(tree: Tree, body: str) -> Refusal | None:
    return None if tree.active(body) else refuse(Code.BODY_CLOSED, found=body)


def _not_above(body: str, caller: Caller) -> Refusal:
    expected = f"somebody who leads a body above {body}"
    return refuse(
        Code.NOT_ABOVE, expected=expected, found=f"{caller.user} of the body {caller.body}"
    )


def _standing_refused(tree: Tree, level: str, parent: str) -> Refusal | None:
    if level not in set(Level):
        return _level_refused(level, frozenset(Level))
    above = tree.bodies[parent].level
    if may_stand_below(level, above):
        return None
    fitting = [str(one) for one in Level if may_stand_below(one, above)]
    expected = f"below a {above}: {' | '.join(fitting) or 'nothing'}"
    return refuse(Code.WRONG_LEVEL, expected=expected, found=level)


def _level_refused(level: str, known: frozenset[Level]) -> Refusal:
    expected = " | ".join(one for one in Level if one in known)
    return refuse(Code.WRONG_LEVEL, expected=expected, found=repr(level[:80]))


def _organisation_refused(body: str) -> Refusal | None:
    if is_login(body):
        return None
    expected = "1 to 64 letters, digits or . @ + - _"
    return refuse(Code.OUT_OF_RANGE, expected=expected, found=repr(body[:80]))


def _name_refused(name: str) -> Refusal | None:
    if len(name) > LONGEST_NAME:
        expected = f"a name of at most {LONGEST_NAME} signs"
        return refuse(Code.OUT_OF_RANGE, expected=expected, found=str(len(name)))
    return text_refused("the body's name", name)
