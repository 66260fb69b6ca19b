"""Bodies of a tree work together, on SQLite and on PostgreSQL: both sides are written, or neither,
nobody else sees anything, and what each side says of itself verifies alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clearwater.app.case import listing
from clearwater.app.case.desk import Desk
from clearwater.app.case.opening import Told, open_for_clue, receive_clue
from clearwater.app.case.restrictions import restrictions
from clearwater.app.case.seal import SealRequest, seal
from clearwater.app.case.showing import FOR_A_PURPOSE, show
from clearwater.app.case.telling import notify
from clearwater.app.case.working import approve, refuse_decision
from clearwater.app.org import duties, handing_over, joint, registers, rollup, tree
from clearwater.cases.records.bodies import Body
from clearwater.cases.records.case import Case, Clue, Member
from clearwater.cases.records.decision import Decision, Evidence
from clearwater.cases.records.passing import Handover, JointApproval, Participation, PartState
from clearwater.cases.records.people import Disclosure, Role, Subject
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.base import Caller, CaseFile
from clearwater.cases.workflow.refusals import Code
from tests.helpers.bodies_life import (
    ACCOUNTS,
    CITY,
    DISTRICT,
    LEADS,
    NATION,
    PLATFORM,
    PROVINCE,
    SIBLING,
    Bodies,
    name_of,
)

QUESTION = "Suspend three accounts? 是否同意暂停三个账号？"


@pytest.fixture
def bodies(store: SqlStore) -> Bodies:
    return Bodies(store).grow()


def state_of(bodies: Bodies, body: str, case: str) -> tuple[str, str | None]:
    with bodies.store.reading(body) as unit:
        row = unit.get(Case, case)
        assert row is not None
        return row.state, row.outcome


def refused(code: Code) -> pytest.RaisesExc[RefusedError]:
    return pytest.RaisesExc(RefusedError, check=lambda error: error.code == code)


def handed(bodies: Bodies, giver: str, receiver: str, case: str) -> str:
    """Offer a case and take it, and return what it is called there."""
    row = handing_over.hand_over(bodies.desk(giver), case, to=receiver, why="属地管辖")
    taken = handing_over.accept(bodies.desk(receiver), row.handover)
    assert isinstance(taken, CaseFile)
    return name_of(taken)


# The tree --------------------------------------------------------------------------------------


def test_a_tree_of_four_levels_is_seen_from_everywhere_in_it(bodies: Bodies) -> None:
    seen = tree.tree(bodies.auditor(DISTRICT))
    assert seen["body"].to_pylist() == [NATION, PROVINCE, CITY, DISTRICT, SIBLING, PLATFORM]
    assert seen["depth"].to_pylist() == [0, 1, 2, 3, 2, 1]
    assert bodies.store.check() == []


def test_who_leads_no_body_above_changes_nothing(bodies: Bodies) -> None:
    for desk, code in (
        (bodies.desk(SIBLING), Code.NOT_ABOVE),
        (bodies.desk(DISTRICT), Code.NOT_ABOVE),
        (bodies.investigator(PROVINCE), Code.NOT_ALLOWED),
    ):
        with refused(code):
            tree.add(desk, "浦口", parent=CITY, level="district", name="浦口", lead="x")
        with refused(code):
            tree.close(desk, DISTRICT)
        with refused(code):
            tree.move(desk, CITY, parent=NATION)
    assert bodies.store.check() == []


def test_nobody_takes_an_organisation_that_is_somebody_elses(bodies: Bodies) -> None:
    independent = Desk(bodies.store, "eve", "独立", lambda: bodies.now_us, open_to_all=True)
    receive_clue(independent, Told("patrol", None, None, "看到"))
    with refused(Code.BODY_TAKEN):
        tree.add(bodies.desk(PROVINCE), "独立", parent=None, level="city", name="x", lead="mallory")
    with bodies.store.reading(NATION) as unit:
        assert unit.get(Body, NATION, "独立") is None, "neither half was written"


def test_a_body_with_work_is_not_closed_and_a_closed_one_opens_nothing(bodies: Bodies) -> None:
    case = bodies.opened(DISTRICT)
    with refused(Code.STILL_WORKING):
        tree.close(bodies.desk(CITY), DISTRICT)
    handed(bodies, DISTRICT, CITY, case)
    tree.close(bodies.desk(CITY), DISTRICT)
    clue = receive_clue(bodies.investigator(DISTRICT), Told("patrol", None, None, "又来了"))
    with refused(Code.BODY_CLOSED):
        open_for_clue(bodies.investigator(DISTRICT), clue.clue, title="again")
    with refused(Code.BODY_CLOSED):
        handing_over.hand_over(bodies.desk(CITY), bodies.opened(CITY), to=DISTRICT, why="theirs")
    assert bodies.store.check() == []


# Hand-over -------------------------------------------------------------------------------------


def test_a_case_goes_down_and_up_and_keeps_what_it_rests_on(bodies: Bodies, tmp_path: Path) -> None:
    first = bodies.opened(PROVINCE)
    second = handed(bodies, PROVINCE, CITY, first)
    with bodies.store.reading(CITY) as unit:
        assert {one.clue for one in unit.find(Clue, source="partner", case=second)}
    row = handing_over.hand_over(bodies.desk(CITY), second, to=DISTRICT, why="区里去看")
    assert state_of(bodies, CITY, second) == ("offered", None)
    with refused(Code.WRONG_STATE):
        bodies.decided(CITY, second)
    handing_over.send_back(bodies.desk(DISTRICT), row.handover, "不在本区")
    assert state_of(bodies, CITY, second)[0] == "open"
    third = handed(bodies, CITY, NATION, second)

    assert state_of(bodies, PROVINCE, first) == ("closed", "handed over")
    assert state_of(bodies, CITY, second) == ("closed", "handed over")
    assert state_of(bodies, NATION, third) == ("open", None)
    kept = [
        _content(bodies, body, case)
        for body, case in ((PROVINCE, first), (CITY, second), (NATION, third))
    ]
    assert kept[0] == kept[1] == kept[2]
    assert dict(kept[0][0])[ACCOUNTS[0]] == "excluded"
    tokens = [_tokens(bodies, body) for body in (PROVINCE, CITY, NATION)]
    assert len(set.union(*tokens)) == sum(map(len, tokens)), "no name or token is on two sides"
    _sealed(bodies, PROVINCE, first, tmp_path)
    _sealed(bodies, CITY, second, tmp_path)
    assert bodies.store.check() == []
    with bodies.store.reading(CITY) as unit:
        acts = [entry.act for entry in unit.entries(second)]
    assert acts[-3:] == ["hand-over accepted", "case closed", "evidence sealed"]
    assert "hand-over returned" in acts


def _content(
    bodies: Bodies, body: str, case: str
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Return the accounts with their standing and reasons, and the files, of a case."""
    with bodies.store.reading(body) as unit:
        file = unit.case_file(case)
        assert file is not None
        members = []
        for member in file.all(Member):
            subject = unit.get(Subject, member.subject)
            assert subject is not None
            known = unit.get(Disclosure, subject.identifier)
            assert known is not None
            members.append((str(known.text), str(member.standing)))
        return sorted(members), [(one.name, one.sha256) for one in file.all(Evidence)]


