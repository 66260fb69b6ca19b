"""A server that scans logs: a folder of logs, a folder of runs, a worker."""

from __future__ import annotations

import hashlib
import io
import time
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.csv as pacsv

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.work.places import Limits
from clearwater.web.settings import ServerSettings
from tests.helpers.desk_run import desk_events
from tests.helpers.web_server import Server

LIMITS = Limits(keep_free=0, lease_s=4.0)
WINDOWS = ["10s", "60s"]
MAPPED = {"actor": "账号", "action": "行为", "object": "作品", "time": "发布时间"}
OTHERS = {"device": "设备号", "line": "宽带账号", "text": "评论内容"}


@cache
def desk_csv(*, chinese: bool = False) -> bytes:
    """Return the log of `desk` as CSV, with its own column names or Chinese ones."""
    table = desk_events()
    if chinese:
        names = MAPPED | OTHERS
        table = table.rename_columns([names.get(one, one) for one in table.column_names])
    out = io.BytesIO()
    pacsv.write_csv(table, out)
    return out.getvalue()


def with_work(
    folder: Path, *, jobs: int = 1, limits: Limits = LIMITS
) -> Callable[[ServerSettings], ServerSettings]:
    """Return what gives a server logs in `folder`, a folder for runs, and workers."""
    for name in ("logs/main", "runs/main"):
        (folder / name).mkdir(parents=True, exist_ok=True)

    def change(settings: ServerSettings) -> ServerSettings:
        return replace(
            settings,
            runs=folder / "runs",
            logs=folder / "logs",
            jobs=jobs,
            limits=limits,
            load_parts=lambda: REAL_PARTS,
        )

    return change


def uploaded(server: Server, content: bytes, who: str = "ines") -> str:
    """Bring a log, and return the name of the upload."""
    begun = server.post(who, "/uploads", {"bytes": len(content)})
    assert begun.status_code == 201, begun.text
    name, chunk = begun.json()["upload"], begun.json()["chunk"]
    for offset in range(0, len(content), chunk):
        sent = send(server, name, offset, content[offset : offset + chunk], who)
        assert sent.status_code == 200, sent.text
    said = {"sha256": hashlib.sha256(content).hexdigest()}
    whole = server.post(who, f"/uploads/{name}/completions", said)
    assert whole.status_code == 200, whole.text
    return str(name)


def send(server: Server, name: str, offset: int, content: bytes, who: str = "ines") -> Any:
    """Send bytes of an upload."""
    return server.ask(
        "PUT",
        who,
        f"/uploads/{name}/bytes/{offset}",
        content=content,
        headers={"Content-Type": "application/octet-stream"},
    )


def asked(server: Server, kind: str, who: str = "ines", **more: Any) -> str:
    """Ask for a job, and return its name."""
    answer = server.post(who, "/jobs", {"kind": kind, "windows": WINDOWS, **more})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["job"])


def over(server: Server, job: str, who: str = "ines", wait_s: float = 60.0) -> dict[str, Any]:
    """Wait until a job is over, and return it."""
    until = time.monotonic() + wait_s
    while True:
        said: dict[str, Any] = server.get(who, f"/jobs/{job}").json()
        if said["state"] not in {"queued", "running"}:
            return said
        assert time.monotonic() < until, f"the job is not over after {wait_s} s: {said}"
        time.sleep(0.2)
