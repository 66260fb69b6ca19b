"""``python evidence_package_steps.py STEP FOLDER [EVENTS]``: one step of a package's life, alone.

Each step prints the seconds that it took without starting the interpreter: a person waits for the
step, and the command line around it has figures of its own.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from tests.helpers.sealed_case import T0, SealedStore, save_life

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.case.freeze import freeze_finding
from clearwater.app.case.package_check import PackageRequest, check_package
from clearwater.app.case.run_finding import read_finding
from clearwater.cases.store.opening import open_store
from clearwater.events.schema import COLUMN_TYPES
from clearwater.findings.run import Run, empty_tables
from clearwater.findings.tables import TABLES

FINDING = "F001"
OTHERS = 4
"""For each event of a member so many of other accounts are in the log."""
EVENTS_A_MEMBER = 500
START_US = 1_760_227_200_000_000
DAY_US = 86_400_000_000


def prepare(folder: Path, events: int) -> None:
    """Write a log with so many events of members among others, and a run that found them."""
    members = max(2, events // EVENTS_A_MEMBER)
    rng = np.random.default_rng(1)
    rows = events * (1 + OTHERS)
    actor = np.concatenate(
        [np.arange(events) % members, rng.integers(members, 60 * members, events * OTHERS)]
    )
    order = rng.permutation(rows)
    names = pa.array([f"用户{n:06d}" for n in range(60 * members)])
    objects = pa.array([f"video/{n:05d}" for n in range(20_000)])
    phrases = pa.array([f"真的好用，物流快，推荐大家买 {n}" for n in range(5_000)])
    times = START_US + np.sort(rng.integers(0, 30 * DAY_US, rows))
    log = pa.table(
        {
            "event": pa.array([f"e{n:09d}" for n in range(rows)]),
            "actor": names.take(pa.array(actor[order])),
            "action": pa.array(["like", "comment"]).take(pa.array(rng.integers(0, 2, rows))),
            "object": objects.take(pa.array(rng.integers(0, 20_000, rows))),
            "time": pa.array(times, COLUMN_TYPES["time"]),
            "device": names.take(pa.array(actor[order])),
            "text": phrases.take(pa.array(rng.integers(0, 5_000, rows))),
        }
    )
    folder.mkdir(parents=True)
    pq.write_table(log, folder / "events.parquet", compression="zstd")
    stream = REAL_PARTS.read(str(folder / "events.parquet")).open(["actor"])  # type: ignore[attr-defined]  # a real log
    list(stream)
    (source,) = stream.reading.files
    inputs = [{"name": source.name, "sha256": source.sha256, "bytes": source.bytes, "rows": rows}]
    of_members = log.filter(pa.array(actor[order] < members))
    _run(names.slice(0, members), of_members, inputs).save(folder / "run")


def _run(names: pa.Array, events: pa.Table, inputs: list[dict[str, object]]) -> Run:
    """Return a run with one finding: its members, all their events drawn and weighed."""
    count = events.num_rows
    dots = {
        "finding": [FINDING] * count,
        "side": ["members"] * count,
        "row": np.arange(count) % len(names),
        "account": events["actor"],
        "time": events["time"],
        "object": events["object"],
        "joint": np.arange(count) % 3,
    }
    weights = {"event": events["event"], "p_inauthentic": np.full(count, 0.97)}
    members = [{"finding": FINDING, "account": name, "role": "core"} for name in names.to_pylist()]
    filled = {
        "findings": pa.Table.from_pylist([{"finding": FINDING}], TABLES["findings"]),
        "members": pa.Table.from_pylist(members, TABLES["members"]),
        "raster": pa.table(dots, TABLES["raster"]),
        "event_weights": pa.table(weights, TABLES["event_weights"]),
    }
    manifest = {
        "clearwater": "0.1.0",
        "inputs": inputs,
        "parameters": {"seed": 0, "windows_s": [60.0]},
        "counts": {"rows": inputs[0]["rows"], "objects_with_creation_time": 0},
    }
    return Run(manifest, {**empty_tables(), **filled})


def freeze(folder: Path) -> None:
    """Freeze the finding, and save the life of a case on it."""
    store = open_store(folder / "c.sqlite", folder / "files", create=True, now_us=T0)
    blobs = store.blobs
    found = read_finding(folder / "run", FINDING)
    save_life(store, freeze_finding(REAL_PARTS, found, blobs))
    store.close()


def seal(folder: Path) -> None:
    """Seal the case."""
    store = open_store(folder / "c.sqlite", folder / "files", create=False)
    SealedStore(store, store.blobs).seal(folder / "package")
    store.close()


def verify(folder: Path) -> None:
    """Verify the package, as ``clearwater evidence verify`` does."""
    if not check_package(PackageRequest(folder / "package")).verified:
        raise ValueError("an honest package was suspected")


STEPS: dict[str, Callable[[Path], None]] = {"freeze": freeze, "seal": seal, "verify": verify}


def main(step: str, folder: Path, *events: str) -> None:
    if step == "prepare":
        prepare(folder, int(events[0]))
        return
    started, used = time.monotonic(), time.process_time()
    STEPS[step](folder)
    print(time.monotonic() - started, time.process_time() - used)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
