"""A report never causes a measure: there is no way through the code from intake to a decision.

What is held: the files of intake name no command about a case but the ones that open it and no act
of a decision; and its steps can put no row of a case. Each check is shown something to reject.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import clearwater
from clearwater.cases.records.decision import Decision, Measure
from clearwater.cases.records.notice import Message, Notice
from clearwater.cases.records.people import Role
from clearwater.cases.workflow import commands as c
from clearwater.cases.workflow.dispatch import STEPS, WITHOUT_CASE
from clearwater.cases.workflow.rights import RIGHTS, SYSTEM_RIGHTS, VERB_OF, Verb

SOURCE = Path(clearwater.__file__).parent
INTAKE = sorted(
    [
        *SOURCE.glob("app/intake/*.py"),
        *SOURCE.glob("cases/intake/*.py"),
        *SOURCE.glob("cli/intake*.py"),
        SOURCE / "cases/workflow/reporting.py",
        SOURCE / "cases/workflow/commands_intake.py",
        SOURCE / "cases/records/reports.py",
        SOURCE / "cases/acts/reports.py",
    ]
)
OF_CASES = {kind.__name__ for kind in STEPS}
"""Commands about a case."""
DOORS = {"decide_on", "on_case", "done"}
"""The ways by which a command about a case is asked for."""


def names_in(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.alias):
            yield node.name.rpartition(".")[2]


def ways_to_a_case(source: str) -> set[str]:
    """Return what in a file could lead to a decision."""
    return set(names_in(source)) & (OF_CASES | DOORS)


def rows_made(source: str) -> set[str]:
    """Return the rows of measures that a file makes."""
    made = {kind.__name__ for kind in (Decision, Measure, Notice, Message)}
    calls = (node.func for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call))
    return {func.id for func in calls if isinstance(func, ast.Name)} & made


@pytest.mark.parametrize("path", INTAKE, ids=lambda path: str(path.relative_to(SOURCE)))
def test_no_file_of_intake_asks_for_anything_in_a_case(path: Path) -> None:
    source = path.read_text()
    # `ReadPersonalData` is what the commands that show reports are made from.
    assert ways_to_a_case(source) <= {"ReadPersonalData"}
    assert rows_made(source) == set()


@pytest.mark.parametrize(
    "wrong",
    [
        "from clearwater.cases.workflow.commands import Decide",
        "def f(desk, case): desk.on_case(case, None)",
        "from clearwater.cases.workflow import commands as c\nx = c.IssueNotices",
        "desk.done(unit, context, file, command)",
    ],
)
def test_the_check_sees_a_file_that_does(wrong: str) -> None:
    assert ways_to_a_case(wrong)


def test_the_check_sees_a_row_of_a_measure() -> None:
    assert rows_made("puts = (Measure(*fields),)") == {"Measure"}


def test_the_files_are_there() -> None:
    assert len(INTAKE) > 20


def test_the_software_decides_nothing_and_intake_neither() -> None:
    of_cases = {VERB_OF[kind] for kind in STEPS} - {VERB_OF[c.ReadPersonalData]}
    assert not RIGHTS[Role.INTAKE] & of_cases
    deciding = {Verb.OPEN, Verb.DECIDE, Verb.APPROVE, Verb.NOTIFY}
    assert not SYSTEM_RIGHTS & deciding


def test_commands_about_reports_are_about_no_case() -> None:
    own = [kind for kind in WITHOUT_CASE if kind.__module__.endswith("commands_intake")]
    assert len(own) == 5
    assert not set(own) & set(STEPS)
