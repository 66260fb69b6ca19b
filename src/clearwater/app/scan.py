"""The main use-case: from an event log to a run."""

from __future__ import annotations

import platform
import time
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import pyarrow as pa

from clearwater.app.manifest import manifest
from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.detect.base import Layer
from clearwater.detect.co_action import CO_ACTION
from clearwater.detect.layer_scan import scan_layer
from clearwater.detect.object_scan import scan_objects
from clearwater.detect.population import Population
from clearwater.engine.coded_log import CodedLog
from clearwater.engine.encode import COLUMNS, encode
from clearwater.engine.optional_columns import CODED, VALUE
from clearwater.engine.shards import usable_threads
from clearwater.events.log import EventLog, EventStream
from clearwater.events.reading import Reading
from clearwater.findings.run import Run, empty_tables
from clearwater.units import MICROSECONDS

WINDOWS_S = (10.0, 60.0, 600.0, 3_600.0, 21_600.0)
LAYER: Layer = CO_ACTION
"""The one layer there is so far. Those of texts, places and lives come through the same door."""


def scan(
    log: EventLog,
    *,
    windows: Sequence[float] = WINDOWS_S,
    q: float = 0.01,
    seed: int = 0,
    threads: int | None = None,
    on_progress: ProgressListener | None = None,
) -> Run:
    """Return what moved together in `log`, and how likely that is by chance.

    Parameters
    ----------
    windows : sequence of float
        Seconds, each 1e-3..86400. Each is tested at ``q / len(windows)``.
    q : float
        Stated false discovery rate, above 0, at most 0.5.
    seed : int
        Of the partition and the replicas, at least 0.
    threads : int, optional
        All cores where not given. The result does not depend on it.

    Raises
    ------
    InputError
        If the log cannot be read, has too many bad rows, or holds no event.
    """
    tell = no_progress if on_progress is None else on_progress
    began, clock = datetime.now(UTC), time.monotonic()
    use = usable_threads(threads)
    coded, reading = _read(log, LAYER, tell)
    population = Population.of(coded, log.accounts)

    def step(stage: str, done: int, total: int) -> None:
        tell(Progress(stage, done, total))

    found = scan_layer(
        LAYER.spec,
        population,
        [round(window_s * MICROSECONDS) for window_s in sorted(set(windows))],
        q=q,
        share=1.0,
        seed=seed,
        threads=use,
        step=step,
    )
    objects = scan_objects(population, found, q=q, seed=seed, threads=use, step=step)
    found = objects.groups
    tell(Progress("write down findings", 0, 1))
    about = {**found.tables(), **objects.tables(seed, q), "quarantine": reading.quarantine}
    tables = {**empty_tables(), **about}
    tell(Progress("write down findings", 1, 1))
    significant, rounds = tables["pairs"].num_rows, objects.joint.rounds
    said = manifest(found, reading, significant, rounds, q=q, seed=seed)
    said["environment"] = {
        "started": began.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - clock, 3),
        "threads": use,
        "python": platform.python_version(),
        "platform": platform.platform(),
    }
    return Run(manifest=said, tables=tables)


def _read(log: EventLog, layer: Layer, tell: ProgressListener) -> tuple[CodedLog, Reading]:
    wanted = [name for name in (*COLUMNS, "event", *CODED, VALUE) if name in log.columns]
    with log.open(wanted) as stream:
        coded = encode(_traces(stream, layer, tell), log.objects)
        reading = stream.reading
    tell(Progress("read events", reading.rows, reading.rows))
    return coded, reading


def _traces(stream: EventStream, layer: Layer, tell: ProgressListener) -> Iterator[pa.RecordBatch]:
    rows = 0
    for batch in stream:
        rows += batch.num_rows
        tell(Progress("read events", rows, 0))
        yield layer.traces(batch)
