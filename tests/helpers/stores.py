"""Stores for tests: made as a rehearsal, filled with records of every kind, and copied."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from clearwater.cases import acts
from clearwater.cases.records.case import Case
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.base import Step
from tests.helpers import made_up_cases
from tests.helpers.new_store import new_store, settle

START_US = made_up_cases.START_US
SEED = "排练"


def make_store(url: str | Path, files: Path, seed: str = SEED) -> SqlStore:
    """Return a new, empty rehearsal."""
    return new_store(url, files, rehearsal=seed, user="root", now_us=START_US)


def open_rehearsal(url: str | Path, files: Path, now_us: int, seed: str = SEED) -> SqlStore:
    """Return a new, empty rehearsal that was made at a time."""
    return new_store(url, files, rehearsal=seed, user="root", now_us=now_us)


def opening_of(case: Case) -> Step:
    """Return the step that opens a case."""
    return Step(acts.CaseOpened(case.case, "clue-1", case.origin), (case,))


def save(store: SqlStore, *steps: Step, organisation: str = "main") -> None:
    """Save steps in a unit of their own."""
    with store.writing(organisation) as unit:
        unit.save(steps, "王芳", START_US)


def numbers(store: SqlStore, organisation: str = "main") -> list[int]:
    """Return the numbers of an organisation's entries."""
    with store.reading(organisation) as unit:
        return [entry.number for entry in unit.entries()]


a_case = made_up_cases.a_case


@contextmanager
def filled_sqlite(
    folder: Path, cases: int = 3, members: int = 4, seed: str = SEED
) -> Iterator[SqlStore]:
    """Yield a filled store, two organisations in it; closed afterwards, all in one file."""
    store = make_store(folder / "cases.db", folder / "files", seed)
    fill(store, cases, members)
    yield store
    store.close()
    settle(folder / "cases.db")


def fill(store: SqlStore, cases: int = 3, members: int = 4) -> None:
    """Fill a store for two organisations."""
    made_up_cases.Filling(store).run(cases, members)
    made_up_cases.Filling(store, "华东").run(1, 2)


def copy_store(source: Path, target: Path) -> Path:
    """Copy the folder of a settled store, and return the copy."""
    return Path(shutil.copytree(source, target))
