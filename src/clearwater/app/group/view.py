"""Everything that a page shows of one group, each part computed once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from clearwater.app.group.accounts import accounts_of
from clearwater.app.group.dots import Dots, Whole, dots_of
from clearwater.app.group.events import EVENTS, Behind, behind_of, event_places
from clearwater.app.group.facts import Facts, facts_of
from clearwater.app.group.kept import Kept
from clearwater.app.group.pairs import Pairs, matrix_file, network_file, pairs_of
from clearwater.app.group.raster import raster_file
from clearwater.app.group.recount import recount_of
from clearwater.app.group.source import Group

T = TypeVar("T")


@dataclass(frozen=True)
class GroupView:
    """One group, as far as it can be shown without naming anybody."""

    group: Group
    kept: Kept

    @property
    def facts(self) -> Facts:
        """What a template writes of it."""
        return self._once("facts", lambda: facts_of(self.group))

    @property
    def dots(self) -> Dots:
        """Its timelines."""
        return self._once("dots", lambda: dots_of(self.group))

    @property
    def raster(self) -> bytes:
        """Its timelines, packed."""
        return self._once("raster", lambda: raster_file(self.dots))

    @property
    def places_at(self) -> Whole | None:
        """Where the event of each dot stands; nothing where the events were not kept."""
        if EVENTS not in self.group.tables:
            return None
        return self._once("places", lambda: event_places(self.group, self.dots))

    @property
    def behind(self) -> Behind | None:
        """What is behind the dots; nothing where the events were not kept."""
        at = self.places_at
        if at is None:
            return None
        return self._once("behind", lambda: behind_of(self.group, self.dots, at))

    @property
    def pairs(self) -> Pairs:
        """Its pairs."""
        return self._once("pairs", lambda: pairs_of(self.group, self.dots))

    @property
    def matrix(self) -> bytes:
        """Its pairs as shades."""
        return self._once("matrix", lambda: matrix_file(self.pairs))

    @property
    def network(self) -> bytes:
        """Its strongest pairs with a layout."""
        return self._once("network", lambda: network_file(self.pairs))

    @property
    def recount(self) -> dict[str, Any]:
        """What is left of the objects' counts."""
        return self._once("recount", lambda: recount_of(self.group, self.dots, self.places_at))

    @property
    def accounts(self) -> dict[str, Any]:
        """What the run says of the accounts."""
        return self._once("accounts", lambda: accounts_of(self.group, self.dots))

    def begin(self) -> None:
        """Begin what a page of the group asks for right after it has come."""
        # In the order in which it is needed; each rests on the timelines.
        parts = ("raster", "places_at", "pairs", "behind", "recount")
        self.kept.ahead((self.group.key, "begun"), lambda: [getattr(self, one) for one in parts])

    def _once(self, part: str, make: Callable[[], T]) -> T:
        return self.kept.of((self.group.key, part), make)
