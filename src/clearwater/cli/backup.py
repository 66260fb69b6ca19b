"""``clearwater backup`` and ``clearwater restore``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.options import parse_or_default
from clearwater.cli.store_options import Form, Where, at_a_store

BACKUP_SHORT = "Copy a store of cases into a folder: database, evidence, keys."
BACKUP_EXAMPLES = """Examples:

\b
  clearwater backup --out /backup/2026-11-30 --as li.wei
  clearwater backup --out copy-for-a-partner --without-keys --as li.wei
  clearwater restore /backup/2026-11-30 --drill --as li.wei

Beside DIR comes DIR.keys, which opens it and signs in the ledger's name: keep it as you keep the
store, and no longer than the policy says (`clearwater privacy prune`). Without it DIR names nobody
and may be kept for ever."""


@at_a_store()
def backup(
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="A folder that is not there yet.")
    ],
    without_keys: Annotated[
        bool,
        typer.Option(
            "--without-keys",
            help="Leave the part out that opens it; nothing can be restored from it then.",
        ),
    ] = False,
    where: Where,
    form: Form = None,
) -> None:
    """Copy a store. The copy is one state and is the same for SQLite and PostgreSQL.

    A damaged store is not copied: verify it first. That a backup was made is an entry.
    """
    chosen = parse_or_default("format", form)
    from clearwater.cli import backup_work as work  # noqa: PLC0415 - fast --help

    work.back_up_and_print(where, out, chosen, with_keys=not without_keys)


RESTORE_SHORT = "Make a store anew from a backup, or rehearse that."
RESTORE_EXAMPLES = """Examples:

\b
  clearwater restore /backup/2026-11-30 --store new.sqlite --as li.wei
  clearwater restore /backup/2026-11-30 --store postgresql://clearwater@db/cases --as li.wei
  clearwater restore /backup/2026-11-30 --drill --as li.wei"""


@at_a_store()
def restore(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="What backup wrote.")],
    *,
    drill: Annotated[
        bool,
        typer.Option(
            "--drill", help="Restore into a store that is thrown away, verify it, say how long."
        ),
    ] = False,
    keys: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="The keys of the backup, where they do not stand beside it."
        ),
    ] = None,
    erasures: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="What was erased since, to be erased again. Default: erasures.jsonl beside DIR.",
        ),
    ] = None,
    key: Annotated[
        str | None,
        typer.Option(metavar="HEX", help="The ledger's public key, obtained elsewhere."),
    ] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Restore a store to a place where none is. Everything is verified before and after."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import backup_work as work  # noqa: PLC0415 - fast --help

    asked = work.Restoring(folder, keys, key, drill, erasures)
    work.restore_and_print(where, asked, chosen)
