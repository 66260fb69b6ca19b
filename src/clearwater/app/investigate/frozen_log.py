"""The frozen events of a case, open for questions: what was kept when it was decided to keep it."""

from __future__ import annotations

import hashlib
import io

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.app.case.desk import Desk
from clearwater.app.investigate.open_log import OpenLog
from clearwater.app.investigate.open_logs import OpenLogs, opened
from clearwater.app.progress import no_progress
from clearwater.app.read_population import read_population
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.records.decision import Evidence
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError
from clearwater.events import read

EVENTS, MEMBERS, ACCOUNTS = "events.parquet", "members.parquet", "accounts.parquet"


def of_case(desk: Desk, blobs: Blobs, logs: OpenLogs, case: str) -> OpenLog:
    """Return the frozen events of a case.

    Raises
    ------
    RefusedError
        If there is no such case, or the person may not read.
    NothingThereError
        If no events were frozen for it, or they were erased.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        files = desk.file_of(unit, case).all(Evidence)
    wanted = {kind: _named(files, kind) for kind in (EVENTS, MEMBERS, ACCOUNTS)}
    if not wanted[EVENTS]:
        raise NothingThereError(
            "no events were frozen for this case", next_step="Freeze what its findings rest on."
        )
    hashes = sorted(one.sha256 for kind in wanted.values() for one in kind)
    # What is open in memory is as erased as the file is.
    for sha256 in hashes:
        blobs.open(sha256).close()
    identity = hashlib.sha256(" ".join(hashes).encode()).hexdigest()[:32]
    return logs.of_case(desk.organisation, case, identity, lambda: _read(blobs, wanted, identity))


def _named(files: tuple[Evidence, ...], kind: str) -> list[Evidence]:
    own = (one for one in files if one.name.startswith("findings/"))
    return [one for one in own if one.name.rpartition("/")[2] == kind]


def _read(blobs: Blobs, wanted: dict[str, list[Evidence]], identity: str) -> OpenLog:
    events, members, accounts = (
        _together([_table(blobs, one) for one in wanted[kind]])
        for kind in (EVENTS, MEMBERS, ACCOUNTS)
    )
    if "event" not in events.column_names and len(wanted[EVENTS]) > 1:
        # Findings that share accounts froze the same events, which nothing else tells apart.
        events = events.group_by(events.column_names).aggregate([])
    population, _ = read_population(read(events), no_progress)
    return opened(population, identity, _once(accounts), members)


def _together(tables: list[pa.Table]) -> pa.Table:
    return pa.concat_tables(tables, promote_options="default")


def _once(accounts: pa.Table) -> pa.Table:
    """Return one row an account, the first."""
    seen: set[str] = set()
    keep = []
    for name in accounts["account"].to_pylist():
        keep.append(name not in seen)
        seen.add(name)
    return accounts.filter(pa.array(keep, pa.bool_()))


def _table(blobs: Blobs, one: Evidence) -> pa.Table:
    try:
        with blobs.open(one.sha256) as source:
            return pq.read_table(io.BytesIO(source.read()))
    except pa.ArrowException as error:
        raise NothingThereError("what was frozen is no table", where=one.name) from error
