from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.records.case import CaseFinding, Clue, Member, Placing, Ring
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.opening import shared_ring
from tests.helpers.case_desk import ACCOUNTS, DAY_US, Desk, a_clue, found

TITLE = "同一批账号同时点赞"


def test_a_case_is_opened_for_a_clue_with_findings_and_members() -> None:
    desk = Desk().opened()
    case = desk.case
    assert (case.state, case.origin, case.opened_by, case.assignee) == (
        *("open", "finding", "ines", None),
    )
    assert [f.accounts for f in desk.file.all(CaseFinding)] == [3]
    assert len(desk.file.all(Member)) == len(desk.file.all(Subject)) == 3
    assert [ring.ring for ring in desk.file.all(Ring)] == [case.ring]
    (clue,) = desk.file.all(Clue)
    assert (clue.state, clue.case) == ("joined", case.case)


def test_identifiers_stand_behind_commitments_only() -> None:
    desk = Desk().opened()
    rest = repr([desk.file.all(kind) for kind in desk.file.rows if kind is not Disclosure])
    assert not any(account in rest for account in ACCOUNTS)
    assert {d.text for d in desk.file.all(Disclosure)} == set(ACCOUNTS)


def test_the_queue_is_by_time_with_a_head_start_for_harm_confidence_and_effort() -> None:
    desk = Desk().opened()
    case = desk.case
    # q = 0.004: confidence 996 thousandths; 3 steps of severity, 3 days each.
    assert case.confidence_milli == 996
    ahead_us = 3 * 3 * DAY_US * 996 // 1000
    # Three accounts have two binary digits, seven objects three: 10 + 2 * 3 + 3 * 1 minutes are
    # 1.9 least efforts. Half of the head start is divided by that, so 9 of 38 parts are lost.
    lost_us = ahead_us * 9 // 38
    assert case.opened_us - case.rank_us == ahead_us - lost_us
    (at,) = desk.file.all(Placing)
    assert (at.placed, at.effort_s) == (case.case, 19 * 60)
    assert (at.by_harm_us, at.by_effort_us, at.by_reports_us) == (ahead_us, lost_us, 0)


def test_a_report_opens_a_case_without_a_finding_and_one_can_be_added() -> None:
    desk = Desk()
    desk.do("ines", c.OpenCase(a_clue(), TITLE, 1))
    assert (desk.case.ring, desk.case.confidence_milli) == (None, 0)
    desk.do("ines", c.AddFinding(found("user_1001", "user_1002")))
    assert desk.file.get(Ring, desk.case.ring or "") is not None
    assert desk.case.rank_us < desk.case.opened_us


def test_an_account_in_two_findings_is_one_member_with_one_name() -> None:
    desk = Desk()
    findings = (found("user_1001", "user_1002"), found("user_1002", "user_1003", finding="F2"))
    desk.do("ines", c.OpenCase(a_clue(), TITLE, 1, findings))
    assert len(desk.file.all(Subject)) == len(desk.file.all(Member)) == 3


def test_a_finding_added_later_moves_the_case_forward_and_never_back() -> None:
    desk = Desk()
    desk.do("ines", c.OpenCase(a_clue(), TITLE, 5, (found(*ACCOUNTS, q_value="0.5"),)))
    first = desk.case.rank_us
    desk.do("ines", c.AddFinding(found("user_2001", finding="F2", q_value="0.001")))
    second = desk.case.rank_us
    desk.do("ines", c.AddFinding(found("user_2002", finding="F3", q_value="0.9")))
    assert second < first
    assert desk.case.rank_us == second
    (at,) = desk.file.all(Placing)
    assert at.by_harm_us - at.by_effort_us == desk.case.opened_us - second


def test_an_exclusion_outlives_another_finding() -> None:
    desk = Desk().in_review()
    subject = desk.file.all(Member)[0].subject
    desk.do("ines", c.ExcludeMember(subject, "受害者"))
    identifier = next(
        d.text for d in desk.file.all(Disclosure) if d.commitment == _said(desk, subject)
    )
    desk.do("ines", c.AddFinding(found(identifier or "", finding="F2")))
    member = desk.file.get(Member, desk.case.case, subject)
    assert member is not None
    assert member.standing == "excluded"


def _said(desk: Desk, subject: str) -> str:
    kept = desk.file.get(Subject, subject)
    assert kept is not None
    return kept.identifier


ONE = found(*ACCOUNTS)


