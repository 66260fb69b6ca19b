"""Reports in lists and one by one. Who reported is shown by `reporters` and `show_report` only.

Everybody who may read reports sees what was reported under which category, when, and what became of
it, by names of the store. A list that gave each reporter a name of the store would still say which
reports come from one person: there is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.app.intake.answers import told_of
from clearwater.app.intake.standing import outcomes_now, standing_now, standing_of
from clearwater.app.paging import filled
from clearwater.cases.intake.outcomes import Outcome
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.records.reports import Brigade, ReportArrival, UserReport
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.commands_intake import ReadReporters, ReadTargets
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import ParameterError, near_names
from clearwater.events.schema import TIME_TYPE

ERASED = "(erased)"
"""Stands where a text was erased."""
MOST_LISTED = 10_000
REPORTS = pa.schema(
    [
        ("report", pa.string()),
        ("clue", pa.string()),
        ("category", pa.string()),
        ("window", TIME_TYPE),
        ("times", pa.int64()),
        ("first", TIME_TYPE),
        ("last", TIME_TYPE),
        ("outcome", pa.string()),
        ("brigade", pa.string()),
    ]
)
"""``window``: its start; ``times``: how often it was said within it; ``outcome``: effective, not
effective or pending."""
REPORTERS = pa.schema(
    [
        ("reporter", pa.string()),
        ("identifier", pa.string()),
        ("reports", pa.int64()),
        ("pending", pa.int64()),
        ("decided", pa.int64()),
        ("effective", pa.int64()),
        ("reliability", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("in_brigades", pa.int64()),
    ]
)
"""``reliability``: posterior mean, with its 95 % interval; ``identifier``: the platform's."""
BRIGADES = pa.schema(
    [
        ("brigade", pa.string()),
        ("kind", pa.string()),
        ("accounts", pa.list_(pa.string())),
        ("reporters", pa.int64()),
        ("reports", pa.int64()),
        ("first", TIME_TYPE),
        ("last", TIME_TYPE),
        ("q_value", pa.string()),
        ("run", pa.string()),
        ("finding", pa.string()),
        ("marked", TIME_TYPE),
    ]
)
"""``accounts``: whom they reported, by the platform's identifiers; nobody says who they are."""


def reports(
    desk: Desk, *, outcome: str | None = None, clue: str | None = None, limit: int = 50
) -> pa.Table:
    """Return reports with schema `REPORTS`, newest first.

    Parameters
    ----------
    outcome
        Only those of which this became.
    clue
        Only those of this clue.
    limit
        At most so many, 1 to 10,000.

    Raises
    ------
    ParameterError
        If there is no such outcome, or the limit is out of range.
    RefusedError
        If the person may not read reports.
    """
    _check_outcome(outcome)
    if not 1 <= limit <= MOST_LISTED:
        raise ParameterError(
            "--limit is out of range", expected=f"1 to {MOST_LISTED}", found=str(limit)
        )
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ_REPORTS)
        every = unit.find(UserReport) if clue is None else unit.find(UserReport, clue=clue)
        newest = sorted(every, key=lambda one: (-one.last_us, one.report))
        found: list[dict[str, object]] = []
        # What became of a report is looked up for those that are shown, not for all of them.
        for start in range(0, len(newest), limit):
            found += _rows(unit, newest[start : start + limit], outcome, context.now_us)
            if len(found) >= limit:
                break
    return pa.Table.from_pylist(found[:limit], REPORTS)


def reports_after(
    desk: Desk,
    limit: int,
    after: str | None,
    *,
    outcome: str | None = None,
    clue: str | None = None,
) -> pa.Table:
    """Return the first reports by name, with schema `REPORTS`; those after a name.

    Nothing is read but what is shown; where only one outcome is asked for, what is passed over too.

    Raises
    ------
    ParameterError
        If there is no such outcome.
    RefusedError
        If the person may not read reports.
    """
    _check_outcome(outcome)
    equal = {} if clue is None else {"clue": clue}
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ_REPORTS)
        rows: dict[str, dict[str, object]] = {}

        def fitting(some: Sequence[UserReport]) -> list[UserReport]:
            shown = _rows(unit, some, outcome, context.now_us)
            rows.update({str(row["report"]): row for row in shown})
            return [one for one in some if one.report in rows]

        found = filled(
            lambda most, key: unit.page(UserReport, limit=most, after=key, **equal),
            fitting,
            limit,
            None if after is None else (after,),
        )
    return pa.Table.from_pylist([rows[one.report] for one in found], REPORTS)


def _check_outcome(outcome: str | None) -> None:
    if outcome is not None and outcome not in set(Outcome):
        raise ParameterError(
            "reports have no such outcome",
            expected=", ".join(Outcome),
            found=repr(outcome),
            next_step=near_names(outcome, list(Outcome)),
        )


def _rows(
    unit: Unit, some: Sequence[UserReport], wanted: str | None, now_us: int
) -> list[dict[str, object]]:
    """Return rows of those reports of which this became, in the same order."""
    outcomes = outcomes_now(unit, some, now_us)
    return [
        _row(one, outcomes[one.report]) for one in some if wanted in {None, outcomes[one.report]}
    ]


