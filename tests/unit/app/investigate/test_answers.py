"""Answers are what somebody would count who walks through the rows one by one."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.app.investigate.answer import MOST_BINS, TOP, Deadline, answer
from clearwater.app.investigate.open_log import TEXT, OpenLog, same_saying
from clearwater.app.investigate.question import ANY, NONE, Question
from clearwater.detect.texts.normaliser import normalised
from clearwater.errors import CannotRunError, ParameterError
from tests.helpers.looked_into import CANARY, SPUN, log_table
from tests.unit.app.investigate.conftest import MEMBERS

ROWS: list[dict[str, Any]] = log_table().to_pylist()
START_US = min(round(row["time"].timestamp() * 1e6) for row in ROWS)
DAY_US = 86_400_000_000


def name_of(log: OpenLog, kind: str, code: int) -> str:
    return str(log.values(kind).names[code].as_py())


def walked(log: OpenLog, question: Question) -> list[dict[str, Any]]:
    """Return the rows that a question is about, one by one."""
    wanted = {
        kind: {name_of(log, kind, code) for code in codes}
        for kind, codes in question.values.items()
    }
    column = {"account": "actor"}
    kept = []
    for row in ROWS:
        time = round(row["time"].timestamp() * 1e6)
        inside = row["actor"] in MEMBERS
        if question.since_us is not None and time < question.since_us:
            continue
        if question.until_us is not None and time >= question.until_us:
            continue
        if question.actions and row["action"] not in question.actions:
            continue
        if question.members is not None and inside == (question.members == NONE):
            continue
        if any(row[column.get(kind, kind)] not in names for kind, names in wanted.items()):
            continue
        kept.append(row)
    return kept


QUESTIONS = st.builds(
    Question,
    since_us=st.none() | st.integers(0, 20).map(lambda day: START_US + day * DAY_US),
    until_us=st.none() | st.integers(5, 30).map(lambda day: START_US + day * DAY_US),
    members=st.sampled_from([None, ANY, NONE, "F001"]),
    values=st.fixed_dictionaries(
        {},
        optional={
            "account": st.lists(st.integers(0, 162), min_size=1, max_size=30).map(tuple),
            "object": st.lists(st.integers(0, 99), min_size=1, max_size=30).map(tuple),
            "line": st.lists(st.integers(0, 20), min_size=1, max_size=5).map(tuple),
        },
    ),
)


@settings(max_examples=40, deadline=None)
@given(question=QUESTIONS)
def test_what_is_counted(log: OpenLog, question: Question) -> None:
    found, rows = answer(log, question), walked(log, question)
    assert found.events == len(rows)
    assert (found.distinct["account"], found.distinct["object"]) == (
        len({row["actor"] for row in rows}), len({row["object"] for row in rows}),
    )  # fmt: skip
    assert sum(found.series.members) + sum(found.series.others) == len(rows)
    assert sum(found.series.members) == sum(row["actor"] in MEMBERS for row in rows)
    assert len(found.series.members) <= MOST_BINS
    counts = Counter(row["object"] for row in rows)
    top = found.tops["object"]
    assert [one.events for one in top] == [n for _, n in counts.most_common(TOP)]
    for one in top:
        name = name_of(log, "object", one.code)
        assert one.events == counts[name]
        assert one.accounts == len({row["actor"] for row in rows if row["object"] == name})


def test_an_empty_answer_is_an_answer(log: OpenLog) -> None:
    found = answer(log, Question(since_us=START_US + 400 * DAY_US))
    assert (found.events, found.first_us, found.series.members) == (0, None, ())
    assert found.tops["account"] == ()


def test_members_stand_with_their_finding_and_row(log: OpenLog) -> None:
    top = answer(log, Question(members="F001")).tops["account"]
    assert {one.finding for one in top} == {"F001"}
    assert {name_of(log, "account", one.code) for one in top} == set(MEMBERS)
    assert {one.row for one in top} == set(range(8))


def test_texts_are_one_value_where_they_say_the_same(log: OpenLog) -> None:
    values = log.values(TEXT)
    assert values.many == len(set(normalised(sorted({row["text"] for row in ROWS}))))
    code = same_saying(values, f"  {SPUN[0].replace('，', ' ')}  ")
    assert answer(log, Question(values={TEXT: (code,)})).events == sum(
        row["text"] == SPUN[0] for row in ROWS
    )
    assert same_saying(values, "没有人这样说过") == -1


@pytest.mark.parametrize(
    "wrong",
    [
        Question(actions=("dance",)),
        Question(members="F999"),
        Question(values={"account": (9_999,)}),
        Question(values={"place": (0,)}),
    ],
)
def test_what_the_log_does_not_have_is_said(log: OpenLog, wrong: Question) -> None:
    with pytest.raises(ParameterError):
        answer(log, wrong)


def test_it_stops_when_its_time_is_over(log: OpenLog) -> None:
    ticks = iter(range(1000))
    with pytest.raises(CannotRunError, match="too long"):
        answer(log, Question(), Deadline(3.0, lambda: float(next(ticks))))


def test_the_canary_is_in_the_log(log: OpenLog) -> None:
    assert CANARY in log.log.actors.to_pylist()
