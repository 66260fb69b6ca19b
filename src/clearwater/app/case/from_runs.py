"""Cases from the run folders of a server: a run is named, no path ever comes from outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from clearwater.app.case.desk import Desk
from clearwater.app.case.freezing import Freezing
from clearwater.app.case.run_digest import run_digest
from clearwater.app.case.run_finding import RunFinding, read_finding
from clearwater.app.parts import Parts
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.records.case import CaseFinding
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.commands import FreezeEvidence, FrozenFile
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError, OutputError

_RUN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
_MANIFEST = "run.json"


@dataclass(frozen=True)
class Runs:
    """The run folders of an organisation."""

    folder: Path
    load_parts: Callable[[], Parts]
    blobs: Blobs

    @classmethod
    def of(
        cls,
        above: Path,
        organisation: str,
        load_parts: Callable[[], Parts],
        blobs: Blobs,
    ) -> Runs:
        """Return the runs of an organisation: each has a folder of its name, and sees no other.

        Raises
        ------
        NothingThereError
            If no folder can have the organisation's name.
        """
        if organisation.startswith(".") or not organisation.isprintable() or "/" in organisation:
            raise NothingThereError("the organisation has no runs here")
        return cls(above / organisation, load_parts, blobs)

    def folder_of(self, run: str) -> Path:
        """Return the folder of a run.

        Raises
        ------
        NothingThereError
            If there is none of this name, or the name leads out of the folder.
        """
        path = self.folder / run
        fits = _RUN_NAME.fullmatch(run) is not None and ".." not in run
        if not fits or path.is_symlink() or not (path / _MANIFEST).is_file():
            raise NothingThereError("there is no such run", found=repr(run[:80]))
        return path

    def names(self) -> list[str]:
        """Return the names of the finished runs, in order.

        A run that is being written stands beside its place under a name that begins with a point.
        """
        there = (path.parent for path in self.folder.glob(f"*/{_MANIFEST}"))
        found = (one.name for one in there if not one.is_symlink())
        return sorted(name for name in found if _RUN_NAME.fullmatch(name) and ".." not in name)

    def freezing(self) -> Freezing:
        """Return how evidence is frozen."""
        return Freezing(self.load_parts(), self.blobs)


@dataclass(frozen=True)
class FindingOf:
    """One finding of a run; no account is named."""

    finding: str
    level: str
    headline: str
    score_bits: float
    q_value: float
    accounts: int
    objects: int


def run_names(desk: Desk, runs: Runs, *, limit: int, after: str | None) -> tuple[str, ...]:
    """Return the names of runs, in order, after a name."""
    _require(desk, Verb.READ)
    return tuple(name for name in runs.names() if after is None or name > after)[:limit]


def findings_of(desk: Desk, runs: Runs, run: str) -> tuple[FindingOf, ...]:
    """Return the findings of a run, most bits first."""
    _require(desk, Verb.READ)
    rows = _findings(runs.folder_of(run)).to_pylist()
    found = (
        FindingOf(
            finding=str(row["finding"]),
            level=str(row["level"]),
            headline=str(row["headline"]),
            score_bits=float(row["score_bits"]),
            q_value=float(row["q_value"]),
            accounts=int(row["accounts"]),
            objects=int(row["objects"]),
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda one: (-one.score_bits, one.finding)))


def found_in_runs(desk: Desk, runs: Runs, run: str, finding: str, verb: Verb) -> RunFinding:
    """Return a finding of a run for somebody who may ask for `verb`; nothing is frozen."""
    _require(desk, verb)
    return read_finding(runs.folder_of(run), finding)


def _findings(folder: Path) -> pa.Table:
    """Return the one table that is asked for: the others of a large run take a second."""
    try:
        return pq.read_table(folder / "findings.parquet")
    except (OSError, pa.ArrowInvalid) as error:
        raise OutputError("the run cannot be read") from error


@dataclass(frozen=True)
class FrozenFinding:
    """A finding of a run with what it rests on, in the evidence store."""

    found: RunFinding
    frozen: tuple[FrozenFile, ...]


def frozen_finding(
    desk: Desk, runs: Runs, run: str, finding: str, verb: Verb, *, freeze: bool = True
) -> FrozenFinding:
    """Freeze what a finding rests on, for somebody who may ask for `verb`.

    Before any unit of work: a log of a million events is read, and nobody else should wait. What is
    put into the evidence store and named by nothing does no harm.
    """
    _require(desk, verb)
    found = read_finding(runs.folder_of(run), finding)
    frozen = runs.freezing().of_finding(found) if freeze else ()
    return FrozenFinding(found, frozen)


def frozen_for_case(
    desk: Desk, runs: Runs, case: str, names: Sequence[str]
) -> tuple[FrozenFile, ...]:
    """Freeze what the findings of a case rest on, from these runs.

    Raises
    ------
    NothingThereError
        If none of them is the run of a finding.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.FREEZE)
        findings = desk.file_of(unit, case).all(CaseFinding)
    by_run = {run_digest(folder): folder for folder in map(runs.folder_of, names)}
    freezing = runs.freezing()
    frozen: list[FrozenFile] = []
    for one in findings:
        if one.run not in by_run:
            raise NothingThereError(
                "the run of a finding is not there", where=f"finding {one.finding}"
            )
        found = read_finding(by_run[one.run], one.finding, one.run)
        frozen += freezing.of_finding(found)
    return tuple(frozen)


def keep_frozen(desk: Desk, case: str, frozen: tuple[FrozenFile, ...]) -> CaseFile:
    """Say that these files of the evidence store were frozen for a case."""
    return desk.on_case(case, lambda _unit, _file: FreezeEvidence(frozen))


def _require(desk: Desk, verb: Verb) -> None:
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), verb)
