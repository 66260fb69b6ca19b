"""Many small tasks, two at a time, each result kept as it ends, so that a killed run continues.

A stored result is used again only while the code that made it is the same: its folder is named by
a hash over the sources of the package and of the bench.
"""

from __future__ import annotations

import ast
import hashlib
import json
import multiprocessing
import sys
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
OUT = HERE / "out"
# What the answers of calibration and power depend on; faces and reports may change in between.
SOURCES = ("detect", "engine", "events", "evaluate", "findings", "kernels", "simulate")
BENCH_SOURCES = ("core.py", "calibration.py", "power.py", "look_alikes.py", "real_logs_input.py")

Result = dict[str, Any]


@cache
def code_hash() -> str:
    """Return 12 digits that change whenever code changes that figures depend on.

    Comments, docstrings and layout do not count: what they say changes no figure.
    """
    package = HERE.parent / "src" / "clearwater"
    files = [file for part in SOURCES for file in sorted((package / part).rglob("*.py"))]
    files += [package / "app" / "scan.py", *(HERE / name for name in BENCH_SOURCES)]
    digest = hashlib.sha256()
    for file in files:
        digest.update(_code_of(file).encode() if file.is_file() else b"")
    return digest.hexdigest()[:12]


def _code_of(file: Path) -> str:
    """Return what a source file says to the interpreter, as text."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [line for line in body if not _is_text(line)]  # type: ignore[attr-defined]
    return ast.dump(tree)


def _is_text(line: ast.stmt) -> bool:
    return (
        isinstance(line, ast.Expr)
        and isinstance(line.value, ast.Constant)
        and isinstance(line.value.value, str)
    )


def run_all(
    bench: str,
    tasks: Mapping[str, tuple[Any, ...]],
    work: Callable[..., Result],
    workers: int,
) -> dict[str, Result]:
    """Return ``work(*arguments)`` of every task by its key; what was stored is not run again.

    `work` is a function of a module (processes find it by name); results are JSON.
    """
    folder = OUT / bench / code_hash()
    folder.mkdir(parents=True, exist_ok=True)
    done = {key: _load(folder / f"{key}.json") for key in tasks}
    results = {key: result for key, result in done.items() if result is not None}
    left = {key: arguments for key, arguments in tasks.items() if key not in results}
    _say(bench, f"{len(results)} of {len(tasks)} stored, {len(left)} to run")
    started = time.monotonic()
    # Fresh processes: forking a process that holds compiled kernels and thread pools is not safe.
    spawn = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=spawn) as pool:
        futures = {pool.submit(_timed, work, arguments): key for key, arguments in left.items()}
        for number, future in enumerate(as_completed(futures), 1):
            key = futures[future]
            results[key] = future.result()
            _store(folder / f"{key}.json", results[key])
            rest_s = (time.monotonic() - started) / number * (len(left) - number)
            _say(bench, f"{number}/{len(left)} {key} ({rest_s / 60:.1f} min left)")
    return {key: results[key] for key in tasks}


def _timed(work: Callable[..., Result], arguments: tuple[Any, ...]) -> Result:
    started = time.process_time()
    result = work(*arguments)
    return {**result, "cpu_s": round(time.process_time() - started, 2)}


def _load(path: Path) -> Result | None:
    if not path.is_file():
        return None
    stored: Result = json.loads(path.read_text(encoding="utf-8"))
    return stored


def _store(path: Path, result: Result) -> None:
    partial = path.with_suffix(".partial")
    partial.write_text(json.dumps(result, sort_keys=True), encoding="utf-8")
    partial.replace(path)


def _say(bench: str, text: str) -> None:
    print(f"[{bench}] {text}", file=sys.stderr, flush=True)
