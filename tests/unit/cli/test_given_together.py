from __future__ import annotations

import inspect
from typing import Any

import pytest

from clearwater.cli.given_together import given_together
from clearwater.cli.store_options import OPTIONS as OF_STORE
from clearwater.cli.where_now import OPTIONS as OF_LOG
from clearwater.cli.where_now import Moved, of_a_moved_log

OPTIONS: dict[str, tuple[Any, Any]] = {"left": (int, 1), "right": (int, 2)}


def test_options_stand_in_the_place_of_the_one_value() -> None:
    got: list[object] = []

    @given_together("both", OPTIONS, lambda left, right: (left, right))
    def command(first: str, *, both: tuple[int, int], last: bool = False) -> None:
        got.append((first, both, last))

    assert list(inspect.signature(command).parameters) == ["first", "left", "right", "last"]
    assert inspect.signature(command).parameters["last"].annotation is bool
    command("甲", left=3, right=4, last=True)
    assert got == [("甲", (3, 4), True)]


def test_a_command_without_the_value_or_with_one_of_its_options_is_a_mistake() -> None:
    def without() -> None: ...

    def twice(*, both: object, left: int) -> None: ...

    for command in (without, twice):
        with pytest.raises(TypeError, match="needs a parameter 'both'"):
            given_together("both", OPTIONS, dict)(command)


def test_a_moved_log_is_one_value() -> None:
    got: list[Moved] = []

    @of_a_moved_log()
    def command(*, moved: Moved) -> None:
        got.append(moved)

    command(events=["搬走.csv"], objects_table=None, accounts_table=None, columns=["actor=谁"])
    elsewhere = got[0].elsewhere()
    assert (elsewhere.events, elsewhere.mapping) == (("搬走.csv",), {"actor": "谁"})


def test_a_command_may_have_both_kinds() -> None:
    assert not OF_STORE.keys() & OF_LOG.keys()
