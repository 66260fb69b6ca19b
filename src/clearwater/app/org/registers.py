"""Registers of agencies and creators: entered one by one or from a file, listed without names."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.app.case.found import named_accounts
from clearwater.cases.records.people import Disclosure, Subject
from clearwater.cases.records.registers import Agency, Creator
from clearwater.cases.refused import RefusedError
from clearwater.cases.store.base import Unit
from clearwater.cases.workflow.base import Context
from clearwater.cases.workflow.clues import AGENCY
from clearwater.cases.workflow.commands import Named, ReadPersonalData
from clearwater.cases.workflow.commands_organisations import ChangeAgency, ChangeCreator
from clearwater.cases.workflow.refusals import Code, refuse
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import InputError, SourceError
from clearwater.events.schema import TIME_TYPE

AGENCIES = pa.schema(
    [
        ("agency", pa.string()),
        ("name", pa.string()),
        ("state", pa.string()),
        ("creators", pa.int64()),
        ("followers", pa.int64()),
        ("since", TIME_TYPE),
    ]
)
CREATORS = pa.schema(
    [
        ("creator", pa.string()),
        ("account", pa.string()),
        ("agency", pa.string()),
        ("followers", pa.int64()),
        ("tier", pa.string()),
        ("state", pa.string()),
        ("since", TIME_TYPE),
    ]
)
COLUMNS = ("account", "followers", "agency")
"""Of a file of creators; ``agency`` may be left out, or empty."""
ERASED = "(erased)"


@dataclass(frozen=True)
class CreatorSaid:
    """What somebody says of a creator."""

    account: str
    followers: int
    agency: str | None = None
    """By name."""
    active: bool = True


@dataclass(frozen=True)
class Imported:
    """What became of a file."""

    changed: int
    same: int
    """Creators of whom nothing new was said."""


def change_agency(desk: Desk, name: str, *, active: bool = True) -> pa.Table:
    """Enter an agency, or say that it left, and return the register."""
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        named = _named_agency(unit, name)
        known = None if named.subject is None else _known_agency(unit, named.subject)
        desk.without_case(unit, context, ChangeAgency(named, known, active))
        return _agencies(unit, names=False)


def change_creator(desk: Desk, said: CreatorSaid) -> pa.Table:
    """Enter a creator or what is new about one, and return its row."""
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        _change(desk, unit, context, said)
        subject = named_accounts(unit, [said.account])[said.account].subject
        row = None if subject is None else unit.get(Creator, unit.organisation, subject)
        return _creators(unit, [] if row is None else [row], names=False)


def import_creators(desk: Desk, path: Path) -> Imported:
    """Enter the creators of a CSV file with a header (`COLUMNS`), all of them or none.

    Agencies must be in the register. A creator of whom nothing new is said stays as it is.

    Raises
    ------
    SourceError
        If the file cannot be read.
    InputError
        If a column is missing or a row says nothing that can be kept; the row is named.
    """
    changed = same = 0
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.KEEP_REGISTER)
        for said in _read(path):
            try:
                _change(desk, unit, context, said)
            except RefusedError as refused:
                if refused.code != Code.STANDING_SAME:
                    raise
                same += 1
            else:
                changed += 1
    return Imported(changed, same)


def agencies(desk: Desk, *, purpose: str | None = None) -> pa.Table:
    """Return the agencies with their creators counted; by name only for a purpose, on record."""
    with _looking(desk, purpose) as (unit, context):
        _put_on_record(desk, unit, context, len(unit.find(Agency)), purpose)
        return _agencies(unit, names=purpose is not None)


def creators(
    desk: Desk, *, tier: str | None = None, agency: str | None = None, purpose: str | None = None
) -> pa.Table:
    """Return the creators, most followers first; by account only for a purpose, on record.

    Parameters
    ----------
    tier
        Only of this tier of the policy.
    agency
        Only of this agency, by name.
    """
    with _looking(desk, purpose) as (unit, context):
        subject = None if agency is None else _agency_subject(unit, agency)
        found = [
            one
            for one in unit.find(Creator)
            if tier in {None, one.tier} and (agency is None or one.agency == subject)
        ]
        found.sort(key=lambda one: (-one.followers, one.subject))
        _put_on_record(desk, unit, context, len(found), purpose)
        return _creators(unit, found, names=purpose is not None)


def creators_after(
    desk: Desk, limit: int, after: str | None, *, tier: str | None = None
) -> pa.Table:
    """Return the first rows of `creators` by their names in the store; those after a name."""
    equal = {} if tier is None else {"tier": tier}
    with _looking(desk, None) as (unit, _):
        key = None if after is None else (unit.organisation, after)
        found = unit.page(Creator, limit=limit, after=key, **equal)
        return _creators(unit, found, names=False)


@contextmanager
def _looking(desk: Desk, purpose: str | None) -> Iterator[tuple[Unit, Context]]:
    """Yield a unit in which a register is looked at; one that writes where names are shown."""
    store = desk.store
    reads = purpose is None
    opened = store.reading(desk.organisation) if reads else store.writing(desk.organisation)
    with opened as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ)
        yield unit, context


def _put_on_record(
    desk: Desk, unit: Unit, context: Context, count: int, purpose: str | None
) -> None:
    if purpose is not None:
        desk.without_case(unit, context, ReadPersonalData("register", count, purpose))


def _change(desk: Desk, unit: Unit, context: Context, said: CreatorSaid) -> None:
    named = named_accounts(unit, [said.account])[said.account]
    known = None
    if named.subject is not None:
        known = unit.get(Creator, unit.organisation, named.subject)
    agency = None if said.agency is None else _agency_subject(unit, said.agency)
    command = ChangeCreator(named, known, agency, said.followers, said.active)
    desk.without_case(unit, context, command)


def _agency_subject(unit: Unit, name: str) -> str:
    subject = _named_agency(unit, name).subject
    known = None if subject is None else _known_agency(unit, subject)
    if subject is None or known is None:
        step = "Enter it with `clearwater org agency add NAME`."
        raise RefusedError(refuse(Code.NO_SUCH_AGENCY, found=repr(name[:80]), next_step=step))
    return subject


def _named_agency(unit: Unit, name: str) -> Named:
    known = unit.subjects_by_identifier(AGENCY, [name])
    return Named(name, unit.token(AGENCY, name), known.get(name))


def _known_agency(unit: Unit, subject: str) -> Agency | None:
    return unit.get(Agency, unit.organisation, subject)


def _agencies(unit: Unit, *, names: bool) -> pa.Table:
    followers: dict[str, list[int]] = {}
    for creator in unit.find(Creator, state="active"):
        if creator.agency is not None:
            followers.setdefault(creator.agency, []).append(creator.followers)
    rows = [
        {
            "agency": one.subject,
            "name": _name(unit, one.subject) if names else None,
            "state": one.state,
            "creators": len(followers.get(one.subject, ())),
            "followers": sum(followers.get(one.subject, ())),
            "since": one.since_us,
        }
        for one in unit.find(Agency)
    ]
    return pa.Table.from_pylist(rows, AGENCIES)


def _creators(unit: Unit, found: Sequence[Creator], *, names: bool) -> pa.Table:
    rows = [
        {
            "creator": one.subject,
            "account": _name(unit, one.subject) if names else None,
            "agency": _name(unit, one.agency) if names and one.agency else one.agency,
            "followers": one.followers,
            "tier": one.tier,
            "state": one.state,
            "since": one.since_us,
        }
        for one in found
    ]
    return pa.Table.from_pylist(rows, CREATORS)


def _name(unit: Unit, subject: str) -> str:
    known = unit.get(Subject, subject)
    kept = None if known is None else unit.get(Disclosure, known.identifier)
    return ERASED if kept is None or kept.text is None else kept.text


def _read(path: Path) -> Iterator[CreatorSaid]:
    """Yield what each row of a file says."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            missing = sorted({"account", "followers"} - set(reader.fieldnames or ()))
            if missing:
                raise InputError(
                    "the file lacks a column",
                    where=str(path),
                    expected=", ".join(COLUMNS),
                    found=", ".join(reader.fieldnames or ()) or "no header",
                )
            for row in reader:
                yield _said(row, f"{path} line {reader.line_num}")
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise SourceError("the file cannot be read", where=str(path), found=str(error)) from error


def _said(row: Mapping[str, str | None], where: str) -> CreatorSaid:
    account, typed = (row["account"] or "").strip(), (row["followers"] or "").strip()
    if not account or not (typed.isascii() and typed.isdigit()):
        raise InputError(
            "a row says nothing that can be kept",
            where=where,
            expected="an account, and followers as a whole number",
            found=f"{account[:40]!r}, {typed[:40]!r}",
        )
    return CreatorSaid(account, int(typed), (row.get("agency") or "").strip() or None)
