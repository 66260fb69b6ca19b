from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clearwater.cases.evidence.verifier.content import root_of_evidence
from clearwater.cases.evidence.verifier.names import is_safe_name
from clearwater.cases.records.case import Member
from clearwater.cases.records.decision import Evidence
from clearwater.cases.records.evidence_names import can_be_frozen_as
from clearwater.cases.records.evidence_root import root_of
from clearwater.cases.workflow import commands as c
from tests.helpers.case_desk import DAY_US, Desk, files


def test_a_case_is_in_review_once_somebody_is_responsible() -> None:
    desk = Desk().opened()
    desk.do("lea", c.AssignCase("ivo"))
    assert (desk.case.state, desk.case.assignee) == ("in review", "ivo")
    assert desk.case.due_us == desk.now_us + 7 * DAY_US


def test_another_one_can_become_responsible_and_nothing_else_changes() -> None:
    desk = Desk().proposed()
    due = desk.case.due_us
    desk.do("lea", c.AssignCase("ivo"))
    assert (desk.case.state, desk.case.assignee, desk.case.due_us) == ("proposed", "ivo", due)


@pytest.mark.parametrize(
    ("user", "to", "code"),
    [
        ("ivo", "ines", "not yours"),
        ("lea", "two words", "out of range"),
        ("lea", "", "out of range"),
        ("lea", "clearwater", "out of range"),
        ("lea", "ines", "standing same"),
    ],
)
def test_an_assignment_that_cannot_be_is_refused(user: str, to: str, code: str) -> None:
    assert Desk().in_review().refused(user, c.AssignCase(to)).code == code


def test_an_investigator_takes_a_case_alone() -> None:
    desk = Desk().in_review()
    desk.do("ivo", c.AssignCase("ivo"))
    assert desk.case.assignee == "ivo"


def a_member(desk: Desk) -> Member:
    return desk.file.all(Member)[0]


def test_a_member_is_excluded_with_a_reason_and_included_again_with_another() -> None:
    desk = Desk().in_review()
    subject = a_member(desk).subject
    desk.do("ines", c.ExcludeMember(subject, "被冒用的账号 a stolen account"))
    why = a_member(desk).why
    assert (a_member(desk).standing, why is not None) == ("excluded", True)
    desk.do("ines", c.IncludeMember(subject, "it was not stolen"))
    assert a_member(desk).standing == "member"
    assert desk.acts()[-2:] == ["member excluded", "member included"]
    assert a_member(desk).why not in {None, why}


@pytest.mark.parametrize(
    ("subject", "why", "code"),
    [("nobody", "a reason", "no such member"), (None, " ", "reason needed")],
)
def test_an_exclusion_that_cannot_be_is_refused(subject: str | None, why: str, code: str) -> None:
    desk = Desk().in_review()
    command = c.ExcludeMember(subject or a_member(desk).subject, why)
    assert desk.refused("ines", command).code == code


def test_nobody_is_excluded_twice() -> None:
    desk = Desk().in_review()
    command = c.ExcludeMember(a_member(desk).subject, "a victim")
    desk.do("ines", command)
    assert desk.refused("ines", command).code == "standing same"


def test_who_is_excluded_after_the_decision_loses_what_was_planned() -> None:
    desk = Desk().decided()
    desk.do("ines", c.ExcludeMember(a_member(desk).subject, "a victim"))
    states = {m.subject: m.state for m in desk.measures}
    assert states[a_member(desk).subject] == "void"
    assert sorted(states.values()) == ["planned", "planned", "void"]


def test_who_is_excluded_after_the_notices_gets_everything_taken_back() -> None:
    desk = Desk().notified().delivered()
    desk.do("ines", c.ExcludeMember(a_member(desk).subject, "a victim"))
    (lifted,) = [m for m in desk.measures if m.state == "lifted"]
    assert lifted.subject == a_member(desk).subject
    assert desk.steps[-1].act.details()["cause"] == "exclusion"


def test_frozen_files_are_named_under_one_root() -> None:
    desk = Desk().in_review()
    act = desk.steps[-1].act.details()
    assert (act["files"], act["root"]) == (2, root_of(desk.file.all(Evidence)))
    assert {e.frozen_by for e in desk.file.all(Evidence)} == {"ines"}


def test_freezing_the_same_again_changes_nothing_and_is_written_down() -> None:
    desk = Desk().in_review()
    before = desk.file.all(Evidence)
    (step,) = desk.do("ivo", c.FreezeEvidence(files()))
    assert (step.puts, step.act.details()["files"]) == ((), 0)
    assert desk.file.all(Evidence) == before


@pytest.mark.parametrize(
    ("frozen", "code"),
    [
        ((), "no evidence"),
        ((c.FrozenFile("run.json", "ab" * 32, 3),), "name twice"),
        ((c.FrozenFile("a", "ab" * 32, 3), c.FrozenFile("a", "cd" * 32, 3)), "name twice"),
        ((c.FrozenFile("RUN.json", "ab" * 32, 3),), "name twice"),
        ((c.FrozenFile("a", "ab" * 32, 3), c.FrozenFile("A", "ab" * 32, 3)), "name twice"),
        ((c.FrozenFile("a", "AB" * 32, 3),), "out of range"),
        ((c.FrozenFile("a", "ab" * 31, 3),), "out of range"),
        ((c.FrozenFile("a", "ab" * 32, -1),), "out of range"),
        *(
            ((c.FrozenFile(name, "ab" * 32, 3),), "out of range")
            for name in ("", "/etc/passwd", "a/../b", "a//b", "./a", "证据\u202e", "a\nb")
        ),
    ],
)
def test_files_that_cannot_be_frozen_are_refused(
    frozen: tuple[c.FrozenFile, ...], code: str
) -> None:
    assert Desk().in_review().refused("ines", c.FreezeEvidence(frozen)).code == code


@given(st.text("aZ09._-/ \\证\u202e\n", max_size=12))
@example("con/a")
@example("a/NUL.txt")
@example("a" * 101)
@example("/".join(["a" * 99] * 5))
def test_a_name_can_be_frozen_if_a_package_can_hold_it(name: str) -> None:
    assert can_be_frozen_as(name) == is_safe_name(name)


def test_the_root_is_the_one_that_packages_are_checked_by() -> None:
    frozen = Desk().in_review().file.all(Evidence)
    assert root_of(frozen) == root_of_evidence([[e.name, e.sha256, e.size] for e in frozen])
