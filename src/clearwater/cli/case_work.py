"""What ``clearwater case`` does up to a decision. Imports Arrow and the database, so: lazily."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from clearwater.app.case.at_store import NewStore, StoreAt, desk_at
from clearwater.app.case.desk import Desk
from clearwater.app.case.freezing import Freezing
from clearwater.app.case.listing import OPEN_STATES, cases
from clearwater.app.case.opening import Heading, open_for_clue, open_for_finding
from clearwater.app.case.run_finding import RunFinding, read_finding
from clearwater.app.case.showing import CaseView, show
from clearwater.app.case.summary import next_step, summary
from clearwater.app.case.working import assign, exclude, freeze_evidence, include
from clearwater.app.parts import Parts
from clearwater.app.run_sources import Elsewhere
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.base import CaseFile
from clearwater.cases.workflow.commands import FrozenFile
from clearwater.cli.case_page import write_case
from clearwater.cli.messages import say
from clearwater.cli.progress import shown_progress
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where
from clearwater.errors import ParameterError

SHOWN = ("case", "state", "title", "members", "decided_about", "measure", "assignee", "due")
SHOWN_IN_LIST = ("case", "state", "severity", "confidence", "title", "assignee", "due", "overdue")


@dataclass(frozen=True)
class Opening:
    """Options of ``clearwater case open``."""

    run: Path | None
    finding: str | None
    clue: str | None
    title: str | None
    severity: int | None
    freeze: bool
    elsewhere: Elsewhere


def store_at(where: Where) -> StoreAt:
    """Return which store is meant and who is at it, as use-cases take it."""
    return StoreAt(where.store, where.files, where.user, where.organisation, where.at)


@contextmanager
def at_store(where: Where, new: NewStore | None = None) -> Iterator[tuple[SqlStore, Desk]]:
    """Yield the store and the desk of the person at it; close the store on leaving."""
    store, desk = desk_at(store_at(where), new)
    try:
        yield store, desk
    finally:
        store.close()


def print_case(file: CaseFile, form: str) -> None:
    """Print where a case stands, and say what usually comes next."""
    write_rows(summary(file), form, shown=SHOWN)
    coming = next_step(file)
    if coming is not None:
        say(f"next: {coming}")


def open_and_print(
    load_parts: Callable[[], Parts], where: Where, asked: Opening, form: str
) -> None:
    """Open a case for a finding or a clue, and print it."""
    check_form(form)
    # The run is read first: a wrong name of it leaves no new store behind.
    found = _asked_for(asked)
    with at_store(where, NewStore()) as (store, desk):
        if found is None:
            file = open_for_clue(
                desk, str(asked.clue), title=str(asked.title), severity=asked.severity
            )
        else:
            heading = Heading(asked.title, asked.severity)
            freeze = _freezes(load_parts, store, found, asked) if asked.freeze else None
            file = open_for_finding(desk, found, freeze, heading)
    print_case(file, form)


def list_and_print(
    where: Where,
    states: Sequence[str] | None,
    assignee: str | None,
    limit: int,
    after: str | None,
    form: str,
) -> None:
    """Print the queue."""
    check_form(form)
    with at_store(where) as (_, desk):
        rows = cases(
            desk, states=states or OPEN_STATES, assignee=assignee, limit=limit, after=after
        )
    write_rows(rows, form, shown=SHOWN_IN_LIST)
    if not rows.num_rows:
        say("no such case; closed ones are listed with --state closed")
    if rows.num_rows == limit:
        say(f"there may be more: --after {rows['case'][-1].as_py()}")


def show_and_print(where: Where, case: str, purpose: str, form: str) -> None:
    """Print one case in full; that it was shown is on record."""
    with at_store(where) as (_, desk):
        write_view(lambda: show(desk, case, purpose), form)


def write_view(look: Callable[[], CaseView], form: str) -> None:
    """Print what `look` returns; it is called only if it can be printed."""
    if form not in {"table", "json"}:
        raise ParameterError(
            "a case is no table", expected="--format table or json", found=f"--format {form}"
        )
    view = look()
    if form == "json":
        json.dump(view.document(), sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
    else:
        write_case(view, sys.stdout)


def assign_and_print(where: Where, case: str, to: str, form: str) -> None:
    """Make somebody responsible, and print the case."""
    check_form(form)
    with at_store(where) as (_, desk):
        print_case(assign(desk, case, to), form)


def exclude_and_print(
    where: Where, case: str, account: str, why: str, *, undo: bool, form: str
) -> None:
    """Leave an account out or take it back in, and print the case."""
    check_form(form)
    with at_store(where) as (_, desk):
        print_case((include if undo else exclude)(desk, case, account, why), form)


def freeze_and_print(
    parts: Parts,
    where: Where,
    case: str,
    runs: Sequence[Path],
    elsewhere: Elsewhere,
    form: str,
) -> None:
    """Freeze what the findings of a case rest on, and print the case."""
    check_form(form)
    with at_store(where) as (store, desk), shown_progress() as on_progress:
        freezing = Freezing(parts, store.blobs, elsewhere, on_progress)
        file = freeze_evidence(desk, case, runs, freezing)
    print_case(file, form)


def _asked_for(asked: Opening) -> RunFinding | None:
    """Return the finding that a case is opened for; nothing where it is a clue."""
    if asked.clue is not None:
        if asked.run is not None or asked.finding is not None or asked.title is None:
            raise ParameterError(
                "a case is opened for a finding or for a clue",
                expected="RUN with --finding, or --clue with --title",
                found="--clue with a run or without a title",
            )
        return None
    if asked.run is None or asked.finding is None:
        raise ParameterError(
            "it is not said which finding the case is about",
            expected="RUN with --finding, or --clue with --title",
            next_step="See the findings with `clearwater scan ... --format json`, or in the "
            "report of the run.",
        )
    return read_finding(asked.run, asked.finding)


def _freezes(
    load_parts: Callable[[], Parts], store: SqlStore, found: RunFinding, asked: Opening
) -> Callable[[], tuple[FrozenFile, ...]]:
    def freeze() -> tuple[FrozenFile, ...]:
        with shown_progress() as on_progress:
            freezing = Freezing(load_parts(), store.blobs, asked.elsewhere, on_progress)
            return freezing.of_finding(found)

    return freeze
