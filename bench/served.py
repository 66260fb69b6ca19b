"""A real server in a process of its own, and people who are logged in there."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from clearwater.app.identity import cookies
from clearwater.app.identity.base import Gate
from clearwater.cases import acts
from clearwater.cases.records.identity import Credential
from clearwater.cases.records.people import Role, User
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.base import Step
from clearwater.cases.workflow.commands_identity import Session

_LISTENING = re.compile(r"listening on (http://[\d.:]+)")
_STARTS_WITHIN_S = 60.0


@dataclass(frozen=True)
class Served:
    """A server that listens."""

    address: str
    """Without a slash at its end."""
    process: int


def let_in(store: SqlStore, names: Iterable[str], roles: Iterable[Role]) -> dict[str, str]:
    """Let people be logged in, as after a password and a code; return name -> cookie.

    No hash of a password is computed: those that are kept fit nothing.
    """
    now_us = time.time_ns() // 1_000
    said = " ".join(sorted(roles))
    cookie_of = {}
    with store.writing("main") as unit:
        for name in names:
            user = User("main", name, said, "active", now_us)
            row = Credential("main", name, password="none")  # noqa: S106 - fits nothing
            act = acts.UserChanged(user.user, user.roles, user.state)
            unit.save([Step(act, (user, row))], "root", now_us)
            session = Session("main", name, 1, now_us, now_us, now_us, second_factor=True)
            cookie_of[name] = cookies.written(Gate(store, lambda: now_us), session)
    return cookie_of


@contextmanager
def served(url: str, files: Path, log: Path, *, processes: int = 1) -> Iterator[Served]:
    """Serve a store, without a limit of one address; what the server says goes to `log`."""
    command = [
        *(sys.executable, "-m", "clearwater.cli", "serve", "--store", url, "--port", "0"),
        *("--files", str(files), "--requests-per-address", "1000000"),
        *("--processes", str(processes)),
    ]
    with log.open("w") as written:
        server = subprocess.Popen(command, stderr=written, stdout=subprocess.DEVNULL)
        try:
            yield Served(_where(server, log), server.pid)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(60)


def _where(server: subprocess.Popen[bytes], log: Path) -> str:
    until = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < until and server.poll() is None:
        found = _LISTENING.search(log.read_text())
        if found is not None:
            return found[1]
        time.sleep(0.1)
    raise RuntimeError(f"the server did not start: {log.read_text()[-2_000:]}")
