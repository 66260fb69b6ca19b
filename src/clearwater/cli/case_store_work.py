"""What the commands about a store, rules and outbox do. Imports the database, so: lazily."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyarrow as pa

from clearwater.app.case.at_store import NewStore, require_no_store, time_us
from clearwater.app.case.connecting import deliver_due, receivers_key
from clearwater.app.case.listing import users
from clearwater.app.case.organisation import change_policy, change_user, policy_in_force
from clearwater.app.case.restrictions import restrictions
from clearwater.app.case.wording import as_named
from clearwater.cases.measures.policy import Policy
from clearwater.cli.case_work import at_store, store_at
from clearwater.cli.messages import say
from clearwater.cli.progress import shown_progress
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where
from clearwater.errors import ParameterError, SourceError

POLICY_FORMAT_INDENT = 2
DELIVERED = ("delivered", "voided", "failed", "refused", "held")
SENT = pa.schema(
    [("where", pa.string()), *((name, pa.int64()) for name in DELIVERED), ("stopped", pa.string())]
)
"""``voided``: not needed any more; ``failed``: not taken, tried again later; ``held``: waiting for
another message; ``stopped``: why a run ended early."""


def init_and_print(where: Where, users_: str, rehearsal: str | None, form: str) -> None:
    """Make a store, print where it is and the key of its ledger, and say what comes next."""
    check_form(form)
    require_no_store(store_at(where))
    with at_store(where, NewStore(rehearsal, users_)) as (store, _):
        key = store.created.public_key.hex()
        row = {"store": where.store, "files": str(store.files), "users": users_, "key": key}
    write_rows(pa.Table.from_pylist([row]), form)
    say("publish the key elsewhere; keep the folder of files as you keep the store")
    if users_ == "listed":
        say("next: clearwater case user NAME --role reviewer, as the lead that you are")


def users_and_print(where: Where, form: str) -> None:
    """Print who was added."""
    check_form(form)
    with at_store(where) as (_, desk):
        write_rows(users(desk), form)


def user_and_print(
    where: Where, name: str, roles: tuple[str, ...], *, left: bool, form: str
) -> None:
    """Add, change or end a user, and print everybody."""
    check_form(form)
    if left and roles:
        raise ParameterError(
            "who left has no role", expected="--role or --left", found="both of them"
        )
    with at_store(where) as (_, desk):
        change_user(desk, name, roles, active=not left)
        write_rows(users(desk), form)


def policy_and_print(where: Where, replace: Path | None) -> None:
    """Print the policy in force, or put another in its place."""
    with at_store(where) as (store, desk):
        if replace is not None:
            policy = Policy.of_json(_read(replace))
            say(f"in force: version {change_policy(desk, policy)}")
            if policy.webhook:
                say(f"receivers check signatures with {receivers_key(store)}")
            return
        in_force = policy_in_force(desk)
    said = json.loads(in_force.canonical())
    json.dump(said, sys.stdout, ensure_ascii=False, indent=POLICY_FORMAT_INDENT)
    sys.stdout.write("\n")


def deliver_and_print(where: Where, form: str) -> None:
    """Send what is due, and print what became of it."""
    check_form(form)
    with at_store(where) as (store, desk), shown_progress() as on_progress:
        sent = deliver_due(store, desk, on_progress)
    counts = {name: getattr(sent.done, name) for name in DELIVERED}
    row = {"where": sent.where, **counts, "stopped": sent.done.stopped}
    write_rows(pa.Table.from_pylist([row], SENT), form)
    for trouble in sent.done.troubles[:5]:
        say(f"not taken: {trouble.message}: {trouble.words}")


def restrictions_and_print(
    where: Where, account: str | None, when: str | None, purpose: str, form: str
) -> None:
    """Print what is in force; that it was read is on record."""
    check_form(form)
    at_us = None if when is None else time_us(when)
    with at_store(where) as (_, desk):
        purposes = (one.name for one in policy_in_force(desk).purposes)
        named = as_named(purpose, purposes)
        rows = restrictions(desk, account=account, at_us=at_us, purpose=named)
    write_rows(rows, form)
    if not rows.num_rows:
        say("no measure is in force" + ("" if account is None else " for this account"))


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise SourceError(
            "the policy cannot be read",
            where=str(path),
            found=error.strerror or str(error),
            next_step="Write one with `clearwater case policy > policy.json`.",
        ) from error
