"""What roll-ups of parts and columns of a tree say together, on SQLite and on PostgreSQL."""

from __future__ import annotations

from dataclasses import replace

import pytest

from clearwater.app.case.opening import Told, open_for_clue, receive_clue
from clearwater.app.case.organisation import change_policy, policy_in_force
from clearwater.app.org import rollup
from clearwater.cases.store.sql import SqlStore
from tests.helpers.bodies_life import CITY, DISTRICT, PROVINCE, SIBLING, Bodies


@pytest.fixture
def bodies(store: SqlStore) -> Bodies:
    return Bodies(store).grow()


def hides(bodies: Bodies, body: str, smallest: int) -> None:
    """Let a body keep back what is smaller."""
    policy = policy_in_force(bodies.desk(body))
    publishing = replace(policy.publishing, smallest=smallest)
    change_policy(bodies.desk(body), replace(policy, publishing=publishing))


def test_a_part_counted_more_mildly_is_not_to_be_had_of_the_whole(bodies: Bodies) -> None:
    """City and district show 4 and 5 by their own policies; the sibling hides what is below 9."""
    for body, count in ((CITY, 4), (DISTRICT, 5), (SIBLING, 3)):
        for number in range(count):
            bodies.opened(body, [f"{body}账号{number}a", f"{body}账号{number}b"])
    for body, smallest in ((PROVINCE, 2), (CITY, 2), (DISTRICT, 2), (SIBLING, 9)):
        hides(bodies, body, smallest)
    seen: dict[str, list[int | None]] = {}
    for top in (None, CITY, DISTRICT, SIBLING):
        for row in rollup.rollup(bodies.auditor(PROVINCE), top).to_pylist():
            seen.setdefault(row["body"], []).append(row["in_review"])
    assert seen[CITY] == [None, None]
    assert seen[DISTRICT] == [None, None, None]
    assert seen[SIBLING] == [None, None]


def test_overdue_steps_say_nothing_about_a_hidden_state(bodies: Bodies) -> None:
    """Four cases in review and four open are hidden; eight overdue would say both."""
    for number in range(4):
        bodies.opened(CITY, [f"账号{number}a", f"账号{number}b"])
    for number in range(4):
        told = Told("patrol", f"路过{number}", None, None)
        clue = receive_clue(bodies.investigator(CITY), told)
        open_for_clue(bodies.investigator(CITY), clue.clue, title="同时点赞 Together")
    bodies.wait(days=60)
    rows = {row["body"]: row for row in rollup.rollup(bodies.auditor(PROVINCE)).to_pylist()}
    assert rows[CITY]["kept_back"] == "open in_review overdue_steps"
    assert rows[rollup.EVERYWHERE]["overdue_steps"] is None
    own = {row["body"]: row for row in rollup.rollup(bodies.auditor(CITY)).to_pylist()}
    assert own[CITY]["overdue_steps"] == 8, "one's own counts are one's own"
