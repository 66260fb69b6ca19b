"""Trees against a naive walk, and what no step may leave: circles, orphans, wrong levels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.organisations.levels import BELOW, ROOTS, may_stand_below
from clearwater.cases.organisations.tree import Tree
from clearwater.cases.records.base import Record
from clearwater.cases.records.bodies import Body, Level, Membership
from clearwater.cases.records.passing import Direction
from clearwater.cases.records.people import Role, User
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow import commands_organisations as org
from clearwater.cases.workflow.base import Caller, Context, Outcome, Refusal
from clearwater.cases.workflow.dispatch import decide_without_case
from clearwater.cases.workflow.refusals import Code
from tests.helpers.case_desk import NOON_US, CountedFresh

ROOT = "国"


def a_body(name: str, parent: str | None, level: str, state: str = "active") -> Body:
    return Body(ROOT, name, parent, level, f"{name} 机关", state, NOON_US)


FOUR = (
    a_body(ROOT, None, "nation"),
    a_body("江苏", ROOT, "province"),
    a_body("南京", "江苏", "city"),
    a_body("苏州", "江苏", "city"),
    a_body("玄武", "南京", "district"),
    a_body("短视频", ROOT, "platform"),
)


@st.composite
def trees(draw: st.DrawFn) -> tuple[Body, ...]:
    """Any tree of up to ten bodies: each stands below one that came before."""
    size = draw(st.integers(1, 10))
    parents = [None, *(draw(st.integers(0, place)) for place in range(size - 1))]
    return tuple(
        a_body(f"b{place}", None if parent is None else f"b{parent}", "company")
        for place, parent in enumerate(parents)
    )


@given(trees())
def test_ancestors_and_descendants_are_those_of_a_naive_walk(bodies: tuple[Body, ...]) -> None:
    tree = Tree(bodies)
    assert list(tree.faults()) == []
    for one in bodies:
        above = []
        walker = one
        while walker.parent is not None:
            walker = next(body for body in bodies if body.body == walker.parent)
            above.append(walker.body)
        assert tree.ancestors(one.body) == tuple(above)
        assert tree.path(one.body) == (*reversed(above), one.body)
        below = {other.body for other in bodies if one.body in tree.ancestors(other.body)}
        descendants = tree.descendants(one.body)
        assert set(descendants) == below
        assert len(descendants) == len(below)
        for name in descendants:
            assert tree.is_above(one.body, name)
            assert tree.direction(one.body, name) == Direction.DOWN
            assert tree.direction(name, one.body) == Direction.UP


@given(trees(), st.randoms(use_true_random=False))
def test_each_body_comes_before_those_below_it(bodies: tuple[Body, ...], random: Any) -> None:
    shuffled = list(bodies)
    random.shuffle(shuffled)
    tree = Tree(shuffled)
    order = (bodies[0].body, *tree.descendants(bodies[0].body))
    assert order == (bodies[0].body, *Tree(bodies).descendants(bodies[0].body))
    for name in order:
        assert all(order.index(above) < order.index(name) for above in tree.ancestors(name))


def test_what_is_no_tree_is_said() -> None:
    first, second = a_body("a", "b", "city"), a_body("b", "a", "city")
    assert list(Tree((*FOUR, first, second)).faults()) == [
        "a stands in a circle",
        "b stands in a circle",
    ]
    assert Tree((first, second)).ancestors("a") == ("b", "a"), "it ends"
    assert list(Tree((*FOUR, a_body("x", "nowhere", "city"))).faults()) == [
        "x stands below nowhere, which is not there"
    ]
    assert list(Tree((*FOUR, a_body("y", None, "city"))).faults()) == ["2 roots"]
    closed = tuple(replace(b, state="closed") if b.body == "南京" else b for b in FOUR)
    assert list(Tree(closed).faults()) == ["玄武 works below a body that is closed"]
    assert Tree(FOUR).direction("南京", "苏州") == Direction.ACROSS


def test_levels_have_no_circle_and_every_one_but_a_root_has_a_place() -> None:
    assert set(BELOW) == set(Level)
    for level in Level:
        assert BELOW[level] or level in ROOTS
        assert not may_stand_below(level, level)
    assert not any(may_stand_below(level, Level.PLATFORM) for level in Level)
    assert not may_stand_below("district", "nation")
    assert may_stand_below("city", "province")


# Steps ----------------------------------------------------------------------------------------


def ask(command: c.Command, home: str = ROOT, organisation: str = ROOT) -> Outcome:
    roles = frozenset({Role.LEAD})
    caller = Caller("li.wei", organisation, roles, home=None if home == organisation else home)
    return decide_without_case(command, Context(caller, NOON_US, default_policy(), CountedFresh()))


def put(outcome: Outcome, kind: type[Record]) -> Any:
    assert not isinstance(outcome, Refusal), outcome
    (row,) = (row for step in outcome for row in step.puts if isinstance(row, kind))
    return row


def code(outcome: Outcome) -> str:
    assert isinstance(outcome, Refusal)
    return outcome.code


def adding(parent: str = "南京", level: str = "district", body: str = "浦口") -> org.AddBody:
    return org.AddBody(FOUR, body, parent, level, "浦口区")


@pytest.mark.parametrize("home", [ROOT, "江苏", "南京"])
def test_who_leads_the_root_or_a_body_above_adds(home: str) -> None:
    assert put(ask(adding(), home), Body).parent == "南京"


@pytest.mark.parametrize(
    ("asked", "home", "expected"),
    [
        (adding(), "苏州", Code.NOT_ABOVE),
        (adding(), "玄武", Code.NOT_ABOVE),
        (adding("江苏"), "南京", Code.NOT_ABOVE),
        (adding("无"), ROOT, Code.NO_SUCH_BODY),
        (adding(level="province"), ROOT, Code.WRONG_LEVEL),
        (adding(level="village"), ROOT, Code.WRONG_LEVEL),
        (adding("短视频", "platform"), ROOT, Code.WRONG_LEVEL),
        (adding(body="苏州"), ROOT, Code.NAME_TWICE),
        (adding(body="a b"), ROOT, Code.OUT_OF_RANGE),
        (org.AddBody(FOUR, "x", "南京", "district", " "), ROOT, Code.REASON_NEEDED),
        (org.AddBody(FOUR, "x", "南京", "district", "长" * 201), ROOT, Code.OUT_OF_RANGE),
        (org.MoveBody(FOUR, "江苏", "玄武"), ROOT, Code.CIRCLE),
        (org.MoveBody(FOUR, "江苏", "江苏"), ROOT, Code.CIRCLE),
        (org.MoveBody(FOUR, "玄武", "南京"), ROOT, Code.STANDING_SAME),
        (org.MoveBody(FOUR, "玄武", ROOT), ROOT, Code.WRONG_LEVEL),
        (org.MoveBody(FOUR, "玄武", "苏州"), "南京", Code.NOT_ABOVE),
        (org.MoveBody(FOUR, "玄武", "苏州"), "苏州", Code.NOT_ABOVE),
        (org.MoveBody(FOUR, ROOT, "江苏"), ROOT, Code.NOT_ABOVE),
        (org.CloseBody(FOUR, ROOT, 0, 0), ROOT, Code.NOT_ABOVE),
        (org.CloseBody(FOUR, "南京", 0, 0), "南京", Code.NOT_ABOVE),
        (org.CloseBody(FOUR, "南京", 0, 0), ROOT, Code.STILL_WORKING),
        (org.CloseBody(FOUR, "玄武", 1, 0), ROOT, Code.STILL_WORKING),
        (org.CloseBody(FOUR, "玄武", 0, 1), ROOT, Code.STILL_WORKING),
    ],
)
def test_what_is_refused(asked: c.Command, home: str, expected: Code) -> None:
    assert code(ask(asked, home)) == expected


def test_a_body_moves_with_all_below_it_and_closes() -> None:
    moved = put(ask(org.MoveBody(FOUR, "玄武", "苏州"), "江苏"), Body)
    after = Tree([*(body for body in FOUR if body.body != "玄武"), moved])
    assert after.path("玄武") == (ROOT, "江苏", "苏州", "玄武")
    closed = put(ask(org.CloseBody(FOUR, "玄武", 0, 0), "南京"), Body)
    assert closed.state == "closed"
    gone = (*(body for body in FOUR if body.body != "玄武"), closed)
    assert code(ask(org.CloseBody(gone, "玄武", 0, 0))) == Code.BODY_CLOSED
    assert code(ask(org.AddBody(gone, "x", "玄武", "platform", "x"))) == Code.BODY_CLOSED


def test_a_root_begins_once_and_a_new_body_begins_with_its_lead() -> None:
    begun = ask(org.BeginTree("province", "江苏省", None))
    assert put(begun, Membership).root == ROOT
    known = put(begun, Membership)
    assert code(ask(org.BeginTree("province", "江苏省", known))) == Code.IN_A_TREE
    assert code(ask(org.BeginTree("platform", "平台", None))) == Code.WRONG_LEVEL
    joining = org.JoinTree(ROOT, "南京", "wang.fang", used=False)
    lead = put(ask(joining, organisation="浦口"), User)
    assert (lead.organisation, lead.user, lead.roles) == ("浦口", "wang.fang", "lead")
    used = replace(joining, used=True)
    assert code(ask(used, organisation="浦口")) == Code.BODY_TAKEN
    for login in ("clearwater", "", "a b"):
        assert code(ask(replace(joining, lead=login), organisation="浦口")) == Code.OUT_OF_RANGE
    foreign = org.EndWork(known)
    assert code(ask(foreign, organisation="浦口")) == Code.OTHER_ORGANISATION


@given(st.data())
def test_no_order_of_steps_leaves_what_no_tree_is(data: st.DataObject) -> None:
    rows: dict[str, Body] = {ROOT: a_body(ROOT, None, "nation")}
    names = [ROOT, *"abcdef"]
    makers: list[Callable[[tuple[Body, ...]], c.Command]] = [
        lambda b: org.AddBody(
            b,
            data.draw(st.sampled_from(names)),
            data.draw(st.sampled_from(names)),
            data.draw(st.sampled_from(list(Level))),
            "名",
        ),
        lambda b: org.MoveBody(
            b, data.draw(st.sampled_from(names)), data.draw(st.sampled_from(names))
        ),
        lambda b: org.CloseBody(b, data.draw(st.sampled_from(names)), 0, 0),
    ]
    for _ in range(data.draw(st.integers(1, 15))):
        command = data.draw(st.sampled_from(makers))(tuple(rows.values()))
        outcome = ask(command, data.draw(st.sampled_from(names)))
        if not isinstance(outcome, Refusal):
            row = put(outcome, Body)
            rows[row.body] = row
        tree = Tree(rows.values())
        assert list(tree.faults()) == []
        for body in rows.values():
            above = None if body.parent is None else rows[body.parent].level
            assert above is None or may_stand_below(body.level, above)
