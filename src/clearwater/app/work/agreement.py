"""Parameters held against old decisions: of what people decided, what would still be found.

A case counts where it came from a run of the same log, and a decision in it stands or was set aside
on appeal. Its accounts are split by what people decided about them: a measure stands, or it does
not (left out, no action, the appeal was won). Nothing is changed by looking, and nobody is named:
accounts are met by the store's tokens.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from clearwater.app.case.desk import Desk
from clearwater.app.case.from_runs import Runs
from clearwater.app.case.run_digest import run_digest
from clearwater.app.work.comparing import accounts_of, inputs_of
from clearwater.app.work.run_views import read_manifest
from clearwater.cases.figures.intervals import Share
from clearwater.cases.records.case import CaseFinding, Member
from clearwater.cases.records.decision import Decision, DecisionState
from clearwater.cases.records.notice import Appellant
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.rights import Verb

OVERTURNED = "overturned"
_DECIDED = (DecisionState.STANDING, DecisionState.OVERTURNED)


@dataclass(frozen=True)
class CaseAgreement:
    """One decided case."""

    case: str
    acted: Share
    """Of the accounts with a measure that stands, those that the run finds."""
    spared: Share
    """Of those that people left alone, those that the run finds."""


@dataclass(frozen=True)
class Agreement:
    """A run, held against all decisions about its log."""

    cases: tuple[CaseAgreement, ...]
    acted: Share
    spared: Share
    newly: int
    """Accounts that the run finds, and that are in no decided case of this log."""
    newly_open: int
    """Of those, the ones in a case that is not decided yet."""
    other_logs: int
    """Decided cases that came from other logs, and are not looked at."""
    runs: int
    """Run folders of the same log."""


def agreement(desk: Desk, runs: Runs, run: str) -> Agreement:
    """Hold a run against old decisions.

    Raises
    ------
    NothingThereError
        If there is no run of this name.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
    folder = runs.folder_of(run)
    digests = _of_same_log(runs, folder)
    named = frozenset().union(*accounts_of(folder).values())
    with desk.store.reading(desk.organisation) as unit:
        found = set(unit.subjects_by_identifier("account", sorted(named)).values())
        from_log, decided = _cases(unit, digests)
        files = [file for case in sorted(from_log) if (file := unit.case_file(case)) is not None]
    looked = [(file, _split(file)) for file in files]
    judged = [(file, split) for file, split in looked if split is not None]
    rows = tuple(
        CaseAgreement(_name(file), _share(acted, found), _share(spared, found))
        for file, (acted, spared) in judged
    )
    known = {one.subject for file, _ in judged for one in file.all(Member)}
    waiting = {one.subject for file, split in looked if split is None for one in file.all(Member)}
    return Agreement(
        cases=rows,
        acted=_sum(row.acted for row in rows),
        spared=_sum(row.spared for row in rows),
        newly=len(named) - len(found & known),
        newly_open=len((found & waiting) - known),
        other_logs=len(decided - from_log),
        runs=len(digests),
    )


def _of_same_log(runs: Runs, folder: Path) -> frozenset[str]:
    """Return the digests of the runs that were made from any of the same inputs."""
    own = inputs_of(read_manifest(folder))
    same = (runs.folder / name for name in runs.names())
    return frozenset(run_digest(one) for one in same if own & inputs_of(read_manifest(one)))


def _cases(unit: Unit, digests: frozenset[str]) -> tuple[set[str], set[str]]:
    """Return the cases of these runs, and the decided cases of all."""
    from_log = {one.case for digest in digests for one in unit.find(CaseFinding, run=digest)}
    decided = {one.case for state in _DECIDED for one in unit.find(Decision, state=state)}
    return from_log, decided


def _split(file: CaseFile) -> tuple[set[str], set[str]] | None:
    """Return whom a decision is about, and who was left alone; nothing where none was taken."""
    decisions = [one for one in file.all(Decision) if one.state in _DECIDED]
    if not decisions:
        return None
    members = {one.subject for one in file.all(Member)}
    acting = any(
        one.state == DecisionState.STANDING and one.measure is not None for one in decisions
    )
    left_out = {one.subject for one in file.all(Member) if one.standing != "member"}
    won = {one.subject for one in file.all(Appellant) if one.outcome == OVERTURNED}
    acted = members - left_out - won if acting else set()
    return acted, members - acted


def _name(file: CaseFile) -> str:
    return file.all(Member)[0].case if file.all(Member) else file.all(Decision)[0].case


def _share(accounts: set[str], found: set[str]) -> Share:
    return Share(len(accounts & found), len(accounts))


def _sum(shares: Iterable[Share]) -> Share:
    every = tuple(shares)
    return Share(sum(one.count for one in every), sum(one.of for one in every))
