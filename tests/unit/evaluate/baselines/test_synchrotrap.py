"""Matches, similarity and linkage against a loop over all pairs of accounts."""

from __future__ import annotations

import itertools
from collections import defaultdict
from typing import Any

import networkx as nx
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.errors import ParameterError
from clearwater.evaluate.base import Judgement, LogToJudge
from clearwater.evaluate.baselines import SynchroTrap, synchrotrap
from tests.helpers.coded import Row, events_table

ROWS = st.lists(
    st.tuples(st.sampled_from("abcde"), st.sampled_from("opqr"), st.integers(0, 9).map(float)),
    min_size=1,
    max_size=30,
)


def judged(rows: list[Row], **given: Any) -> Judgement:
    return SynchroTrap(**{"least_accounts": 2, **given}).judge(LogToJudge(events_table(rows)))


def naive(rows: list[Row], window_s: float, least: int) -> dict[tuple[str, str], tuple[int, float]]:
    """Return (matches, similarity) of every pair with enough matches."""
    moments: dict[str, dict[str, set[float]]] = defaultdict(lambda: defaultdict(set))
    for who, object_, second in rows:
        moments[who][object_].add(second)
    found = {}
    for a, b in itertools.combinations(sorted(moments), 2):
        both = moments[a].keys() & moments[b].keys()
        matches = sum(
            any(abs(s - t) <= window_s for s in moments[a][o] for t in moments[b][o]) for o in both
        )
        if matches >= least:
            alike = matches / (len(moments[a]) + len(moments[b]) - matches)
            found[a, b] = matches, alike
    return found


@settings(print_blob=True)
@given(rows=ROWS, window_s=st.sampled_from([0.0, 1.0, 3.0]), least=st.integers(1, 3))
def test_agrees_with_all_pairs_of_accounts(rows: list[Row], window_s: float, least: int) -> None:
    judgement = judged(rows, window_s=window_s, least_matches=least)
    pairs = naive(rows, window_s, least)
    best: dict[str, float] = {}
    for pair, (matches, alike) in pairs.items():
        for who in pair:
            best[who] = max(best.get(who, 0.0), matches * alike)
    linked = nx.Graph([pair for pair, (_, alike) in pairs.items() if alike >= 0.5])
    groups = {who: min(part) for part in nx.connected_components(linked) for who in part}
    assert judgement.scores == pytest.approx(best)
    assert judgement.groups == groups


@settings(print_blob=True, max_examples=20)
@given(rows=ROWS)
def test_blocks_of_pairs_give_what_one_block_gives(rows: list[Row]) -> None:
    whole = judged(rows, least_matches=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(synchrotrap, "_BLOCK", 1)
        assert judged(rows, least_matches=1) == whole


@settings(print_blob=True)
@given(rows=ROWS.map(set).map(sorted), largest=st.integers(1, 4))
def test_leaving_out_crowded_acts_is_a_log_without_them(rows: list[Row], largest: int) -> None:
    def crowd(row: Row) -> int:
        return sum(o == row[1] and abs(s - row[2]) <= 2.0 for _, o, s in rows) - 1

    rest = [row for row in rows if crowd(row) <= largest]
    asked = {"window_s": 2.0, "least_matches": 1}
    expected = judged(rest, **asked) if rest else Judgement({}, {})
    assert judged(rows, **asked, largest_crowd=largest) == expected


def together(accounts: str, objects: str, second: float = 5.0) -> list[Row]:
    return [(who, object_, second) for who in accounts for object_ in objects]


def test_a_group_below_the_least_size_is_scored_and_not_flagged() -> None:
    judgement = judged(together("abcd", "opq"), least_accounts=5)
    assert not judgement.flagged
    assert judgement.scores == dict.fromkeys("abcd", 3.0)


def test_half_of_what_either_touched_is_enough_and_less_is_not() -> None:
    """Three matches; b touches three more objects, then four."""
    rows = together("ab", "opq") + together("b", "xyz")
    assert judged(rows).flagged == {"a", "b"}
    assert not judged(rows + together("b", "w")).flagged


def test_twenty_of_forty_says_more_than_three_of_four() -> None:
    many, rest = "".join(map(chr, range(0x4E00, 0x4E14))), "".join(map(chr, range(0x5000, 0x5014)))
    rows = together("ab", many) + together("a", rest) + together("cd", "opq") + together("c", "r")
    scores = judged(rows).scores
    assert scores == pytest.approx({"a": 10.0, "b": 10.0, "c": 9 / 4, "d": 9 / 4})


def test_liking_and_commenting_are_two_objects() -> None:
    likes, comments = (events_table(together("ab", "o"), act) for act in ("like", "comment"))
    method = SynchroTrap(least_matches=2, least_accounts=2)
    assert method.judge(LogToJudge(pa.concat_tables([likes, comments]))).flagged == {"a", "b"}
    assert not method.judge(LogToJudge(likes)).flagged


def test_a_crowded_moment_is_left_out_for_everybody() -> None:
    """On o everybody acts at once; p, q, r are a's and b's. o counts neither way: 3 of 3."""
    rows = together("abcdefg", "o") + together("ab", "pqr")
    assert judged(rows, largest_crowd=6).scores["a"] == pytest.approx(4.0)
    assert judged(rows, largest_crowd=5).scores["a"] == pytest.approx(3.0)


def test_an_object_is_left_out_only_while_it_is_crowded() -> None:
    rows = together("cdefg", "o") + together("ab", "o", 50.0) + together("ab", "pq", 50.0)
    assert judged(rows, window_s=10.0, largest_crowd=3).scores == dict.fromkeys("ab", 3.0)


def test_nothing_is_left_when_every_moment_is_crowded() -> None:
    assert judged(together("abc", "opq"), largest_crowd=1) == Judgement({}, {})


def test_a_similarity_of_nothing_is_refused() -> None:
    with pytest.raises(ParameterError, match="similarity of SynchroTrap"):
        SynchroTrap(similarity=0.0)
