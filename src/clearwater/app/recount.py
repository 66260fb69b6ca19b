"""What is left of the numbers: a run counted again, and a log without what was done to order."""

from __future__ import annotations

from collections.abc import Callable, Collection

import pyarrow as pa
import pyarrow.compute as pc

from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.app.read_population import read_population
from clearwater.detect.recount.metrics import recounted
from clearwater.detect.recount.of_run import ordered_in_run
from clearwater.engine.shards import usable_threads
from clearwater.errors import ParameterError
from clearwater.events.log import EventLog
from clearwater.events.reading import Reading
from clearwater.findings.run import Run
from clearwater.findings.tables import RECOUNT


def recount(
    run: Run,
    log: EventLog,
    *,
    by_day: bool = False,
    objects: Collection[str] | None = None,
    threads: int | None = None,
    on_progress: ProgressListener | None = None,
    check: Callable[[Reading], None] | None = None,
) -> pa.Table:
    """Return reported and authentic numbers of every object that findings of `run` acted on.

    A count never falls by more than was observed; a mean and a rank may go up as well. Intervals
    hold the truth in about nine of ten cases on planted data (docs/results.md).

    Parameters
    ----------
    log
        The log that `run` was made from.
    by_day
        One row a day (UTC) instead of one for all; ranks are of the whole log only.
    objects
        Only these; one of them that nobody pushed has no row, as nothing changes.
    threads
        1 to 1024; all processors where it is not given. The result does not depend on it.
    check
        Called with what was read, before anything is counted.

    Returns
    -------
    Table
        Columns of the run's table ``recount``: object, metric, day, reported, authentic, low,
        high, set_aside, remaining, strict, lenient.
    """
    tell = no_progress if on_progress is None else on_progress
    population, reading = read_population(log, tell)
    if check is not None:
        check(reading)
    tell(Progress("count again", 0, 1))
    ordered = ordered_in_run(population.log, run.tables, threads=usable_threads(threads))
    draws = ordered.draws(population.log.events, int(run.manifest["parameters"]["seed"]))
    table = recounted(population.log, draws, by_day=by_day) if draws.rows else RECOUNT.empty_table()
    tell(Progress("count again", 1, 1))
    if objects is None:
        return table
    return table.filter(pc.is_in(table["object"], pa.array(sorted(set(objects)), pa.string())))


def clean(events: pa.Table, run: Run, *, threshold: float = 0.5) -> pa.Table:
    """Return `events` without those that were probably done to order: what a ranking may count.

    Parameters
    ----------
    events
        The log that `run` was made from, with the column ``event``; any further columns stay.
    threshold
        Events ordered with at least this chance are left out, above 0 to 1. Lower is stricter
        with what is counted, not with anybody.

    Raises
    ------
    ParameterError
        If `threshold` is out of range, or the events have no ids.
    """
    if not 0.0 < threshold <= 1.0:
        raise ParameterError(
            "threshold is out of range", expected="above 0, at most 1", found=repr(threshold)
        )
    if "event" not in events.column_names:
        raise ParameterError(
            "these events cannot be told apart",
            expected="a column event with an id for each, as in the log that was scanned",
            found=", ".join(events.column_names),
            next_step="Give the log ids and scan it again.",
        )
    weights = run.event_weights
    likely = weights["p_inauthentic"].to_numpy() >= threshold
    ordered = weights["event"].filter(pa.array(likely)).combine_chunks()
    kept = pc.invert(pc.is_in(events["event"].cast(pa.string()), value_set=ordered))
    return events.filter(kept)


__all__ = ["clean", "recount"]
