"""A question stands in an address as a handle that says nothing, and opens in one place only."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from clearwater.app.investigate.open_log import OpenLog
from clearwater.app.investigate.question import Handles, Question
from clearwater.errors import NothingThereError

KEY = b"k" * 32
ASKED = Question(
    actions=("like",), since_us=17, members="F001", values={"account": (3, 5), "text": (0,)}
)


def handles(place: str = "run week-1", organisation: str = "main", key: bytes = KEY) -> Handles:
    return Handles.of(key, organisation, place)


def test_a_handle_gives_the_question_back(log: OpenLog) -> None:
    handle = handles().write(ASKED, log)
    assert handles().read(handle, log) == ASKED
    assert handle != handles().write(ASKED, log)
    assert handle.replace("-", "").replace("_", "").isalnum()


def test_a_handle_shows_neither_names_nor_codes(log: OpenLog) -> None:
    handle = handles().write(ASKED, log)
    assert "F001" not in handle
    inside = handles().sealing.opened(handle, handles().about)
    assert inside is not None
    said = json.loads(inside)
    assert all(isinstance(code, int) for codes in said["values"].values() for code in codes)


@pytest.mark.parametrize(
    "other",
    [
        handles("run week-2"),
        handles("case week-1"),
        handles(organisation="华东"),
        handles(key=b"l" * 32),
    ],
)
def test_it_opens_nowhere_else(log: OpenLog, other: Handles) -> None:
    with pytest.raises(NothingThereError):
        other.read(handles().write(ASKED, log), log)


@pytest.mark.parametrize("broken", ["", "x", "金丝雀", "A" * 4000, "../../etc"])
def test_what_is_no_handle_is_refused(log: OpenLog, broken: str) -> None:
    with pytest.raises(NothingThereError):
        handles().read(broken, log)


def test_codes_of_another_log_mean_nothing(log: OpenLog) -> None:
    handle = handles().write(ASKED, log)
    with pytest.raises(NothingThereError):
        handles().read(handle, replace(log, identity="cd" * 16))
