from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from clearwater.errors import SchemaError
from clearwater.evaluate.base import LogToJudge
from clearwater.evaluate.baselines import SameSecond, SameThing
from clearwater.evaluate.baselines.asked_log import by_name, coded_log, require_columns
from tests.helpers.coded import events_table

TWO = events_table([("b", "o", 1.0), ("a", "o", 2.0)])


def test_the_refusal_says_which_method_lacks_what() -> None:
    with pytest.raises(SchemaError) as refused:
        require_columns(LogToJudge(TWO), SameThing("ip"))
    assert str(refused.value) == (
        "the method 'same address, 5 or more accounts' cannot be asked about this log; "
        "expected events with actor, action, object, time, ip; found no ip. "
        "Ask only methods whose needs the log meets."
    )


def test_a_log_with_all_columns_is_taken() -> None:
    require_columns(LogToJudge(TWO), SameSecond())


def test_an_exact_repeat_is_one_event() -> None:
    coded = coded_log(LogToJudge(pa.concat_tables([TWO, TWO])), SameSecond())
    assert coded is not None
    assert coded.events == 2


def test_a_log_without_events_has_no_codes() -> None:
    assert coded_log(LogToJudge(TWO.slice(0, 0)), SameSecond()) is None


def test_values_go_by_the_name_of_the_account() -> None:
    names = pa.array(["a", "b", "c"])
    assert by_name(names, np.array([2, 0]), np.array([1.0, 3.0])) == {"c": 1.0, "a": 3.0}
