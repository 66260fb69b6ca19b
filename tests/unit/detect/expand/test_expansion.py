"""From a lead to its desk, in the small log with two desks among people."""

from __future__ import annotations

from functools import cache

import pytest

from clearwater.detect.expand.expansion import expand_population
from clearwater.detect.expand.lead import Lead
from clearwater.detect.population import Population
from clearwater.findings.expansion import ACCOUNTS, EDGES, STEPS, Expansion
from tests.helpers.desk import DESK, SECOND_DESK, WINDOWS_US, desk_log, silent


@cache
def grown(*leads: str, steps: int = 10) -> Expansion:
    return expand_population(
        Population.of(desk_log(), None),
        [Lead.parse(lead) for lead in leads],
        WINDOWS_US,
        q=0.01,
        most_steps=steps,
        seed=0,
        step=silent,
    )


def three(desk: tuple[str, ...]) -> list[str]:
    return [f"account:{name}" for name in desk[:3]]


@pytest.mark.parametrize("desk", [DESK, SECOND_DESK])
def test_three_members_lead_to_their_desk_and_to_nobody_else(desk: tuple[str, ...]) -> None:
    assert grown(*three(desk)).held == set(desk)


def test_one_member_is_enough_here() -> None:
    assert grown("account:desk0").held == set(DESK)


def test_somebody_in_particular_leads_to_nobody() -> None:
    found = grown("account:p003", "account:p017", "account:p099")
    assert not found.held
    assert found.steps.num_rows == 0
    assert found.level is None
    assert "would add nobody" in found.stopped


def test_an_object_leads_to_its_desk_by_what_they_did_elsewhere() -> None:
    found = grown("object:o003")
    assert found.held == set(DESK)
    assert "set aside" in found.notes[0]


def test_an_object_that_no_desk_worked_on_leads_to_nobody() -> None:
    assert not grown("object:o095").held


def test_each_step_has_its_reason_and_its_odds() -> None:
    found = grown(*three(DESK))
    for row in found.steps.to_pylist():
        assert row["observed"] > 5 * row["expected"]
        assert row["q_value"] <= 0.01
        assert row["via"]
        assert "expected" in row["figure"]
        assert row["because"].startswith("moves")


def test_an_edge_leads_from_an_earlier_step() -> None:
    found = grown(*three(DESK))
    step_of = {row["account"]: row["step"] for row in found.accounts.to_pylist()}
    assert found.edges.num_rows
    for edge in found.edges.to_pylist():
        assert step_of[edge["from_account"]] < step_of[edge["to_account"]] == edge["step"]


def test_steps_may_be_bounded() -> None:
    found = grown(*three(DESK), steps=1)
    assert set(found.steps["step"].to_pylist()) == {1}
    assert "bound of 1 steps" in found.stopped or "would add nobody" in found.stopped


def test_a_stray_lead_does_not_hold() -> None:
    found = grown(*three(DESK), "account:p003")
    assert found.held == set(DESK)
    (stray,) = [row for row in found.accounts.to_pylist() if row["account"] == "p003"]
    assert stray["lead"]
    assert stray["note"].startswith("did not hold")


def test_innocent_explanations_are_shown() -> None:
    found = grown(*three(DESK))
    outcomes = dict(
        zip(
            found.explanations["explanation"].to_pylist(),
            found.explanations["outcome"].to_pylist(),
            strict=True,
        )
    )
    assert outcomes["fan club"] == "ruled out"
    assert outcomes["notified at the same moment"] == "not ruled out"


def test_the_same_question_gives_the_same_answer_and_the_schemas() -> None:
    again = expand_population(
        Population.of(desk_log(), None),
        [Lead.parse(lead) for lead in three(DESK)],
        WINDOWS_US,
        q=0.01,
        most_steps=10,
        seed=0,
        step=silent,
    )
    found = grown(*three(DESK))
    assert (found.steps.schema, found.accounts.schema, found.edges.schema) == (
        STEPS,
        ACCOUNTS,
        EDGES,
    )
    assert again.steps.equals(found.steps)
    assert again.accounts.equals(found.accounts)
    assert again.edges.equals(found.edges)