def _tokens(bodies: Bodies, body: str) -> set[str]:
    with bodies.store.reading(body) as unit:
        rows = [one for one in unit.find(Subject) if one.kind == "account"]
        return {one.subject for one in rows} | {str(one.token) for one in rows}


def _sealed(bodies: Bodies, body: str, case: str, folder: Path) -> None:
    caller = Caller("x", body, frozenset({Role.LEAD}))
    request = SealRequest(case, caller, bodies.now_us, folder / case)
    # Sealing verifies the package.
    sealed = seal(bodies.store, bodies.store.keys.signing, bodies.store.blobs, request)
    said = json.loads((sealed.folder / "data/case.json").read_bytes())
    assert "handovers" in {one["table"] for one in said["records"]}


def test_only_the_receiver_answers_an_offer_and_only_the_giver_withdraws_it(
    bodies: Bodies,
) -> None:
    case = bodies.opened(PROVINCE)
    row = handing_over.hand_over(bodies.desk(PROVINCE), case, to=CITY, why="属地管辖")
    for desk in (bodies.desk(SIBLING), bodies.desk(DISTRICT), bodies.desk(NATION)):
        with refused(Code.NO_SUCH_OFFER):
            handing_over.accept(desk, row.handover)
    for ask in (handing_over.accept, lambda d, h: handing_over.send_back(d, h, "no")):
        with pytest.raises(RefusedError):
            ask(bodies.desk(PROVINCE), row.handover)
    with refused(Code.NOT_ALLOWED):
        handing_over.accept(bodies.investigator(CITY), row.handover)
    with refused(Code.NO_SUCH_OFFER):
        handing_over.withdraw(bodies.desk(CITY), row.handover, "no")
    handing_over.withdraw(bodies.desk(PROVINCE), row.handover, "我们自己办")
    assert state_of(bodies, PROVINCE, case)[0] == "in review"
    with refused(Code.NO_SUCH_OFFER):
        handing_over.accept(bodies.desk(CITY), row.handover)
    assert bodies.store.check() == []


