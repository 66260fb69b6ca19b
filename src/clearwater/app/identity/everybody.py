"""Everybody who may act, by what they come in, and which programs and partners there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from clearwater.app.case.desk import Desk
from clearwater.app.case.looking import user_page
from clearwater.app.exchange.partners import partners
from clearwater.app.identity import listing
from clearwater.app.identity.base import Gate
from clearwater.app.privacy.reveals import reveals
from clearwater.cases.records.people import User
from clearwater.cases.workflow.rights import Verb

MOST = 1_000
"""People are listed up to here."""
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Person:
    """Somebody of the list, with what is known of how they come in."""

    row: User
    login: Row | None
    shown: Row | None
    """How much they were shown of late."""


@dataclass(frozen=True)
class Everybody:
    """An organisation's people and programs."""

    people: tuple[Person, ...]
    tokens: tuple[Row, ...]
    partners: tuple[Row, ...]
    second_factor: tuple[str, ...]
    """Roles for which a password is not enough."""


def everybody(gate: Gate, desk: Desk) -> Everybody:
    """Return who may act; no secret is shown, nor its hash.

    Raises
    ------
    RefusedError
        If the person may not list everybody.
    """
    with desk.store.reading(desk.organisation) as unit:
        context = desk.context(unit)
        desk.require(context, Verb.READ_LOGINS)
    logins = {one["user"]: one for one in listing.credentials(gate, desk).to_pylist()}
    shown = {one["user"]: one for one in reveals(desk).to_pylist()}
    return Everybody(
        people=tuple(
            Person(one, logins.get(one.user), shown.get(one.user))
            for one in user_page(desk, limit=MOST, after=None)
        ),
        tokens=tuple(listing.tokens(desk).to_pylist()),
        partners=tuple(partners(desk).to_pylist()),
        second_factor=context.policy.identity.second_factor,
    )
