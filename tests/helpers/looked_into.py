"""A run to be looked into: the desk, with hostile names, texts that were checked, and canaries."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.app.assembly import REAL_PARTS
from clearwater.app.recompute import recompute_command
from clearwater.app.scan_request import Method, Sources
from clearwater.findings.run import Run
from clearwater.units import Share
from clearwater.web.settings import ServerSettings
from tests.helpers.coded import objects_table
from tests.helpers.desk import DESK, desk_rows
from tests.helpers.desk_run import WINDOWS, desk_events, desk_run
from tests.helpers.web_server import with_runs

RUN = "week-1"
CANARY = "金丝雀canary7f3e"
"""An account of the desk."""
HOSTILE = '<img src=x onerror="window.hacked=1">'
"""Another."""
BIDI = "a\u202etxt.exe"
OBJECT = "</script><script>window.hacked=2</script>"
RENAMED: Mapping[str, str] = {"desk0": CANARY, "desk1": HOSTILE, "next0": BIDI, "o000": OBJECT}
CLAIM = "喝高度白酒可以杀死体内的新型病毒，每天喝三两就不会被传染"
SPUN = (
    "喝高度白酒可以杀死体内的新型病毒，每天喝三两就不会被传染！！",
    "听说了吗 喝高度白酒可以杀死体内的新型病毒 每天喝三两就不会被传染 <b>转</b>",
)
CHECKED = "2023-11-20"
DOCUMENT = json.dumps(
    {
        "@type": "ClaimReview",
        "claimReviewed": CLAIM,
        "datePublished": CHECKED,
        "url": "https://example.org/check/17",
        "author": {"name": "辟谣平台 <i>"},
        "reviewRating": {"alternateName": "假"},
    },
    ensure_ascii=False,
)
"""A published check of the claim."""
_NAMES = ("account", "account_l", "account_r", "object", "actor")


def looked_into(
    folder: Path, log: pa.Table | None = None, names: Mapping[str, str] = RENAMED
) -> Path:
    """Write a run and its log, and return the folder of runs.

    Parameters
    ----------
    log
        The events; by default those of `log_table`.
    names
        Account or object of the desk -> what it is called in this run.
    """
    events, objects = folder / "events.parquet", folder / "objects.parquet"
    pq.write_table(log_table() if log is None else log, events)
    pq.write_table(renamed(objects_table(desk_rows()[1]), names), objects)
    read = REAL_PARTS.read(str(events), objects=str(objects))
    with read.open(read.columns) as stream:  # type: ignore[attr-defined]  # a real log
        for _ in stream:
            pass
    inputs = [
        {"name": str(events), "sha256": one.sha256, "bytes": one.bytes, "rows": one.rows}
        for one in stream.reading.files
    ]
    method = Method(tuple(float(one) for one in WINDOWS), Share(0.01), seed=0)
    above = folder / "runs"
    place = above / "main" / RUN
    place.parent.mkdir(parents=True, exist_ok=True)
    command = recompute_command(Sources(str(events), objects=str(objects)), method, place)
    run = desk_run()
    tables = {name: renamed(table, names) for name, table in run.tables.items()}
    Run({**run.manifest, "inputs": inputs, "command": command}, tables).save(place)
    return above


def at_runs(above: Path) -> Callable[[ServerSettings], ServerSettings]:
    """Return what makes a server's settings those of a server with these runs, and a worker."""
    return lambda settings: replace(with_runs(settings, above, lambda: REAL_PARTS), jobs=1)


@cache
def log_table() -> pa.Table:
    """Return the events; the desk says a checked claim again, in part before its check was out."""
    table = renamed(desk_events())
    named = {RENAMED.get(one, one) for one in DESK}
    texts = [
        SPUN[row % len(SPUN)] if who in named else said
        for row, (who, said) in enumerate(
            zip(table["actor"].to_pylist(), table["text"].to_pylist(), strict=True)
        )
    ]
    place = table.column_names.index("text")
    return table.set_column(place, "text", pa.array(texts))


def renamed(table: pa.Table, names: Mapping[str, str] = RENAMED) -> pa.Table:
    """Return a table in which accounts and objects are called otherwise."""
    for name in set(_NAMES) & set(table.column_names):
        values: list[Any] = [names.get(one, one) for one in table[name].to_pylist()]
        place = table.column_names.index(name)
        table = table.set_column(place, table.schema.field(name), pa.array(values, pa.string()))
    return table
