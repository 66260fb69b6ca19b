"""Remove the key parts of backups that are older than the policy allows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from clearwater.app.case.desk import Desk
from clearwater.app.privacy.erasure_list import keep_list
from clearwater.cases.store.backup_keys import KeyPart, key_parts, remove
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.commands_privacy import PruneBackups
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import ParameterError


@dataclass(frozen=True)
class Pruned:
    """What one run did."""

    removed: tuple[KeyPart, ...]
    kept: tuple[KeyPart, ...]
    erasures: int
    """How many erasures stand in the list beside the backups."""


def prune(store: SqlStore, desk: Desk, backups: Path) -> Pruned:
    """Remove the keys of backups that are older than ``privacy.backups_s``; say which are left.

    The list of erasures beside them is brought up to date, for restores from those that are left.

    Raises
    ------
    ParameterError
        If the folder is none.
    RefusedError
        If the person may not.
    OutputError
        If keys cannot be removed; what was removed before is gone, and on record.
    """
    if not backups.is_dir():
        raise ParameterError(
            "there is no folder of backups", where=str(backups), expected="what --out was below"
        )
    with store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.PRUNE)
        before_us = context.now_us - context.policy.privacy.backups_s * 1_000_000
        found = tuple(key_parts(backups, store.keys.signing.public))
        old = tuple(part for part in found if part.made_us <= before_us)
        if old:
            # On record before they go: whoever is killed has said it, and prunes again.
            desk.without_case(unit, context, PruneBackups(len(old)))
    for part in old:
        remove(part)
    kept = tuple(part for part in found if part not in old)
    return Pruned(old, kept, keep_list(store, desk.organisation, backups))
