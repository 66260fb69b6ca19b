"""Bodies of a tree decide together, owe reports and count, on SQLite and on PostgreSQL; a sibling
sees nothing of it, and the ledgers have the same bytes on both."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clearwater.app.case import listing
from clearwater.app.case.connecting import deliver_due
from clearwater.app.case.restrictions import restrictions
from clearwater.app.case.showing import FOR_A_PURPOSE, show
from clearwater.app.case.telling import notify
from clearwater.app.case.working import approve
from clearwater.app.org import duties, handing_over, joint, registers, rollup
from clearwater.cases.records.case import Case, Clue, Member
from clearwater.cases.records.decision import Decision, Evidence
from clearwater.cases.records.passing import Handover, JointApproval, Participation, PartState
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.refusals import Code
from tests.helpers.bodies_life import (
    ACCOUNTS,
    CITY,
    DISTRICT,
    LEADS,
    NATION,
    PLATFORM,
    PROVINCE,
    QUESTION,
    SIBLING,
    Bodies,
    a_joint_case,
    handed,
    refused,
    state_of,
)


@pytest.fixture
def bodies(store: SqlStore) -> Bodies:
    return Bodies(store).grow()


# Joint cases -----------------------------------------------------------------------------------


def test_a_joint_case_is_decided_with_a_second_person_from_another_body(bodies: Bodies) -> None:
    case = a_joint_case(bodies)
    with refused(Code.POSITIONS_WAITING):
        bodies.decided(PROVINCE, case)
    joint.give_position(bodies.reviewer(SIBLING), case, "disagrees", "它们是同一所学校的学生")
    bodies.decided(PROVINCE, case)
    with refused(Code.SECOND_FROM_OTHERS):
        approve(bodies.reviewer(PROVINCE), case)
    with refused(Code.NOT_ALLOWED):
        joint.approve(bodies.investigator(SIBLING), case)
    with refused(Code.NO_SUCH_PART):
        joint.approve(bodies.reviewer(CITY), case)
    joint.approve(bodies.reviewer(SIBLING), case)
    assert state_of(bodies, PROVINCE, case)[0] == "decided"
    notify(bodies.investigator(PROVINCE), case, ("en", "zh"))
    deliver_due(bodies.store, bodies.investigator(PROVINCE))

    shown = show(bodies.investigator(PROVINCE), case, "case work").sections
    (part,) = shown["bodies"]
    assert (part["body"], part["position"]) == (SIBLING, "disagrees")
    assert part["position_why"] == "它们是同一所学校的学生"
    (approval,) = shown["approvals"]
    assert (approval["body"], approval["second_by"]) == (SIBLING, f"reviewer.{SIBLING}")
    assert (
        len(
            restrictions(
                bodies.investigator(PROVINCE), account=None, at_us=None, purpose="enforcement"
            )
        )
        == len(ACCOUNTS) - 1
    )
    assert bodies.store.check() == []


def test_a_decision_waits_for_a_position_no_longer_than_its_time(bodies: Bodies) -> None:
    case = a_joint_case(bodies)
    bodies.wait(days=8)
    bodies.decided(PROVINCE, case, "label")
    (part,) = joint.parts(bodies.desk(SIBLING)).to_pylist()
    assert part["overdue"]
    joint.give_position(bodies.desk(SIBLING), case, "agrees", "晚了，但同意")
    assert bodies.store.check() == []


def test_who_declined_or_left_has_no_say_and_sees_nothing(bodies: Bodies) -> None:
    case = bodies.opened(PROVINCE)
    joint.invite(bodies.desk(PROVINCE), case, SIBLING, question=QUESTION)
    with refused(Code.NO_CASE):
        joint.show(bodies.desk(SIBLING), case, purpose=None)
    joint.answer(bodies.desk(SIBLING), case, PartState.DECLINED, "与本市无关")
    for ask in (
        lambda: joint.show(bodies.desk(SIBLING), case, purpose=None),
        lambda: joint.give_position(bodies.desk(SIBLING), case, "agrees", "x"),
        lambda: joint.answer(bodies.desk(SIBLING), case, PartState.TAKES_PART),
    ):
        with pytest.raises(RefusedError):
            ask()
    bodies.decided(PROVINCE, case)
    approve(bodies.reviewer(PROVINCE), case)
    assert bodies.store.check() == []


def test_a_look_at_a_joint_case_stands_in_both_ledgers(bodies: Bodies) -> None:
    case = a_joint_case(bodies)
    unnamed = joint.show(bodies.auditor(SIBLING), case, purpose=None).document()
    text = json.dumps(unnamed, ensure_ascii=False)
    assert not any(account in text for account in ACCOUNTS)
    assert FOR_A_PURPOSE in text
    assert _last_acts(bodies, SIBLING, 1) == ["joint case read"]
    named = joint.show(bodies.auditor(SIBLING), case, purpose="case work").document()
    assert all(one in json.dumps(named, ensure_ascii=False) for one in ACCOUNTS)
    for body in (PROVINCE, SIBLING):
        assert _last_acts(bodies, body, 2) == ["joint case read", "personal data read"]
    with refused(Code.NO_SUCH_PURPOSE):
        joint.show(bodies.auditor(SIBLING), case, purpose="curiosity")
    assert bodies.store.check() == []


def _last_acts(bodies: Bodies, body: str, count: int) -> list[str]:
    with bodies.store.reading(body) as unit:
        return [entry.act for entry in unit.entries()][-count:]


def test_a_joint_case_is_not_handed_over(bodies: Bodies) -> None:
    case = a_joint_case(bodies)
    with refused(Code.OTHERS_TAKE_PART):
        handing_over.hand_over(bodies.desk(PROVINCE), case, to=CITY, why="属地管辖")
    joint.answer(bodies.desk(SIBLING), case, PartState.LEFT, "account moved")
    handed(bodies, PROVINCE, CITY, case)


# Duties, registers, counts -----------------------------------------------------------------------


def test_a_weekly_report_is_overdue_received_late_and_checked(
    bodies: Bodies, tmp_path: Path
) -> None:
    desk = bodies.desk(NATION)
    duty = duties.ask(desk, PLATFORM, "2026-W09")
    with refused(Code.ALREADY_ASKED):
        duties.ask(desk, PLATFORM, "2026-W09")
    assert not duties.duties(desk)["overdue"].to_pylist()[0]
    bodies.wait(days=9)
    (late,) = duties.duties(desk, only_overdue=True).to_pylist()
    assert (late["duty"], late["days_over"]) == (duty.duty, 5)
    with refused(Code.NOT_RECEIVED):
        duties.check(desk, duty.duty, "[]")
    document = tmp_path / "周报.csv"
    document.write_text("周,处置账号\n2026-W09,412\n", "utf-8")
    received = duties.receive(desk, bodies.store.blobs, duty.duty, document)
    assert bodies.store.blobs.open(str(received.document)).read() == document.read_bytes()
    document.write_text("周,处置账号\n2026-W09,421\n", "utf-8")
    corrected = duties.receive(desk, bodies.store.blobs, duty.duty, document)
    assert corrected.received_us == received.received_us
    assert corrected.document != received.document
    found = '[{"said": 421, "figure": "处置账号", "ledger": 398}]'
    checked = duties.check(desk, duty.duty, found)
    assert checked.found == '[{"figure":"处置账号","ledger":398,"said":421}]'
    (row,) = duties.duties(desk).to_pylist()
    assert (row["late"], row["overdue"], row["faults"]) == (True, False, 1)
    assert bodies.store.check() == []
    bodies.store.evidence_folder.joinpath(str(checked.document)[:2], str(checked.document)).unlink()
    assert len(bodies.store.check()) == 1, "a document that is gone is named"


def test_registers_keep_names_apart_and_history_in_the_ledger(
    bodies: Bodies, tmp_path: Path
) -> None:
    desk = bodies.investigator(PROVINCE)
    registers.change_agency(desk, "星光传媒")
    path = tmp_path / "creators.csv"
    path.write_text(
        "account,followers,agency\n小明_今天也在喝茶,120000,星光传媒\nacc17,900,\n", "utf-8"
    )
    assert registers.import_creators(desk, path) == registers.Imported(2, 0)
    assert registers.import_creators(desk, path) == registers.Imported(0, 2)
    registers.change_creator(desk, registers.CreatorSaid("acc17", 15_000))
    unnamed = registers.creators(desk)
    assert unnamed["account"].to_pylist() == [None, None]
    assert unnamed["tier"].to_pylist() == ["middle", "micro"]
    named = registers.creators(desk, agency="星光传媒", purpose="case work")
    assert named["account"].to_pylist() == ["小明_今天也在喝茶"]
    assert registers.agencies(desk)["creators"].to_pylist() == [1]
    with refused(Code.NO_SUCH_AGENCY):
        registers.change_creator(desk, registers.CreatorSaid("acc17", 15_000, "没有这家"))
    with bodies.store.reading(PROVINCE) as unit:
        changes = [e.details for e in unit.entries() if e.act == "creator changed"]
    assert [int(one["followers"] or 0) for one in changes] == [120_000, 900, 15_000]
    assert [one["tier"] for one in changes] == ["middle", "nano", "micro"]
    assert "小明" not in json.dumps([dict(one) for one in changes], ensure_ascii=False)
    assert bodies.store.check() == []


def test_a_bad_row_leaves_nothing_of_a_file(bodies: Bodies, tmp_path: Path) -> None:
    path = tmp_path / "creators.csv"
    path.write_text("account,followers\nacc1,5\nacc2,很多\n", "utf-8")
    with pytest.raises(Exception, match="line 3"):
        registers.import_creators(bodies.investigator(PROVINCE), path)
    assert registers.creators(bodies.investigator(PROVINCE)).num_rows == 0


def test_counts_go_up_without_small_ones(bodies: Bodies) -> None:
    for number in range(6):
        bodies.opened(CITY, [f"账号{number}a", f"账号{number}b"])
    case = bodies.opened(DISTRICT)
    bodies.opened(PROVINCE)
    seen = {row["body"]: row for row in rollup.rollup(bodies.auditor(PROVINCE)).to_pylist()}
    assert set(seen) == {PROVINCE, CITY, SIBLING, DISTRICT, rollup.EVERYWHERE}
    assert seen[PROVINCE]["in_review"] == 1, "one's own counts are one's own"
    assert seen[CITY]["in_review"] == 6
    assert (seen[DISTRICT]["in_review"], seen[DISTRICT]["kept_back"]) == (None, "in_review")
    assert seen[SIBLING]["in_review"] == 0
    assert seen[rollup.EVERYWHERE]["in_review"] is None, "the sum would give the small one away"
    assert case not in json.dumps(list(seen.values()), ensure_ascii=False)
    below = rollup.rollup(bodies.auditor(PROVINCE), CITY).to_pylist()
    assert [row["body"] for row in below] == [CITY, DISTRICT], "no sum of a part"
    for desk, top, code in (
        (bodies.auditor(SIBLING), CITY, Code.NOT_ABOVE),
        (bodies.auditor(CITY), PROVINCE, Code.NOT_ABOVE),
        (bodies.investigator(PROVINCE), None, Code.NOT_ALLOWED),
    ):
        with refused(code):
            rollup.rollup(desk, top)


# Nobody else -----------------------------------------------------------------------------------


def test_a_sibling_sees_nothing(bodies: Bodies) -> None:
    given = bodies.opened(PROVINCE)
    case = handed(bodies, PROVINCE, CITY, given)
    shared = bodies.opened(PROVINCE, ["账号甲", "账号乙"])
    joint.invite(bodies.desk(PROVINCE), shared, CITY, question=QUESTION)
    joint.answer(bodies.desk(CITY), shared, PartState.TAKES_PART)
    sibling = bodies.desk(SIBLING)
    assert listing.cases(sibling).num_rows == 0
    assert handing_over.handovers(sibling).num_rows == 0
    assert joint.parts(sibling).num_rows == 0
    assert duties.duties(sibling).num_rows == 0
    for name in (given, case, shared):
        for ask in (
            lambda n=name: show(sibling, n, "case work"),
            lambda n=name: joint.show(sibling, n, purpose="case work"),
            lambda n=name: joint.give_position(sibling, n, "agrees", "x"),
            lambda n=name: handing_over.hand_over(sibling, n, to=CITY, why="x"),
            lambda n=name: joint.invite(sibling, n, CITY, question="x"),
        ):
            with pytest.raises(RefusedError):
                ask()
    with bodies.store.reading(SIBLING) as unit:
        for kind in (Case, Clue, Member, Evidence, Handover, Participation, JointApproval):
            assert unit.find(kind) == ()
        text = "".join(entry.canonical().decode() for entry in unit.entries())
    assert not any(name in text for name in (given, case, shared))


# The same on both databases -----------------------------------------------------------------------

LEDGERS: dict[str, dict[str, list[bytes]]] = {}
"""Ledgers of every body, by database: the last of the two tests compares."""


def test_the_ledgers_of_a_life_are_the_same_on_both_databases(
    bodies: Bodies, request: pytest.FixtureRequest
) -> None:
    given = bodies.opened(PROVINCE)
    taken = handed(bodies, PROVINCE, CITY, given)
    handed(bodies, CITY, NATION, taken)
    case = a_joint_case(bodies)
    joint.show(bodies.auditor(SIBLING), case, purpose="case work")
    joint.give_position(bodies.desk(SIBLING), case, "agrees", "一致")
    bodies.decided(PROVINCE, case)
    joint.approve(bodies.reviewer(SIBLING), case)
    duties.ask(bodies.desk(NATION), PLATFORM, "2026-W09")
    kept: dict[str, list[bytes]] = {}
    for body in LEADS:
        with bodies.store.reading(body) as unit:
            kept[body] = [entry.canonical() for entry in unit.entries()]
            decisions = unit.find(Decision)
        assert kept[body], body
        assert all(one.second_by == f"reviewer.{SIBLING}" for one in decisions)
    assert bodies.store.check() == []
    LEDGERS[request.node.callspec.params["where"]] = kept
    if len(LEDGERS) == 2:
        assert LEDGERS["sqlite"] == LEDGERS["postgresql"]
