"""What the commands about users' reports do. Imports Arrow and the database, so: lazily."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

from clearwater.app.case.at_store import NewStore, time_us
from clearwater.app.intake.answers import answers
from clearwater.app.intake.brigades import Looking, look_for_brigades
from clearwater.app.intake.importing import Bad, Importing, import_reports
from clearwater.app.intake.listing import (
    REPORTS,
    ReportView,
    brigades,
    reporters,
    reports,
    show_report,
)
from clearwater.app.intake.rate import rate
from clearwater.app.intake.receiving import Reported, receive_report
from clearwater.cases.ledger.entry import shown_time
from clearwater.cli.case_work import at_store
from clearwater.cli.messages import say
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where
from clearwater.errors import OutputError, ParameterError
from clearwater.events.schema import TIME_TYPE
from clearwater.units import Share

RECEIVED = pa.schema([REPORTS.field(n) for n in ("report", "clue", "category", "window", "times")])
RATE = pa.schema(
    [
        ("as_of", TIME_TYPE),
        ("effective", pa.int64()),
        ("decided", pa.int64()),
        ("rate", pa.float64()),
        ("low", pa.float64()),
        ("high", pa.float64()),
        ("pending", pa.int64()),
        ("reports", pa.int64()),
        ("in_brigades", pa.int64()),
    ]
)
BRIGADES_SHOWN = ("brigade", "kind", "accounts", "reporters", "reports", "first", "last", "q_value")
_BAD_SHOWN = 5
"""Bad rows that are said where nobody named a file for them."""


@dataclass(frozen=True)
class Said:
    """Options of ``clearwater intake add``."""

    reporter: str
    category: str
    account: str | None
    thing: str | None
    id: str | None
    time: str | None
    words: str | None
    note: str | None
    place: str | None
    device: str | None
    joined: str | None


@dataclass(frozen=True)
class File:
    """Options of ``clearwater intake import``."""

    path: Path
    columns: Mapping[str, str]
    categories: Mapping[str, str]
    quarantine: Path | None
    max_bad_share: Share


@dataclass(frozen=True)
class Look:
    """Options of ``clearwater intake brigades --look``."""

    days: int
    keep: Path | None
    q: float
    seed: int


def add_and_print(where: Where, said: Said, form: str) -> None:
    """Take a report in, and print it without its reporter."""
    check_form(form)
    reported = Reported(
        reporter=said.reporter,
        category=said.category,
        account=said.account,
        thing=said.thing,
        id=said.id,
        time_us=None if said.time is None else time_us(said.time),
        words=said.words,
        note=said.note,
        place=said.place,
        device=said.device,
        joined_us=None if said.joined is None else time_us(said.joined),
    )
    with at_store(where, NewStore()) as (_, desk):
        received = receive_report(desk, reported)
    one = received.report
    row = {
        "report": one.report,
        "clue": one.clue,
        "category": one.category,
        "window": one.window_us,
        "times": one.times,
    }
    write_rows(pa.Table.from_pylist([row], RECEIVED), form)
    if received.repeated:
        say("the same id came before: nothing was done")
    elif not received.new:
        say("the same report within its window: counted again")


def import_and_print(where: Where, asked: File, form: str) -> None:
    """Take a file in, and print what came of it."""
    check_form(form)
    importing = Importing(asked.path, asked.columns, asked.categories, asked.max_bad_share)
    with at_store(where, NewStore()) as (_, desk):
        taken = import_reports(desk, importing)
    counts = {"rows": taken.rows, "reports": taken.reports, "again": taken.again}
    counts |= {"repeated": taken.repeated, "bad": len(taken.bad)}
    write_rows(pa.Table.from_pylist([counts]), form)
    if asked.quarantine is not None:
        _write_bad(taken.bad, asked.quarantine)
    for bad in taken.bad[:_BAD_SHOWN] if asked.quarantine is None else ():
        say(f"line {bad.line}: {bad.field and bad.field + ': '}{bad.reason}")
    if len(taken.bad) > _BAD_SHOWN and asked.quarantine is None:
        say(f"{len(taken.bad) - _BAD_SHOWN} more; --quarantine FILE lists all of them")


def _write_bad(rows: Sequence[Bad], path: Path) -> None:
    try:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("line", "field", "reason"))
            writer.writerows((one.line, one.field, one.reason) for one in rows)
    except OSError as error:
        raise OutputError(
            "the list of bad rows cannot be written",
            where=str(path),
            found=error.strerror or str(error),
        ) from error
    say(f"bad rows: {len(rows)}, in {path}")


def list_and_print(
    where: Where, outcome: str | None, clue: str | None, limit: int, form: str
) -> None:
    """Print reports."""
    check_form(form)
    with at_store(where) as (_, desk):
        found = reports(desk, outcome=outcome, clue=clue, limit=limit)
    write_rows(found, form)


def show_and_print(where: Where, report: str, purpose: str, form: str) -> None:
    """Print one report with who made it: as a page, or as one JSON object."""
    _require_page(form)
    with at_store(where) as (_, desk):
        view = show_report(desk, report, purpose)
    document, messages = _document(view), _messages(view)
    if form == "json":
        whole = {**document, "messages": messages}
        sys.stdout.write(json.dumps(whole, ensure_ascii=False, indent=2) + "\n")
        return
    for name, value in document.items():
        sys.stdout.write(f"{name.replace('_', ' '):<10} {'-' if value is None else value}\n")
    for message in messages:
        sys.stdout.write(f"\n{message['received']}  {message['id'] or ''}\n")
        if message["words"]:
            sys.stdout.write(f"  {message['words']}\n")


def _require_page(form: str) -> None:
    if form not in {"table", "json"}:
        raise ParameterError(
            "one report is no table", expected="--format table or json", found=form
        )


def _document(view: ReportView) -> dict[str, object]:
    one = view.report
    return {
        "report": one.report,
        "reporter": view.reporter,
        "about": view.about,
        "category": one.category,
        "clue": one.clue,
        "times": one.times,
        "first": shown_time(one.first_us),
        "last": shown_time(one.last_us),
        "outcome": str(view.outcome),
        "told": view.told,
        "brigade": one.brigade,
    }


def _messages(view: ReportView) -> list[dict[str, str | None]]:
    return [
        {"received": shown_time(one.received_us), "id": one.sender, "words": one.words}
        for one in view.messages
    ]


def reporters_and_print(where: Where, purpose: str, form: str, *, reveal: bool, least: int) -> None:
    """Print reporters and how reliable they have been."""
    check_form(form)
    with at_store(where) as (_, desk):
        found = reporters(desk, purpose, reveal=reveal, least=least)
    write_rows(found if reveal else found.drop_columns(["identifier"]), form)


def rate_and_print(where: Where, as_of: str | None, form: str) -> None:
    """Print the effective-report rate."""
    check_form(form)
    with at_store(where) as (_, desk):
        found = rate(desk, None if as_of is None else time_us(as_of))
    share = found.rate.share
    low, high = share.interval or (None, None)
    row = {
        "as_of": found.at_us,
        "effective": found.rate.effective,
        "decided": found.rate.decided,
        "rate": share.value,
        "low": low,
        "high": high,
        "pending": found.rate.pending,
        "reports": found.rate.reports,
        "in_brigades": found.rate.in_brigades,
    }
    write_rows(pa.Table.from_pylist([row], RATE), form)


def brigades_and_print(where: Where, look: Look | None, purpose: str, form: str) -> None:
    """Look for brigades where that was asked, and print those that are known."""
    check_form(form)
    with at_store(where) as (_, desk):
        if look is not None:
            looked = look_for_brigades(desk, Looking(look.days, look.q, look.seed, None, look.keep))
            marked = sum(len(one.reports) for one in looked.found)
            # A crowd that was seen at several moments is one brigade.
            names = {one.brigade for one in looked.marked}
            say(
                f"{looked.messages:,} messages scanned; {len(names)} brigades, "
                f"{marked:,} reports marked"
            )
        found = brigades(desk, purpose)
    write_rows(found, form, shown=BRIGADES_SHOWN)


def answers_and_print(where: Where, language: str, limit: int) -> None:
    """Print what reporters are to be told, one JSON array."""
    if language not in {"en", "zh"}:
        raise ParameterError("there is no such language", expected="en or zh", found=language)
    if not 1 <= limit <= 100_000:
        raise ParameterError("--limit is out of range", expected="1 to 100000", found=str(limit))
    with at_store(where) as (_, desk):
        told = answers(desk, language=language, limit=limit)
    rows = [json.dumps({**asdict(one), "told": str(one.told)}, ensure_ascii=False) for one in told]
    sys.stdout.write("[\n" + ",\n".join(rows) + "\n]\n" if rows else "[]\n")
    say(f"answers handed out: {len(rows):,}")
