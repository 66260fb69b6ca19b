"""Memory follows the work and not the file; the fast path stays fast."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clearwater.events import read

MANY_ROWS = 2_000_000

# Runs in a process of its own, since the peak of a process never goes down again.
STREAM_CSV = """
import resource, sys
from clearwater.events import read

class Generated:
    name = "generated"
    def __init__(self, rows):
        self.left, self.rest, self.given = rows, b"actor,action,object,time\\n", 0
        row = b"u%d,like,o%d,%d\\n"
        self.part = b"".join(row % (n, n % 97, 1700000000 + n) for n in range(5000))
    def read(self, size=-1):
        while len(self.rest) < size and self.left > 0:
            self.rest += self.part
            self.left -= 5000
        data, self.rest = self.rest[:size], self.rest[size:]
        self.given += len(data)
        return data

def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

def run(rows):
    source = Generated(rows)
    log = read(source)
    with log.open(log.columns) as stream:
        events = sum(batch.num_rows for batch in stream)
    assert events == rows, events
    return source.given / 1e6

run(500_000)
before = peak_mb()
size = run(int(sys.argv[1]))
print(size, peak_mb() - before)
"""


@pytest.mark.slow
def test_a_stream_of_csv_is_never_held_whole() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STREAM_CSV, str(MANY_ROWS)],
        check=True,
        capture_output=True,
        text=True,
    )
    size_mb, growth_mb = map(float, done.stdout.split())
    assert size_mb > 50
    assert growth_mb < 20


@pytest.mark.slow
def test_numeric_parquet_streams_at_millions_of_rows_a_second(tmp_path: Path) -> None:
    rows = 1_000_000
    path = tmp_path / "log.parquet"
    numbers = np.arange(rows)
    micros = 1_700_000_000_000_000 + numbers * 1_000_000
    columns = {
        "actor": numbers % 50_021,
        "object": numbers % 977,
        "time": pa.array(micros).view(pa.timestamp("us", tz="UTC")),
    }
    pq.write_table(pa.table(columns), path)
    log = read(path, mapping={"action": "=like"})
    began = time.process_time()
    with log.open(["actor", "action", "object", "time"]) as stream:
        assert sum(batch.num_rows for batch in stream) == rows
    # Measured at above 20 million a second; this only catches a fall back to Python loops.
    assert rows / (time.process_time() - began) > 2e6
