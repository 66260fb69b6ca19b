"""The digest of the bench's logs: stable, and different when one event is."""

from __future__ import annotations

import pyarrow as pa
import pytest
from bench import fixed_inputs

from clearwater.simulate import SimulatedLog


def test_one_event_more_or_less_changes_the_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    logs = fixed_inputs._logs()
    monkeypatch.setattr(fixed_inputs, "_logs", lambda: logs)
    before = fixed_inputs.inputs_digest()
    assert fixed_inputs.inputs_digest() == before
    logs[0] = _without_last_event(logs[0])
    assert fixed_inputs.inputs_digest() != before


def test_names_that_nobody_reads_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    logs = fixed_inputs._logs()
    monkeypatch.setattr(fixed_inputs, "_logs", lambda: logs)
    before = fixed_inputs.inputs_digest()
    events = logs[0].events
    devices = pa.array(["d"] * events.num_rows)
    place = events.column_names.index("device")
    logs[0] = _with_events(logs[0], events.set_column(place, "device", devices))
    assert fixed_inputs.inputs_digest() == before


def _without_last_event(log: SimulatedLog) -> SimulatedLog:
    return _with_events(log, log.events.slice(0, log.events.num_rows - 1))


def _with_events(log: SimulatedLog, events: pa.Table) -> SimulatedLog:
    return SimulatedLog(
        events, log.objects, log.accounts, log.truth, log.truth_events, log.truth_objects
    )
