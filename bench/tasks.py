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

from bench.sources import sources

HERE = Path(__file__).parent
OUT = HERE / "out"
SCAN = ("app/scan.py", "events/__init__.py")
COUNTED = ("evaluate/calibration.py", "evaluate/measures.py")
METHODS = ("app/methods.py",)
MEASURES = tuple(
    f"evaluate/{name}.py"
    for name in (
        *("bootstrap", "fairness", "grouping", "measures", "ranking", "recount_error"),
        *("side_by_side", "timeliness"),
    )
)
OF_PACKAGE = {
    "calibration": (*SCAN, *COUNTED),
    "power": (*SCAN, *COUNTED),
    "side_by_side": (*METHODS, *MEASURES, "simulate"),
    "attackers": (*METHODS, "evaluate/attacker.py", "simulate"),
    "real_sets": (*METHODS, *MEASURES, "evaluate/real_sets", "app/real_sets_job.py"),
    "own_log": (*METHODS, "app/own_log.py"),
    "expand": ("detect/expand", "app/read_population.py", "simulate"),
    "returning_rings": ("detect/rings", "app/scan.py", "app/read_population.py", "simulate"),
    "brigades": (*SCAN, "app/intake/brigades.py"),
    "chain": ("app/chain.py", "app/scan.py", "app/read_population.py", "simulate"),
    "objects": (*SCAN, "detect/pushed", "simulate"),
    "block_sweep": ("detect/blocks/dense_blocks.py",),
}
"""What the figures of a bench depend on, under src/clearwater, with all that it imports."""
OF_BENCH = ("core.py", "calibration.py", "power.py", "look_alikes.py", "real_logs_input.py")
KEYED_BY_LOGS = ("calibration", "power")
"""For these the generator of logs counts by the logs it gives (`bench.fixed_inputs`), for the
others by its source."""

Result = dict[str, Any]


@cache
def code_hash(bench: str) -> str:
    """Return 12 digits that change with any code that figures of a bench depend on.

    Comments, docstrings and layout do not count: what they say changes no figure.
    """
    package = HERE.parent / "src" / "clearwater"
    files = sources(package, OF_PACKAGE[bench])
    digest = hashlib.sha256()
    if bench in KEYED_BY_LOGS:
        from bench.fixed_inputs import inputs_digest

        files += [HERE / name for name in OF_BENCH]
        digest.update(inputs_digest().encode())
    else:
        files += sorted(HERE.glob(f"{bench}*.py"))
    for file in files:
        digest.update(_code_of(file).encode())
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

    `work` is a function of a module (processes find it by name); results are JSON, stored by what
    they depend on.
    """
    folder = OUT / bench / code_hash(bench)
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
