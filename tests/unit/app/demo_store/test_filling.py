"""The demo's store: nobody's page is empty, nothing was written past the workflow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.case.at_store import StoreAt
from clearwater.app.case.ledger import check_by, verify_store
from clearwater.app.case.listing import cases
from clearwater.app.case.organisation import policy_in_force
from clearwater.app.demo_store import HERE, YOU, DemoStore, fill, found_again
from clearwater.app.demo_store.people import COLLEAGUES
from clearwater.app.demo_store.story import DAY_US, WEEK_US, Story, monday_us
from clearwater.app.identity.base import Gate
from clearwater.app.identity.setup import use_setup
from clearwater.app.intake.listing import reports
from clearwater.app.org.duties import duties
from clearwater.app.org.handing_over import handovers
from clearwater.app.org.tree import tree
from clearwater.app.progress import Progress
from clearwater.cases.measures.default_policy import default_policy
from clearwater.cases.records.case import CaseState
from clearwater.cases.records.people import Role
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.sql import SqlStore
from clearwater.errors import ParameterError
from clearwater.web.settings import now_us
from tests.helpers.desk_folder import desk_folder

MONDAY_US = 1_772_409_600_000_000
"""2026-03-02T00:00:00Z."""
NOW_US = MONDAY_US + 7 * DAY_US + 60_000_000
"""The worst of times: a minute after a week began."""
SEED = "demo of a test"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def made(folder: Path) -> DemoStore:
    desk_folder(folder)
    return fill(REAL_PARTS, folder, seed=SEED, now_us=NOW_US)


@pytest.fixture
def store(made: DemoStore) -> Iterator[SqlStore]:
    opened = open_store(made.store, made.files, create=False)
    yield opened
    opened.close()


class _KilledError(BaseException):
    """Stands for a process that ends in the middle."""


def test_a_demo_that_was_killed_in_the_middle_is_not_opened_and_can_be_made_anew(
    tmp_path: Path,
) -> None:
    desk_folder(tmp_path)

    def killed(progress: Progress) -> None:
        if progress.done == 5:
            raise _KilledError

    with pytest.raises(_KilledError):
        fill(REAL_PARTS, tmp_path, killed, seed=SEED, now_us=NOW_US)
    with pytest.raises(ParameterError, match="was not finished"):
        found_again(tmp_path)
    fill(REAL_PARTS, tmp_path, seed=SEED, now_us=NOW_US)
    assert found_again(tmp_path).token is not None


def test_a_week_begins_on_monday() -> None:
    assert monday_us(MONDAY_US, 0) == MONDAY_US
    assert monday_us(MONDAY_US - 1, 0) == MONDAY_US - WEEK_US
    assert monday_us(MONDAY_US + 6 * DAY_US, 2) == MONDAY_US - 2 * WEEK_US


def test_time_goes_forward_and_never_past_the_end(store: SqlStore) -> None:
    story = Story(store, NOW_US, Story.beginning_us(NOW_US))
    story.on(1, 2, 9)
    then = story.now_us
    story.on(2, 0, 0)
    assert story.now_us == then
    story.before_now(0)
    assert then < story.now_us <= NOW_US
    desk = story.desk(YOU, HERE)
    assert [desk.clock_us() for _ in range(2)] == [NOW_US] * 2


def test_cases_stand_in_every_state(store: SqlStore) -> None:
    desk = Story(store, NOW_US, NOW_US).desk(YOU, HERE)
    listed = cases(desk, states=tuple(CaseState)).to_pylist()
    states = Counter(one["state"] for one in listed)

    # The small log has one finding, which is left for whoever looks; the demo's own has four.
    assert states == {"open": 1, "closed": 1}


def test_no_page_is_empty(store: SqlStore) -> None:
    desk = Story(store, NOW_US, NOW_US).desk(YOU, HERE)
    assert reports(desk).num_rows > 0
    assert tree(desk).num_rows == 5
    assert {one["overdue"] for one in duties(desk).to_pylist()} == {True, False}
    assert handovers(desk).num_rows == 1


def test_the_ledger_verifies(made: DemoStore, store: SqlStore) -> None:
    desk = Story(store, NOW_US, NOW_US).desk(YOU, HERE)
    assert check_by(desk, store).faults == ()
    where = StoreAt(str(made.store), made.files, YOU, HERE, None)
    assert verify_store(where).faults == ()


def test_nobody_needs_a_device_and_nothing_else_was_loosened(store: SqlStore) -> None:
    desk = Story(store, NOW_US, NOW_US).desk(YOU, HERE)
    rules, brought = policy_in_force(desk), default_policy()
    assert rules.identity.second_factor == ()
    again = replace(rules.identity, second_factor=brought.identity.second_factor)
    assert replace(rules, identity=again) == brought


def test_everybody_else_has_one_role_and_no_password(store: SqlStore) -> None:
    assert set(COLLEAGUES.values()) == set(Role)
    gate = Gate(store, lambda: NOW_US)
    with store.reading(HERE) as unit:
        assert gate.roles(unit, YOU) == frozenset(Role)
        for login, role in COLLEAGUES.items():
            assert gate.roles(unit, login) == {role}


def test_the_way_in_works_once_and_is_made_anew_while_nobody_used_it(
    folder: Path, made: DemoStore, store: SqlStore
) -> None:
    assert made.token is not None
    assert made.token in made.first_path
    again = found_again(folder)
    assert again.token not in {None, made.token}
    gate = Gate(store, now_us)
    use_setup(gate, HERE, YOU, str(again.token), "浅水清澈见底 clear-water")
    assert found_again(folder).first_path == "/sign-in"


def test_a_folder_without_a_demo_is_not_opened(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "clearwater.sqlite").touch()
    with pytest.raises(ParameterError, match="no demo to open again"):
        found_again(tmp_path)
