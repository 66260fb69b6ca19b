"""What every layer must keep, and one deliberately wrong layer that each check must reject.

Layers are found by looking into the registry: one that is added later is checked without a line
here.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, fields, is_dataclass, replace

import numpy as np
import pyarrow as pa
import pytest

import clearwater.detect
from clearwater.detect.base import LAYERS, TRACE_COLUMNS, DetectorSpec, Layer, Registry
from clearwater.detect.co_action import CoAction
from clearwater.events.schema import COLUMN_TYPES, OPTIONAL, REQUIRED
from tests.helpers.coded import microseconds

FAMILIES = {"moves", "says", "place", "life", "rates"}
ROWS = 12

for _module in pkgutil.iter_modules(clearwater.detect.__path__):
    importlib.import_module(f"clearwater.detect.{_module.name}")


def batch(spec: DetectorSpec, rows: int = ROWS) -> pa.RecordBatch:
    """Return events with the columns that a layer asks for, and an id each."""
    columns: dict[str, pa.Array] = {
        "time": microseconds(1_700_000_000.0 + 7 * k for k in range(rows)),
        "event": pa.array([f"e{k:02d}" for k in range(rows)], pa.string()),
    }
    for name in dict.fromkeys((*REQUIRED, *spec.columns)):
        if name not in columns:
            values = [f"{name}{k % 4}" for k in range(rows)]
            columns[name] = pa.array(
                [float(k % 4) for k in range(rows)] if name == "value" else values,
                COLUMN_TYPES[name],
            )
    return pa.RecordBatch.from_pydict(columns)


def rows_of(traces: pa.RecordBatch) -> list[tuple[object, ...]]:
    columns = [*TRACE_COLUMNS, *(["event"] if "event" in traces.schema.names else [])]
    return list(zip(*(traces.column(name).to_pylist() for name in columns), strict=True))


def check_frozen(layer: Layer) -> None:
    """A layer is a frozen dataclass of its parameters."""
    assert is_dataclass(layer)
    name = "anything"
    with pytest.raises(FrozenInstanceError):
        setattr(layer, name, 1)


def check_spec(layer: Layer) -> None:
    """Every field of the spec says something, in the words of the project."""
    spec = layer.spec
    for one in fields(spec):
        assert getattr(spec, one.name) or one.name == "either", f"{one.name} is empty"
    assert spec.id == spec.id.lower().replace(" ", "-").replace("_", "-")
    assert spec.family in FAMILIES
    assert set(spec.columns) <= REQUIRED.keys() | OPTIONAL.keys()


def check_schema(layer: Layer) -> None:
    """Traces have the four columns, of types that can be encoded, without nulls."""
    traces = layer.traces(batch(layer.spec))
    for name in TRACE_COLUMNS:
        kind = traces.schema.field(name).type
        if name == "time":
            assert kind == COLUMN_TYPES["time"]
        else:
            assert pa.types.is_string(kind) or pa.types.is_int64(kind)
        assert traces.column(name).null_count == 0


def check_event_ids(layer: Layer) -> None:
    """A trace names the event that left it."""
    events = batch(layer.spec)
    traces = layer.traces(events)
    assert set(traces.column("event").to_pylist()) <= set(events.column("event").to_pylist())


def check_independent(layer: Layer) -> None:
    """What one event leaves does not depend on the other events of the batch."""
    events = batch(layer.spec)
    alone = [row for k in range(ROWS) for row in rows_of(layer.traces(events.slice(k, 1)))]
    assert sorted(rows_of(layer.traces(events)), key=repr) == sorted(alone, key=repr)


def check_order(layer: Layer) -> None:
    """The order of the events does not decide what they leave."""
    events = batch(layer.spec)
    shuffled = events.take(pa.array(np.random.default_rng(0).permutation(ROWS)))
    found, again = layer.traces(events), layer.traces(shuffled)
    assert sorted(rows_of(found), key=repr) == sorted(rows_of(again), key=repr)


def check_empty(layer: Layer) -> None:
    """No events, no traces, and the same columns."""
    traces = layer.traces(batch(layer.spec, rows=0))
    assert traces.num_rows == 0
    assert set(TRACE_COLUMNS) <= set(traces.schema.names)


def check_deterministic(layer: Layer) -> None:
    """The same events leave the same traces, however often they are looked at."""
    events = batch(layer.spec)
    assert layer.traces(events).equals(layer.traces(events))


CHECKS: dict[str, Callable[[Layer], None]] = {
    "frozen": check_frozen,
    "spec": check_spec,
    "schema": check_schema,
    "event ids": check_event_ids,
    "independent": check_independent,
    "order": check_order,
    "empty": check_empty,
    "deterministic": check_deterministic,
}


@dataclass
class NotFrozen:
    """Its parameters may change between two batches."""

    spec: DetectorSpec

    def traces(self, events: pa.RecordBatch) -> pa.RecordBatch:
        return events


@dataclass(frozen=True)
class Wrong:
    """A layer whose traces are made by whatever function it is given."""

    spec: DetectorSpec
    make: Callable[[pa.RecordBatch], pa.RecordBatch] = lambda events: events

    def traces(self, events: pa.RecordBatch) -> pa.RecordBatch:
        return self.make(events)


SPEC = CoAction().spec
_SEEN: list[int] = []


def _without_objects(events: pa.RecordBatch) -> pa.RecordBatch:
    nothing = pa.nulls(events.num_rows, pa.string())
    return events.set_column(events.schema.get_field_index("object"), "object", nothing)


def _other_ids(events: pa.RecordBatch) -> pa.RecordBatch:
    names = pa.array([f"row {k}" for k in range(events.num_rows)], pa.string())
    return events.set_column(events.schema.get_field_index("event"), "event", names)


def _only_if_repeated(events: pa.RecordBatch) -> pa.RecordBatch:
    objects = events.column("object").to_pylist()
    return events.filter(pa.array([objects.count(name) > 1 for name in objects], pa.bool_()))


def _not_the_first(events: pa.RecordBatch) -> pa.RecordBatch:
    return events.slice(1) if events.num_rows > 1 else events


def _no_columns_when_empty(events: pa.RecordBatch) -> pa.RecordBatch:
    return events if events.num_rows else pa.RecordBatch.from_pydict({"actor": pa.array([])})


def _remembers(events: pa.RecordBatch) -> pa.RecordBatch:
    _SEEN.append(events.num_rows)
    return events.slice(len(_SEEN) % 2)


WRONG: dict[str, Layer] = {
    "frozen": NotFrozen(SPEC),
    "spec": Wrong(replace(SPEC, quiet="")),
    "schema": Wrong(SPEC, _without_objects),
    "event ids": Wrong(SPEC, _other_ids),
    "independent": Wrong(SPEC, _only_if_repeated),
    "order": Wrong(SPEC, _not_the_first),
    "empty": Wrong(SPEC, _no_columns_when_empty),
    "deterministic": Wrong(SPEC, _remembers),
}


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("layer", list(LAYERS), ids=lambda layer: layer.spec.id)
def test_every_layer_keeps(layer: Layer, check: str) -> None:
    CHECKS[check](layer)


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_rejects_a_wrong_layer(check: str) -> None:
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        CHECKS[check](WRONG[check])


@pytest.mark.parametrize("check", CHECKS.keys() - {"frozen"})
def test_the_checks_accept_a_right_layer(check: str) -> None:
    """A layer that left its events alone is right; so a rejection above is for the fault."""
    CHECKS[check](Wrong(SPEC))


def test_there_is_a_layer_to_check() -> None:
    assert [layer.spec.id for layer in LAYERS] == ["co-action"]


def test_two_layers_cannot_share_a_name() -> None:
    own: Registry[Layer] = Registry("layer")
    first = own.register(Wrong(SPEC))
    with pytest.raises(ValueError, match="a layer named 'co-action'"):
        own.register(Wrong(SPEC))
    other = own.register(Wrong(replace(SPEC, id="another")))
    assert list(own) == [other, first]
