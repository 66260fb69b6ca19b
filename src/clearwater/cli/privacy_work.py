"""What ``clearwater privacy`` does. Imports Arrow and the database, so: lazily."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.app.privacy.erasing import Erasing, Who, erase
from clearwater.app.privacy.erasure_list import NAME, keep_list
from clearwater.app.privacy.holding import hold, holds, lift
from clearwater.app.privacy.pruning import prune
from clearwater.app.privacy.retention import retain
from clearwater.app.privacy.reveals import reveals
from clearwater.cases.ledger.entry import shown_time
from clearwater.cases.store.sql import SqlStore
from clearwater.cli.case_work import at_store
from clearwater.cli.messages import say
from clearwater.cli.progress import shown_progress
from clearwater.cli.rows import check_form, write_rows
from clearwater.cli.store_options import Where
from clearwater.errors import ParameterError

STOPPED = pa.schema([(name, pa.string()) for name in ("what", "name", "stopped_by")])
PLACED = pa.schema([(name, pa.string()) for name in ("hold", "what", "about", "by")])
PRUNED = pa.schema([(name, pa.string()) for name in ("keys", "made", "state")])


@dataclass(frozen=True)
class Named:
    """Whom or what an option names; exactly one of them."""

    identifier: str | None
    subject: str | None
    case: str | None

    def who(self) -> Who:
        """Return whom; a case is named beside it."""
        said = [one for one in (self.identifier, self.subject, self.case) if one is not None]
        if len(said) != 1:
            raise ParameterError(
                "it is not said whom or what this is about",
                expected="one of --identifier, --subject and, for a hold, --case",
                found=f"{len(said)} of them",
            )
        return Who(self.identifier, self.subject)


def erase_and_print(where: Where, named: Named, why: str, backups: Path | None, form: str) -> None:
    """Erase somebody, and print how much that was."""
    check_form(form)
    who = named.who()
    with at_store(where) as (store, desk):
        done = erase(store, desk, who, why)
        _list_beside(store, desk, backups)
    _print_erased(done, form)


def retain_and_print(where: Where, backups: Path | None, form: str) -> None:
    """Erase what is due, and print what a hold stops."""
    check_form(form)
    with at_store(where) as (store, desk), shown_progress() as on_progress:
        done = retain(store, desk, on_progress)
        _list_beside(store, desk, backups)
    rows = [{"what": one.what, "name": one.name, "stopped_by": one.by} for one in done.stopped]
    if rows or form != "table":
        write_rows(pa.Table.from_pylist(rows, STOPPED), form)
    _say(done.erasing)
    if rows:
        say(f"due and kept, because a hold stands: {len(rows):,}")
    if done.uploads:
        say(f"logs that were brought and whose time is over, removed: {done.uploads:,}")


def hold_and_print(where: Where, named: Named, why: str, form: str) -> None:
    """Place a hold, and print it."""
    check_form(form)
    who = named.who()
    with at_store(where) as (_, desk):
        placed = hold(desk, who, named.case, why)
    rows = [
        {"hold": one.hold, "what": one.what, "about": one.about, "by": one.placed_by}
        for one in placed
    ]
    write_rows(pa.Table.from_pylist(rows, PLACED), form)


def lift_and_print(where: Where, name: str, why: str, form: str) -> None:
    """Lift a hold, and print it."""
    check_form(form)
    with at_store(where) as (_, desk):
        lifted = lift(desk, name, why)
    row = {"hold": lifted.hold, "what": lifted.what, "about": lifted.about}
    write_rows(pa.Table.from_pylist([row | {"by": lifted.lifted_by}], PLACED), form)


def holds_and_print(where: Where, purpose: str, *, lifted: bool, form: str) -> None:
    """Print holds; that they were read is on record."""
    check_form(form)
    with at_store(where) as (_, desk):
        rows = holds(desk, purpose, lifted=lifted)
    write_rows(rows, form)


def reveals_and_print(where: Where, form: str) -> None:
    """Print who was shown how much."""
    check_form(form)
    with at_store(where) as (_, desk):
        rows = reveals(desk)
    write_rows(rows, form)


def prune_and_print(where: Where, backups: Path, form: str) -> None:
    """Remove old keys of backups, and print what was removed and what is left."""
    check_form(form)
    with at_store(where) as (store, desk):
        done = prune(store, desk, backups)
    rows = [
        {"keys": str(one.folder), "made": shown_time(one.made_us), "state": state}
        for state, parts in (("removed", done.removed), ("kept", done.kept))
        for one in parts
    ]
    write_rows(pa.Table.from_pylist(rows, PRUNED), form)
    say(f"removed: the keys of {len(done.removed):,} backups; kept: {len(done.kept):,}")


def _print_erased(done: Erasing, form: str) -> None:
    row = {
        "accounts_and_persons": done.subjects,
        "texts": done.texts,
        "cases": done.cases,
        "files": done.swept.frozen,
        "messages": done.swept.messages,
    }
    write_rows(pa.Table.from_pylist([row]), form)
    _say(done)


def _say(done: Erasing) -> None:
    say(
        f"erased: {done.subjects:,} accounts and persons, {done.texts:,} texts, "
        f"{done.swept.frozen:,} frozen files, {done.swept.messages:,} messages"
    )
    for one in done.lingers:
        say(f"lingers: {one}")


def _list_beside(store: SqlStore, desk: Desk, backups: Path | None) -> None:
    if backups is not None:
        keep_list(store, desk.organisation, backups)
        return
    say(
        f"backups that exist still open what was erased, until their keys are pruned; name their "
        f"folder with --backups, so that {NAME} in it tells a restore"
    )
