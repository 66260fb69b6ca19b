"""The logs that a server holds open: read once, asked often, and forgotten when others come.

They are in memory and nowhere else, so that no copy of anybody's events is left behind. A log is
read again from where its run says that it is, and only if it is still the one that the run was made
from.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.app.case.from_runs import Runs
from clearwater.app.case.run_finding import no_run
from clearwater.app.investigate.open_log import NOBODY, TEXT, OpenLog
from clearwater.app.investigate.run_tables import manifest_of, table_of
from clearwater.app.progress import no_progress
from clearwater.app.read_population import read_population
from clearwater.app.run_sources import Elsewhere, check_unchanged, sources_of
from clearwater.app.scan_job import open_log
from clearwater.app.scan_request import Sources
from clearwater.detect.population import Population
from clearwater.errors import CannotRunError, SourceError
from clearwater.events.log import EventLog

MOST_EVENTS = 20_000_000
"""Events of a log that is held open: some 60 bytes of memory each."""
KEPT_EVENTS = 24_000_000
"""Events of all logs together; beyond it the one goes that was asked longest ago."""


@dataclass
class OpenLogs:
    """Open logs by who may ask them."""

    most_events: int = MOST_EVENTS
    kept_events: int = KEPT_EVENTS
    _kept: OrderedDict[tuple[str, str, str], OpenLog] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _reading: threading.Lock = field(default_factory=threading.Lock)

    def of_run(self, runs: Runs, organisation: str, run: str) -> OpenLog:
        """Return the log of a run, which is read where it is not open.

        Raises
        ------
        NothingThereError
            If there is no such run.
        CannotRunError
            If its log is larger than what is held open.
        InputError
            If its log is not there any more, or has changed.
        """
        folder = runs.folder_of(run)
        identity = identity_of(folder)
        key = (organisation, f"run {run}", identity)
        try:
            # What is open in memory is as removed as the file is.
            sources = sources_of(manifest_of(folder), folder, Elsewhere())
        except SourceError:
            self._close(key)
            raise
        return self._of(key, lambda: _read_run(runs, folder, sources, identity, self.most_events))

    def of_case(
        self, organisation: str, case: str, identity: str, read: Callable[[], OpenLog]
    ) -> OpenLog:
        """Return the frozen events of a case, which are read by `read` where they are not open."""
        return self._of((organisation, f"case {case}", identity), read)

    def forget(self) -> None:
        """Close every log."""
        with self._lock:
            self._kept.clear()

    def _close(self, key: tuple[str, str, str]) -> None:
        with self._lock:
            self._kept.pop(key, None)

    def _of(self, key: tuple[str, str, str], read: Callable[[], OpenLog]) -> OpenLog:
        found = self._get(key)
        if found is not None:
            return found
        # One at a time: whoever asks for the same log waits for it instead of reading it again.
        with self._reading:
            found = self._get(key)
            return self._put(key, read()) if found is None else found

    def _get(self, key: tuple[str, str, str]) -> OpenLog | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def _put(self, key: tuple[str, str, str], read: OpenLog) -> OpenLog:
        with self._lock:
            for old in [one for one in self._kept if one[:2] == key[:2]]:
                del self._kept[old]
            self._kept[key] = read
            while len(self._kept) > 1 and self._events() > self.kept_events:
                self._kept.popitem(last=False)
        return read

    def _events(self) -> int:
        return sum(one.log.events for one in self._kept.values())


def identity_of(folder: Path) -> str:
    """Return what tells a run from one that took its name: a hash of its ``run.json``."""
    try:
        return hashlib.sha256((folder / "run.json").read_bytes()).hexdigest()[:32]
    except OSError as error:
        raise no_run(folder / "run.json", error) from error


def _read_run(
    runs: Runs, folder: Path, sources: Sources, identity: str, most_events: int
) -> OpenLog:
    manifest = manifest_of(folder)
    require_small(manifest, most_events)
    log = open_log(runs.load_parts(), sources)
    population, reading = read_population(cast("EventLog", log), no_progress)
    check_unchanged(manifest, reading, folder)
    return opened(
        population,
        identity,
        table_of(folder, "accounts"),
        table_of(folder, "members"),
        table_of(folder, "pushed"),
    )


def require_small(manifest: Mapping[str, Any], most_events: int) -> None:
    """Return if the log of a run can be held open.

    Raises
    ------
    CannotRunError
        If it is too large.
    """
    events = int(manifest.get("counts", {}).get("events", 0))
    if events > most_events:
        raise CannotRunError(
            "the log is too large to be held open",
            expected=f"at most {most_events:,} events",
            found=f"{events:,}",
            next_step="Ask DuckDB about the file itself, or scan a part of it.",
        )


def opened(
    population: Population,
    identity: str,
    accounts: pa.Table,
    members: pa.Table,
    pushed: pa.Table | None = None,
) -> OpenLog:
    """Return a log open for questions.

    Parameters
    ----------
    accounts
        The run's table: ``account``, ``finding``.
    members
        ``finding``, ``account``.
    pushed
        ``object``; without it no object has a page of its own.
    """
    log = population.log
    findings = tuple(sorted(set(members["finding"].to_pylist())))
    row, finding = np.full((2, log.accounts), NOBODY, np.int64)
    codes = codes_of(log.actors, accounts["account"])
    there = codes != NOBODY
    row[codes[there]] = np.flatnonzero(there)
    finding[codes[there]] = codes_of(pa.array(findings, pa.string()), accounts["finding"])[there]
    named = members["finding"].to_pylist()
    member = codes_of(log.actors, members["account"])
    members_of = {
        one: np.array(
            [
                code
                for code, of in zip(member.tolist(), named, strict=True)
                if of == one and code != NOBODY
            ],
            np.int64,
        )
        for one in findings
    }
    made = OpenLog(
        population,
        identity,
        findings,
        members_of,
        finding.astype(np.int32),
        row,
        _objects(population, pushed),
    )
    if TEXT in made.kinds:
        # Which texts say the same is worked out now, and not while somebody waits for an answer.
        made.values(TEXT)
    return made


def codes_of(names: pa.Array, wanted: pa.ChunkedArray | pa.Array) -> np.ndarray:
    """Return int64: the place of each wanted value among `names`, or NOBODY."""
    found = pc.index_in(wanted, value_set=names)
    codes: np.ndarray = pc.fill_null(found, NOBODY).to_numpy().astype(np.int64)
    return codes


def _objects(population: Population, pushed: pa.Table | None) -> np.ndarray:
    if pushed is None:
        return np.zeros(0, np.int64)
    log = population.log
    first = np.searchsorted(log.object_of_key, np.arange(log.objects))
    return codes_of(log.key_object.take(pa.array(first)), pushed["object"])
