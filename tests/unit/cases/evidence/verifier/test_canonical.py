from __future__ import annotations

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.evidence.verifier.broken import BrokenError
from clearwater.cases.evidence.verifier.canonical import read_canonical, write_canonical

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(PLAIN)
def test_what_is_written_is_what_rfc8785_writes_and_is_read_back(said: object) -> None:
    form = write_canonical(said)
    assert form == rfc8785.dumps(said)  # type: ignore[arg-type]  # recursive types of hypothesis
    assert read_canonical(form) == said


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1}',
        b'{"b":1,"a":2}',
        b'{"a":1,"a":1}',
        b'"\\u0041"',
        b'"\\u5c0f"',
        b'"\\ud800"',
        b"1.0",
        b"1e3",
        b"-0",
        b"01",
        b"NaN",
        b"Infinity",
        b"9007199254740992",
        b"9" * 100_000,
        b'{"a":1}\n',
        b"\xef\xbb\xbf{}",
        b"\xff",
        b"",
        b"[" * 200_000,
        b"[" * 5_000 + b"]" * 5_000,
        b'{"a":' * 100_000,
    ],
    ids=range(21),
)
def test_every_second_form_and_every_trap_is_refused(data: bytes) -> None:
    with pytest.raises(BrokenError):
        read_canonical(data)
