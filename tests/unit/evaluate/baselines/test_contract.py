"""What every baseline must keep, and one deliberately wrong method that each check must reject."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from clearwater.evaluate import baselines
from clearwater.evaluate.base import Judgement, LogToJudge, Method
from clearwater.evaluate.baselines import BASELINES
from clearwater.evaluate.baselines.asked_log import NOBODY, require_columns
from tests.unit.evaluate.baselines.method_checks import CHECKS, DESK

Answer = Callable[[LogToJudge], Judgement]


def _right(log: LogToJudge) -> Judgement:
    seen = DESK if log.events.num_rows else ()
    return Judgement(dict.fromkeys(seen, 1.0), dict.fromkeys(seen, "desk"))


@dataclass(frozen=True)
class Stub:
    """A method that answers what it was told to."""

    answer: Answer = _right
    refuses: bool = True
    name: str = "stub"
    settings: str = "None."
    needs: tuple[str, ...] = ("device",)

    def judge(self, log: LogToJudge) -> Judgement:
        if self.refuses:
            require_columns(log, self)
        return self.answer(log)


def _first_row(log: LogToJudge) -> Judgement:
    first = log.events["actor"][0].as_py()
    return Judgement({first: 1.0}, {first: "first"})


WRONG: dict[str, Method] = {
    "description": Stub(settings="as usual"),
    "desk is seen": Stub(lambda _: NOBODY),
    "scores": Stub(lambda log: replace(_right(log), scores={"号00": 1.0})),
    "row order": Stub(_first_row),
    "empty": Stub(lambda _: Judgement({"nobody": 1.0}, {})),
    "missing columns": Stub(refuses=False),
}


@pytest.mark.parametrize("check", CHECKS)
@pytest.mark.parametrize("method", BASELINES, ids=lambda method: method.name)
def test_every_baseline_keeps(method: Method, check: str) -> None:
    CHECKS[check](method)


@pytest.mark.parametrize("check", CHECKS)
def test_each_check_rejects_a_wrong_method(check: str) -> None:
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        CHECKS[check](WRONG[check])


@pytest.mark.parametrize("check", CHECKS)
def test_the_checks_accept_a_right_method(check: str) -> None:
    """So a rejection above is for the fault."""
    CHECKS[check](Stub())


def test_baselines_have_different_names_and_come_simple_first() -> None:
    assert [method.name for method in BASELINES] == [
        "same device, 5 or more accounts",
        "same address, 5 or more accounts",
        "same second, 3 or more accounts",
        "SynchroTrap-style, 3600 s, likeness 0.5",
        "SynchroTrap-style, 3600 s, likeness 0.3",
        "CopyCatch-style, 3600 s",
        "FRAUDAR-style, 3 blocks",
    ]


def test_the_public_names_are_these() -> None:
    assert set(baselines.__all__) == {
        *("BASELINES", "CopyCatch", "Fraudar", "SameSecond", "SameThing", "SynchroTrap"),
    }