def _with_member(**other: Any) -> c.Found:
    return replace(ONE, members=(replace(ONE.members[0], **other), *ONE.members[1:]))


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ({"clue": a_clue(organisation="other")}, "other organisation"),
        ({"clue": replace(a_clue(), state="joined")}, "clue taken"),
        ({"title": "  "}, "reason needed"),
        ({"title": "刷赞：用户_水军07 和同伙"}, "title names account"),
        ({"title": "User_1001 and friends"}, "title names account"),
        ({"title": "ｕｓｅｒ_１００１ 和同伙"}, "title names account"),
        (
            {"title": "小明_今天也在喝茶 again", "about": ("小明_今天也在喝茶",)},
            "title names account",
        ),
        ({"severity": 0}, "out of range"),
        ({"severity": 6}, "out of range"),
        ({"findings": (ONE, ONE)}, "name twice"),
        ({"findings": (replace(ONE, members=()),)}, "no members"),
        ({"findings": (replace(ONE, members=(ONE.members[0], ONE.members[0])),)}, "name twice"),
        ({"findings": (replace(ONE, q_value="nan"),)}, "out of range"),
        ({"findings": (replace(ONE, q_value="-1"),)}, "out of range"),
        ({"findings": (replace(ONE, seed=2**53),)}, "out of range"),
        ({"findings": (replace(ONE, score_millibits=2**53),)}, "out of range"),
        ({"findings": (replace(ONE, objects=-1),)}, "out of range"),
        ({"findings": (_with_member(q_value="许多"),)}, "out of range"),
        ({"findings": (_with_member(events=-1),)}, "out of range"),
        ({"findings": (_with_member(account=c.Named("a\udc00b", "token")),)}, "out of range"),
    ],
)
def test_what_cannot_be_is_refused(other: dict[str, Any], code: str) -> None:
    command = replace(c.OpenCase(a_clue(), TITLE, 3, (ONE,)), **other)
    assert Desk().refused("ines", command).code == code


@pytest.mark.parametrize(
    ("finding", "code"),
    [
        (ONE, "already added"),
        (replace(ONE, finding="F2", members=()), "no members"),
        (found("Accounts", finding="F2"), "title names account"),
    ],
)
def test_a_finding_that_cannot_be_added_is_refused(finding: c.Found, code: str) -> None:
    assert Desk().opened().refused("ines", c.AddFinding(finding)).code == code


def test_a_short_identifier_may_stand_in_a_title_as_a_word_can() -> None:
    Desk().do("ines", c.OpenCase(a_clue(), "10 accounts at once", 3, (found("10", "11"),)))


# Rings -----------------------------------------------------------------------------------------


def over(case: str, members: int, shared: int) -> c.Overlap:
    return c.Overlap(case, f"ring of {case}", members, shared)


@pytest.mark.parametrize(
    ("members", "overlaps", "shares"),
    [
        (10, [], None),
        (10, [over("a", 10, 4)], None),
        (10, [over("a", 10, 5)], "a"),
        (10, [over("a", 4, 2)], "a"),
        (2, [over("a", 1_000, 1)], None),
        (1, [over("a", 1_000, 1)], None),
        (10, [over("a", 10, 5), over("b", 10, 9)], "b"),
        (10, [over("b", 10, 5), over("a", 10, 5)], "a"),
        (10, [over("a", 4, 2), over("b", 10, 5)], "b"),
    ],
)
def test_a_ring_is_shared_from_half_of_the_smaller_case_on(
    members: int, overlaps: list[c.Overlap], shares: str | None
) -> None:
    found_ring = shared_ring(members, overlaps)
    assert (found_ring and found_ring.case) == shares
    assert shared_ring(members, overlaps[::-1]) == found_ring


@given(st.integers(1, 50), st.lists(st.tuples(st.integers(1, 50), st.integers(0, 50)), max_size=6))
def test_whichever_ring_is_shared_overlaps_enough(
    members: int, others: list[tuple[int, int]]
) -> None:
    overlaps = [
        over(f"c{n}", size, min(both, size, members)) for n, (size, both) in enumerate(others)
    ]
    enough = [o for o in overlaps if o.shared > 1 and 2 * o.shared >= min(members, o.members)]
    shared = shared_ring(members, overlaps)
    assert (shared in enough) if enough else shared is None


def test_a_case_opened_on_a_known_ring_shares_it() -> None:
    desk = Desk()
    command = c.OpenCase(a_clue(), TITLE, 3, (ONE,), (over("case-0", 4, 2),))
    desk.do("ines", command)
    assert desk.case.ring == "ring of case-0"
    assert desk.acts()[-1] == "ring shared"


def test_a_ring_can_be_found_later_once() -> None:
    desk = Desk().opened()
    command = c.ShareRing((over("case-0", 4, 2),))
    desk.do("ines", command)
    assert desk.case.ring == "ring of case-0"
    assert desk.refused("ines", command).code == "no shared ring"


def test_a_case_is_no_earlier_case_of_itself() -> None:
    desk = Desk().opened()
    overlaps = (c.Overlap(desk.case.case, "ring-x", 3, 3),)
    assert desk.refused("ines", c.ShareRing(overlaps)).code == "no shared ring"
