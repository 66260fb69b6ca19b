"""The verbs as they are typed in Python: ``cw.scan(cw.read("events.parquet"), window="60s")``.

Durations and shares may be typed as on the command line and are checked against the same table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clearwater.app.explain import Plan
from clearwater.app.explain import explain as explain_checked
from clearwater.app.progress import ProgressListener
from clearwater.app.scan import scan as scan_checked
from clearwater.app.scan_request import Method
from clearwater.app.settings import SETTINGS, windows_s
from clearwater.errors import ParameterError
from clearwater.events import EventLog
from clearwater.findings.run import Run

Duration = str | float


def scan(
    log: EventLog,
    *,
    window: Duration | None = None,
    windows: Sequence[Duration] | None = None,
    q: str | float = 0.01,
    seed: int = 0,
    threads: int | None = None,
    on_progress: ProgressListener | None = None,
) -> Run:
    """Return what moved together in `log`, and how likely that is by chance.

    A finding is a suspicion with odds, not a verdict. Groups that always act within moments of an
    object's birth, and groups with five jobs or fewer in the log, are not seen.

    Parameters
    ----------
    log
        From `clearwater.read`.
    window
        One window, 1 ms to 1 day: ``"60s"``, ``"10min"``, or seconds as a number.
    windows
        Several windows at once, each tested at ``q / len(windows)``. Without `window` and
        `windows`: 10 s, 60 s, 10 min, 1 h and 6 h.
    q
        False discovery rate, more than 0, at most 0.5; ``"1%"`` is understood.
    seed
        0 to 2**63 - 1. Fixes everything random.
    threads
        1 to 1024; all processors where it is not given. The result does not depend on it.
    on_progress
        Called with each step of the work.

    Returns
    -------
    Run
        Arrow tables ``findings``, ``members``, ``accounts``, ``pairs``, ``meetings``, ``objects``
        and more, with the columns of the run folder; ``run.save("run/")`` writes it.

    Raises
    ------
    ParameterError
        If a parameter lies outside its range, or both `window` and `windows` are given.
    InputError
        If the log cannot be read, has too many bad rows, or is empty.
    """
    method = _method(window, windows, q, seed, threads)
    return scan_checked(log, **method.options(), on_progress=on_progress)


def explain(
    log: EventLog,
    *,
    window: Duration | None = None,
    windows: Sequence[Duration] | None = None,
    q: str | float = 0.01,
    seed: int = 0,
    threads: int | None = None,
) -> Plan:
    """Return what `scan` with the same arguments would do and cost, without doing it."""
    method = _method(window, windows, q, seed, threads)
    return explain_checked(log, **method.options())


def _method(
    window: Duration | None,
    windows: Sequence[Duration] | None,
    q: str | float,
    seed: int,
    threads: int | None,
) -> Method:
    if window is not None and windows is not None:
        raise ParameterError(
            "window and windows were both given",
            expected="one of them",
            found=f"window={window!r}, windows={windows!r}",
        )
    chosen: Any = (window,) if window is not None else windows
    return Method(
        windows_s=windows_s(chosen),
        q=SETTINGS["q"].parse(q),
        seed=SETTINGS["seed"].parse(seed),
        threads=None if threads is None else SETTINGS["threads"].parse(threads),
    )
