"""``clearwater evidence``: a case sealed in a package that anybody can verify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.options import parse_or_default, setting_option
from clearwater.cli.store_options import CaseName, Form, Where, at_a_store

SHORT = "Seal a case's evidence; verify a package, also without Clearwater."

evidence = typer.Typer(
    name="evidence",
    help="Seal the evidence of a case in a package (BagIt, signed, with proofs from the ledger), "
    "and verify one. A package can be verified without Clearwater: python3 verify.py.",
    short_help=SHORT,
    rich_markup_mode=None,
    no_args_is_help=True,
)

SEAL_SHORT = "Write a case and what it rests on into a package."
SEAL_EXAMPLES = """Examples:

\b
  clearwater evidence seal CASE --out case-package --as li.wei
  clearwater evidence seal CASE --out case-package --timestamp https://freetsa.org/tsr --as li.wei
  python3 case-package/verify.py"""


@evidence.command(epilog=SEAL_EXAMPLES, short_help=SEAL_SHORT)
@at_a_store()
def seal(
    case_name: CaseName,
    *,
    out: Annotated[
        Path, typer.Option("--out", "-o", metavar="DIR", help="A folder that is not there yet.")
    ],
    timestamp: Annotated[
        str | None,
        typer.Option(
            metavar="URL", help="Ask this RFC 3161 authority for the time; only a hash is sent."
        ),
    ] = None,
    where: Where,
    form: Form = None,
) -> None:
    """Seal a case: records, frozen evidence, chain of custody, proofs, signature, verifier.

    The ledger keeps the hash of what was sealed. The package names accounts: it goes to those who
    may see them.
    """
    chosen = parse_or_default("format", form)
    from clearwater.cli import evidence_work as work  # noqa: PLC0415 - fast --help

    work.seal_and_print(where, case_name, out, timestamp, chosen)


VERIFY_SHORT = "Check a package; exit 1 where anything was altered."
VERIFY_EXAMPLES = """Examples:

\b
  clearwater evidence verify case-package
  clearwater evidence verify case-package --key 4f1c... --format json

--key pins the ledger's public key, obtained from somewhere else than the package."""


@evidence.command(epilog=VERIFY_EXAMPLES, short_help=VERIFY_SHORT)
def verify(
    package: Annotated[Path, typer.Argument(metavar="DIR", help="A sealed package.")],
    *,
    key: Annotated[
        str | None, typer.Option(metavar="HEX", help="Public key that must have signed.")
    ] = None,
    checkpoint: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A checkpoint of the ledger, obtained elsewhere."),
    ] = None,
    root: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE",
            help="Root certificate (PEM) of the timestamp's authority. Repeat. Needs the extra "
            "timestamp.",
        ),
    ] = None,
    language: Annotated[str | None, setting_option("language")] = None,
    form: Form = None,
) -> None:
    """Check every file, signature and proof of a package, and name what was altered."""
    chosen = parse_or_default("format", form)
    spoken = parse_or_default("language", language)
    from clearwater.cli import evidence_work as work  # noqa: PLC0415 - fast --help

    work.verify_and_print(work.asked(package, key, checkpoint, root or []), spoken, chosen)
