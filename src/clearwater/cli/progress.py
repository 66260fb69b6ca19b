"""Progress on standard error: bars on a terminal, a plain line a stage where it is none."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.progress import Progress as Bars

from clearwater.app.progress import Progress, ProgressListener
from clearwater.cli.messages import say


@contextmanager
def shown_progress() -> Iterator[ProgressListener]:
    """Yield a listener that shows what it hears until the block is left."""
    if not sys.stderr.isatty():
        yield PlainLines()
        return
    bars = Bars(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    with bars:
        yield _OnBars(bars)


class PlainLines:
    """One line when a stage is finished: enough for a log file, and no more."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def __call__(self, progress: Progress) -> None:
        """Say the stage, once, when it is done."""
        if progress.done >= progress.total > 0 and progress.stage not in self._said:
            self._said.add(progress.stage)
            say(f"{progress.stage}: done ({progress.total:,})")


class _OnBars:
    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._tasks: dict[str, TaskID] = {}

    def __call__(self, progress: Progress) -> None:
        task = self._tasks.get(progress.stage)
        if task is None:
            task = self._bars.add_task(progress.stage, total=progress.total or None)
            self._tasks[progress.stage] = task
        self._bars.update(task, completed=progress.done, total=progress.total or None)
