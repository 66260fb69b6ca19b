"""Text clusters: quality on spun copies among real posts, speed, and against datasketch.

Speed is CPU time of one core, from raw texts to clusters, in a process of its own. Peak memory is
that process's, interpreter, libraries, kernels and the texts themselves included. datasketch gets
the same texts after normalisation, as it has none.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import numpy as np

from bench.processes import Used, run_alone
from bench.text_quality import quality
from bench.text_worlds import short_texts
from clearwater.detect.texts import normalised

HERE = Path(__file__).parent
WORK = HERE / "out" / "text_clusters"
PEER_PYTHON = HERE.parent / ".venv-peers" / "bin" / "python"
PEER_VARIABLE = "CLEARWATER_PEER_PYTHON"
DATA_VARIABLE = "CLEARWATER_DATA"
ONE_CORE = {"OMP_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
SEED = 1
MATCHED_TEXTS = 30_000


def figures(*, quick: bool, workers: int) -> dict[str, Any]:
    """Return the three parts; one process at a time."""
    del workers  # a second process would share the core's caches
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    try:
        return {
            "quality": _quality(),
            "speed": _speed(50_000 if quick else 1_000_000),
            "datasketch": _against_datasketch(3_000 if quick else MATCHED_TEXTS),
        }
    finally:
        shutil.rmtree(WORK, ignore_errors=True)


def _quality() -> dict[str, Any]:
    folder = os.environ.get(DATA_VARIABLE)
    if not folder:
        return {"skipped": f"{DATA_VARIABLE} is not set"}
    return quality(Path(folder) / "text" / "spin_bench_dev.parquet")


def _speed(texts: int) -> dict[str, Any]:
    _write(short_texts(texts, SEED))
    runs = [_run(sys.executable, "ours") for _ in range(2)]
    cpu_s, used = min(runs, key=lambda run: run[0])
    labels = np.array(_labels("ours"))
    return {
        "job": "raw made texts, half Chinese and half English, to clusters; the quicker of two",
        "texts": texts,
        "cpu_seconds": round(cpu_s, 2),
        "texts_a_cpu_second": round(texts / cpu_s),
        "cpu_seconds_with_start_and_reading": round(used.cpu_s, 2),
        "peak_mb": round(used.peak_mb),
        "clusters": int(labels.max()) + 1,
        "texts_in_clusters": int(np.count_nonzero(labels >= 0)),
    }


def _against_datasketch(texts: int) -> dict[str, Any]:
    peer = os.environ.get(PEER_VARIABLE, str(PEER_PYTHON))
    if not Path(peer).is_file():
        return {"skipped": "datasketch is not installed: make .venv-peers/.ready"}
    _write(normalised(short_texts(texts, SEED + 1)))
    ours = min(_run(sys.executable, "ours")[0] for _ in range(2))
    theirs = min(_run(peer, "theirs")[0] for _ in range(2))
    return {
        "job": "normalised made texts to clusters, CPU time of the work alone; quicker of two",
        "texts": texts,
        "ours_cpu_seconds": round(ours, 3),
        "datasketch_cpu_seconds": round(theirs, 2),
        "ratio": round(theirs / ours, 1),
        **_agreement(_labels("ours"), _labels("theirs")),
    }


def _write(texts: list[str]) -> None:
    (WORK / "texts.json").write_text(json.dumps(texts), encoding="utf-8")


def _run(python: str, side: str) -> tuple[float, Used]:
    script = HERE / f"text_clusters_{side}.py"
    used = run_alone([python, script, WORK / "texts.json", WORK / f"{side}.json"], ONE_CORE)
    return float(used.printed[-1]), used


def _labels(side: str) -> list[int]:
    labels: list[int] = json.loads((WORK / f"{side}.json").read_text(encoding="utf-8"))
    return labels


def _agreement(ours: list[int], theirs: list[int]) -> dict[str, Any]:
    """Return how many clusters of two texts or more each has, and how many are the same."""
    left, right = (_clusters(labels) for labels in (ours, theirs))
    return {
        "our_clusters": len(left),
        "datasketch_clusters": len(right),
        "the_same": len(left & right),
        "texts_in_our_clusters": sum(map(len, left)),
        "texts_in_datasketch_clusters": sum(map(len, right)),
        "texts_in_both": len(frozenset().union(*left) & frozenset().union(*right)),
    }


def _clusters(labels: list[int]) -> set[frozenset[int]]:
    rows: dict[int, list[int]] = {}
    for row, label in enumerate(labels):
        if label >= 0:
            rows.setdefault(label, []).append(row)
    return {frozenset(part) for part in rows.values() if len(part) > 1}
