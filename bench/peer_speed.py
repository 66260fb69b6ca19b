"""The same co-retweet job by coordination_network_toolkit and by `clearwater.compat`.

Both read one CSV file and give one table of edges, each in a process of its own; the edges must be
the same, row by row. Figures are CPU time (user and system, with all descendants) and peak memory
as the system counts them. *Job* is what was spent from the file to the edges; *start* is the rest:
interpreter, imports, loading compiled kernels, leaving. (The peer's leaving counts as job, because
its workers report only then; that is a fraction of a second in minutes.) Ours runs three times and
the middle counts; the peer runs once.

The peer lives in an environment of its own, ``.venv-peers``, because it pins what it needs.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import zip_longest
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from bench.processes import run_alone

HERE = Path(__file__).parent
WORK = HERE / "out" / "peer_speed"
PEER_PYTHON = HERE.parent / ".venv-peers" / "bin" / "python"

SEED = 7
ACCOUNTS = 20_000
POSTS = 100_000
MONTH_S = 30 * 86_400
MEAN_LAG_S = 4_200
LEAST_WEIGHT = 2
WINDOWS_S = (10, 60)

Row = tuple[str, str, int]


@dataclass(frozen=True)
class Spent:
    """What one process used."""

    start_cpu_s: float
    job_cpu_s: float
    peak_mb: float

    @property
    def all_cpu_s(self) -> float:
        """CPU seconds of the whole process."""
        return self.start_cpu_s + self.job_cpu_s


def figures(*, quick: bool, workers: int) -> dict[str, Any]:
    """Return CPU time and memory of both, and their ratio; one process at a time."""
    del workers  # two processes at once would share caches and spoil both figures
    if not PEER_PYTHON.exists():
        return {"skipped": "coordination_network_toolkit is not installed: make .venv-peers/.ready"}
    WORK.mkdir(parents=True, exist_ok=True)
    events = 50_000 if quick else 1_000_000
    log = WORK / f"log_{events}.csv"
    if not log.exists():
        write_log(log, events)
    warm = WORK / "log_warm.csv"
    write_log(warm, 1_000)
    ours(warm, 10, WORK / "edges_warm.arrow")  # compiles the kernels, once a machine
    try:
        rows = [compared(log, window_s) for window_s in WINDOWS_S[: 1 if quick else None]]
    finally:
        shutil.rmtree(WORK / "peer", ignore_errors=True)
    return {
        "job": (
            f"co_retweet of {events:,} retweets by {ACCOUNTS:,} accounts of {POSTS:,} posts, both "
            f"by rank (Zipf), one month; edges of weight {LEAST_WEIGHT} or more; from one CSV file "
            "to the edges; the edges of both were compared row by row and are the same"
        ),
        "windows": rows,
    }


def compared(log: Path, window_s: int) -> dict[str, Any]:
    """Return one row of figures; refuse if the edges differ."""
    edges = WORK / f"edges_{window_s}.arrow"
    # Ours lasts a second or two, so another process's moment weighs in: the middle of three counts.
    mine = sorted((ours(log, window_s, edges) for _ in range(3)), key=lambda s: s.job_cpu_s)[1]
    peers = theirs(log, window_s)
    rows = refuse_difference(edges, WORK / "peer" / "network.db")
    found = {
        "window_s": window_s,
        "edges": rows,
        **{f"peer_{name}": round(value, 2) for name, value in asdict(peers).items()},
        **{f"ours_{name}": round(value, 2) for name, value in asdict(mine).items()},
        "ratio_job": round(peers.job_cpu_s / mine.job_cpu_s, 1),
        "ratio_with_start": round(peers.all_cpu_s / mine.all_cpu_s, 1),
    }
    print(json.dumps(found), file=sys.stderr)
    return found


def ours(log: Path, window_s: int, edges: Path) -> Spent:
    """Run our job."""
    script = HERE / "peer_speed_ours.py"
    return spent([sys.executable, script, log, window_s, LEAST_WEIGHT, edges])


def theirs(log: Path, window_s: int) -> Spent:
    """Run the peer's job on one of its worker processes, into a fresh database."""
    folder = WORK / "peer"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    script = HERE / "peer_speed_theirs.py"
    return spent([PEER_PYTHON, script, log, window_s, LEAST_WEIGHT, folder / "network.db"])


def spent(command: list[Any]) -> Spent:
    """Run a script whose last line of output is its job's CPU seconds, or minus its start's."""
    used = run_alone(command)
    said = float(used.printed[-1])
    job = said if said > 0 else used.cpu_s + said
    return Spent(used.cpu_s - job, job, used.peak_mb)


def write_log(path: Path, events: int) -> None:
    """Write retweets in the peer's columns: popular posts, busy accounts, most lags short."""
    random = np.random.default_rng(SEED)
    account = by_rank(random, events, ACCOUNTS, 0.7)
    post = by_rank(random, events, POSTS, 1.0)
    born = random.uniform(0, MONTH_S, POSTS)
    time = np.floor(born[post] + random.exponential(MEAN_LAG_S, events)).astype(np.int64)
    order = np.argsort(time, kind="stable")
    empty = np.full(events, "")
    columns = {
        "message_id": np.char.add("m", np.arange(events).astype(str)),
        "user_id": np.char.add("u", account[order].astype(str)),
        "username": empty,
        "repost_id": np.char.add("p", post[order].astype(str)),
        "reply_id": empty,
        "message": empty,
        "timestamp": time[order],
        "urls": empty,
    }
    pa_csv.write_csv(pa.table(columns), path)


def write_events(path: Path, events: pa.Table) -> None:
    """Write canonical events in the peer's columns; what is shared is object and action together.

    As for every method, an exact repeat of an event counts once.
    """
    keys = ["actor", "object", "action", "time"]
    once = events.select(keys).group_by(keys, use_threads=False).aggregate([])
    count = once.num_rows
    columns = {
        "message_id": [f"m{n}" for n in range(count)],
        "user_id": once["actor"],
        "username": [""] * count,
        "repost_id": pc.binary_join_element_wise(once["object"], once["action"], " "),
        "reply_id": [""] * count,
        "message": [""] * count,
        "timestamp": pc.divide(once["time"].cast(pa.int64()), 1_000_000),
        "urls": [""] * count,
    }
    pa_csv.write_csv(pa.table(columns), path)


def by_rank(random: np.random.Generator, size: int, kinds: int, exponent: float) -> Any:
    """Return numbers below `kinds`, the n-th with a chance like n to the power -`exponent`."""
    weight = 1 / np.arange(1, kinds + 1) ** exponent
    return random.choice(kinds, size, p=weight / weight.sum())


def refuse_difference(edges: Path, database: Path) -> int:
    """Return the number of edges; raise if the two lists, both in text order, differ."""
    rows = 0
    for left, right in zip_longest(rows_of_file(edges), rows_of_database(database)):
        if left != right:
            raise ValueError(f"edge {rows} differs: ours {left}, theirs {right}")
        rows += 1
    return rows


def rows_of_file(path: Path) -> Iterator[Row]:
    """Yield our edges in order."""
    with pa.ipc.open_file(path) as file:
        for batch in map(file.get_batch, range(file.num_record_batches)):
            yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def rows_of_database(path: Path) -> Iterator[Row]:
    """Yield the peer's edges in order."""
    database = sqlite3.connect(path)
    try:
        yield from database.execute(
            "SELECT user_1, user_2, weight FROM co_retweet_network ORDER BY user_1, user_2"
        )
    finally:
        database.close()
