"""What is left of the figures of an object, where nothing is left too."""

from __future__ import annotations

import pyarrow as pa

from clearwater.app.investigate.objects import Left, left_of
from clearwater.findings.tables import RECOUNT

NOTHING = {"authentic": None, "low": None, "high": None, "strict": None, "lenient": None}


def test_a_mean_of_which_no_rating_is_left_is_shown_as_such() -> None:
    row = {"object": "shop", "metric": "mean rate", "day": None, "reported": 4.9, **NOTHING}
    table = pa.Table.from_pylist([row | {"set_aside": 1.0, "remaining": 0}], RECOUNT)
    (found,) = left_of(table, "shop")
    assert found == Left("mean rate", 4.9, None, None, None, 1.0, 0, None, None)
    assert (found.few, found.up, found.digits) == (True, False, 1)
