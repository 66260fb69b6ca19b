"""``clearwater rings``: remember rings without their names, recognise them when they come back."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli import where_now
from clearwater.cli.kernel_cache import ensure_kernel_cache
from clearwater.cli.options import parse_or_default, setting_option
from clearwater.cli.session import session_of

SHORT = "Remember rings without their names; recognise them when they come back."
REMEMBER_SHORT = "Add the signatures of a run's findings to a store."
RECOGNISE_SHORT = "Say which findings of a run are rings that were seen before."
REMEMBER_EXAMPLES = """Examples:

\b
  head -c 32 /dev/urandom > ring.key
  clearwater rings remember run/ --store rings.jsonl --key-file ring.key"""
RECOGNISE_EXAMPLES = """Examples:

\b
  clearwater rings recognise run-august/ --store rings.jsonl --key-file ring.key
  clearwater rings recognise run-august/ --store rings.jsonl --key-file ring.key --format json"""

Text = str | None

rings = typer.Typer(name="rings", help=SHORT, rich_markup_mode=None, no_args_is_help=True)

RunFolder = Annotated[Path, typer.Argument(metavar="RUN", help="A folder that scan wrote.")]
Store = Annotated[Path, typer.Option(metavar="FILE", help="The store, one signature a line.")]
KeyFile = Annotated[
    Path, typer.Option(metavar="FILE", help="A file of 32 random bytes or more, kept secret.")
]


@rings.command(epilog=REMEMBER_EXAMPLES, short_help=REMEMBER_SHORT)
@where_now.of_a_moved_log()
def remember(
    context: typer.Context,
    run_folder: RunFolder,
    *,
    store: Store,
    key_file: KeyFile,
    moved: where_now.Moved,
) -> None:
    """Add the signature of each finding of a run to a store.

    A signature holds no name, device, address or text, only keyed tokens of them and how the ring
    worked. The key is not in it. A ring that is there already stays once.
    """
    ensure_kernel_cache()
    from clearwater.cli.rings_work import remember_and_say  # noqa: PLC0415 - fast --help

    elsewhere = moved.elsewhere()
    remember_and_say(session_of(context).load_parts(), run_folder, store, key_file, elsewhere)


@rings.command(epilog=RECOGNISE_EXAMPLES, short_help=RECOGNISE_SHORT)
@where_now.of_a_moved_log()
def recognise(
    context: typer.Context,
    run_folder: RunFolder,
    *,
    store: Store,
    key_file: KeyFile,
    q: Annotated[Text, setting_option("q")] = None,
    moved: where_now.Moved,
    form: Annotated[Text, setting_option("format")] = None,
) -> None:
    """Compare each finding of a run with every stored ring, and say how likely a likeness is.

    Odds are given in bits for each kind of trace. What a crowd shares says little; behaviour and
    customers support and never recognise a ring by themselves.
    """
    level = parse_or_default("q", q)
    shown_form = parse_or_default("format", form)
    ensure_kernel_cache()
    from clearwater.cli.rings_work import recognise_and_print  # noqa: PLC0415 - fast --help

    elsewhere = moved.elsewhere()
    parts = session_of(context).load_parts()
    recognise_and_print(parts, run_folder, store, key_file, elsewhere, level, shown_form)
