"""Which DISARM techniques a finding and a decision point to: a table, read as it is.

The table is other people's, under a licence of its own: ``DISARM-NOTICE.txt`` beside this file. A
technique says what is done, not who does it or whether it was meant; *coordinated* alone points to
no automation.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Technique:
    """A technique of the DISARM Red Framework."""

    id: str
    """Such as ``T0049.003``."""
    name: str
    page: str
    """Where it is described."""


@dataclass(frozen=True)
class Table:
    """What ``disarm.json`` says."""

    notice: str
    """Whose it is, and under which licence."""
    source: str
    version: str
    page: str
    names: Mapping[str, str]
    by_family: Mapping[str, tuple[str, ...]]
    """Family of evidence -> ids."""
    by_level: Mapping[str, tuple[str, ...]]
    """Level of a finding -> ids."""

    def of(self, id_: str) -> Technique:
        """Return a technique by its id; one that the table lacks has its id for a name.

        A policy may name any technique, also one that is newer than the table.
        """
        return Technique(id_, self.names.get(id_, id_), self.page.replace("{id}", id_))

    def of_finding(self, families: Iterable[str], level: str) -> tuple[Technique, ...]:
        """Return what a finding points to, in the order of ids."""
        ids = {one for family in families for one in self.by_family.get(family, ())}
        return tuple(self.of(one) for one in sorted(ids.union(self.by_level.get(level, ()))))


@cache
def table() -> Table:
    """Return the table."""
    kept = files("clearwater.cases.exchange").joinpath("disarm.json").read_text(encoding="utf-8")
    said = json.loads(kept)
    return Table(
        notice=said["notice"],
        source=said["source"],
        version=said["version"],
        page=said["page"],
        names=said["techniques"],
        by_family={name: tuple(ids) for name, ids in said["by_family"].items()},
        by_level={name: tuple(ids) for name, ids in said["by_level"].items()},
    )
