"""The page of an account: of a run by its row, of a case by its name in the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pyarrow.compute as pc

from clearwater.app.case.desk import Desk
from clearwater.app.case.from_runs import Runs
from clearwater.app.group.source import Group, findings_in, group_of_case, group_of_run
from clearwater.app.investigate.account_in_group import AccountInGroup, Partner, account_in_group
from clearwater.app.investigate.asking import require_reading, token_of
from clearwater.app.investigate.open_log import ACCOUNT
from clearwater.app.investigate.run_tables import table_of
from clearwater.cases.evidence.blobs import Blobs
from clearwater.cases.records.case import Member
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError

LISTED = 100
"""Accounts on a page of the list."""


@dataclass(frozen=True)
class Met:
    """Somebody whom the account met, without a name."""

    token: str
    row: int | None
    """In the run's table ``accounts``."""
    subject: str | None
    """Name in the store, where the partner is in the case."""
    pair: Partner = field(repr=False)


@dataclass(frozen=True)
class InFinding:
    """One account in one finding, without a name."""

    group: AccountInGroup
    partners: tuple[Met, ...]


@dataclass(frozen=True)
class AccountPage:
    """One account."""

    token: str
    row: int | None
    score_bits: float
    """Of its own evidence."""
    q_value: float | None
    events: int
    findings: tuple[InFinding, ...]
    accounts: int = 0
    """Rows of the run's table."""
    standing: str | None = None
    """In a case: ``member`` or ``excluded``."""
    not_kept: bool = False
    """Whether what a finding of the case rests on was not frozen, or was erased."""


@dataclass(frozen=True)
class ListedAccount:
    """One line of the list of accounts."""

    row: int
    token: str
    score_bits: float
    q_value: float | None
    finding: str | None
    events: int


def run_account(desk: Desk, runs: Runs, run: str, row: int) -> AccountPage:
    """Return what a run says of an account.

    Parameters
    ----------
    row
        Of the run's table ``accounts``: the account's name is in no address.

    Raises
    ------
    RefusedError
        If the person may not read.
    NothingThereError
        If there is no such run or row.
    """
    require_reading(desk)
    folder = runs.folder_of(run)
    accounts = table_of(folder, "accounts")
    if row >= accounts.num_rows:
        raise NothingThereError("the run has no such account", found=str(row))
    (own,) = accounts.slice(row, 1).to_pylist()
    name = str(own["account"])
    members = table_of(folder, "members", ["finding", "account"])
    mine = members.filter(pc.equal(members["account"], name))["finding"].to_pylist()
    found = _in_groups([group_of_run(desk, runs, run, one) for one in mine], name)
    rows = {str(one): at for at, one in enumerate(accounts["account"].to_pylist())}
    with desk.store.reading(desk.organisation) as unit:
        return AccountPage(
            token=token_of(unit, ACCOUNT, name),
            row=row,
            score_bits=float(own["score_bits"] or 0.0),
            q_value=own["q_value"],
            events=int(own["events"] or 0),
            findings=tuple(
                InFinding(one, tuple(_met(unit, one.partners, rows.get, lambda _name: None)))
                for one in found
            ),
            accounts=accounts.num_rows,
        )


def case_subject(desk: Desk, blobs: Blobs, case: str, subject: str) -> AccountPage:
    """Return what the frozen evidence of a case says of one of its accounts.

    Raises
    ------
    RefusedError
        If there is no such case, or the person may not read.
    NothingThereError
        If the case has no such account, or what it is called was erased.
    """
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        members = {one.subject: one for one in desk.file_of(unit, case).all(Member)}
        if subject not in members:
            raise NothingThereError("the case has no such account", found=repr(subject[:80]))
        name = identifier_of(unit, subject)
    groups, not_kept = _kept_groups(desk, blobs, case)
    found = _in_groups(groups, name)
    own = members[subject]
    with desk.store.reading(desk.organisation) as unit:
        names = [one.account for group in found for one in group.partners]
        subjects = unit.subjects_by_identifier(ACCOUNT, names)
        inside = {one: known for one, known in subjects.items() if known in members}
        return AccountPage(
            token=token_of(unit, ACCOUNT, name),
            row=None,
            score_bits=own.score_millibits / 1000,
            q_value=float(own.q_value),
            events=own.events,
            findings=tuple(
                InFinding(one, tuple(_met(unit, one.partners, lambda _name: None, inside.get)))
                for one in found
            ),
            standing=own.standing,
            not_kept=not_kept,
        )


def account_list(desk: Desk, runs: Runs, run: str, first: int) -> tuple[list[ListedAccount], int]:
    """Return a page of the accounts of a run with any evidence, most bits first, and how many."""
    require_reading(desk)
    accounts = table_of(runs.folder_of(run), "accounts")
    by_bits = pc.sort_indices(accounts, sort_keys=[("score_bits", "descending")])
    order: Sequence[int] = by_bits.slice(min(first, len(by_bits)), LISTED).to_pylist()
    shown = accounts.take(order).to_pylist()
    with desk.store.reading(desk.organisation) as unit:
        return [
            ListedAccount(
                row=row,
                token=token_of(unit, ACCOUNT, str(one["account"])),
                score_bits=float(one["score_bits"] or 0.0),
                q_value=one["q_value"],
                finding=one["finding"],
                events=int(one["events"] or 0),
            )
            for row, one in zip(order, shown, strict=True)
        ], accounts.num_rows


def identifier_of(unit: Unit, subject: str) -> str:
    """Return the platform's name of an account; it is not shown by this.

    Raises
    ------
    NothingThereError
        If it was erased.
    """
    known = unit.get(Subject, subject)
    kept = None if known is None else unit.get(Disclosure, known.identifier)
    if kept is None or kept.text is None:
        raise NothingThereError("what the account is called was erased")
    return kept.text


def _kept_groups(desk: Desk, blobs: Blobs, case: str) -> tuple[list[Group], bool]:
    """Return the findings of a case whose evidence is there, and whether any is missing."""
    groups, not_kept = [], False
    for place in range(len(findings_in(desk, case))):
        try:
            groups.append(group_of_case(desk, blobs, case, place))
        except NothingThereError:
            not_kept = True
    return groups, not_kept


def _in_groups(groups: Sequence[Group], name: str) -> list[AccountInGroup]:
    found = [account_in_group(one, name) for one in groups]
    return [one for one in found if one is not None]


def _met(
    unit: Unit,
    partners: Sequence[Partner],
    row_of: Callable[[str], int | None],
    subject_of: Callable[[str], str | None],
) -> list[Met]:
    return [
        Met(token_of(unit, ACCOUNT, one.account), row_of(one.account), subject_of(one.account), one)
        for one in partners
    ]
