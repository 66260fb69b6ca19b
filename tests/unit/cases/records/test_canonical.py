"""The fast canonical JSON is the slow one, byte for byte, or refuses what the slow one refuses."""

from __future__ import annotations

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.records.canonical import LARGEST, canonical

plain = st.none() | st.integers(-LARGEST, LARGEST) | st.text() | st.booleans() | st.floats()
values = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


def outcome(write: object, value: object) -> bytes | str:
    try:
        return write(value)  # type: ignore[operator,no-any-return]  # one of the two functions
    except rfc8785.CanonicalizationError:
        return "refused"


@given(values)
def test_it_writes_what_the_slow_one_writes(value: object) -> None:
    assert outcome(canonical, value) == outcome(rfc8785.dumps, value)


@given(st.dictionaries(st.text(max_size=2), st.integers(0, 9), max_size=6))
def test_names_are_in_the_order_of_utf_16(value: dict[str, int]) -> None:
    assert canonical(value) == rfc8785.dumps(value)


def test_chinese_stays_as_it_is() -> None:
    assert canonical({"text": "同一台设备\n"}) == '{"text":"同一台设备\\n"}'.encode()


@pytest.mark.parametrize(
    "value", [2**53, -(2**53), "\ud800", {"\ud800": 1}, {"a": [2**60]}, {1: "x"}, b"x"]
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(rfc8785.CanonicalizationError):
        canonical(value)
