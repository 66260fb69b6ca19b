from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.detect.roles.trials import tail_of_trials


@given(st.lists(st.floats(0.0, 1.0), max_size=7), st.integers(0, 8))
def test_as_by_writing_out_every_outcome(chance: list[float], hits: int) -> None:
    slow = 0.0
    for outcome in product((0, 1), repeat=len(chance)):
        if sum(outcome) >= hits:
            slow += float(
                np.prod([p if won else 1 - p for p, won in zip(chance, outcome, strict=True)])
            )
    assert tail_of_trials(np.array(chance), hits) == pytest.approx(slow, abs=1e-9)
