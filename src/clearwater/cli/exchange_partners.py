"""``clearwater exchange partner``: who may send and get what, and which keys are theirs."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from clearwater.cli.options import parse_or_default
from clearwater.cli.store_options import Form, Where, at_a_store

partner = typer.Typer(
    name="partner",
    help="The register of partners: what may pass, and fingerprints of their keys.",
    rich_markup_mode=None,
    no_args_is_help=True,
)

Name = Annotated[
    str,
    typer.Argument(metavar="NAME", help="A short name: small letters, digits and hyphens."),
]

ADD_SHORT = "Add a partner, or change what may pass or its keys."
ADD_EXAMPLES = """Examples:

\b
  clearwater exchange partner add shop-b --sends clues --gets stix --key whpk_...
  clearwater exchange partner add receiver --sends receipts --new-secret > secret
  clearwater exchange partner add mastodon-example --sends flags --gets flags --key-file keys

Keys are those of Standard Webhooks: whpk_ (public, Ed25519) or whsec_ (a secret of both sides). A
secret never goes into an option: shells keep those. Keys that are named take the place of those
before; name two while one is replaced by the next."""


@partner.command(epilog=ADD_EXAMPLES, short_help=ADD_SHORT)
@at_a_store()
def add(
    name: Name,
    *,
    sends: Annotated[
        list[str] | None,
        typer.Option(metavar="WHAT", help="clues, receipts or flags. Repeat."),
    ] = None,
    gets: Annotated[
        list[str] | None, typer.Option(metavar="WHAT", help="stix or flags. Repeat.")
    ] = None,
    key: Annotated[
        list[str] | None, typer.Option(metavar="KEY", help="A public key, whpk_... Repeat.")
    ] = None,
    key_file: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Keys, one a line; - for stdin.")
    ] = None,
    new_secret: Annotated[
        bool, typer.Option("--new-secret", help="Make a secret, and print it, this once.")
    ] = False,
    where: Where,
    form: Form = None,
) -> None:
    """Add a partner. Its keys stay in the store's folder; the ledger has fingerprints."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import exchange_partners_work as work  # noqa: PLC0415 - fast --help

    keys = work.keys_of(key, key_file, new_secret=new_secret)
    work.add_and_print(where, name, (sends or (), gets or ()), keys, chosen)


LIST_SHORT = "List partners: what may pass, fingerprints, how many messages came."
LIST_EXAMPLES = """Examples:

\b
  clearwater exchange partner list
  clearwater exchange partner list --format json"""


@partner.command("list", epilog=LIST_EXAMPLES, short_help=LIST_SHORT)
@at_a_store()
def list_(
    *,
    where: Where,
    form: Form = None,
) -> None:
    """List the register. No key is shown."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import exchange_partners_work as work  # noqa: PLC0415 - fast --help

    work.list_and_print(where, chosen)


REMOVE_SHORT = "Let nothing pass any more, and remove the partner's keys."
REMOVE_EXAMPLES = """Examples:

\b
  clearwater exchange partner remove shop-b"""


@partner.command(epilog=REMOVE_EXAMPLES, short_help=REMOVE_SHORT)
@at_a_store()
def remove(
    name: Name,
    *,
    where: Where,
    form: Form = None,
) -> None:
    """Remove a partner. What came from it stays, and where it came from."""
    chosen = parse_or_default("format", form)
    from clearwater.cli import exchange_partners_work as work  # noqa: PLC0415 - fast --help

    work.remove_and_print(where, name, chosen)
