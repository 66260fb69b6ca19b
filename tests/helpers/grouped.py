"""A made-up group of forty accounts: its run beside a server, and a case with its evidence."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.console_group_world import FINDING, Size, write_world

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.case import working
from clearwater.app.case.from_runs import Runs, frozen_finding
from clearwater.app.case.opening import open_for_finding
from clearwater.cases.records.case import Case
from clearwater.cases.workflow.rights import Verb
from clearwater.web.settings import ServerSettings
from tests.helpers.console import Console, console_at
from tests.helpers.web_server import Server, with_runs

RUN = "made-up"
ACCOUNTS = 40
SMALL = Size(accounts=ACCOUNTS, events=1_600, pairs=500)
NAMED = "u0000"
"""Begins the names of all accounts of the log, and nothing else."""
OBJECT = "harbour lights"
"""Stands in the names of all objects."""
WRITTEN = "物流也快"
"""Stands in a third of the texts."""


def write_runs(folder: Path, size: Size = SMALL) -> Path:
    """Write a run folder beside its log, and return the folder above those of organisations."""
    made = write_world(folder / "log", size)
    above = folder / "runs"
    (above / "main").mkdir(parents=True)
    shutil.copytree(made, above / "main" / RUN)
    return above


def at_runs(settings: ServerSettings, above: Path) -> ServerSettings:
    """Return settings of a server that shows these runs."""
    return with_runs(settings, above, lambda: REAL_PARTS)


def case_for(server: Server, above: Path, by: str = "ines") -> str:
    """Return a case for the group, with everything that it rests on frozen."""
    desk = server.desk(by)
    runs = Runs.of(above, "main", lambda: REAL_PARTS, server.store.blobs)
    frozen = frozen_finding(desk, runs, RUN, FINDING, Verb.OPEN)
    return open_for_finding(desk, frozen.found, lambda: frozen.frozen).all(Case)[0].case


@contextmanager
def console_with_case(folder: Path) -> Iterator[tuple[Console, str]]:
    """Serve a console with the group as a case of ``ines``; yield it and the case."""
    above = write_runs(folder)
    with console_at(folder, lambda settings: at_runs(settings, above)) as console:
        case = case_for(console.server, above)
        working.assign(console.server.desk("ines"), case, "ines")
        yield console, case
