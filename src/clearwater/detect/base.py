"""The door for new signals: a layer says which traces an event leaves, and nothing else.

Everything behind the door is shared: one kernel finds meetings, two nulls ask whether they are
chance, one partition makes groups. A new signal is a new way of leaving traces, not a new pipeline.
Defining a layer and registering it is enough: `scan` runs it, the documentation lists it and the
contract suite tests it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, TypeVar

import pyarrow as pa

TRACE_COLUMNS = ("actor", "action", "object", "time")
"""What a trace consists of: who, the kind of trace, the thing that is shared, and when."""


@dataclass(frozen=True)
class LayerSpec:
    """What a layer is."""

    id: str
    """Its name in tables: lower case, words joined by a hyphen."""
    version: str
    """Raised whenever its traces change for the same events."""
    family: str
    """Family of evidence: moves, says, place, life or rates."""
    columns: tuple[str, ...]
    """Event columns it needs; without one of them it is skipped, with that reason."""
    paper: str
    """Where the idea comes from, or "ours"."""
    cost: str
    """What grows with what."""
    quiet: str
    """What "nothing happening" looks like in its findings."""


class Layer(Protocol):
    """One way of leaving traces. Implementations are frozen dataclasses of their parameters."""

    @property
    def spec(self) -> LayerSpec:
        """Return what this layer is."""
        ...

    def traces(self, events: pa.RecordBatch) -> pa.RecordBatch:
        """Return the traces of a batch of events.

        Columns `TRACE_COLUMNS`, and ``event`` where the events have it. An event may leave no
        trace or several. What one event leaves may not depend on the other events of the batch.
        """
        ...


_LAYERS: dict[str, Layer] = {}
_L = TypeVar("_L", bound=Layer)


def register(layer: _L) -> _L:
    """Add `layer` to those that `scan` runs, and return it.

    Raises
    ------
    ValueError
        If another layer has the same id.
    """
    if layer.spec.id in _LAYERS:
        raise ValueError(f"a layer named {layer.spec.id!r} is registered already")
    _LAYERS[layer.spec.id] = layer
    return layer


def layers() -> tuple[Layer, ...]:
    """Return the registered layers in the order of their ids."""
    return tuple(_LAYERS[name] for name in sorted(_LAYERS))
