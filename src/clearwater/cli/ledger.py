"""``clearwater ledger``: read it, verify it, give a checkpoint away, be a witness."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.options import parse_or_default
from clearwater.cli.store_options import Form, Where, at_a_store

SHORT = "Verify that nothing was altered; read the ledger, give checkpoints away."

ledger = typer.Typer(
    name="ledger",
    help="Every act is an entry in an append-only Merkle log that is signed as it grows. Whoever "
    "holds an earlier checkpoint can tell whether the past was changed.",
    short_help=SHORT,
    rich_markup_mode=None,
    no_args_is_help=True,
)

VERIFY_SHORT = "Check every entry, row and evidence file; exit 1 where anything was altered."
VERIFY_EXAMPLES = """Examples:

\b
  clearwater ledger verify --as wang.fang
  clearwater ledger verify --checkpoint march.checkpoint --as wang.fang
  clearwater ledger verify --store postgresql://auditor@db/cases --as wang.fang

A checkpoint that somebody else kept also shows a ledger that was cut short or written anew."""


@ledger.command(epilog=VERIFY_EXAMPLES, short_help=VERIFY_SHORT)
@at_a_store(nobody="verifier")
def verify(
    *,
    checkpoint: Annotated[
        list[Path] | None,
        typer.Option(metavar="FILE", help="A checkpoint from before. Repeat."),
    ] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Check the whole store against its ledger, and name what was altered, removed or added."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import ledger_work as work  # noqa: PLC0415 - fast --help

    work.verify_and_print(where, checkpoint or [], chosen)


SHOW_SHORT = "Print entries: who did what, when, on which evidence."
SHOW_EXAMPLES = """Examples:

\b
  clearwater ledger show
  clearwater ledger show --case CASE --format json"""


@ledger.command(epilog=SHOW_EXAMPLES, short_help=SHOW_SHORT)
@at_a_store()
def show(
    *,
    case: Annotated[str | None, typer.Option(metavar="CASE", help="Of one case only.")] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Print the entries of an organisation, oldest first. They name no account."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import ledger_work as work  # noqa: PLC0415 - fast --help

    work.show_and_print(where, case, chosen)


CHECKPOINT_SHORT = "Write the signed checkpoint, to be kept by somebody else."
CHECKPOINT_EXAMPLES = """Examples:

\b
  clearwater ledger checkpoint
  clearwater ledger checkpoint --out 2026-11-30.checkpoint
  clearwater ledger checkpoint --since 1204 --out request    for a witness who saw 1,204 entries"""

Out = Annotated[
    Path, typer.Option("--out", "-o", metavar="FILE", help="Where to write it; - for stdout.")
]


@ledger.command(epilog=CHECKPOINT_EXAMPLES, short_help=CHECKPOINT_SHORT)
@at_a_store()
def checkpoint(
    *,
    out: Out = Path("-"),
    since: Annotated[
        int | None,
        typer.Option(
            metavar="SIZE",
            help="Write a request to a witness who saw so many entries; 0 for the first time.",
        ),
    ] = None,
    where: Where,
) -> None:
    """Write the ledger's size and root, signed (C2SP tlog-checkpoint)."""
    from clearwater.cli import ledger_work as work  # noqa: PLC0415 - fast --help

    work.checkpoint_and_write(where, since, out)


WITNESS_SHORT = "Sign a checkpoint of somebody else's ledger, if it only grew."
WITNESS_EXAMPLES = """Examples:

\b
  openssl genpkey -algorithm ed25519 -out witness.pem
  clearwater ledger witness request --log-key 9d78ea... --name example.org/w --key-file witness.pem

The file --seen is all that a witness keeps: the last checkpoint that it signed."""


@ledger.command("witness", epilog=WITNESS_EXAMPLES, short_help=WITNESS_SHORT)
def witness_(
    request: Annotated[
        Path, typer.Argument(metavar="REQUEST", help="What ledger checkpoint --since wrote.")
    ],
    *,
    log_key: Annotated[
        str, typer.Option(metavar="HEX", help="The ledger's public key, as it was published.")
    ],
    name: Annotated[str, typer.Option(metavar="NAME", help="Your name as a witness.")],
    key_file: Annotated[
        Path, typer.Option(metavar="FILE", help="Your Ed25519 key (PKCS #8 PEM), kept secret.")
    ],
    seen: Annotated[
        Path, typer.Option(metavar="FILE", help="The last checkpoint that you signed.")
    ] = Path("seen.checkpoint"),
    out: Out = Path("-"),
) -> None:
    """Check that a ledger goes on from what you saw of it, and sign its checkpoint.

    A ledger that was cut short or written anew is refused, and nothing is signed.
    """
    from clearwater.cli import ledger_work as work  # noqa: PLC0415 - fast --help

    work.witness_and_write(request, work.by(log_key, name, key_file, seen), out)
