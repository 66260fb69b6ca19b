"""Known claims: how well posts find published checks, how sure "told again" is, and how quick.

The sentence model has an environment of its own (``make .venv-sentences/.ready``); without it its
rows say that it was not installed. Speed is the whole command, from two Parquet files to one, on
the cores that there are.
"""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bench.claims_quality import FIELDS, Task, by_channel, chinese, english, told_again
from bench.processes import run_alone
from clearwater.detect.claims.sentences import SentenceRanks
from clearwater.detect.claims.wording import readable

HERE = Path(__file__).parent
WORK = HERE / "out" / "claims"
SENTENCES_PYTHON = HERE.parent / ".venv-sentences" / "bin" / "python"
SENTENCES_VARIABLE = "CLEARWATER_SENTENCES_PYTHON"
DATA_VARIABLE = "CLEARWATER_DATA"
SEED = 1
SPLITS = ("dev", "devtest")
POSTS, CLAIMS = 100_000, 20_000
LIMIT_S = 60
STRANGERS = 10_000


def figures(*, quick: bool, workers: int) -> dict[str, Any]:
    """Return quality, certainty and speed; one process at a time, so that each has all cores."""
    del workers
    named = os.environ.get(DATA_VARIABLE)
    if not named:
        return {"skipped": f"{DATA_VARIABLE} is not set"}
    folder = Path(named) / "text"
    shutil.rmtree(WORK, ignore_errors=True)
    WORK.mkdir(parents=True)
    try:
        tasks = {
            **{f"English, {s}, {f}": english(folder, s, FIELDS[f]) for s in SPLITS for f in FIELDS},
            "Chinese": chinese(folder),
        }
        return {
            "sentences": _installed() or "installed",
            "quality": _quality(tasks, vectors=not quick),
            "told_again": _told_again(tasks, folder),
            "speed": _speed(folder, 5_000 if quick else POSTS),
        }
    finally:
        shutil.rmtree(WORK, ignore_errors=True)


def _quality(tasks: dict[str, Task], *, vectors: bool) -> list[dict[str, Any]]:
    english_claims = None if _installed() or not vectors else _vectors(_first_english(tasks).said)
    rows: list[dict[str, Any]] = []
    of_posts: dict[str, np.ndarray] = {}
    for name, task in tasks.items():
        more = None
        if english_claims is not None and name.startswith("English"):
            # Two sets that differ in the claims have the same posts.
            key = task.posts[0]
            if key not in of_posts:
                of_posts[key] = _vectors(task.posts)
            more = SentenceRanks(of_posts[key], english_claims)
        for channel, figures_of in by_channel(task, more).items():
            rows.append(
                {
                    "set": name,
                    "posts": len(task.posts),
                    "claims": len(task.claims),
                    "channel": channel,
                    **figures_of,
                }
            )
    return rows


def _told_again(tasks: dict[str, Task], folder: Path) -> list[dict[str, Any]]:
    tweets = pq.read_table(folder / "tweeteval_en.parquet")["text"].to_pylist()[:STRANGERS]
    rows = []
    for name, task in tasks.items():
        notices = Task(task.posts, task.claims[: len(task.posts)], [], task.right)
        strangers = tweets if name != "Chinese" else task.claims[len(task.posts) :]
        rows.append({"set": name, **told_again(notices if name == "Chinese" else task, strangers)})
    return rows


def _speed(folder: Path, posts: int) -> dict[str, Any]:
    random = np.random.default_rng(SEED)
    written = [
        text
        for file, column in (
            ("tweeteval_en.parquet", "text"),
            ("ct2022_2a_en_queries.parquet", "text"),
            ("ced_originals.parquet", "text"),
        )
        for text in pq.read_table(folder / file, columns=[column])[column].to_pylist()
    ]
    chosen = [written[k] for k in random.integers(0, len(written), posts)]
    times = (random.integers(1_577_836_800, 1_609_459_200, posts) * 1_000_000).tolist()
    pq.write_table(
        pa.table(
            {
                "post": [f"p{k}" for k in range(posts)],
                "text": chosen,
                "time": pa.array(times, pa.timestamp("us", tz="UTC")),
                "actor": [f"a{k}" for k in random.integers(0, 5_000, posts)],
            }
        ),
        WORK / "posts.parquet",
    )
    pq.write_table(_claims(folder, random), WORK / "claims.parquet")
    command = [HERE.parent / ".venv" / "bin" / "python", HERE / "claims_command.py"]
    files = [WORK / "posts.parquet", WORK / "claims.parquet", WORK / "matches.parquet"]
    runs = [run_alone([*command, *files]) for _ in range(2)]
    used = min(runs, key=lambda run: run.clock_s)
    return {
        "job": "real posts, English and Chinese, with replacement, against real claims and claims "
        "joined from halves of two; the whole command, Parquet to Parquet; the quicker of two",
        "posts": posts,
        "claims": CLAIMS,
        "seconds": round(used.clock_s, 1),
        "cpu_seconds": round(used.cpu_s, 1),
        "peak_mb": round(used.peak_mb),
        "rows": pq.read_metadata(WORK / "matches.parquet").num_rows,
        "limit_seconds": LIMIT_S,
    }


def _claims(folder: Path, random: np.random.Generator) -> pa.Table:
    """Return real claims, and as many joined from halves of two as are missing."""
    checks = pq.read_table(folder / "ct2022_2a_en_vclaims.parquet")
    said, titles = checks["vclaim"].to_pylist(), checks["title"].to_pylist()
    missing = CLAIMS - len(said)
    for one, two in random.integers(0, len(said), (missing, 2)):
        said.append(f"{said[one][: len(said[one]) // 2]} {said[two][len(said[two]) // 2 :]}")
    return pa.table(
        {
            "claim": [f"c{k}" for k in range(CLAIMS)],
            "text": said,
            "title": [*titles, *titles[:missing]],
            "published": ["2020-01-01"] * CLAIMS,
            "rating": ["false"] * CLAIMS,
            "url": [f"https://checks.example/{k}" for k in range(CLAIMS)],
        }
    )


def _first_english(tasks: dict[str, Task]) -> Task:
    return next(task for name, task in tasks.items() if name.startswith("English"))


def _python() -> Path:
    return Path(os.environ.get(SENTENCES_VARIABLE, str(SENTENCES_PYTHON)))


def _installed() -> str:
    """Return why the sentence model cannot be measured, "" where it can."""
    there = _python().is_file()
    return "" if there else "not installed: make .venv-sentences/.ready"


def _vectors(texts: list[str]) -> np.ndarray:
    asked, out = WORK / "texts.json", WORK / "vectors.npy"
    asked.write_text(json.dumps(readable(texts)), encoding="utf-8")
    run_alone([_python(), HERE / "claims_vectors.py", asked, out])
    rows: np.ndarray = np.load(out)
    return rows
