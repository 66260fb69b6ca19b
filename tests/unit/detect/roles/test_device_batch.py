from __future__ import annotations

import numpy as np
import pyarrow as pa

from clearwater.detect.found_groups import found_groups
from clearwater.detect.roles.shared import SharedValue, suppliers
from clearwater.engine.encode import encode
from clearwater.kernels.benjamini_hochberg import q_values
from tests.helpers.coded import Row, events_table
from tests.helpers.moments_in_order import DAY_S, run_tables

HOUR_S = 3_600.0
PEOPLE = 600


def batches(first_hours: list[int]) -> list[SharedValue]:
    """Return what is told of findings of six, an own phone each, all first used in the hour given.

    Beside them one phone of somebody else is first used in each of the first 600 hours.
    """
    rows: list[Row] = [
        (f"p{k}", f"free{k % 90}", HOUR_S * k + 60 * j) for k in range(PEOPLE) for j in (0, 1)
    ]
    members = {f"F{n}": [f"g{n}-{k}" for k in range(6)] for n in range(len(first_hours))}
    spans = []
    for n, (name, hour) in enumerate(zip(members, first_hours, strict=True)):
        start = DAY_S * (26 + n)
        rows += [(who, "set-up", HOUR_S * hour + 7 * k) for k, who in enumerate(members[name])]
        rows += [(who, f"{name}-o", start + k) for k, who in enumerate(members[name])]
        spans.append((name, f"{name}-o", start, start + 6.0))
    table = events_table(rows)
    phones = pa.array([f"phone of {who}" for who in table["actor"].to_pylist()])
    log = encode(table.append_column("device", phones).to_batches(), None)
    found, _ = suppliers(log, found_groups(log, run_tables(members, spans)))
    return [shared for shared in found if shared.kind == "device batch"]


def test_phones_that_start_in_one_hour_come_from_one_batch() -> None:
    (shared,) = batches([300, 300])
    assert shared.findings == ("F0", "F1")
    assert shared.value == "first seen in the hour from 1970-01-13 12:00 UTC"
    assert (shared.accounts, shared.outsiders) == (12, 1)
    assert shared.p_value < 0.01


def test_phones_that_start_an_hour_apart_come_from_no_common_batch() -> None:
    apart = batches([300, 301])
    assert [shared.findings for shared in apart] == [("F0",), ("F1",)]
    assert [shared.p_value for shared in apart] == [1.0, 1.0]


def test_hours_that_meet_by_chance_are_counted_with_all_that_was_asked() -> None:
    """Of sixty findings whose phones start at any hour some share one, and none of it is told."""
    hours = np.random.default_rng(1).integers(0, PEOPLE, 60)
    found = batches(hours.tolist())
    assert any(len(shared.findings) > 1 for shared in found)
    assert q_values(np.array([shared.p_value for shared in found]), len(found)).min() > 0.01
