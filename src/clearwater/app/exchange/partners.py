"""The register of partners: who they are, what may pass, and which keys are theirs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow as pa

from clearwater.app.case.desk import Desk
from clearwater.cases.exchange.partner_keys import (
    PartnerKey,
    check_number,
    drop_partner_keys,
    keep_partner_keys,
    key_of,
    new_secret,
    read_partner_keys,
)
from clearwater.cases.records.exchange import Arrived, Partner, PartnerState
from clearwater.cases.store.base import Unit
from clearwater.cases.store.sql import SqlStore
from clearwater.cases.workflow.commands_exchange import AddPartner, RemovePartner
from clearwater.cases.workflow.rights import Verb
from clearwater.errors import NothingThereError, near_names
from clearwater.events.schema import TIME_TYPE

PARTNERS = pa.schema(
    [
        ("partner", pa.string()),
        ("state", pa.string()),
        ("sends", pa.string()),
        ("gets", pa.string()),
        ("keys", pa.string()),
        ("arrived", pa.int64()),
        ("since", TIME_TYPE),
    ]
)
"""Columns of the register: ``keys`` are fingerprints, ``arrived`` counts messages."""


@dataclass(frozen=True)
class PartnerSaid:
    """What somebody says of a partner."""

    partner: str
    sends: frozenset[str]
    gets: frozenset[str]
    keys: tuple[str, ...]
    """As Standard Webhooks writes them. None: those that it has."""
    make_secret: bool = False
    """Make a secret for both sides besides."""


@dataclass(frozen=True)
class PartnerAdded:
    """A partner as it is now."""

    row: Partner
    made: PartnerKey | None
    """The secret that was made, to be handed over once; the store shows it to nobody again."""


def add_partner(store: SqlStore, desk: Desk, said: PartnerSaid) -> PartnerAdded:
    """Add a partner, or change what may pass; keys that are named take the place of those before.

    Raises
    ------
    RefusedError
        If the person may not, or nothing would change.
    ParameterError
        If a key is none.
    """
    named = [key_of(text) for text in said.keys]
    made = new_secret() if said.make_secret else None
    if made is not None:
        named.append(made)
    check_number(set(named))
    organisation = desk.organisation
    with desk.store.writing(organisation) as unit:
        context = desk.context(unit)
        known = unit.get(Partner, organisation, said.partner)
        # Others in the file are those that somebody was about to name when they were interrupted.
        names = () if known is None else known.keys.split()
        kept = read_partner_keys(store.files, organisation, said.partner)
        before = [one for one in kept if one.fingerprint in names]
        keys = named or before
        command = AddPartner(
            said.partner, said.sends, said.gets, frozenset(k.fingerprint for k in keys), known
        )
        steps = desk.without_case(unit, context, command)
        # Until the commit those of before as well: whichever the row names lets its partner in.
        if named:
            keep_partner_keys(store.files, organisation, said.partner, [*named, *before])
    if named:
        keep_partner_keys(store.files, organisation, said.partner, named)
    (row,) = (put for put in steps[0].puts if isinstance(put, Partner))
    return PartnerAdded(row, made)


def remove_partner(store: SqlStore, desk: Desk, partner: str) -> Partner:
    """Let nothing pass any more, and remove the partner's keys; what came from it stays.

    Raises
    ------
    NothingThereError
        If there is no such partner.
    """
    with desk.store.writing(desk.organisation) as unit:
        context = desk.context(unit)
        command = RemovePartner(the_partner(unit, partner))
        steps = desk.without_case(unit, context, command)
    # After the commit: without the row nothing is taken, whatever keys are still there.
    drop_partner_keys(store.files, desk.organisation, partner)
    (row,) = (put for put in steps[0].puts if isinstance(put, Partner))
    return row


def partners(desk: Desk, name: str | None = None) -> pa.Table:
    """Return the register, or one partner: columns of `PARTNERS`, no key in it."""
    with desk.store.reading(desk.organisation) as unit:
        desk.require(desk.context(unit), Verb.READ)
        counts = unit.tally(Arrived, "partner")
        rows = unit.find(Partner) if name is None else unit.find(Partner, partner=name)
    said = [
        {
            "partner": one.partner,
            "state": one.state,
            "sends": one.sends,
            "gets": one.gets,
            "keys": one.keys,
            "arrived": counts.get(one.partner, 0),
            "since": one.since_us,
        }
        for one in rows
    ]
    return pa.Table.from_pylist(said, PARTNERS)


def the_partner(unit: Unit, name: str) -> Partner:
    """Return a partner that was not removed.

    Raises
    ------
    NothingThereError
        If there is none of this name; near names are offered.
    """
    row = unit.get(Partner, unit.organisation, name)
    if row is not None and row.state == PartnerState.ACTIVE:
        return row
    known: Sequence[str] = [one.partner for one in unit.find(Partner, state=PartnerState.ACTIVE)]
    raise NothingThereError(
        "there is no such partner",
        expected=", ".join(known) or "none yet",
        found=repr(name[:60]),
        next_step=near_names(name, known) or "See `clearwater exchange partner list`.",
    )
