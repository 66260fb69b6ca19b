"""What is computed once, by whoever asks first."""

from __future__ import annotations

import threading
import time

import pytest

from clearwater.app.group.kept import Kept
from clearwater.errors import NothingThereError


def test_one_thread_works_and_all_get_the_same() -> None:
    kept, made = Kept(), []

    def make() -> object:
        time.sleep(0.02)
        made.append(object())
        return made[-1]

    found: list[object] = []
    threads = [
        threading.Thread(target=lambda: found.append(kept.of(("a",), make))) for _ in range(8)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(made) == 1
    assert found == made * 8


def test_what_nobody_asked_for_lately_goes_first() -> None:
    kept = Kept(most=2)
    for name in ("a", "b"):
        kept.of((name,), lambda: "old")
    kept.of(("a",), lambda: "new")
    kept.of(("c",), lambda: "old")
    assert kept.of(("a",), lambda: "new") == "old"
    assert kept.of(("b",), lambda: "new") == "new"


def test_a_failure_is_not_kept() -> None:
    kept = Kept()

    def fail() -> object:
        raise ValueError("once")

    with pytest.raises(ValueError, match="once"):
        kept.of(("a",), fail)
    assert kept.of(("a",), lambda: "after all") == "after all"


def test_what_is_begun_ahead_is_there_for_who_asks() -> None:
    kept, begun, go = Kept(), threading.Event(), threading.Event()

    def make() -> str:
        begun.set()
        go.wait(5)
        return "ahead"

    kept.ahead(("a",), make)
    assert begun.wait(5)
    kept.ahead(("a",), lambda: "twice")
    go.set()
    assert kept.of(("a",), lambda: "anew") == "ahead"


def test_what_fails_ahead_fails_for_who_asks() -> None:
    def fail() -> str:
        raise NothingThereError("it is gone")

    kept = Kept()
    kept.ahead(("a",), fail)
    with pytest.raises(NothingThereError):
        kept.of(("a",), fail)
