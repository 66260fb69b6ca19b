"""Where everything that is known of a group stands: in frozen evidence, or in the folder of a run.

What is shown of a group is computed from these tables and from nothing else. A table that is not
there is said to be missing; nothing stands in for it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from clearwater.app.case.desk import Desk
from clearwater.app.case.freeze import SHORT, safe_folder
from clearwater.app.case.from_runs import Runs
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.records.case import CaseFinding
from clearwater.cases.records.decision import Evidence
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError, OutputError
from clearwater.findings.tables import TABLES

OF_ONE_FINDING = frozenset(
    {"findings", "members", "pairs", "objects", "waterfall", "explanations", "raster"}
)
"""Tables of a run folder whose rows say which finding they are of."""


@dataclass(frozen=True)
class Group:
    """One finding with its tables, wherever they are."""

    finding: str
    """Its name in its run."""
    key: str
    """Changes with every byte that it was read from: what was computed of it is kept under this."""
    tables: frozenset[str]
    """Names of the tables that are there."""
    manifest: Mapping[str, Any] = field(repr=False)
    """``run.json``."""
    open_table: Callable[[str], pa.NativeFile] = field(repr=False)
    """Returns the file of a table."""
    still_there: Callable[[], bool] = field(repr=False)
    """Returns whether its files are still kept: they may have been erased a moment ago."""
    whole_run: bool = False
    """Whether the tables hold other findings too."""

    def table(self, name: str, columns: Sequence[str], *, coded: Sequence[str] = ()) -> pa.Table:
        """Return columns of a table, in the order of its rows.

        Parameters
        ----------
        coded
            Columns that come as dictionaries: each text once, and numbers for the rows.

        Raises
        ------
        NothingThereError
            If the table is not there.
        OutputError
            If it is no table.
        """
        if name not in self.tables:
            raise NothingThereError("this was not kept for the group", where=f"table {name}")
        narrow = self.whole_run and name in OF_ONE_FINDING
        wanted = [*columns, *(["finding"] if narrow and "finding" not in columns else [])]
        try:
            # Not `read_table`: what it brings for folders of files costs more than a small file.
            with pq.ParquetFile(self.open_table(name), read_dictionary=list(coded)) as file:
                found = file.read(columns=wanted)
        except pa.ArrowException as error:
            raise OutputError(
                "a table of the group cannot be read", where=f"table {name}", found=str(error)
            ) from error
        if narrow:
            found = found.filter(pc.call_function("equal", [found["finding"], self.finding]))
        return found.select(list(columns)).combine_chunks()

    def rows(self, name: str) -> list[dict[str, Any]]:
        """Return a small table as rows, times as microseconds; none where it is not there."""
        return _plain(self.table(name, TABLES[name].names)) if name in self.tables else []

    def columns(self, name: str) -> tuple[str, ...]:
        """Return the names of a table's columns; none where it is not there."""
        if name not in self.tables:
            return ()
        with pq.ParquetFile(self.open_table(name)) as file:
            return tuple(file.schema_arrow.names)

    def everything(self, name: str) -> list[dict[str, Any]]:
        """Return a small table that is no table of a run, such as ``places``, as `rows` does."""
        return _plain(self.table(name, self.columns(name)))


def findings_in(desk: Desk, case: str) -> tuple[CaseFinding, ...]:
    """Return the findings of a case, in the order in which a page shows them.

    Raises
    ------
    RefusedError
        If there is no such case, or the person may not read.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        found = unit.find(CaseFinding, case=case)
        if not found:
            desk.file_of(unit, case)  # says so where there is no case
    return tuple(sorted(found, key=lambda one: (-one.score_millibits, one.run, one.finding)))


def group_of_case(desk: Desk, blobs: Blobs, case: str, place: int) -> Group:
    """Return a finding of a case with the evidence that was frozen for it.

    Parameters
    ----------
    place
        Which of `findings_in`, from 0.

    Raises
    ------
    NothingThereError
        If the case has no such finding, or its evidence was not frozen or is gone.
    """
    findings = findings_in(desk, case)
    if not 0 <= place < len(findings):
        raise NothingThereError("the case has no such finding", found=str(place + 1))
    one = findings[place]
    with desk.store.reading(desk.organisation) as unit:
        evidence = unit.find(Evidence, case=case)
    return frozen_group(one, evidence, blobs)


def frozen_group(one: CaseFinding, evidence: Sequence[Evidence], blobs: Blobs) -> Group:
    """Return a finding with what was frozen for it; see `group_of_case`."""
    inside = f"findings/{one.run[:SHORT]}/{safe_folder(one.finding)}/"
    hashes = {
        row.name.removeprefix(inside).removesuffix(".parquet"): row.sha256
        for row in evidence
        if row.name.startswith(inside) and row.name.endswith(".parquet")
    }
    there = {name: digest for name, digest in hashes.items() if blobs.path(digest).is_file()}
    if "findings" not in there:
        raise NothingThereError(
            "what the finding rests on is not kept",
            where=f"finding {one.finding}",
            found="erased" if hashes else "never frozen",
        )
    manifest = next(
        (row for row in evidence if row.name == f"runs/{one.run[:SHORT]}/run.json"), None
    )

    def opened(name: str) -> pa.NativeFile:
        with blobs.open(there[name]) as file:
            return pa.BufferReader(file.read())

    def said() -> Mapping[str, Any]:
        if manifest is None or not blobs.path(manifest.sha256).is_file():
            return {}
        with blobs.open(manifest.sha256) as file:
            found: Mapping[str, Any] = json.load(file)
        return found

    return Group(
        finding=one.finding,
        key=" ".join(sorted(f"{name}={digest}" for name, digest in there.items())),
        tables=frozenset(there),
        manifest=said(),
        open_table=opened,
        still_there=lambda: all(blobs.path(digest).is_file() for digest in there.values()),
    )


def group_of_run(desk: Desk, runs: Runs, run: str, finding: str) -> Group:
    """Return a finding as it stands in a run folder, before there is a case.

    Raises
    ------
    NothingThereError
        If there is no such run, or it has no such finding.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
    return _of_folder(runs.folder_of(run), finding)


def _of_folder(folder: Path, finding: str) -> Group:
    there = frozenset(name for name in TABLES if (folder / f"{name}.parquet").is_file())
    said: Mapping[str, Any] = json.loads((folder / "run.json").read_bytes())

    def opened(name: str) -> pa.NativeFile:
        return pa.memory_map(str(folder / f"{name}.parquet"))

    group = Group(
        finding=finding,
        key=f"{_state_of(folder)} {finding}",
        tables=there,
        manifest=said,
        open_table=opened,
        still_there=(folder / "run.json").is_file,
        whole_run=True,
    )
    if not group.table("findings", ["finding"]).num_rows:
        raise NothingThereError("the run has no such finding", found=repr(finding[:80]))
    return group


def _state_of(folder: Path) -> str:
    """Return what changes when the folder does: a digest of a large run takes seconds."""
    seen = sorted((path.name, path.stat()) for path in folder.glob("*.parquet"))
    said = " ".join(f"{name}={stat.st_mtime_ns},{stat.st_size}" for name, stat in seen)
    return f"{folder} {said}"


def _plain(table: pa.Table) -> list[dict[str, Any]]:
    """Return the rows of a table, times as whole numbers: as moments they cost an import of pandas.

    That is 200 ms for whoever is first.
    """
    for place, column in enumerate(table.schema):
        if pa.types.is_timestamp(column.type):
            table = table.set_column(place, column.name, table[column.name].cast(pa.int64()))
    rows: list[dict[str, Any]] = table.to_pylist()
    return rows
