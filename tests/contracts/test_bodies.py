"""Bodies of a tree hand cases to each other, on SQLite and PostgreSQL: both sides are written, or
neither, and what each side says of itself verifies alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clearwater.app.case.desk import Desk
from clearwater.app.case.opening import Told, open_for_clue, receive_clue
from clearwater.app.case.seal import SealRequest, seal
from clearwater.app.case.working import refuse_decision
from clearwater.app.org import handing_over, tree
from clearwater.cases.records.bodies import Body
from clearwater.cases.records.case import Case, Clue, Member
from clearwater.cases.records.decision import Evidence
from clearwater.cases.records.people import Disclosure, Role, Subject
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.base import Caller
from clearwater.cases.workflow.refusals import Code
from tests.helpers.bodies_life import (
    ACCOUNTS,
    CITY,
    DISTRICT,
    NATION,
    PLATFORM,
    PROVINCE,
    SIBLING,
    Bodies,
    handed,
    refused,
    state_of,
)


@pytest.fixture
def bodies(store: SqlStore) -> Bodies:
    return Bodies(store).grow()


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
    # A second decision that is refused changes nothing of the first one.
    bodies.decided(PROVINCE, case, "ban")
    refuse_decision(bodies.reviewer(PROVINCE), case, "too hard")
    with refused(Code.WRONG_STATE):
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
