"""What ``clearwater exchange`` does. Imports Arrow and the database, so: lazily."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import typer

from clearwater.app.case.at_store import time_us
from clearwater.app.case.desk import Desk
from clearwater.app.case.organisation import policy_in_force
from clearwater.app.case.wording import as_named
from clearwater.app.exchange.arriving import TakenIn, take_by_hand
from clearwater.app.exchange.bundles import BundleAsked, bundle_text, stix_bundle
from clearwater.app.exchange.checking import Checked, check_file
from clearwater.app.exchange.flagging import FlagAsked, flags_of, flags_text
from clearwater.app.exchange.statements import Statements, statements
from clearwater.cases.delivery.verify_webhook import NotGenuine
from clearwater.cases.exchange.statements import calls as calls_of
from clearwater.cases.exchange.strict_json import Limits, read_json
from clearwater.cli.case_work import at_store
from clearwater.cli.exchange_files import STDIN, check_free, read_bytes, write_text
from clearwater.cli.messages import say
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where
from clearwater.errors import InputError, OutputError, ParameterError, SourceError
from clearwater.events.schema import TIME_TYPE

EXIT_REFUSED = 1
MOST_BODY, MOST_HEADERS = 1 << 20, 20_000
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
TAKEN = pa.schema(
    [
        ("partner", pa.string()),
        ("kind", pa.string()),
        ("outcome", pa.string()),
        ("clue", pa.string()),
        ("message", pa.string()),
        ("signed_by", pa.string()),
        ("sha256", pa.string()),
        ("arrived", TIME_TYPE),
        ("again", pa.bool_()),
    ]
)


def statements_and_write(
    where: Where, since: str, until: str, out: Path, calls: Path | None
) -> None:
    """Write statements of reasons, as lines or as bodies of calls, and say what has none."""
    check_free(out if calls is None else calls)
    from_us, until_us = _moment(since), _moment(until)
    with at_store(where) as (store, desk):
        made = statements(store, desk, from_us, until_us)
    if calls is None:
        write_text(out, made.lines())
    else:
        _write_calls(calls, made)
    say(f"written: {_several(len(made.statements), 'statement')}")
    for reason, count in sorted(Counter(one.reason for one in made.skipped).items()):
        say(f"without a statement: {_several(count, 'decision')}: {reason}")


def validate_and_print(file: Path, form: str) -> None:
    """Print every fault of a file; exit 1 where a receiver would refuse it."""
    check_form(form)
    checked = _checked(file)
    found = checked.faults.num_rows
    if found or form != "table":
        write_rows(checked.faults, form)
    words = checked.what if checked.count is None else _several(checked.count, checked.what)
    if checked.refused:
        say(f"{words}: {_several(checked.refused, 'fault')}")
        raise typer.Exit(EXIT_REFUSED)
    say(f"{words}: in order" + (f", with {_several(found, 'doubt')}" if found else ""))


def bundle_asked(
    case: str, finding: str | None, tlp: str, to: str | None, purpose: str | None
) -> BundleAsked:
    """Return what the options of ``stix`` ask for."""
    return BundleAsked(case, finding, tlp, to, purpose)


def stix_and_write(where: Where, asked: BundleAsked, out: Path) -> None:
    """Write a bundle."""
    check_free(out)
    with at_store(where) as (store, desk):
        named = None if asked.purpose is None else _purpose(desk, asked.purpose)
        wanted = BundleAsked(asked.case, asked.finding, asked.tlp, asked.partner, named)
        bundle = stix_bundle(store, desk, wanted)
    write_text(out, bundle_text(bundle))
    how = "tokens" if asked.purpose is None else "identifiers"
    say(f"STIX 2.1: {len(bundle['objects']):,} objects, accounts as {how}, TLP:{asked.tlp.upper()}")


def flag_asked(case: str, to: str, purpose: str) -> FlagAsked:
    """Return what the options of ``flag`` ask for."""
    return FlagAsked(case, to, purpose)


def flag_and_write(where: Where, asked: FlagAsked, out: Path) -> None:
    """Write flags."""
    check_free(out)
    with at_store(where) as (_, desk):
        wanted = FlagAsked(asked.case, asked.partner, _purpose(desk, asked.purpose))
        flags = flags_of(desk, wanted)
    write_text(out, flags_text(flags))
    accounts = sum(len(one["object"]) for one in flags)
    say(f"{_several(len(flags), 'flag')} about {_several(accounts, 'account')}")


def receive_and_print(
    where: Where, file: Path, sender: str, headers: Path | None, form: str
) -> None:
    """Take a message in, and print what came of it."""
    check_form(form)
    body = read_bytes(file, MOST_BODY)
    said = None if headers is None else _headers(headers)
    with at_store(where) as (store, desk):
        try:
            came = take_by_hand(store, desk, sender, body, said)
        except NotGenuine as error:
            raise InputError(
                "the message is not from this partner",
                where=str(file),
                expected="a signature of one of its keys over this body",
                found=str(error),
                next_step="See fingerprints with `clearwater exchange partner list`.",
            ) from error
    write_rows(_taken(came), form)
    if came.again:
        say("it had come before: nothing was done")


def _several(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def _checked(file: Path) -> Checked:
    if file == STDIN:
        return check_file(file, sys.stdin.buffer)
    try:
        with file.open("rb") as stream:
            return check_file(file, stream)
    except OSError as error:
        raise SourceError(
            "the file cannot be read", where=str(file), found=error.strerror or str(error)
        ) from error


def _write_calls(folder: Path, made: Statements) -> None:
    try:
        folder.mkdir(mode=0o700)
    except OSError as error:
        raise OutputError(
            "the folder cannot be made", where=str(folder), found=error.strerror or str(error)
        ) from error
    for number, call in enumerate(calls_of(made.statements), 1):
        text = json.dumps(call, ensure_ascii=False, indent=1) + "\n"
        write_text(folder / f"call-{number:04}.json", text)


def _moment(said: str) -> int:
    """Return the moment that was named: a day begins at midnight, UTC."""
    return time_us(f"{said}T00:00:00Z" if _DAY.fullmatch(said) else said)


def _purpose(desk: Desk, said: str) -> str:
    return as_named(said, (one.name for one in policy_in_force(desk).purposes))


def _headers(file: Path) -> Mapping[str, str]:
    said = read_json(read_bytes(file, MOST_HEADERS), str(file), Limits(MOST_HEADERS, 2))
    if isinstance(said, dict) and all(isinstance(one, str) for one in said.values()):
        return said
    raise ParameterError(
        "these are no headers", where=str(file), expected='{"webhook-id": "...", ...}'
    )


def _taken(came: TakenIn) -> pa.Table:
    row = came.row
    said = {
        **{name: getattr(row, name) for name in TAKEN.names if hasattr(row, name)},
        "arrived": row.arrived_us,
        "again": came.again,
    }
    return pa.Table.from_pylist([said], TAKEN)
