"""What the commands about partners do. Imports the database, so: lazily."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from clearwater.app.case.at_store import NewStore
from clearwater.app.exchange.partners import (
    PartnerSaid,
    add_partner,
    partners,
    remove_partner,
)
from clearwater.cases.exchange.partner_keys import SECRET
from clearwater.cli.case_work import at_store
from clearwater.cli.exchange_files import read_bytes
from clearwater.cli.messages import say
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where
from clearwater.errors import ParameterError

MOST_BYTES = 10_000
"""Of a file of keys."""


@dataclass(frozen=True)
class Keys:
    """Keys that were named."""

    texts: tuple[str, ...]
    new_secret: bool


def keys_of(options: Sequence[str] | None, file: Path | None, *, new_secret: bool) -> Keys:
    """Return the keys that were named.

    Raises
    ------
    ParameterError
        If a secret is among the options: whoever sees the list of processes has it.
    """
    if any(one.startswith(SECRET) for one in options or ()):
        raise ParameterError(
            "a secret does not go into an option",
            expected="--key-file FILE, or - for stdin",
            found="--key with a secret, which your shell has kept",
            next_step="Make a new secret, on both sides.",
        )
    content = b"" if file is None else read_bytes(file, MOST_BYTES)
    # What is no text is no key either, and is refused as one.
    texts = (*(options or ()), *content.decode("ascii", "replace").split())
    return Keys(texts, new_secret)


def add_and_print(
    where: Where,
    name: str,
    passes: tuple[Sequence[str], Sequence[str]],
    keys: Keys,
    form: str,
) -> None:
    """Add a partner, and print its row; a new secret goes to standard output, alone."""
    check_form(form)
    sends, gets = map(frozenset, passes)
    said = PartnerSaid(name, sends, gets, keys.texts, keys.new_secret)
    with at_store(where, NewStore()) as (store, desk):
        added = add_partner(store, desk, said)
        rows = partners(desk, name)
    if added.made is None:
        write_rows(rows, form)
        return
    sys.stdout.write(added.made.text + "\n")
    say(f"added: {name}; hand over the secret by a way that others do not read, and keep no copy")


def list_and_print(where: Where, form: str) -> None:
    """Print the register."""
    check_form(form)
    with at_store(where) as (_, desk):
        write_rows(partners(desk), form)


def remove_and_print(where: Where, name: str, form: str) -> None:
    """Remove a partner, and print its row."""
    check_form(form)
    with at_store(where) as (store, desk):
        remove_partner(store, desk, name)
        rows = partners(desk, name)
    write_rows(rows, form)
