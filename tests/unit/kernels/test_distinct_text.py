"""A proof that texts differ must never be wrong, and must be found where they do."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.kernels.distinct_text import surely_distinct

TEXTS = st.lists(st.text(max_size=3), max_size=8)


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string()])
@given(texts=TEXTS, begin=st.integers(0, 3))
def test_agrees_with_a_set(kind: pa.DataType, texts: list[str], begin: int) -> None:
    part = texts[begin:]
    assert surely_distinct(pa.array(texts, kind).slice(begin)) == (len(set(part)) == len(part))


def test_a_missing_text_proves_nothing() -> None:
    assert not surely_distinct(pa.array(["a", None]))


def test_texts_that_differ_only_in_where_they_are_cut_differ() -> None:
    assert surely_distinct(pa.array(["ab", "c", "a", "bc", ""]))
