"""The door for new signals: a layer says which traces an event leaves, and nothing else.

Everything behind the door is shared: one kernel finds meetings, two nulls ask whether they are
chance, one partition makes groups. A new signal is a new way of leaving traces, not a new pipeline.
Defining a layer and registering it is enough: `scan` runs it, the documentation lists it and the
contract suite tests it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import pyarrow as pa

TRACE_COLUMNS = ("actor", "action", "object", "time")
"""What a trace consists of: who, the kind of trace, the thing that is shared, and when."""


@dataclass(frozen=True)
class DetectorSpec:
    """What a detector is: a layer, or a question that is asked about groups."""

    id: str
    """Its name in tables: lower case, words joined by a hyphen."""
    version: str
    """Raised whenever it says something else of the same events."""
    family: str
    """Family of evidence: moves, says, place, life or rates."""
    columns: tuple[str, ...]
    """Columns of events or of the accounts table that it needs; without one of them it is skipped,
    with that reason."""
    paper: str
    """Where the idea comes from, or "ours"."""
    cost: str
    """What grows with what."""
    quiet: str
    """What "nothing happening" looks like in its findings."""
    innocent: str
    """What an innocent explanation of its findings looks like."""
    either: tuple[str, ...] = ()
    """Columns of which it needs any one; empty where `columns` says everything."""


class Layer(Protocol):
    """One way of leaving traces. Implementations are frozen dataclasses of their parameters."""

    @property
    def spec(self) -> DetectorSpec:
        """Return what this layer is."""
        ...

    def traces(self, events: pa.RecordBatch) -> pa.RecordBatch:
        """Return the traces of a batch of events.

        Columns `TRACE_COLUMNS`, and ``event`` where the events have it. An event may leave no
        trace or several. What one event leaves may not depend on the other events of the batch.
        """
        ...


class Detector(Protocol):
    """Anything that a registry holds."""

    @property
    def spec(self) -> DetectorSpec:
        """Return what it is."""
        ...


_D = TypeVar("_D", bound=Detector)


class Registry(Generic[_D]):
    """Detectors of one kind by id. To be in it is enough to be run, listed and tested."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        self._by_id: dict[str, _D] = {}

    def register(self, detector: _D) -> _D:
        """Add `detector` to those that `scan` runs, and return it.

        Raises
        ------
        ValueError
            If another one has the same id.
        """
        if detector.spec.id in self._by_id:
            raise ValueError(f"a {self._kind} named {detector.spec.id!r} is registered already")
        self._by_id[detector.spec.id] = detector
        return detector

    def __iter__(self) -> Iterator[_D]:
        """Iterate in the order of the ids."""
        return (self._by_id[name] for name in sorted(self._by_id))


LAYERS: Registry[Layer] = Registry("layer")
