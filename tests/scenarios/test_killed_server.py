"""A server is killed with -9 while a log arrives and while a job is done: nothing half done stays.

Real processes: what a server holds in its memory is gone, and what is in its files is what is left.
"""

from __future__ import annotations

import hashlib
import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.helpers.served_process import ServedProcess, served_process, until
from tests.helpers.web_server import API
from tests.helpers.work_server import desk_csv

pytestmark = pytest.mark.heavy


@pytest.fixture
def served(tmp_path: Path) -> Iterator[ServedProcess]:
    with served_process(tmp_path) as made:
        yield made


def uploaded(served: ServedProcess) -> str:
    content = desk_csv()
    name = str(served.ask("POST", "/uploads", json={"bytes": len(content)})["upload"])
    gone_on_with(served, name, 0)
    return name


def gone_on_with(served: ServedProcess, name: str, offset: int) -> None:
    content = desk_csv()
    kind = {"Content-Type": "application/octet-stream"}
    served.ask("PUT", f"/uploads/{name}/bytes/{offset}", content=content[offset:], headers=kind)
    sha256 = hashlib.sha256(content).hexdigest()
    served.ask("POST", f"/uploads/{name}/completions", json={"sha256": sha256})


def a_scan(served: ServedProcess, upload: str) -> str:
    said = {"kind": "scan", "windows": ["10s"], "upload": upload}
    return str(served.ask("POST", "/jobs", json=said)["job"])


def half_sent(served: ServedProcess, name: str) -> None:
    """Begin to send the whole log, and stop in the middle without hanging up."""
    content, place = desk_csv(), urlsplit(served.url)
    head = (
        f"PUT {API}/uploads/{name}/bytes/0 HTTP/1.1\r\nHost: {place.netloc}\r\n"
        f"Authorization: Bearer {served.bearer}\r\nContent-Type: application/octet-stream\r\n"
        f"Content-Length: {len(content)}\r\n\r\n"
    )
    with socket.create_connection((str(place.hostname), int(place.port or 0))) as line:
        line.sendall(head.encode() + content[: len(content) // 2])
        path = served.folder / f"cases.files/uploads/main/{name}"
        until(path.exists)
        served.kill()


def test_an_upload_goes_on_where_it_was_when_the_server_was_killed(served: ServedProcess) -> None:
    content = desk_csv()
    name = str(served.ask("POST", "/uploads", json={"bytes": len(content)})["upload"])
    half_sent(served, name)
    served.begin()
    there = served.ask("GET", f"/uploads/{name}")
    assert there["state"] == "receiving"
    assert there["received"] <= len(content) // 2
    gone_on_with(served, name, there["received"])
    whole = served.ask("GET", f"/uploads/{name}")
    assert (whole["state"], whole["sha256"]) == ("ready", hashlib.sha256(content).hexdigest())


def test_a_worker_outlives_a_killed_server_and_its_run_is_whole(served: ServedProcess) -> None:
    job = a_scan(served, uploaded(served))
    served.job_at_work(job)
    served.kill()
    served.begin()
    done = served.over(job)
    assert (done["state"], done["attempt"], done["error"]) == ("done", 1, None)
    assert [one.name for one in served.runs.iterdir()] == [done["run"]]
    assert served.ask("GET", f"/runs/{done['run']}/findings")["findings"]


def test_a_job_whose_worker_was_killed_too_is_done_by_the_next_server(
    served: ServedProcess,
) -> None:
    job = a_scan(served, uploaded(served))
    pid = served.job_at_work(job)
    served.kill()
    os.kill(pid, signal.SIGKILL)
    assert list(served.runs.glob("run-*")) == [], "nothing half done looks done"
    served.begin()
    assert served.ask("GET", f"/jobs/{job}")["state"] == "running", "its lease is not over"
    done = served.over(job)
    assert (done["state"], done["attempt"], done["error"]) == ("done", 2, None)
    assert [one.name for one in served.runs.iterdir()] == [done["run"]]
    until(lambda: not list((served.folder / "cases.files/work").iterdir()))


def test_a_job_that_is_cancelled_while_no_server_is_there_ends(served: ServedProcess) -> None:
    job = a_scan(served, uploaded(served))
    pid = served.job_at_work(job)
    served.kill()
    os.kill(pid, signal.SIGSTOP)
    served.begin()
    cancelled = served.ask("POST", f"/jobs/{job}/cancellations", json={})
    assert cancelled["state"] == "cancelled"
    os.kill(pid, signal.SIGCONT)
    work = served.folder / f"cases.files/work/{job}"
    until(lambda: not work.exists())
    until(lambda: not Path(f"/proc/{pid}").exists() or _is_dead(pid))
    assert list(served.runs.iterdir()) == []


def _is_dead(pid: int) -> bool:
    """Return whether a process has ended and only its number is left."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
