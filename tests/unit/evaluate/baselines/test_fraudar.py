from __future__ import annotations

import math

import pyarrow as pa
import pytest

from clearwater.errors import ParameterError
from clearwater.evaluate.base import Judgement, LogToJudge
from clearwater.evaluate.baselines import Fraudar
from tests.helpers.coded import Row, events_table


def block(accounts: str, objects: str) -> list[Row]:
    return [(who, object_, 0.0) for who in accounts for object_ in objects]


def judged(rows: list[Row], blocks: int = 1) -> Judgement:
    return Fraudar(blocks=blocks).judge(LogToJudge(events_table(rows)))


def test_the_densest_block_is_scored_by_its_density() -> None:
    """Nine edges to objects of degree 3, six nodes; x and y have an object each."""
    judgement = judged([*block("甲乙丙", "opq"), ("x", "r", 0.0), ("y", "s", 0.0)])
    assert judgement.groups == dict.fromkeys("甲乙丙", "block 1")
    assert judgement.scores == pytest.approx(dict.fromkeys("甲乙丙", 9 / math.log(8) / 6))


def test_blocks_come_one_after_the_other_without_the_edges_found() -> None:
    judgement = judged(block("abcd", "opqr") + block("xyz", "stu") + block("m", "v"), blocks=2)
    assert judgement.groups == dict.fromkeys("abcd", "block 1") | dict.fromkeys("xyz", "block 2")
    assert judgement.scores["a"] > judgement.scores["x"]


def test_degrees_are_those_of_the_whole_log() -> None:
    """The second block's objects keep the degree that the first block's accounts gave them."""
    first, second = block("abcdefgh", "opqrmnjk"), block("xyz", "stu")
    judgement = judged([*first, *second, ("a", "s", 0.0)], blocks=2)
    weight = 6 / math.log(8) + 3 / math.log(9)
    assert judgement.groups["x"] == "block 2"
    assert judgement.scores["x"] == pytest.approx(weight / 6)


def test_an_account_of_two_blocks_keeps_the_first() -> None:
    rows = block("abcdef", "opqrst") + block("axyz", "mnjk")
    judgement = judged(rows, blocks=2)
    assert judgement.groups["a"] == "block 1"
    assert judgement.groups["x"] == "block 2"
    assert judgement.scores["a"] == judgement.scores["b"]
    # Its edges to the second block stay: 16 edges to objects of degree 4, eight nodes.
    assert judgement.scores["x"] == pytest.approx(16 / math.log(9) / 8)


def test_when_no_edge_is_left_there_is_no_further_block() -> None:
    assert set(judged(block("ab", "op"), blocks=9).groups.values()) == {"block 1"}


def test_acting_again_or_otherwise_adds_no_edge() -> None:
    rows = block("abc", "opq")
    again = [(who, object_, 60.0) for who, object_, _ in rows]
    comments = events_table(rows, "comment")
    events = pa.concat_tables([events_table(rows + again), comments])
    assert Fraudar(blocks=1).judge(LogToJudge(events)) == judged(rows)


def test_popular_objects_weigh_less() -> None:
    """Twelve share one popular object, as do three with three objects of their own."""
    crowd = [(who, "hit", 0.0) for who in "abcdefghijkl"]
    assert judged(crowd + block("xyz", "opq")).flagged == set("xyz")


def test_no_block_at_all_is_refused() -> None:
    with pytest.raises(ParameterError, match="blocks of Fraudar"):
        Fraudar(blocks=0)
