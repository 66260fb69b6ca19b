"""What the commands about duties do. Imports Arrow and the database, so: lazily."""

from __future__ import annotations

import sys
from pathlib import Path

from clearwater.app.org import duties
from clearwater.cli.case_work import at_store
from clearwater.cli.messages import say
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where
from clearwater.errors import SourceError

SHOWN = ("duty", "platform", "week", "state", "due", "received", "overdue", "days_over", "faults")


def ask_and_print(where: Where, platform: str, week: str, form: str) -> None:
    """Ask for a report, and print what the platform owes."""
    check_form(form)
    with at_store(where) as (_, desk):
        duties.ask(desk, platform, week)
        write_rows(duties.duties(desk, platform=platform), form, shown=SHOWN)


def receive_and_print(where: Where, duty: str, document: Path, form: str) -> None:
    """Take a document in, and print what the platform owes."""
    check_form(form)
    with at_store(where) as (store, desk):
        row = duties.receive(desk, store.blobs, duty, document)
        write_rows(duties.duties(desk, platform=row.platform), form, shown=SHOWN)
    say(f"kept as {row.document}")


def check_and_print(where: Where, duty: str, found: Path, form: str) -> None:
    """Keep what was found wrong, and print what the platform owes."""
    check_form(form)
    text = _read(found)
    with at_store(where) as (_, desk):
        row = duties.check(desk, duty, text)
        write_rows(duties.duties(desk, platform=row.platform), form, shown=SHOWN)


def duties_and_print(where: Where, platform: str | None, *, only_overdue: bool, form: str) -> None:
    """Print duties."""
    check_form(form)
    with at_store(where) as (_, desk):
        rows = duties.duties(desk, platform=platform, only_overdue=only_overdue)
    write_rows(rows, form, shown=SHOWN)


def _read(path: Path) -> str:
    try:
        return sys.stdin.read() if str(path) == "-" else path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(
            "the list of faults cannot be read", where=str(path), found=str(error)
        ) from error
