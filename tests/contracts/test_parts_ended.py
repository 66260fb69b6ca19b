"""A body that never answers holds up nobody for ever, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import pytest

from clearwater.app.case.working import approve
from clearwater.app.org import handing_over, joint, tree
from clearwater.cases.records.passing import Participation, PartState
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.refusals import Code
from tests.helpers.bodies_life import (
    CITY,
    PROVINCE,
    QUESTION,
    SIBLING,
    Bodies,
    a_joint_case,
    refused,
    state_of,
)

WHY = "两周没有答复 no answer in two weeks"


@pytest.fixture
def bodies(store: SqlStore) -> Bodies:
    return Bodies(store).grow()


def part_of(bodies: Bodies, body: str) -> Participation:
    """Return the part of a body on its own side."""
    with bodies.store.reading(body) as unit:
        (row,) = unit.find(Participation, body=body)
    return row


def test_a_joint_case_whose_other_bodies_never_answer_is_decided_in_the_end(
    bodies: Bodies,
) -> None:
    case = a_joint_case(bodies)
    joint.give_position(bodies.desk(SIBLING), case, "disagrees", "它们是同一所学校的学生")
    part = part_of(bodies, SIBLING).participation
    bodies.decided(PROVINCE, case)
    with refused(Code.SECOND_FROM_OTHERS):
        approve(bodies.reviewer(PROVINCE), case)
    with refused(Code.TIME_LEFT):
        joint.end(bodies.desk(PROVINCE), part, WHY)
    bodies.wait(days=8)
    for desk, code in (
        (bodies.reviewer(PROVINCE), Code.NOT_ALLOWED),
        (bodies.desk(SIBLING), Code.NO_SUCH_PART),
        (bodies.desk(CITY), Code.NO_SUCH_PART),
    ):
        with refused(code):
            joint.end(desk, part, WHY)
    ended = joint.end(bodies.desk(PROVINCE), part, WHY)
    assert (ended.organisation, ended.state, ended.position) == (PROVINCE, "ended", "disagrees")
    theirs = part_of(bodies, SIBLING)
    assert (theirs.state, theirs.ended_us, theirs.case) == ("ended", ended.ended_us, None)
    assert theirs.why != ended.why, "each side has a commitment of its own"
    for body in (PROVINCE, SIBLING):
        with bodies.store.reading(body) as unit:
            assert [entry.act for entry in unit.entries()][-1] == "part ended"
    with refused(Code.NO_CASE):
        joint.approve(bodies.reviewer(SIBLING), case)
    with refused(Code.NO_CASE):
        joint.show(bodies.desk(SIBLING), case, purpose=None)
    approve(bodies.reviewer(PROVINCE), case)
    assert state_of(bodies, PROVINCE, case)[0] == "decided"
    assert bodies.store.check() == []


def test_who_never_said_whether_it_takes_part_stands_in_nobodys_way(bodies: Bodies) -> None:
    case = bodies.opened(PROVINCE)
    part = joint.invite(bodies.desk(PROVINCE), case, SIBLING, question=QUESTION).participation
    bodies.wait(days=8)
    with refused(Code.OTHERS_TAKE_PART):
        handing_over.hand_over(bodies.desk(PROVINCE), case, to=CITY, why="属地管辖")
    with refused(Code.STILL_WORKING):
        tree.close(bodies.desk(PROVINCE), SIBLING)
    joint.end(bodies.desk(PROVINCE), part, WHY)
    with refused(Code.NO_SUCH_PART):
        joint.end(bodies.desk(PROVINCE), part, WHY)
    with refused(Code.NO_CASE):
        joint.answer(bodies.desk(SIBLING), case, PartState.TAKES_PART)
    assert joint.parts(bodies.desk(SIBLING))["title"].to_pylist() == [None]
    handing_over.hand_over(bodies.desk(PROVINCE), case, to=CITY, why="属地管辖")
    tree.close(bodies.desk(PROVINCE), SIBLING)
    assert bodies.store.check() == []


def test_an_ended_part_is_written_on_both_sides_or_on_none(
    bodies: Bodies, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between the two sides."""
    case = a_joint_case(bodies)
    part = part_of(bodies, SIBLING).participation
    bodies.wait(days=8)

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(joint, "ReceiveEnd", dies)
        with pytest.raises(KeyboardInterrupt):
            joint.end(bodies.desk(PROVINCE), part, WHY)
    assert [part_of(bodies, SIBLING).state] == ["takes part"]
    for body in (PROVINCE, SIBLING):
        assert joint.parts(bodies.desk(body))["state"].to_pylist() == ["takes part"]
    joint.end(bodies.desk(PROVINCE), part, WHY)
    assert case
    assert bodies.store.check() == []
