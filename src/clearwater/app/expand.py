"""The use-case: from a log and known leads to who else belongs."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.app.read_population import read_population
from clearwater.app.settings import SETTINGS, windows_s
from clearwater.detect.expand.expansion import expand_population
from clearwater.detect.expand.lead import Lead
from clearwater.errors import ParameterError
from clearwater.events.log import EventLog
from clearwater.events.reading import Reading
from clearwater.findings.expansion import Expansion
from clearwater.units import MICROSECONDS

Duration = str | float


def expand(
    log: EventLog,
    leads: str | Sequence[str],
    *,
    windows: Sequence[Duration] | None = None,
    q: str | float = 0.01,
    steps: int = 10,
    seed: int = 0,
    on_progress: ProgressListener | None = None,
    check: Callable[[Reading], None] | None = None,
) -> Expansion:
    """Return who else belongs to what is known, step by step, and why it stopped.

    Each step asks every account of the log, by its own evidence, against everybody who was found so
    far: was it there more often than its activity explains, and is there a sign that this was no
    shared interest? Groups that always act within moments of an object's birth are not seen from an
    account alone.

    Parameters
    ----------
    log
        From `clearwater.read`.
    leads
        One or more of ``"account:NAME"``, ``"device:NAME"``, ``"line:NAME"``, ``"prefix:ADDRESS"``,
        ``"object:NAME"``, ``"text:..."``.
    windows
        As of `clearwater.scan`.
    q
        False discovery rate of all steps together, more than 0, at most 0.5.
    steps
        At most so many, 1 to 100.
    seed
        0 to 2**63 - 1. Of the replicas.
    on_progress
        Called with each step of the work.
    check
        Called when the log has been read, to refuse one that is not what was meant.

    Returns
    -------
    Expansion
        Arrow tables ``steps``, ``accounts``, ``edges`` and ``explanations``; ``stopped`` says why
        it went no further.

    Raises
    ------
    ParameterError
        If a lead cannot be read, is not in the log, or is shared by more than a thousand accounts.
    InputError
        If the log cannot be read.
    """
    typed = [leads] if isinstance(leads, str) else list(leads)
    if not typed:
        raise ParameterError("nothing to start from", expected="one lead or more")
    parsed = [Lead.parse(one) for one in dict.fromkeys(typed)]
    chosen = windows_s(None if windows is None else tuple(windows))
    share = SETTINGS["q"].parse(q)
    most, number = SETTINGS["steps"].parse(steps), SETTINGS["seed"].parse(seed)
    tell = no_progress if on_progress is None else on_progress
    population, reading = read_population(log, tell)
    if check is not None:
        check(reading)
    return expand_population(
        population,
        parsed,
        [round(window * MICROSECONDS) for window in chosen],
        q=share,
        most_steps=most,
        seed=number,
        step=lambda stage, done, total: tell(Progress(stage, done, total)),
    )
