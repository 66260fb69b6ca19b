"""A process that does one job: ``python -m clearwater.app.work.worker FOLDER``.

It speaks through the files of `clearwater.app.work.spoken`, knows no store, and is as nice to
others as it can be. What reads a stranger's file works here and not in the server: it may need all
its memory, or never end.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
import threading
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from clearwater.app.progress import Progress
from clearwater.app.work.spoken import OUTCOME, SPEC, Spoken
from clearwater.errors import ClearwaterError

NICE = 10
BEAT_S = 0.5
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass
class Worker:
    """One attempt at one job."""

    spoken: Spoken
    spec: dict[str, Any]
    phase: str = "start"
    done: int = 0
    total: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def attempt(self) -> int:
        """Which attempt this is."""
        return int(self.spec["attempt"])

    def tell(self, progress: Progress) -> None:
        """Keep how far it is, for the next beat."""
        self.phase, self.done, self.total = progress.stage, progress.done, progress.total

    def work(self) -> None:
        """Do the job, and say what came of it."""
        self.beat()
        beating = threading.Thread(target=self._beat_on, daemon=True)
        beating.start()
        outcome = self._outcome()
        self.over.set()
        beating.join()
        if self._wanted():
            self.spoken.write(OUTCOME, {"attempt": self.attempt, **outcome})

    def _outcome(self) -> dict[str, Any]:
        # Only now: it loads the engine, which takes longer than the first beat may.
        from clearwater.app.work.kinds import KINDS, error_of  # noqa: PLC0415

        try:
            return {"done": KINDS[self.spec["kind"]](self.spec, self.tell)}
        except ClearwaterError as error:
            return {"failed": error_of(error)}
        except MemoryError:
            return {"failed": NO_MEMORY}
        except OSError as error:
            return {"failed": NO_ROOM if error.errno == errno.ENOSPC else _fault(error)}
        except Exception as error:  # noqa: BLE001 - the top of the process; the words may hold data
            return {"failed": _fault(error)}

    def beat(self) -> None:
        """Say how far it is."""
        self.spoken.tell(self.attempt, self.phase, self.done, self.total, pid=os.getpid())

    def _beat_on(self) -> None:
        limit = self.spec.get("memory")
        while not self.over.wait(BEAT_S):
            if not self._wanted():
                self._stop()
            if limit is not None and _resident() > limit:
                self.spoken.write(OUTCOME, {"attempt": self.attempt, "failed": NO_MEMORY})
                self._stop()
            # On a full disk nothing can be said, and the bounds above hold all the same.
            with suppress(OSError):
                self.beat()

    def _wanted(self) -> bool:
        """Return whether nobody else works on it by now, and it was not cancelled."""
        spec = self.spoken.read(SPEC)
        return spec is not None and spec["attempt"] == self.attempt and not self.spoken.cancelled

    def _stop(self) -> None:
        tidy(self.spec)
        os._exit(1)


NO_MEMORY = {
    "what": "the log needs more memory than a job may use",
    "next": "Scan a shorter time or fewer columns, or let the operator raise --job-memory.",
}


NO_ROOM = {
    "what": "the disk of the server is full",
    "next": "Remove uploads that nobody needs, or ask the operator for room; then start it again.",
}


def _fault(error: BaseException) -> dict[str, Any]:
    return {"what": "the work broke off by a fault", "found": _place_of(error)}


def tidy(spec: dict[str, Any]) -> None:
    """Take away what an attempt that ended early has left beside the place of its run."""
    folder = spec.get("run_folder")
    if folder is not None:
        place = Path(folder)
        for left in place.parent.glob(f".{place.name}.*"):
            shutil.rmtree(left, ignore_errors=True)


def _resident() -> int:
    """Return the bytes of memory that the process uses; 0 where the system does not say."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * _PAGE
    except OSError:
        return 0


def _place_of(error: BaseException) -> str:
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno}"


def main(folder: str) -> None:
    """Do the job of a folder."""
    if hasattr(os, "nice"):
        os.nice(NICE)
    spoken = Spoken(Path(folder))
    spec = spoken.read(SPEC)
    if spec is not None:
        Worker(spoken, spec).work()


if __name__ == "__main__":
    main(sys.argv[1])
