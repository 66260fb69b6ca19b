from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from clearwater.errors import ParameterError
from clearwater.evaluate.base import Judgement, LogToJudge
from clearwater.evaluate.baselines import CopyCatch
from tests.helpers.coded import Row, events_table

HOUR_S = 3_600.0


def judged(rows: list[Row], **given: Any) -> Judgement:
    small = {"least_accounts": 3, "least_objects": 3, "window_s": 10.0}
    return CopyCatch(**{**small, **given}).judge(LogToJudge(events_table(rows)))


def jobs(accounts: str, objects: str, start_s: float = 0.0) -> list[Row]:
    """Everybody on every object, an hour between objects, a second between accounts."""
    return [
        (who, object_, start_s + HOUR_S * k + n)
        for k, object_ in enumerate(objects)
        for n, who in enumerate(accounts)
    ]


def test_a_core_is_found_and_scored_by_the_objects_it_hits() -> None:
    judgement = judged(jobs("甲乙丙", "opq"))
    assert judgement.groups == dict.fromkeys("甲乙丙", "core 1")
    assert judgement.scores == dict.fromkeys("甲乙丙", 3.0)


def test_too_few_accounts_or_objects_are_no_core() -> None:
    assert judged(jobs("ab", "opq")) == Judgement({}, {})
    assert judged(jobs("abc", "op")) == Judgement({}, {})


def test_an_account_that_hits_the_share_belongs_to_the_core() -> None:
    """Of five objects three are 0.6; d hits three, e two."""
    rows = jobs("abc", "opqrs")
    rows += [row for row in jobs("d", "opqrs") if row[1] in "opq"]
    rows += [row for row in jobs("e", "opqrs") if row[1] in "op"]
    judgement = judged(rows, least_objects=5)
    assert judgement.flagged == set("abcd")
    assert judgement.scores == {**dict.fromkeys("abc", 5.0), "d": 3.0, "e": 2.0}


def test_the_same_objects_at_other_times_are_not_hit() -> None:
    judgement = judged(jobs("abc", "opq") + jobs("x", "opq", start_s=90.0))
    assert judgement.flagged == set("abc")
    assert "x" not in judgement.scores


def test_two_windows_around_the_moment_are_hit_and_not_more() -> None:
    """The stretch is 2 dt long, ends included: 20 s from a, the first of three."""
    rows = [row for row in jobs("abc", "opq") if row[1] != "q"]
    rows += [("a", "q", 9_000.0), ("b", "q", 9_010.0)]
    assert judged([*rows, ("c", "q", 9_020.0)]).scores["c"] == 3.0
    assert judged([*rows, ("c", "q", 9_021.0)]).scores["c"] == 2.0


def test_a_desk_inside_a_crowd_is_found_from_the_crowd() -> None:
    """The one seed is o, on which a crowd acts too; it does nothing else, and so it goes."""
    rows = jobs("abc", "opq") + [(who, "o", 5.0) for who in "rstuvwxyz"]
    judgement = judged(rows, most_seeds=1)
    assert judgement.flagged == set("abc")


def test_seeds_are_tried_largest_first_up_to_the_stated_number() -> None:
    rows = jobs("abcd", "opq") + jobs("xyz", "rst")
    assert judged(rows, most_seeds=1).flagged == set("abcd")
    assert judged(rows, most_seeds=9).groups == {
        **dict.fromkeys("abcd", "core 1"),
        **dict.fromkeys("xyz", "core 2"),
    }


def test_cores_with_most_accounts_in_common_are_one_group() -> None:
    """Four accounts and nine: two in both are half of the four, three are more than half."""
    apart = judged(jobs("abcd", "opq") + jobs("abuvwxyz1", "rst", start_s=90_000.0))
    assert set(apart.groups.values()) == {"core 1", "core 2"}
    together = judged(jobs("abcd", "opq") + jobs("abcvwxyz1", "rst", start_s=90_000.0))
    assert set(together.groups.values()) == {"core 1"}
    assert together.flagged == set("abcdvwxyz1")


@pytest.mark.parametrize(("first", "second"), [("opqr", "stu"), ("opq", "rstu")])
def test_an_account_of_two_cores_is_in_the_one_of_which_it_hits_more(
    first: str, second: str
) -> None:
    """a is in both desks; one does four objects, the other three."""
    judgement = judged(jobs("abcd", first) + jobs("axyz", second, start_s=90_000.0))
    larger, smaller = ("b", "x") if len(first) > len(second) else ("x", "b")
    assert judgement.groups["a"] == judgement.groups[larger] != judgement.groups[smaller]
    assert judgement.scores["a"] == 4.0


def test_nobody_leaves_a_core_for_the_objects_it_takes_in() -> None:
    """Of nine objects d does the first three, which are the core; the others are most of theirs."""
    rows = jobs("abc", "opqrstuvw") + [row for row in jobs("d", "opqrstuvw") if row[1] < "r"]
    judgement = judged(rows)
    assert judgement.flagged == set("abcd")
    assert judgement.scores == {**dict.fromkeys("abc", 9.0), "d": 3.0}


def test_a_moment_moves_only_within_the_slide() -> None:
    """The burst on o is that of a, b, c and strangers; 500 s later a, b, c and d are there."""
    rows = [(who, "o", 5.0) for who in "abcuvwxyz"] + [(who, "o", 505.0) for who in "abcd"]
    rows += jobs("abcd", "pq", start_s=9_000.0)
    assert judged(rows).scores["d"] == 2.0
    assert judged(rows, slide=60.0).scores["d"] == 3.0


def test_fourteen_of_25_are_the_share_of_56_percent() -> None:
    """In floating point 0.56 x 25 is a little more than 14."""
    objects = "abcdefghijklmnopqrstuvwxy"
    rows = jobs("甲乙丙", objects) + [row for row in jobs("丁", objects) if row[1] < "o"]
    judgement = judged(rows, share=0.56, least_objects=25)
    assert judgement.flagged == set("甲乙丙丁")


def test_the_objects_of_a_core_are_at_least_the_stated_number() -> None:
    """q is the third, though only a hits it."""
    rows = [row for row in jobs("abcde", "opq") if row[1] != "q" or row[0] == "a"]
    assert judged(rows).scores == {"a": 3.0, **dict.fromkeys("bcde", 2.0)}


def test_a_seed_that_does_not_settle_in_time_is_given_up() -> None:
    """One round finds the core, a second sees that nothing changes any more."""
    assert judged(jobs("abc", "opq"), most_rounds=1) == Judgement({}, {})
    assert judged(jobs("abc", "opq"), most_rounds=2).flagged == set("abc")


def test_liking_and_commenting_are_two_objects() -> None:
    likes, comments = (events_table(jobs("abc", "op"), act) for act in ("like", "comment"))
    method = CopyCatch(least_accounts=3, least_objects=4)
    assert method.judge(LogToJudge(pa.concat_tables([likes, comments]))).flagged == set("abc")
    assert not method.judge(LogToJudge(likes)).flagged


def test_people_at_random_are_not_flagged() -> None:
    rng = np.random.default_rng(3)
    people, goods = rng.integers(0, 300, 3_000), rng.integers(0, 200, 3_000)
    moments = rng.integers(0, 30 * 86_400, 3_000)
    rows = [(f"人{a}", f"物{o}", float(t)) for a, o, t in zip(people, goods, moments, strict=True)]
    assert not CopyCatch().judge(LogToJudge(events_table(rows))).flagged


def test_a_share_of_nothing_is_refused() -> None:
    with pytest.raises(ParameterError, match="share of CopyCatch"):
        CopyCatch(share=0.0)
