from __future__ import annotations

import json

import pytest

from clearwater.cases.evidence.verifier.broken import BrokenError
from clearwater.cases.evidence.verifier.entries import breaks_in_chain, read_custody, read_entry
from clearwater.cases.ledger.entry import FIRST, Entry, Write
from clearwater.cases.records.canonical import canonical


def entry(number: int, previous: str = "a" * 64) -> Entry:
    write = Write("members", ("case-1", "小明"), "b" * 64)
    details: dict[str, str | int | None] = {"why": "刷赞", "times": 2, "none": None}
    return Entry(number, 0, "main", "lin", "member excluded", "case-1", details, (write,), previous)


def test_an_entry_of_the_ledger_is_read() -> None:
    read = read_entry(entry(7).canonical())
    assert (read.number, read.act, read.case) == (7, "member excluded", "case-1")
    assert read.writes == ((("members", ("case-1", "小明")), "b" * 64),)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"number": "7"},
        {"number": True},
        {"previous": "A" * 64},
        {"writes": [["members", "case-1", "b" * 64]]},
        {"writes": [["members", [1], "b" * 64]]},
        {"writes": [["members", ["x"], "b"]]},
        {"writes": [["members", ["x"]]]},
        {"more": 1},
        {"details": []},
    ],
)
def test_what_is_no_entry_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BrokenError):
        read_entry(canonical({**json.loads(entry(7).canonical()), **change}))


def test_a_file_of_entries_ends_with_its_last_line() -> None:
    data = entry(7).canonical() + b"\n"
    assert len(read_custody(data)) == 1
    assert read_custody(b"") == []
    for wrong in (data[:-1], data + b"\n", b"\n" + data):
        with pytest.raises(BrokenError):
            read_custody(wrong)


def test_neighbours_must_follow_each_other() -> None:
    first = read_entry(entry(0, FIRST).canonical())
    second = read_entry(entry(1, first.leaf.hex()).canonical())
    later = read_entry(entry(5).canonical())
    assert breaks_in_chain([first, second, later]) == []
    assert breaks_in_chain([]) == []
    false = read_entry(entry(1).canonical())
    assert breaks_in_chain([first, false]) == ["entry 1 does not follow the one before"]
    assert breaks_in_chain([later, second]) == ["entry 1 after entry 5"]
    assert breaks_in_chain([read_entry(entry(0).canonical())]) != []
    assert breaks_in_chain([read_entry(entry(3, FIRST).canonical())]) != []
