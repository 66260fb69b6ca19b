"""``clearwater serve`` as a process of its own that is killed, and begun anew at its store."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from clearwater.app.identity.base import Gate
from clearwater.app.identity.setup import issue_setup
from clearwater.app.identity.tokens import issue_token
from clearwater.cases.store.opening import open_store
from clearwater.web.settings import now_us
from tests.helpers.new_store import new_store
from tests.helpers.web_server import API

_LISTENING = re.compile(r"listening on (http://127\.0\.0\.1:\d+)")
SCOPES = ("run", "read")


@dataclass
class ServedProcess:
    """A store with one person, and the server of it that runs at the moment."""

    folder: Path
    bearer: str
    url: str = ""
    process: subprocess.Popen[str] | None = None
    workers: set[int] = field(default_factory=set)
    """Processes that worked on jobs, as they said of themselves."""

    @property
    def store(self) -> Path:
        return self.folder / "cases.sqlite"

    @property
    def runs(self) -> Path:
        return self.folder / "runs/main"

    def begin(self) -> None:
        """Begin a server."""
        command = (sys.executable, "-m", "clearwater.cli", "serve", "--store", str(self.store))
        places = ("--runs", str(self.folder / "runs"), "--port", "0", "--jobs", "1")
        self.process = subprocess.Popen([*command, *places], stderr=subprocess.PIPE, text=True)
        assert self.process.stderr is not None
        line = self.process.stderr.readline()
        found = _LISTENING.search(line)
        assert found is not None, line + self.process.stderr.read()
        self.url = found[1]

    def kill(self) -> None:
        """Kill the server with -9: nothing of it runs any more, its workers live on."""
        assert self.process is not None
        self.process.kill()
        self.process.wait(30)
        assert self.process.stderr is not None
        self.process.stderr.close()
        self.process = None

    def ask(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        """Return what the server answers."""
        headers = {"Authorization": f"Bearer {self.bearer}", **more.pop("headers", {})}
        answer = httpx.request(method, self.url + API + path, headers=headers, timeout=30, **more)
        assert answer.status_code < 300, answer.text
        said: dict[str, Any] = answer.json()
        return said

    def job_at_work(self, job: str) -> int:
        """Wait until a worker is at a job, and return its process."""

        def pid() -> int:
            with suppress(FileNotFoundError):
                beat = json.loads((self.folder / f"cases.files/work/{job}/beat.json").read_text())
                return int(beat["pid"])
            return 0

        until(lambda: pid() > 0)
        self.workers.add(pid())
        return pid()

    def over(self, job: str) -> dict[str, Any]:
        """Wait until a job is over, and return it."""
        until(lambda: self.ask("GET", f"/jobs/{job}")["state"] not in {"queued", "running"})
        return self.ask("GET", f"/jobs/{job}")


def until(holds: Callable[[], bool], wait_s: float = 120) -> None:
    """Wait until something holds."""
    end = time.monotonic() + wait_s
    while not holds():
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.05)


@contextmanager
def served_process(folder: Path) -> Iterator[ServedProcess]:
    """Serve a new store by a process of its own; whoever leaves ends it and what it began."""
    store = new_store(folder / "cases.sqlite", folder / "cases.files", users="listed", user="root")
    gate = Gate(store, now_us)
    desk = gate.desk("root", "main")
    issue_setup(gate, desk, "root")  # A server does not begin where nobody could come in.
    bearer = issue_token(desk, SCOPES, 1).bearer
    store.close()
    (folder / "runs/main").mkdir(parents=True)
    made = ServedProcess(folder, bearer)
    try:
        made.begin()
        yield made
    finally:
        if made.process is not None:
            made.process.send_signal(signal.SIGTERM)
            made.process.communicate(timeout=60)
    with closing(open_store(str(made.store), folder / "cases.files", create=False)) as left:
        assert left.check() == []
