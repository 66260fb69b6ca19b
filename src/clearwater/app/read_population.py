"""A log read once and coded, with what its accounts table says: what questions are asked of."""

from __future__ import annotations

from clearwater.app.progress import Progress, ProgressListener
from clearwater.detect.population import Population
from clearwater.engine.encode import COLUMNS, encode
from clearwater.engine.optional_columns import CODED, VALUE
from clearwater.events.log import EventLog
from clearwater.events.reading import Reading


def read_population(log: EventLog, tell: ProgressListener) -> tuple[Population, Reading]:
    """Return the accounts of `log` with their events, and the account of what was read.

    Raises
    ------
    InputError
        If the log cannot be read, has too many bad rows, or holds no event.
    """
    wanted = [name for name in (*COLUMNS, "event", *CODED, VALUE) if name in log.columns]
    tell(Progress("read events", 0, 1))
    with log.open(wanted) as stream:
        coded = encode(stream, log.objects)
        reading = stream.reading
    tell(Progress("read events", reading.rows, reading.rows))
    return Population.of(coded, log.accounts), reading
