"""The page Events, from the event schema."""

from __future__ import annotations

from clearwater.events.aliases import ALIASES
from clearwater.events.schema import (
    ACCOUNT_COLUMNS,
    COLUMN_TYPES,
    OBJECT_COLUMNS,
    OPTIONAL,
    QUARANTINE_SCHEMA,
    REQUIRED,
)
from docs_build.markdown import NOTICE, code, table

INTRO = """# Events

An event is one act of one account on one object at one time. A log is any number of files or
tables of events: Parquet, CSV or JSON Lines (each also as .gz or .zst), Arrow, DuckDB, or a
database behind an SQLAlchemy URL. Several files and globs are read as one log.

"""

TIMES = """
## Times

Inside Clearwater every time is UTC, to the microsecond.

* ISO 8601 with a zone (`2026-03-01T12:00:00+08:00`) is taken as it stands.
* A time without a zone is refused unless `--time-zone` names one. It is never guessed.
* Whole numbers count since 1970; whether they are seconds, milliseconds, microseconds or
  nanoseconds is judged by their size and said aloud. `--time-unit` settles it.

## Naming columns

Columns are found by our names and by the names below; `--map actor=user_id` settles it, and
`--map action==share` gives every row the same value. `--format-in` maps a known export as a whole:
see [Formats](formats.md).

"""

BAD_ROWS = """
## Rows that cannot be used

A bad row is counted and kept in `quarantine.parquet` with its file, line, field and reason; it is
never dropped in silence. If more than `--max-bad-share` of the rows are bad (1 % unless you say
otherwise) nothing is scanned, the quarantine is kept, and the command ends with exit code 3.

"""

SIDE_TABLES = """
## Objects and accounts

Two optional tables sharpen the result. `--objects` tells when each object was created: without it
that moment is estimated from the log, and the run says so. `--accounts` tells who the accounts are.

"""


def events_page() -> str:
    """Return the page."""
    required = [(code(name), str(COLUMN_TYPES[name]), text) for name, text in REQUIRED.items()]
    optional = [(code(name), str(COLUMN_TYPES[name]), text) for name, text in OPTIONAL.items()]
    header = ("column", "type", "what it is")
    names = [(code(ours), ", ".join(map(code, theirs))) for ours, theirs in _event_aliases()]
    quarantine = [(code(field.name), str(field.type)) for field in QUARANTINE_SCHEMA]
    return (
        f"{NOTICE}{INTRO}## Required columns\n\n{table(header, required)}"
        f"\n## Optional columns\n\n{table(header, optional)}"
        f"{TIMES}{table(('ours', 'also understood'), names)}"
        f"{BAD_ROWS}{table(('column', 'type'), quarantine)}"
        f"{SIDE_TABLES}* objects: {', '.join(map(code, OBJECT_COLUMNS))}\n"
        f"* accounts: {', '.join(map(code, ACCOUNT_COLUMNS))}\n"
    )


def _event_aliases() -> list[tuple[str, tuple[str, ...]]]:
    return [(name, ALIASES[name]) for name in (*REQUIRED, *OPTIONAL) if name in ALIASES]
