"""JSON of strangers: what can be meant is read, the rest is refused, and soon."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.exchange.strict_json import Limits, NotReadableError, read_json

DEEP = Limits(deepest=100)
PLAIN_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | PLAIN_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN_TEXT, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.booleans())
def test_what_is_written_is_read(said: Any, ascii_only: bool) -> None:  # noqa: FBT001 - drawn
    assert read_json(json.dumps(said, ensure_ascii=ascii_only).encode(), "x", DEEP) == said


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_decimals_are_read(said: float) -> None:
    assert read_json(json.dumps(said).encode(), "x") == said


NEARLY = st.text('[]{}",:\\ux0123456789eE+-. ntf', max_size=80).map(str.encode)


@given(st.binary(max_size=200) | NEARLY)
def test_anything_is_read_or_refused(content: bytes) -> None:
    try:
        said = read_json(content, "x")
    except NotReadableError:
        return
    assert said == json.loads(content)


HOSTILE: dict[str, bytes] = {
    "deep lists": b"[" * 1_000_000,
    "deep objects": b'{"a":' * 100_000,
    "deep and closed": b"[" * 17 + b"]" * 17,
    "a text without end": b'"' + b"x" * 1_000_000,
    "quotes without end": b'"' + b'\\"' * 500_000,
    "backslashes": b'"' + b"\\" * 1_000_001,
    "many digits": b"9" * 1_000_000,
    "many decimals": b"0." + b"9" * 1_000_000,
    "beyond all numbers": b"1e999",
    "NaN": b"NaN",
    "infinity": b"[-Infinity]",
    "a name twice": b'{"a": 1, "a": 2}',
    "half a sign": b'["\\ud83d"]',
    "half a sign in a name": b'{"\\udc00": 1}',
    "no UTF-8": b'"\xff"',
    "UTF-16": '"x"'.encode("utf-16"),
    "two values": b"1 2",
    "nothing": b"",
    "a control sign": b'"\x00"',
    "too long": b" " * ((1 << 20) + 1),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_texts_are_refused_and_soon(what: str) -> None:
    began = time.perf_counter()
    with pytest.raises(NotReadableError):
        read_json(HOSTILE[what], "x")
    assert time.perf_counter() - began < 2


def test_signs_of_brackets_in_texts_are_no_levels() -> None:
    said = ["[" * 100, '\\"{' * 100, {"{[": "]"}]
    assert read_json(json.dumps(said).encode(), "x", Limits(deepest=2)) == said
