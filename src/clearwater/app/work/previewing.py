"""The first rows of a log as they will be read: for a purpose, on record, from a process apart.

Rows name accounts, so looking at them is an act like any other. They are looked at by a process
that is bounded in time and memory, and go from there to whoever asked, by way of no file.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from typing import Any

from clearwater.app.case.desk import Desk
from clearwater.app.work.asked import Reading
from clearwater.app.work.logs import found_log
from clearwater.app.work.places import Places
from clearwater.cases.workflow.commands import ReadPersonalData
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import ParameterError, SourceError

COMMAND = (sys.executable, "-m", "clearwater.app.work.look")
WAIT_S = 45.0
AT_ONCE = threading.BoundedSemaphore(2)
"""Each of them loads Arrow and holds a block of the log."""
_NOT_A_LOG = (
    "Bring a CSV, TSV, JSON Lines, Parquet or Arrow file; CSV and JSON Lines also packed with gzip "
    "or zstd. A workbook of Excel: save it as “CSV UTF-8” first."
)


def preview(desk: Desk, places: Places, asked: Reading, purpose: str) -> dict[str, Any]:
    """Return columns, suggestions and the first rows, after the reading of them was saved.

    Raises
    ------
    RefusedError
        If the person may not, was shown too much of late, or the purpose is none.
    ParameterError
        If it is no log.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.RUN)
    asked.checked()
    found = found_log(desk, places, asked.source)
    seen = _looked({"source": str(found.path.resolve()), **asked.options()})
    refused = seen.get("refused")
    if refused is not None:
        raise ParameterError(
            str(refused["what"]),
            where=found.shown,
            found=_without(str(refused.get("found", "")), str(found.path.resolve())),
            next_step=_NOT_A_LOG,
        )
    count = max(len(seen["raw"]), (seen["read"] or {}).get("accounts", 0))
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.RUN)
        desk.without_case(unit, context, ReadPersonalData("log", count, purpose))
    problem = seen["problem"]
    if problem is not None:
        path = str(found.path.resolve())
        seen["problem"] = {name: _without(said, path) for name, said in problem.items()}
    return seen


def _looked(said: dict[str, Any]) -> dict[str, Any]:
    with AT_ONCE:
        try:
            done = subprocess.run(  # noqa: S603 - our own program
                COMMAND,
                input=json.dumps(said).encode(),
                capture_output=True,
                timeout=WAIT_S,
                check=True,
                env={**os.environ, "ARROW_DEFAULT_MEMORY_POOL": "system", "OMP_NUM_THREADS": "1"},
            )
        except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as error:
            raise SourceError(
                "the first rows could not be read within the bounds of a look"
            ) from error
    seen: dict[str, Any] = json.loads(done.stdout)
    return seen


def _without(text: str, path: str) -> str:
    return text.replace(f"{path}, ", "").replace(path, "the log")
