"""A store for the demo, filled with two weeks of work and left as if everybody had just gone home.

Whatever stands in it was done by the use-cases that people have, under the rights that they have:
nothing is written past the workflow, so the ledger verifies and every page shows what it shows of
real work.
"""

from __future__ import annotations

import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from clearwater.app.case.from_runs import Runs
from clearwater.app.demo import STORE_MARK, STORE_NAME
from clearwater.app.demo_store import bodies, cases, reports
from clearwater.app.demo_store.people import HERE, MAKER, YOU, settle
from clearwater.app.demo_store.story import Story
from clearwater.app.identity.base import Gate
from clearwater.app.identity.setup import issue_setup
from clearwater.app.parts import Parts
from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.cases.records.identity import Credential
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.sql import SqlStore
from clearwater.errors import OutputError, ParameterError

RUN_NAME = "demo"
"""What the demo's run is called in the console."""
STAGE = "fill the store"
TOLD = ".told"
"""File beside a store whose story was told to the end: a demo killed before is not opened."""
_MARK = """This is the store of a Clearwater demo: an exercise with made-up people and accounts.
The next `clearwater demo` into the folder above replaces it. Keep nothing here.

这是 Clearwater 演示所用的存储：人物与账号均为虚构，仅供演练。
在上一级文件夹再次运行 `clearwater demo` 会将其替换，请勿在此存放任何内容。
"""


@dataclass(frozen=True)
class DemoStore:
    """A store that was filled, and how to get in."""

    store: Path
    """The SQLite file."""
    files: Path
    runs: Path
    """Above the run folders of each organisation."""
    logs: Path
    """Above the logs of each organisation."""
    token: str | None = None
    """With which `YOU` sets a password, once, within three days. It is kept nowhere. None where a
    password was set before."""

    @classmethod
    def in_folder(cls, demo_folder: Path) -> DemoStore:
        """Return where everything lies in the folder of a demo."""
        folder = demo_folder / STORE_NAME
        return cls(
            store=folder / "clearwater.sqlite",
            files=folder / "clearwater.files",
            runs=folder / "runs",
            logs=folder / "logs",
        )

    @property
    def first_path(self) -> str:
        """The page that a browser is opened at. What stands behind # is not sent to any server."""
        if self.token is None:
            return "/sign-in"
        return f"/set-up#organisation={HERE}&user={YOU}&token={self.token}"


def fill(
    parts: Parts,
    demo_folder: Path,
    on_progress: ProgressListener = no_progress,
    *,
    seed: str | None = None,
    now_us: int | None = None,
) -> DemoStore:
    """Make ``store/`` in the folder of a demo that was scanned, and return how to get in.

    Parameters
    ----------
    seed
        Of names, salts and keys; None draws one. With one that others know, they can make up every
        key of the store: for tests and pictures only.
    now_us
        When the story ends, microseconds UTC; None: now.

    Raises
    ------
    OutputError
        If it cannot be written.
    """
    made = DemoStore.in_folder(demo_folder)
    _lay_out(demo_folder, made)
    end_us = time.time_ns() // 1000 if now_us is None else now_us
    story_begins = Story.beginning_us(end_us)
    store = open_store(
        made.store,
        made.files,
        create=True,
        rehearsal=secrets.token_hex(16) if seed is None else seed,
        users="listed",
        user=MAKER,
        now_us=story_begins,
    )
    try:
        story = Story(store, end_us, story_begins)
        work = cases.Work(story, Runs.of(made.runs, HERE, lambda: parts, store.blobs), RUN_NAME)
        _live(work, on_progress)
        story.now_us = end_us
        (made.store.parent / TOLD).touch()
        return replace(made, token=_token(store, end_us))
    finally:
        store.close()


def found_again(demo_folder: Path) -> DemoStore:
    """Return the store of a demo that is there, with a new way in where nobody has a password.

    Raises
    ------
    ParameterError
        If there is none, or it was not finished.
    """
    made = DemoStore.in_folder(demo_folder)
    if not (made.store.parent / STORE_MARK).is_file() or not made.store.is_file():
        raise ParameterError(
            "there is no demo to open again",
            where=str(demo_folder),
            next_step="Make one: leave --keep out, or name its folder with --out.",
        )
    if not (made.store.parent / TOLD).is_file():
        raise ParameterError(
            "the demo that is here was not finished",
            where=str(demo_folder),
            next_step="Make it anew: leave --keep out.",
        )
    store = open_store(made.store, made.files, create=False)
    try:
        now_us = time.time_ns() // 1000
        with store.reading(HERE) as unit:
            login = unit.get(Credential, HERE, YOU)
        if login is not None and login.password is not None:
            return made
        return replace(made, token=_token(store, now_us))
    finally:
        store.close()


def _live(work: cases.Work, on_progress: ProgressListener) -> None:
    """Live through the two weeks, in the order of time."""
    story = work.story
    about = cases.named_in(work)
    acts: tuple[Callable[[], object], ...] = (
        lambda: settle(story),
        lambda: bodies.grow(story),
        lambda: cases.closed_without_measure(story),
        lambda: reports.come_in(story, about, first=0, count=30),
        lambda: cases.appealed(work),
        lambda: reports.come_in(story, about, first=30, count=40),
        lambda: bodies.owe(story),
        lambda: bodies.pass_on(story, cases.at_work(work)),
        lambda: bodies.publish(story),
    )
    for done, act in enumerate(acts):
        on_progress(Progress(STAGE, done, len(acts)))
        act()
    on_progress(Progress(STAGE, len(acts), len(acts)))


def _token(store: SqlStore, now_us: int) -> str:
    gate = Gate(store, lambda: now_us)
    return issue_setup(gate, gate.desk(MAKER, HERE), YOU).token


def _lay_out(demo_folder: Path, made: DemoStore) -> None:
    """Put the run and the log where a server looks for those of an organisation."""
    try:
        shutil.rmtree(made.store.parent, ignore_errors=True)
        # The mark first: without it nobody would dare to replace what a kill leaves here.
        made.store.parent.mkdir(parents=True)
        (made.store.parent / STORE_MARK).write_text(_MARK, encoding="utf-8")
        (made.logs / HERE).mkdir(parents=True)
        shutil.copytree(demo_folder / "run", made.runs / HERE / RUN_NAME)
        shutil.copy2(demo_folder / "events.parquet", made.logs / HERE / "demo-events.parquet")
    except OSError as error:
        raise OutputError(
            "the demo's store cannot be written",
            where=str(made.store.parent),
            found=error.strerror or str(error),
            next_step="Name another folder with --out, or make room.",
        ) from error
