"""Holding sources of figures against each other, and against the ledger itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.app.publish.counting import basis_for
from clearwater.app.publish.documents import Document
from clearwater.app.publish.policies import Policies
from clearwater.app.publish.sources import due_us, read_source
from clearwater.app.publish.weekly import below_of, document_for
from clearwater.cases import acts
from clearwater.cases.figures.crosscheck.base import (
    LEDGER,
    PUBLIC,
    SELF_REPORT,
    WEEKLY,
    Fault,
    Place,
    Skipped,
    Source,
)
from clearwater.cases.figures.crosscheck.claims import weekly_claims
from clearwater.cases.figures.crosscheck.rules import RULES, faults_between
from clearwater.cases.figures.periods import Period
from clearwater.cases.ledger.entry import Entry
from clearwater.cases.records.canonical import LARGEST
from clearwater.cases.records.duties import Duty
from clearwater.cases.store.base import EntriesAsked
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import ParameterError

FAULTS = pa.schema(
    [
        ("rule", pa.string()),
        ("says", pa.string()),
        ("expected", pa.string()),
        ("found", pa.string()),
        ("first", pa.string()),
        ("second", pa.string()),
    ]
)
"""``first`` and ``second``: the source and the place in it at which each figure stands."""


@dataclass(frozen=True)
class Checked:
    """What came of a check."""

    faults: tuple[Fault, ...]
    skipped: tuple[Skipped, ...]
    sources: tuple[Source, ...]

    def table(self, language: str = "en") -> pa.Table:
        """Return a row for each fault, with schema `FAULTS`."""
        words = rules_in(language)
        rows = [
            {
                "rule": one.rule,
                "says": words[one.rule],
                "expected": one.expected,
                "found": one.found,
                "first": _shown(one.places[0]),
                "second": _shown(one.places[1]) if len(one.places) > 1 else None,
            }
            for one in self.faults
        ]
        return pa.Table.from_pylist(rows, FAULTS)


def rules_in(language: str) -> dict[str, str]:
    """Return id -> sentence of every rule, in a language."""
    return {rule.id: rule.words.in_language(language) for rule in RULES}


def _shown(place: Place) -> str:
    return f"{place.source}: {place.where}"


def check_files(paths: Sequence[Path], ledger: Desk | None = None) -> Checked:
    """Return what does not go together in files of figures.

    Parameters
    ----------
    paths
        At least one, in any order.
    ledger
        A desk at the store that the reports were made from; what they say is counted again.

    Raises
    ------
    SourceError
        If a file cannot be read, or is none of the forms that are known.
    """
    sources = [read_source(path) for path in sorted(paths)]
    if ledger is not None:
        published = publications(ledger)
        sources = _as_owed(ledger, [_with_publication(one, published) for one in sources])
        sources += ledger_sources(ledger, sources, published)
    faults, skipped = faults_between(sources)
    return Checked(faults, skipped, tuple(sources))


def publications(desk: Desk) -> tuple[Entry, ...]:
    """Return what the ledger says was published, oldest first."""
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        return tuple(unit.entries_asked(EntriesAsked((acts.FiguresPublished.NAME,), LARGEST)))


def _with_publication(source: Source, published: Sequence[Entry]) -> Source:
    """Return a report with the moment at which this very file was published first."""
    for entry in published:
        if entry.details["sha256"] == source.sha256 and source.period is not None:
            return replace(source, published_us=entry.time_us)
    return source


def _as_owed(desk: Desk, sources: Sequence[Source]) -> list[Source]:
    """Return what was published with the moment by which it was owed.

    A platform owes by the day for which it was asked; anything else by the policy that was in force
    when its period ended.
    """
    with desk.store.reading(desk.organisation) as unit:
        policies = Policies(unit)
        asked = {(one.platform, one.week): one.due_us for one in unit.find(Duty)}
        found = []
        for one in sources:
            if one.period is None or one.published_us is None:
                found.append(one)
                continue
            due = asked.get((one.organisation or "", one.period.name))
            if one.kind != SELF_REPORT or due is None:
                _, policy = policies.at(one.period.end_us)
                due = due_us(one.period, policy)
            found.append(replace(one, due_us=due))
        return found


def ledger_sources(
    desk: Desk, sources: Sequence[Source], published: Sequence[Entry] = ()
) -> list[Source]:
    """Return what the ledger says of the periods that reports of this organisation are of.

    It is counted by the ledger's size that a report states, so that nothing but a change of the
    past makes a difference.
    """
    wanted = {
        (one.period_name, one.document["ledger"]["size"], one.document.get("below") is not None)
        for one in sources
        if one.kind in {WEEKLY, PUBLIC} and one.organisation == desk.organisation
    }
    shown = tuple((str(one.details["period"]), str(one.details["sha256"])) for one in published)
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ)
        if any(rolled for *_, rolled in wanted):
            desk.require(context, Verb.ROLL_UP)
        found: list[Source] = []
        for name, size, rolled in sorted(wanted, key=repr):
            try:
                basis = basis_for(desk, unit, name, size=size)
            except ParameterError:
                # A size that the ledger never had: its own says what there is.
                basis = basis_for(desk, unit, name)
            below = below_of(unit, basis) if rolled else None
            document: Document = document_for(unit, basis, below)
            found.append(_ledger_source(document, basis.period, shown if not found else ()))
    return found


def _ledger_source(document: Document, of: Period, shown: tuple[tuple[str, str], ...]) -> Source:
    return Source(
        name=f"the ledger, {of.name}",
        kind=LEDGER,
        organisation=str(document["organisation"]),
        period=of,
        document=document,
        claims=tuple(weekly_claims(document)),
        publications=shown,
    )
