"""Which kind of body may stand below which, as data."""

from __future__ import annotations

from collections.abc import Mapping

from clearwater.cases.records.bodies import Level

ROOTS = frozenset(Level) - {Level.PLATFORM}
"""Levels at which a tree may begin: a city's body may work alone. A platform owes to somebody."""

BELOW: Mapping[Level, frozenset[Level]] = {
    Level.NATION: frozenset(),
    Level.PROVINCE: frozenset({Level.NATION}),
    # Some cities are right below the nation, some districts right below the province.
    Level.CITY: frozenset({Level.NATION, Level.PROVINCE}),
    Level.DISTRICT: frozenset({Level.PROVINCE, Level.CITY}),
    Level.COMPANY: frozenset(),
    Level.REGION: frozenset({Level.COMPANY}),
    Level.TEAM: frozenset({Level.COMPANY, Level.REGION}),
    Level.PLATFORM: ROOTS,
}
"""Level -> the levels right below which such a body may stand."""


def may_stand_below(level: str, parent: str) -> bool:
    """Return whether a body of one level may stand right below one of another."""
    return parent in BELOW[Level(level)]
