"""Entries have one form, and nothing else is taken for one."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.ledger.entry import FIRST, Entry, Write, shown_time, time_of

ENTRY = Entry(
    number=3,
    time_us=1_772_366_400_000_001,
    organisation="main",
    user="王芳",
    act="case opened",
    case="case-1",
    details={"clue": "c-1", "times": 2, "why": None},
    writes=(Write("cases", ("case-1",), "ab" * 32),),
    previous=FIRST,
)


def test_the_bytes_are_these() -> None:
    assert ENTRY.canonical().decode() == (
        '{"act":"case opened","case":"case-1","details":{"clue":"c-1","times":2,"why":null},'
        '"format":1,"number":3,"organisation":"main","previous":"' + "0" * 64 + '",'
        '"time":"2026-03-01T12:00:00.000001Z","user":"王芳",'
        '"writes":[["cases",["case-1"],"' + "ab" * 32 + '"]]}'
    )


@given(
    st.integers(0, 2**50),
    st.integers(-(10**15), 10**16),
    st.text(),
    st.dictionaries(st.text(), st.none() | st.text() | st.integers(-(2**50), 2**50)),
    st.lists(
        st.tuples(st.text(), st.lists(st.text()).map(tuple), st.text()).map(lambda w: Write(*w))
    ),
)
def test_an_entry_comes_back_from_its_bytes(
    number: int, time_us: int, user: str, details: dict[str, str | int | None], writes: list[Write]
) -> None:
    entry = replace(
        ENTRY, number=number, time_us=time_us, user=user, details=details, writes=tuple(writes)
    )

    assert Entry.of_bytes(entry.canonical()) == entry


KEPT = ENTRY.canonical()


@pytest.mark.parametrize(
    "kept",
    [
        b"",
        b"null",
        b"[]",
        b'"entry"',
        b"{}",
        b"\xff",
        KEPT + b" ",
        KEPT.replace(b":3,", b":3.0,"),
        KEPT.replace(b":3,", b":true,"),
        KEPT.replace(b":3,", b":1e400,"),
        KEPT.replace(b":3,", b":" + b"9" * 5000 + b","),
        KEPT.replace(b":3,", b":NaN,"),
        KEPT.replace(b'"format":1', b'"format":2'),
        KEPT.replace(b'"act"', b'"act":"x","act"'),
        KEPT.replace(b'"act"', b'"also":1,"act"'),
        KEPT.replace(b'"case":"case-1",', b""),
        KEPT.replace(b"2026-03-01T12:00:00.000001Z", b"2026-03-01T12:00:00.000001+00:00"),
        KEPT.replace(b"2026-03-01T12:00:00.000001Z", b"2026-03-01T12:00:00.000001"),
        KEPT.replace(b"2026", b"0000"),
        KEPT.replace(b"c-1", b"\\u0063-1"),
        KEPT.replace(b'[["cases"', b'[[["cases"]'),
        b"[" * 200_000,
        json.dumps(json.loads(KEPT)).encode(),
    ],
)
def test_anything_else_is_refused(kept: bytes) -> None:
    with pytest.raises(ValueError, match=r".+"):
        Entry.of_bytes(kept)


@given(st.integers(-62_135_596_800_000_000, 253_402_300_799_999_999))
def test_times_come_back(time_us: int) -> None:
    assert time_of(shown_time(time_us)) == time_us


def test_a_moment_has_one_form() -> None:
    assert shown_time(0) == "1970-01-01T00:00:00.000000Z"
    assert shown_time(-1) == "1969-12-31T23:59:59.999999Z"
    for other in ("1970-01-01T00:00:00Z", "1970-01-01 00:00:00.000000Z", "1970-W01-4T00Z"):
        with pytest.raises(ValueError, match="not a time as entries show it"):
            time_of(other)
