from __future__ import annotations

from dataclasses import replace

import pytest

from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.people import Role, User
from clearwater.cases.records.policy import PolicyRow, PolicyVersion
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.base import Refusal, Step
from clearwater.cases.workflow.dispatch import decide_without_case
from tests.helpers.case_desk import Desk

INVESTIGATOR = frozenset({Role.INVESTIGATOR, Role.APPEALS})
OTHER = replace(default_policy(), appeal_window_s=30 * 86_400)


def done(command: c.Command, user: str = "lea") -> Step:
    outcome = decide_without_case(command, Desk().context(user))
    assert not isinstance(outcome, Refusal), outcome
    return outcome[0]


def refusal(command: c.Command, user: str = "lea") -> str:
    outcome = decide_without_case(command, Desk().context(user))
    assert isinstance(outcome, Refusal)
    return outcome.code


def test_a_policy_is_changed_with_its_hash_and_its_version_counted() -> None:
    first = done(c.ChangePolicy(default_policy(), None))
    row, kept = first.puts
    assert isinstance(row, PolicyRow)
    assert isinstance(kept, PolicyVersion)
    assert (kept.version, kept.policy) == (row.version, row.policy)
    second = done(c.ChangePolicy(OTHER, row))
    assert second.act.details() == {"version": 2, "sha256": OTHER.sha256}
    assert Policy.of_json(str(second.puts[0].row()["policy"])) == OTHER


def test_the_same_policy_again_is_no_change() -> None:
    row, _ = done(c.ChangePolicy(OTHER, None)).puts
    assert isinstance(row, PolicyRow)
    assert refusal(c.ChangePolicy(OTHER, row)) == "standing same"
    assert refusal(c.ChangePolicy(OTHER, replace(row, organisation="other"))) == (
        "other organisation"
    )


def test_somebody_is_added_and_leaves() -> None:
    (user,) = done(c.ChangeUser("王伟", INVESTIGATOR)).puts
    assert isinstance(user, User)
    assert (user.roles, user.state) == ("appeals investigator", "active")
    (gone,) = done(c.ChangeUser("王伟", frozenset(), active=False)).puts
    assert isinstance(gone, User)
    assert (gone.roles, gone.state) == ("", "left")


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (c.ChangeUser("clearwater", INVESTIGATOR), "out of range"),
        (c.ChangeUser("two words", INVESTIGATOR), "out of range"),
        (c.ChangeUser("", INVESTIGATOR), "out of range"),
        (c.ChangeUser("ivo", frozenset()), "out of range"),
        (c.ChangeUser("lea", frozenset(Role)), "same person"),
    ],
)
def test_what_cannot_be_is_refused(command: c.ChangeUser, code: str) -> None:
    assert refusal(command) == code


@pytest.mark.parametrize("user", ["ines", "rosa", "abel", "ada", "noone", "clearwater"])
def test_only_a_lead_changes_rules_and_people(user: str) -> None:
    assert refusal(c.ChangePolicy(OTHER, None), user) == "not allowed"
    assert refusal(c.ChangeUser("ivo", INVESTIGATOR), user) == "not allowed"
