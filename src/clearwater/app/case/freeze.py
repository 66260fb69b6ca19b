"""Freezes what a decision rests on: one finding of a run, its events and how it was found.

At decision time, because runs are deleted and logs rotate. Everything is taken from the run folder
but the events of the members, which are read again from the run's own log, and only if that is
still the log which the run was made from. The same run gives the same bytes, so freezing twice
keeps nothing twice.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import rfc8785

from clearwater.app.case.events_of import write_events_of
from clearwater.app.case.places_of import KINDS, kinds_in, places_of
from clearwater.app.case.raster import raster_svg
from clearwater.app.case.run_finding import RunFinding, rows_of
from clearwater.app.parts import Parts
from clearwater.app.progress import Progress, ProgressListener, no_progress
from clearwater.app.run_sources import Elsewhere, check_unchanged, sources_of
from clearwater.app.scan_job import open_log
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.evidence.frozen import Frozen
from clearwater.events.log import EventLog

SHORT = 16
"""Hex digits of a run's digest that stand in names: two runs may both have a finding F001."""
BY_FINDING = ("pairs", "objects", "waterfall", "explanations", "raster")
"""Tables with rows for each finding, besides the two that were read with it."""
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}", re.ASCII)


def freeze_finding(
    parts: Parts,
    found: RunFinding,
    blobs: Blobs,
    elsewhere: Elsewhere | None = None,
    on_progress: ProgressListener = no_progress,
) -> tuple[Frozen, ...]:
    """Keep everything that concerns a finding, and return the files in the order of their names.

    Parameters
    ----------
    found
        The finding, as it was read from its run folder.
    elsewhere
        Where the run's log is now, if it has moved.

    Returns
    -------
    tuple[Frozen, ...]
        ``runs/RUN/run.json`` and ``findings/RUN/FINDING/...``: one Parquet file a table of the run,
        ``events.parquet``, ``places.parquet`` (columns `PLACES`: who else is where members are),
        ``raster.svg``, ``method.json``. RUN is the beginning of `run_digest`.

    Raises
    ------
    OutputError
        If the folder holds no finished run any more, or the evidence cannot be kept.
    InputError
        If the run's log is not there any more, or has changed.
    """
    folder, manifest = found.folder, found.manifest
    log = open_log(parts, sources_of(manifest, folder, elsewhere or Elsewhere()))
    tables = dict(_tables(found))
    inside = f"findings/{found.digest[:SHORT]}/{safe_folder(found.finding)}"
    with blobs.workspace() as scratch:
        weights = _Weights(folder, tables["meetings"])
        on_progress(Progress("read the members' events", 0, 1))
        events = scratch / ".events.parquet"
        accounts = tables["members"]["account"].combine_chunks()
        reading = write_events_of(cast("EventLog", log), accounts, events, weights.see)
        check_unchanged(manifest, reading, folder)
        on_progress(Progress("read the members' events", 1, 1))
        tables["event_weights"] = weights.seen()
        own = pq.read_table(events, columns=_of_places(log.columns))
        tables["places"], again = places_of(cast("EventLog", log), accounts, own)
        if again is not None:
            check_unchanged(manifest, again, folder)
        kept = {f"{inside}/events.parquet": blobs.put(events)}
        for name, table in tables.items():
            written = scratch / f".{name}.parquet"
            pq.write_table(table, written, compression="zstd", row_group_size=1 << 20)
            kept[f"{inside}/{name}.parquet"] = blobs.put(written)
    kept[f"{inside}/raster.svg"] = blobs.put(raster_svg(tables["raster"], found.finding))
    kept[f"{inside}/method.json"] = blobs.put(_method(found))
    kept[f"runs/{found.digest[:SHORT]}/run.json"] = blobs.put(found.manifest_bytes)
    return tuple(Frozen(name, blob.sha256, blob.size) for name, blob in sorted(kept.items()))


def _of_places(columns: Sequence[str]) -> list[str]:
    """Return the columns of events that say who was where."""
    there = dict.fromkeys(KINDS[kind] for kind in kinds_in(columns))
    return ["actor", "time", *there]


def safe_folder(name: str) -> str:
    """Return a name for a folder: `name` itself where it is plain, else a hash of it.

    A run folder may come from anywhere, and what it calls a finding is never taken for a path.

    Examples
    --------
    >>> safe_folder("F001"), safe_folder("../../etc")
    ('F001', 'named-74ccf3c5b4c19a81')
    """
    if _PLAIN.fullmatch(name):
        return name
    return f"named-{hashlib.sha256(name.encode()).hexdigest()[:SHORT]}"


def _tables(found: RunFinding) -> Iterator[tuple[str, pa.Table]]:
    """Yield the rows of each table that concern the finding."""
    folder, wanted = found.folder, pa.array([found.finding], pa.string())
    own = {name: rows_of(folder, name, "finding", wanted) for name in BY_FINDING}
    yield from {"findings": found.row, "members": found.members, **own}.items()
    pairs = _column(own["pairs"], "pair")
    yield "meetings", rows_of(folder, "meetings", "pair", pairs)
    yield "accounts", rows_of(folder, "accounts", "account", _column(found.members, "account"))
    yield "recount", rows_of(folder, "recount", "object", _column(own["objects"], "object"))
    yield "pushed", _pushed(folder, found.finding)


def _pushed(folder: Path, finding: str) -> pa.Table:
    """Return the pushed objects that the finding acted on: it is one of a list in their rows."""
    table = pq.read_table(folder / "pushed.parquet")
    concerned = [finding in named for named in table["findings"].to_pylist()]
    return table.filter(pa.array(concerned, pa.bool_())).combine_chunks()


def _column(table: pa.Table, name: str) -> pa.Array:
    return table[name].combine_chunks()


class _Weights:
    """The run's weights of events, and which of them are of events that were seen.

    Where the log has no ids, events are named by their place in it, which an event alone does not
    know; then the events of the finding's meetings are those that are told.
    """

    def __init__(self, folder: Path, meetings: pa.Table) -> None:
        self._table = pq.read_table(folder / "event_weights.parquet").combine_chunks()
        self._seen = pa.concat_arrays([_column(meetings, f"event_{side}") for side in "lr"])
        self._marks = self._place(self._seen)

    def see(self, batch: pa.RecordBatch) -> None:
        """Mark the weights of the events in `batch`."""
        if "event" in batch.schema.names:
            self._marks = pc.call_function("or", [self._marks, self._place(batch.column("event"))])

    def seen(self) -> pa.Table:
        """Return the weights that were marked, in their order."""
        return self._table.filter(self._marks)

    def _place(self, events: pa.Array) -> pa.Array:
        ids = _column(self._table, "event")
        return pc.call_function("is_in", [ids], pc.SetLookupOptions(value_set=events))


def _method(found: RunFinding) -> bytes:
    """Return how the finding was found, and the command that finds it again."""
    told = ("clearwater", "command", "parameters", "inputs", "detectors", "blind_spots")
    rest = ("counts", "span", "skipped", "notes")
    said = {name: found.manifest.get(name) for name in (*told, *rest)}
    seed = found.manifest.get("parameters", {}).get("seed")
    named = {"finding": found.finding, "run_digest": found.digest, "seed": seed}
    return rfc8785.dumps({**said, **named})
