"""What a worker and its server say to each other, as small files in one folder.

::

    spec.json     what is to be done, by whose attempt; written by the server
    beat.json     how far it is; written by the worker, again and again: its age is the lease
    outcome.json  what came of it; the last thing that a worker writes
    cancel        it is not wanted any more

A worker lives on when its server is killed, and the next server hears of it here. Files are written
beside their place and moved there, so nobody reads half of one.
"""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SPEC, BEAT, OUTCOME, CANCEL = "spec.json", "beat.json", "outcome.json", "cancel"


@dataclass(frozen=True)
class Beat:
    """How far a worker is."""

    attempt: int
    phase: str
    done: int
    total: int
    age_s: float
    """How long ago it said so."""
    pid: int


@dataclass(frozen=True)
class Spoken:
    """The folder of one job."""

    folder: Path

    def write(self, name: str, said: dict[str, Any]) -> None:
        """Write a file at once, as a whole."""
        beside = self.folder / f".{name}.{os.getpid()}"
        with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(said, file)
        beside.replace(self.folder / name)

    def read(self, name: str) -> dict[str, Any] | None:
        """Return what a file says; nothing where there is none."""
        try:
            said: dict[str, Any] = json.loads((self.folder / name).read_text())
        except (FileNotFoundError, NotADirectoryError):
            return None
        return said

    def beat(self) -> Beat | None:
        """Return how far the worker is."""
        said = self.read(BEAT)
        if said is None:
            return None
        age_s = max(0.0, time.time() - said.pop("at_s"))
        return Beat(**said, age_s=age_s)

    def begin(self, spec: dict[str, Any]) -> None:
        """Make the folder as it is before an attempt."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name in (OUTCOME, CANCEL):
            (self.folder / name).unlink(missing_ok=True)
        self.write(SPEC, spec)
        # The lease of the attempt begins now, and not when Python has been loaded.
        self.tell(spec["attempt"], "start", 0, 0, pid=0)

    def tell(self, attempt: int, phase: str, done: int, total: int, *, pid: int) -> None:
        """Say how far it is."""
        said = {"attempt": attempt, "phase": phase, "done": done, "total": total, "pid": pid}
        self.write(BEAT, {**said, "at_s": time.time()})

    def fall_silent(self) -> None:
        """Say that nobody works here any more."""
        (self.folder / BEAT).unlink(missing_ok=True)

    def cancel(self) -> None:
        """Tell the worker to stop."""
        if self.folder.is_dir() and not self.cancelled:
            (self.folder / CANCEL).touch()

    @property
    def cancelled_for_s(self) -> float:
        """How long ago the worker was told to stop; 0 where it was not."""
        try:
            return time.time() - (self.folder / CANCEL).stat().st_mtime
        except FileNotFoundError:
            return 0.0

    @property
    def cancelled(self) -> bool:
        """Whether it is to stop."""
        return (self.folder / CANCEL).exists()

    def remove(self) -> None:
        """Take the folder away."""
        shutil.rmtree(self.folder, ignore_errors=True)