def test_an_offer_that_nobody_answers_is_overdue_by_the_time_alone(bodies: Bodies) -> None:
    case = bodies.opened(PROVINCE)
    handing_over.hand_over(bodies.desk(PROVINCE), case, to=CITY, why="属地管辖")
    (waiting,) = handing_over.handovers(bodies.desk(CITY)).to_pylist()
    assert not waiting["overdue"]
    assert (waiting["title"], waiting["accounts"]) != (None, None)
    assert waiting["why"] is None
    bodies.wait(days=3)
    for body in (PROVINCE, CITY):
        (late,) = handing_over.handovers(bodies.desk(body), purpose="case work").to_pylist()
        assert late["overdue"]
        assert late["why"] == "属地管辖"
        with bodies.store.reading(body) as unit:
            assert [entry.act for entry in unit.entries()][-1] == "personal data read"


def test_what_was_decided_stays_where_it_was_decided(bodies: Bodies) -> None:
    case = bodies.opened(PROVINCE)
    bodies.decided(PROVINCE, case, "label")
    with refused(Code.WRONG_STATE):
        handing_over.hand_over(bodies.desk(PROVINCE), case, to=CITY, why="too late")
    # A second decision that was refused leaves the case in review, and the first one standing.
    bodies.decided(PROVINCE, case, "ban")
    refuse_decision(bodies.reviewer(PROVINCE), case, "too hard")
    assert state_of(bodies, PROVINCE, case)[0] == "in review"
    with refused(Code.DECIDED_BEFORE):
        handing_over.hand_over(bodies.desk(PROVINCE), case, to=CITY, why="too late")


def test_a_clue_alone_goes_down_and_up(bodies: Bodies) -> None:
    said = Told("report", "user_2001", "reporter 举报人", "每天半夜刷赞")
    clue = receive_clue(bodies.investigator(PROVINCE), said)
    row = handing_over.hand_over(bodies.desk(PROVINCE), clue.clue, to=CITY, why="属地管辖")
    with refused(Code.CLUE_TAKEN):
        open_for_clue(bodies.investigator(PROVINCE), clue.clue, title="accounts like by night")
    taken = handing_over.accept(bodies.desk(CITY), row.handover)
    assert isinstance(taken, Clue)
    assert (taken.source, taken.state, taken.reporter) == ("partner", "waiting", None)
    back = handing_over.hand_over(bodies.desk(CITY), taken.clue, to=PROVINCE, why="全省都有")
    again = handing_over.accept(bodies.desk(PROVINCE), back.handover)
    assert isinstance(again, Clue)
    assert (again.clue, again.times) == (clue.clue, 2), "the same account is the same clue"
    returned = handing_over.hand_over(
        bodies.desk(DISTRICT),
        receive_clue(bodies.investigator(DISTRICT), Told("patrol", "user_3", None, None)).clue,
        to=CITY,
        why="市里的",
    )
    handing_over.send_back(bodies.desk(CITY), returned.handover, "区里的")
    with bodies.store.reading(DISTRICT) as unit:
        assert [one.state for one in unit.find(Clue)] == ["waiting"]
    assert bodies.store.check() == []


def test_two_cases_about_the_same_accounts_share_a_ring_after_a_hand_over(bodies: Bodies) -> None:
    own = bodies.opened(CITY)
    given = bodies.opened(PROVINCE)
    taken = handed(bodies, PROVINCE, CITY, given)
    with bodies.store.reading(CITY) as unit:
        rings = {case.ring for case in unit.find(Case)}
        assert {case.case for case in unit.find(Case)} == {own, taken}
    assert len(rings) == 1


# Joint cases -----------------------------------------------------------------------------------


def a_joint_case(bodies: Bodies) -> str:
    case = bodies.opened(PROVINCE)
    joint.invite(bodies.desk(PROVINCE), case, SIBLING, question=QUESTION)
    joint.answer(bodies.desk(SIBLING), case, PartState.TAKES_PART)
    return case


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
