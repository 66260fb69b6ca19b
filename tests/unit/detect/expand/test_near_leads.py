from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.detect.expand.near_leads import near_leads
from clearwater.detect.population import Population
from tests.helpers.coded import coded_log

WINDOW_S = 10
ROWS = st.lists(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("xyzuv"), st.integers(0, 60)),
    min_size=1,
    max_size=40,
    unique=True,
)


@settings(max_examples=60)
@given(ROWS)
def test_pairs_are_those_of_a_slow_count(rows: list[tuple[str, str, int]]) -> None:
    log = coded_log([(who, what, float(when)) for who, what, when in rows])
    names = log.actors.to_pylist()
    leads = np.arange(min(2, len(names)), dtype=np.int32)
    found = near_leads(Population.of(log, None), leads, WINDOW_S * 1_000_000)
    listed = zip(found.left.tolist(), found.right.tolist(), found.shared.tolist(), strict=True)
    slow = _slow(rows, [names[k] for k in leads])
    told = {(names[a], names[b]): shared for a, b, shared in listed}
    # The crude screen may leave pairs out that their activity explains; it adds none.
    assert all(slow.get(pair) == shared for pair, shared in told.items())
    assert all(a in leads or b in leads for a, b in zip(found.left, found.right, strict=True))


def test_a_pair_that_its_activity_does_not_explain_passes() -> None:
    rows = [("a", f"o{k}", 1_000.0 * k) for k in range(8)]
    rows += [("b", f"o{k}", 1_000.0 * k + 5) for k in range(8)]
    rows += [(f"p{n}", f"q{n % 40}", 1_000.0 * n) for n in range(400)]
    log = coded_log(rows)
    lead = np.array([log.actors.to_pylist().index("a")], np.int32)
    found = near_leads(Population.of(log, None), lead, WINDOW_S * 1_000_000)
    assert found.shared.tolist() == [8]


def _slow(rows: list[tuple[str, str, int]], leads: list[str]) -> dict[tuple[str, str], int]:
    met: dict[tuple[str, str], set[str]] = {}
    for (a, what, when), (b, other, then) in product(rows, rows):
        if a in leads and a != b and what == other and abs(when - then) <= WINDOW_S:
            met.setdefault((min(a, b), max(a, b)), set()).add(what)
    return {pair: len(objects) for pair, objects in met.items() if len(objects) >= 3}
