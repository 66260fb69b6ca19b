"""What ``clearwater recount`` does once its options are understood. Imports Arrow, so: lazily."""

from __future__ import annotations

from pathlib import Path

from clearwater.app.parts import Parts
from clearwater.app.recount_job import RecountRequest, recount_job
from clearwater.cli.messages import say
from clearwater.cli.progress import shown_progress
from clearwater.cli.rows import check_form, write_rows
from clearwater.errors import ParameterError

SHOWN = ("object", "metric", "reported", "authentic", "low", "high", "remaining")


def by_day(by: str | None) -> bool:
    """Return whether one row a day was asked for.

    Raises
    ------
    ParameterError
        If anything but a day was.
    """
    if by not in (None, "day"):
        raise ParameterError("--by is out of range", expected="day", found=repr(by))
    return by == "day"


def recount_and_print(parts: Parts, folder: Path, request: RecountRequest, form: str) -> None:
    """Count again and print it, saying what has no row."""
    check_form(form)
    with shown_progress() as on_progress:
        table = recount_job(parts, folder, request, on_progress)
    write_rows(table, form, shown=("day", *SHOWN) if request.by_day else SHOWN)
    unchanged = sorted(set(request.objects) - set(table["object"].to_pylist()))
    for name in unchanged:
        say(f"{name}: as it was reported; no finding acted on it")
    say(f"{len(set(table['object'].to_pylist())):,} objects counted again; 90 % intervals")
