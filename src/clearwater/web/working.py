"""The jobs of a server: a thread that looks after workers for as long as the server lives.

It survives whatever goes wrong for a while: a database that is restarted, a disk that is full.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from clearwater.app.work.workers import Workers
from clearwater.web.served import Served

LOOK_S = 1.0
"""Between two looks, where nobody asks for a job."""


@contextmanager
def working(served: Served, log: Any) -> Iterator[None]:
    """Let jobs be worked on until the block is left."""
    settings = served.settings
    if not settings.jobs:
        yield
        return
    workers = Workers(
        served.store,
        settings.organisations,
        served.places,
        settings.limits,
        settings.clock_us,
        settings.jobs,
    )
    over = threading.Event()
    thread = threading.Thread(target=_look, args=(workers, served, log, over), daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        served.wake.set()
        thread.join()
        workers.stop()


def _look(workers: Workers, served: Served, log: Any, over: threading.Event) -> None:
    while not over.is_set():
        served.wake.clear()
        try:
            workers.turn()
        except Exception as error:  # noqa: BLE001 - it must still be there when the trouble is over
            log.info("jobs", fault=type(error).__name__)
        served.wake.wait(LOOK_S)