def _row(one: UserReport, outcome: Outcome) -> dict[str, object]:
    return {
        "report": one.report,
        "clue": one.clue,
        "category": one.category,
        "window": one.window_us,
        "times": one.times,
        "first": one.first_us,
        "last": one.last_us,
        "outcome": str(outcome),
        "brigade": one.brigade,
    }


@dataclass(frozen=True)
class Arrived:
    """One message by which a report came in."""

    received_us: int
    sender: str | None
    """The platform's own id of it."""
    words: str | None


@dataclass(frozen=True)
class ReportView:
    """One report with who made it and what they said."""

    report: UserReport
    reporter: str
    """The platform's identifier."""
    about: str
    """The account or object, by the platform's identifier."""
    outcome: Outcome
    told: str
    """What a reporter who asks is told."""
    messages: tuple[Arrived, ...]


def show_report(desk: Desk, report: str, purpose: str) -> ReportView:
    """Return one report in full, after the reading of it was saved.

    Raises
    ------
    RefusedError
        If there is none, the person may not see who reports, or the purpose is none.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ_REPORTER)
        found = unit.get(UserReport, report)
        if found is None:
            raise RefusedError(
                refuse(
                    Code.NO_SUCH_REPORT,
                    found=repr(report[:80]),
                    next_step="See `clearwater intake list`.",
                )
            )
        desk.without_case(unit, context, ReadReporters("reporters", 1, purpose))
        standing = standing_of(unit, (found,), context.now_us)
        arrivals = unit.find(ReportArrival, report=found.report)
        return ReportView(
            report=found,
            reporter=identifier_of(unit, found.reporter),
            about=identifier_of(unit, found.subject),
            outcome=standing.outcomes[found.report],
            told=str(told_of(found, standing)),
            messages=tuple(
                Arrived(one.received_us, _text(unit, one.sender), _text(unit, one.words))
                for one in sorted(arrivals, key=lambda one: (one.received_us, one.arrival))
            ),
        )


def reporters(desk: Desk, purpose: str, *, reveal: bool = False, least: int = 1) -> pa.Table:
    """Return everybody who reported, with schema `REPORTERS`, most reports first; on record.

    Parameters
    ----------
    purpose
        Word of the policy's list of purposes.
    reveal
        With the platform's identifiers.
    least
        Only who made so many reports or more, 1 or more.

    Raises
    ------
    RefusedError
        If the person may not see who reports, or the purpose is none.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ_REPORTER)
        standing = standing_now(unit, context.now_us)
        known = standing.reliabilities(context.policy)
        made: dict[str, list[UserReport]] = {}
        for one in standing.reports:
            made.setdefault(one.reporter, []).append(one)
        wanted = [name for name, some in made.items() if len(some) >= least]
        shown = len(wanted) if reveal else 0
        desk.without_case(unit, context, ReadReporters("reporters", shown, purpose))
        rows = [
            {
                "reporter": name,
                "identifier": identifier_of(unit, name) if reveal else None,
                "reports": len(made[name]),
                "pending": len(made[name]) - known[name].decided,
                "decided": known[name].decided,
                "effective": known[name].effective,
                "reliability": round(known[name].mean, 4),
                "low": round(known[name].low, 4),
                "high": round(known[name].high, 4),
                "in_brigades": sum(one.brigade is not None for one in made[name]),
            }
            for name in sorted(wanted, key=lambda name: (-len(made[name]), name))
        ]
    return pa.Table.from_pylist(rows, REPORTERS)


def brigades(desk: Desk, purpose: str) -> pa.Table:
    """Return the brigades that are known, with schema `BRIGADES`, newest first; on record.

    Raises
    ------
    RefusedError
        If the person may not read reports, or the purpose is none.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ_REPORTS)
        found = sorted(unit.find(Brigade), key=lambda one: (-one.marked_us, one.brigade))
        targets = {
            one.brigade: sorted(
                {report.subject for report in unit.find(UserReport, brigade=one.brigade)}
            )
            for one in found
        }
        shown = len({subject for some in targets.values() for subject in some})
        desk.without_case(unit, context, ReadTargets("reports", shown, purpose))
        rows = [
            {
                "brigade": one.brigade,
                "kind": one.kind,
                "accounts": [identifier_of(unit, subject) for subject in targets[one.brigade]],
                "reporters": one.reporters,
                "reports": one.reports,
                "first": one.first_us,
                "last": one.last_us,
                "q_value": one.q_value,
                "run": one.run,
                "finding": one.finding,
                "marked": one.marked_us,
            }
            for one in found
        ]
    return pa.Table.from_pylist(rows, BRIGADES)


def identifier_of(unit: Unit, subject: str) -> str:
    """Return the platform's identifier of an account, an object or a reporter."""
    known = unit.get(Subject, subject)
    return ERASED if known is None else _text(unit, known.identifier) or ERASED


def _text(unit: Unit, commitment: str | None) -> str | None:
    if commitment is None:
        return None
    kept = unit.get(Disclosure, commitment)
    return ERASED if kept is None or kept.text is None else kept.text
