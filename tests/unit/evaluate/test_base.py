"""What every method has in common: scores of all accounts, and who is flagged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from clearwater.app.methods import METHODS
from clearwater.evaluate.base import Judgement, LogToJudge, Method


def test_who_has_no_score_ranks_below_all_who_have() -> None:
    judged = Judgement({"甲": -2.0, "乙": 5.0}, {})
    assert judged.score_of(["乙", "丙", "甲"]).tolist() == [5.0, -3.0, -2.0]


def test_where_nobody_has_a_score_all_are_alike() -> None:
    assert Judgement({}, {}).score_of(["甲", "乙"]).tolist() == [-1.0, -1.0]
    assert Judgement({}, {}).score_of([]).shape == (0,)


def test_flagged_are_those_in_a_group_whatever_their_score() -> None:
    judged = Judgement({"甲": 9.0}, {"乙": "g", "丙": "h"})
    assert judged.flagged == {"乙", "丙"}


class _Locked(Mapping[str, float]):
    """A mapping that is no dict."""

    def __getitem__(self, name: str) -> float:
        return {"甲": 1.0}[name]

    def __iter__(self) -> Iterator[str]:
        return iter(["甲"])

    def __len__(self) -> int:
        return 1


def test_any_mapping_will_do() -> None:
    assert Judgement(_Locked(), {}).score_of(["甲", "乙"]).tolist() == [1.0, 0.0]


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_every_method_says_what_it_is(method: Method) -> None:
    assert method.name
    assert method.settings
    assert set(method.needs) <= {"device", "ip"}


def test_a_log_hands_over_no_truth() -> None:
    assert list(LogToJudge.__dataclass_fields__) == ["events", "objects", "accounts"]
