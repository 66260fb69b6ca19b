"""Killed at any point of an erasure: done again it is finished, and nothing is lost besides."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from clearwater.cases.ledger.faults import FaultKind
from clearwater.cases.records.people import Disclosure
from clearwater.cases.store.opening import open_store
from tests.helpers import postgresql
from tests.helpers.canaries import ASCII, found_below
from tests.helpers.canary_life import CanaryLife
from tests.helpers.killing import Nursery, nursery

ERASE = "tests.helpers.killed_erasure:erase_once"


@dataclass(frozen=True)
class Place:
    """Where a store is, and where copies of it are made."""

    url: str
    files: Path

    @property
    def on_server(self) -> bool:
        return self.url.startswith("postgresql")

    @property
    def arguments(self) -> dict[str, str]:
        return {"url": self.url, "files": str(self.files)}

    def copied(self, to: Path) -> Place:
        shutil.copytree(self.files, to / "files")
        if self.on_server:
            return Place(postgresql.copied_database(self.url), to / "files")
        shutil.copyfile(self.url, to / "cases.sqlite")
        return Place(str(to / "cases.sqlite"), to / "files")

    def removed(self) -> None:
        shutil.rmtree(self.files.parent)
        if self.on_server:
            postgresql.drop_database(self.url)

    def faults(self) -> set[str]:
        store = open_store(self.url, self.files, create=False)
        faults = {fault.kind for fault in store.check()}
        store.close()
        return faults

    def is_known(self) -> bool:
        store = open_store(self.url, self.files, create=False)
        with store.reading("main") as unit:
            known = bool(unit.subjects_by_identifier("account", [ASCII]))
        store.close()
        return known

    def says_it(self) -> bool:
        """Whether a text that can be read names it, or a byte of a file does."""
        store = open_store(self.url, self.files, create=False)
        with store.reading("main") as unit:
            said = any(ASCII in (one.text or "") for one in unit.find(Disclosure))
        store.close()
        return said or bool(found_below(self.files.parent, [ASCII]))


@pytest.fixture(params=["sqlite", "postgresql"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    folder = tmp_path / "source"
    folder.mkdir()
    on_server = request.param == "postgresql"
    url = postgresql.new_database() if on_server else str(folder / "cases.sqlite")
    life = CanaryLife.at(url, folder / "files")
    life.to_a_decision().to_its_end()
    life.store.close()
    yield Place(url, folder / "files")
    if on_server:
        postgresql.drop_database(url)


@pytest.fixture(scope="module")
def children() -> Iterator[Nursery]:
    with nursery("tests.helpers.killed_erasure", "psycopg") as ready:
        yield ready


@pytest.mark.heavy
def test_killed_at_any_point_it_can_be_done_again(
    source: Place, children: Nursery, tmp_path: Path
) -> None:
    ends: list[str] = []
    half_way = 0
    # A server is slower to copy: there every other point has to do.
    for last in range(1, 200, 2 if source.on_server else 1):
        copy = source.copied(_folder(tmp_path / "copy"))
        fate = children.live(ERASE, copy.arguments, last=last)
        ends.append(fate.ended)
        if fate.ended == "killed":
            half_way += after_a_kill(copy, fate.at)
            finish(copy, children)
        assert not copy.says_it(), fate.at
        assert copy.faults() == set(), fate.at
        copy.removed()
        if fate.ended == "done":
            break
    assert ends[-1] == "done", "at last nobody killed it"
    assert len(ends) > 12
    assert half_way > 2, "sometimes the act was saved and files were left"


@pytest.mark.heavy
@pytest.mark.parametrize("source", ["postgresql"], indirect=True)
@pytest.mark.parametrize("at", ["before COMMIT", "after INSERT INTO data_keys"])
def test_a_server_that_loses_the_backend_has_erased_all_or_nothing(
    source: Place, children: Nursery, tmp_path: Path, at: str
) -> None:
    copy = source.copied(_folder(tmp_path / "copy"))
    fate = children.live(ERASE, copy.arguments, last=1, only=at, backend=True)
    assert fate.ended == "failed", fate
    wait_for_server(copy.url)
    after_a_kill(copy, fate.at)
    finish(copy, children)
    assert not copy.says_it()
    assert copy.faults() == set()
    copy.removed()


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def wait_for_server(url: str) -> None:
    """Wait until the server has recovered: it ends every backend when one was killed."""
    ends = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(url).close()
        except psycopg.OperationalError:
            assert time.monotonic() < ends, "it did not come back"
            time.sleep(0.1)
        else:
            return


def finish(copy: Place, children: Nursery) -> None:
    again = children.live(ERASE, copy.arguments)
    assert again.ended == "done", again.said


def after_a_kill(copy: Place, at: str) -> int:
    """See that the store is whole but for files that an erasure left; return whether any are."""
    faults = copy.faults()
    assert faults <= {FaultKind.UNFINISHED_ERASURE, FaultKind.MISSING_KEY}, at
    named = bool(found_below(copy.files / "outgoing", [ASCII]))
    known = copy.is_known()
    assert known or FaultKind.MISSING_KEY not in faults
    return int(not known and (named or bool(faults)))
