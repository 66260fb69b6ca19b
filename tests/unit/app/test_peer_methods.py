from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest

from clearwater.app.peer_methods import PEERS, CoordinationNetworkToolkit, CooRTweet
from clearwater.errors import ParameterError
from clearwater.evaluate.base import Judgement, LogToJudge, Method
from tests.helpers.coded import Row, events_table
from tests.unit.evaluate.baselines.method_checks import CHECKS, DESK, desk_log

BLIND = ("CooRTweet, 10 s", "desk is seen")
"""See `test_coortweet_scores_a_lone_desk_and_flags_nobody`."""


@pytest.mark.parametrize(
    ("method", "check"),
    [(m, check) for m in PEERS for check in CHECKS if (m.name, check) != BLIND],
    ids=str,
)
def test_every_peer_keeps(method: Method, check: str) -> None:
    CHECKS[check](method)


def test_coortweet_scores_a_lone_desk_and_flags_nobody() -> None:
    """All of the desk's edges weigh 12, so does their median, and nothing is more than that."""
    judgement = CooRTweet().judge(desk_log())
    assert {who for who, score in judgement.scores.items() if score >= 12} == set(DESK)
    assert not judgement.flagged


def together(accounts: str, objects: str, gap_s: float = 1.0) -> list[Row]:
    """Everybody on every object, some seconds after the account before."""
    return [
        (who, object_, 1_000.0 * k + gap_s * n)
        for k, object_ in enumerate(objects)
        for n, who in enumerate(accounts)
    ]


def coortweet(rows: list[Row], **given: Any) -> Judgement:
    return CooRTweet(**given).judge(LogToJudge(events_table(rows)))


def toolkit(rows: list[Row], **given: Any) -> Judgement:
    return CoordinationNetworkToolkit(**given).judge(LogToJudge(events_table(rows)))


def test_coortweet_flags_edges_above_the_quantile_and_scores_them_all() -> None:
    """Weights: 甲-乙 3, then c-d, c-e, c-f 1 each (all have two shares); the median is 1."""
    rows = together("甲乙", "opq") + together("cd", "r") + together("ce", "s") + together("cf", "t")
    rows += [(who, f"alone {who}", 9.0) for who in "def"]
    judgement = coortweet(rows)
    assert judgement.groups == {"乙": "乙", "甲": "乙"}
    assert judgement.scores == {"甲": 3.0, "乙": 3.0, **dict.fromkeys("cdef", 1.0)}


def test_coortweet_flags_nothing_where_all_edges_weigh_the_same() -> None:
    """The peer asks for more than the quantile, and nothing is more than the largest weight."""
    judgement = coortweet(together("ab", "opq") + together("cd", "rst"))
    assert not judgement.flagged
    assert judgement.scores == dict.fromkeys("abcd", 3.0)


def test_coortweet_takes_a_lower_quantile() -> None:
    rows = together("ab", "opqr") + together("cd", "stu") + together("ef", "vw")
    assert coortweet(rows, edge_weight=0.5).flagged == set("ab")
    assert coortweet(rows, edge_weight=0.25).flagged == set("abcd")


def test_coortweet_takes_the_window() -> None:
    rows = together("ab", "opq", gap_s=11.0) + together("cd", "st")
    assert coortweet(rows).scores.keys() == set("cd")
    assert coortweet(rows, time_window=11.0).scores.keys() == set("abcd")


def test_coortweet_leaves_out_accounts_with_too_few_shares() -> None:
    rows = together("ab", "opq") + together("cd", "s")
    assert coortweet(rows).scores.keys() == set("ab")
    assert coortweet(rows, min_participation=1).scores.keys() == set("abcd")


def test_the_numbers_of_events_are_not_taken_for_objects() -> None:
    """Equal ids would mean the original post, whose pairs the peer drops; here nothing is."""
    assert coortweet(together("ab", "0123456789")).scores == {"a": 10.0, "b": 10.0}


def test_the_toolkit_flags_who_has_an_edge_in_components() -> None:
    rows = together("甲乙", "opq") + together("乙d", "rs") + together("xy", "tu")
    judgement = toolkit(rows + together("mn", "v"))
    assert judgement.groups == {"甲": "d", "乙": "d", "d": "d", "x": "x", "y": "x"}
    assert judgement.scores == {"甲": 3.0, "乙": 3.0, "d": 2.0, "x": 2.0, "y": 2.0}


def test_the_toolkit_takes_the_window() -> None:
    rows = together("ab", "op", gap_s=60.0)
    assert toolkit(rows).flagged == {"a", "b"}
    assert not toolkit(rows, time_window=1.0).flagged


def test_the_toolkit_takes_the_least_weight() -> None:
    rows = together("ab", "op") + together("cd", "q")
    assert toolkit(rows).flagged == {"a", "b"}
    assert toolkit(rows, min_edge_weight=1).flagged == set("abcd")


def test_an_account_near_itself_has_no_edge() -> None:
    assert toolkit([("a", "o", float(s)) for s in range(9)]) == Judgement({}, {})


def test_either_direction_scores_both_ends() -> None:
    """Three shares of a lie near the one of b: a to b weighs 3, b to a 1, which is too little."""
    rows = [("a", "o", 1.0), ("a", "o", 2.0), ("a", "o", 3.0), ("b", "o", 2.0)]
    assert toolkit(rows).scores == {"a": 3.0, "b": 3.0}


@pytest.mark.parametrize("method", PEERS, ids=lambda method: method.name)
def test_a_like_and_a_comment_are_not_the_same_share(method: Method) -> None:
    likes = events_table([("a", "o", 1.0), ("a", "p", 1.0)])
    comments = events_table([("b", "o", 1.0), ("b", "p", 1.0)], "comment")
    assert method.judge(LogToJudge(pa.concat_tables([likes, comments]))) == Judgement({}, {})


def test_the_peers_come_at_the_settings_of_their_users() -> None:
    assert [method.name for method in PEERS] == [
        "CooRTweet, 10 s",
        "coordination_network_toolkit, 60 s",
        "coordination_network_toolkit, 1 s",
    ]
    assert CoordinationNetworkToolkit(time_window=1).name == "coordination_network_toolkit, 1 s"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [({"edge_weight": 1.5}, "edge_weight"), ({"time_window": -1.0}, "time_window")],
)
def test_settings_out_of_range_are_refused(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ParameterError, match=f"{says} of CooRTweet"):
        CooRTweet(**wrong)


def test_a_weight_of_nothing_is_refused() -> None:
    with pytest.raises(ParameterError, match="min_edge_weight of CoordinationNetworkToolkit"):
        CoordinationNetworkToolkit(min_edge_weight=0)
