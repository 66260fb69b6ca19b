"""Processes that are killed at a chosen point of what they do, again and again.

A nursery is one process that has imported everything once and forks a child for each life, so that
a kill costs milliseconds. A child counts points (before and after each statement, before a commit,
around a connector, at each file that is linked) and at the chosen one ends itself with SIGKILL: no
handler runs, nothing is flushed, as if somebody had pulled the plug of the process. The hooks come
from outside, through SQLAlchemy's events and Python's audit events: the code under test has none.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.engine import Engine

from clearwater.cases.delivery.base import Connector, Outgoing, Receipt
from clearwater.cases.store import connecting

WRITES = connecting._WRITES
"""The store's mark for a transaction that writes."""
_AUDITED = {"os.link": "link a file", "os.rename": "move a file", "os.remove": "remove a file"}


@dataclass(frozen=True)
class Fate:
    """How a child ended."""

    ended: str
    """``done``, ``killed`` (at the chosen point or by the alarm) or ``failed`` (an exception)."""
    points: int
    """How many points it passed."""
    at: str
    """What it was about when it ended, such as ``before INSERT INTO ledger``."""
    said: Any
    """What the function returned, or the traceback."""


class Points:
    """Counts points and ends the process, or a database's backend, at the chosen one."""

    def __init__(self, last: int | None, *, only: str = "", backend: bool = False) -> None:
        self.count = 0
        self.at = ""
        self._last = last
        self._only = only
        self._backend = backend

    def reached(self, at: str, connection: Connection | None = None) -> None:
        """Note a point; nothing comes after the chosen one."""
        if not at.startswith(self._only):
            return
        self.count += 1
        self.at = at
        if self.count != self._last and not (self._backend and self._is_over()):
            return
        if not self._backend:
            _note(self.count, at)
            os.kill(os.getpid(), signal.SIGKILL)
        elif connection is not None:
            self._last = None
            _note(self.count, f"{at} (backend)")
            os.kill(_backend_of(connection), signal.SIGKILL)

    def _is_over(self) -> bool:
        """Whether the chosen point had no connection, so that the next one that has is taken."""
        return self._last is not None and self.count > self._last

    def listen(self) -> None:
        """Count what SQLAlchemy and the file system do, from now to the end of the process."""

        def before(conn: Connection, _c: Any, statement: str, *_: Any) -> None:
            if _writes(conn, statement):
                self.reached(f"before {_short(statement)}", conn)

        def after(conn: Connection, _c: Any, statement: str, *_: Any) -> None:
            if _writes(conn, statement):
                self.reached(f"after {_short(statement)}", conn)

        def commit(conn: Connection) -> None:
            if _writes(conn, "COMMIT"):
                self.reached("before COMMIT", conn)

        def audit(name: str, _: tuple[Any, ...]) -> None:
            if name in _AUDITED:
                self.reached(f"before {_AUDITED[name]}")

        event.listen(Engine, "before_cursor_execute", before)
        event.listen(Engine, "after_cursor_execute", after)
        event.listen(Engine, "commit", commit)
        sys.addaudithook(audit)


class Watched:
    """A connector with a point before and after it."""

    def __init__(self, inner: Connector, points: Points) -> None:
        self._inner = inner
        self._points = points

    @property
    def patience_s(self) -> int:
        return self._inner.patience_s

    def deliver(self, message: Outgoing) -> Receipt:
        self._points.reached("before the connector")
        receipt = self._inner.deliver(message)
        self._points.reached("after the connector")
        return receipt


class Nursery:
    """The process that forks; use `nursery`."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def live(
        self,
        life: str,
        arguments: dict[str, Any],
        *,
        last: int | None = None,
        only: str = "",
        after_s: float | None = None,
        backend: bool = False,
    ) -> Fate:
        """Run ``module:function(points, **arguments)`` in a child and return how it ended.

        Parameters
        ----------
        last
            At which point it is killed, from 1; never, if it has fewer.
        only
            Points that begin otherwise are not counted.
        after_s
            It is ended by the kernel after this time, wherever it is: in a system call, in C.
        backend
            At that point the database's backend of the connection is killed, not the child.
        """
        asked: dict[str, Any] = {"life": life, "arguments": arguments, "last": last, "only": only}
        asked |= {"after_s": after_s, "backend": backend}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asked) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the nursery has ended"
        return Fate(**json.loads(line))


@contextmanager
def nursery(*preload: str) -> Iterator[Nursery]:
    """Yield a nursery that has imported these modules; it ends with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.helpers.killing", *preload],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    try:
        yield Nursery(process)
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.stdout.close()
        process.wait(30)


_NOTES = 0


def _note(count: int, at: str) -> None:
    """Say where the child is; the pipe outlives it."""
    os.write(_NOTES, (json.dumps([count, at]) + "\n").encode())


def _backend_of(connection: Connection) -> int:
    return int(connection.connection.dbapi_connection.info.backend_pid)  # type: ignore[union-attr]


def _writes(connection: Connection, statement: str) -> bool:
    """Return whether a statement is part of a transaction that writes, and does not only look."""
    verb = statement.split(maxsplit=1)[0].upper()
    if verb in {"SELECT", "SHOW", "PRAGMA"}:
        return False
    changes_tables = verb in {"CREATE", "ALTER", "DROP", "GRANT", "DO", "INSERT", "UPDATE"}
    return changes_tables or bool(connection.get_execution_options().get(WRITES, False))


def _short(statement: str) -> str:
    """Return verb and table of a statement."""
    words = statement.split()
    most = {"SELECT": 1, "UPDATE": 2, "INSERT": 3, "DELETE": 3}.get(words[0].upper(), 2)
    return " ".join(words[:most])


def _serve() -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.close(read)
            _child(asked, write)
        os.close(write)
        with os.fdopen(read, encoding="utf-8") as notes:
            noted = [json.loads(note) for note in notes]
        os.waitpid(pid, 0)
        sys.stdout.write(json.dumps(asdict(_fate(noted))) + "\n")
        sys.stdout.flush()


def _fate(noted: list[Any]) -> Fate:
    """Return how the child ended: its last note is an object if it came to its end."""
    end = noted[-1] if noted and isinstance(noted[-1], dict) else None
    nowhere: list[Any] = [0, "anywhere"]
    last = next((note for note in reversed(noted) if isinstance(note, list)), nowhere)
    if end is None:
        return Fate("killed", last[0], last[1], None)
    at = last[1] if end["ended"] == "failed" else ""
    return Fate(end["ended"], end["points"], at, end["said"])


def _child(asked: dict[str, Any], write: int) -> None:
    """Live, and leave without any of the nursery's exit handlers."""
    global _NOTES  # noqa: PLW0603 - a process is its own world here
    _NOTES = write
    points = Points(asked["last"], only=asked["only"], backend=asked["backend"])
    if asked["after_s"] is not None:
        # Without a handler the alarm ends a process as abruptly as SIGKILL, and its number cannot
        # be that of another process by then.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, asked["after_s"])
    try:
        module, name = asked["life"].split(":")
        function: Callable[..., Any] = getattr(importlib.import_module(module), name)
        points.listen()
        end = {"ended": "done", "said": function(points, **asked["arguments"])}
    except BaseException:  # noqa: BLE001 - whatever it was is the answer
        end = {"ended": "failed", "said": traceback.format_exc()}
    os.write(write, (json.dumps({**end, "points": points.count}) + "\n").encode())
    os._exit(0)


if __name__ == "__main__":
    for name in sys.argv[1:]:
        importlib.import_module(name)
    # The module that children import by its name, not this one, which is called __main__.
    importlib.import_module("tests.helpers.killing")._serve()
