from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.evaluate.real_sets import p4_youtube
from clearwater.evaluate.real_sets.base import ProtocolRow
from clearwater.evaluate.real_sets.p4_youtube import Tables, copies_elsewhere, likeness_elsewhere
from tests.unit.evaluate.real_sets.made_up_sets import FixedAnswer, as_text, shuffled, youtube

comments = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "加我微信领红包",
                "加我微信 领红包",
                "Check my channel",
                "check MY  channel",
                "好听",
                "",
            ]
        ),
        st.sampled_from("xyz"),
    ),
    min_size=1,
    max_size=7,
)


def likeness_by_definition(texts: list[str], videos: list[str]) -> list[float]:
    """Return the greatest cosine to a comment of another video by loops over n-grams."""
    folded = [" ".join(text.casefold().split()) for text in texts]
    bags = [Counter(t[i : i + n] for n in (3, 4, 5) for i in range(len(t) - n + 1)) for t in folded]
    rarity = {
        gram: math.log((1 + len(bags)) / (1 + sum(gram in bag for bag in bags))) + 1
        for gram in set().union(*bags)
    }
    weights = [{gram: count * rarity[gram] for gram, count in bag.items()} for bag in bags]

    def cosine(a: dict[str, float], b: dict[str, float]) -> float:
        lengths = [math.sqrt(sum(w * w for w in bag.values())) for bag in (a, b)]
        both = sum(w * b.get(gram, 0.0) for gram, w in a.items())
        return both / (lengths[0] * lengths[1]) if all(lengths) else 0.0

    return [
        max(
            (cosine(weights[i], weights[j]) for j in range(len(texts)) if videos[j] != videos[i]),
            default=0.0,
        )
        for i in range(len(texts))
    ]


@given(comments)
@settings(max_examples=100)
def test_likeness_is_its_definition(rows: list[tuple[str, str]]) -> None:
    texts, videos = [text for text, _ in rows], [video for _, video in rows]
    expected = likeness_by_definition(texts, videos)
    assert likeness_elsewhere(texts, videos) == pytest.approx(expected, abs=1e-8)


@given(comments)
@settings(max_examples=60)
def test_copies_are_counted_under_other_videos_only(rows: list[tuple[str, str]]) -> None:
    texts, videos = [text for text, _ in rows], [video for _, video in rows]
    folded = [" ".join(text.casefold().split()) for text in texts]
    expected = [
        sum(folded[j] == folded[i] and videos[j] != videos[i] for j in range(len(rows)))
        for i in range(len(rows))
    ]
    assert copies_elsewhere(texts, videos).tolist() == expected


def measured(tables: Tables, *methods: FixedAnswer) -> list[ProtocolRow]:
    return p4_youtube.run(tables, methods, 1, timeless=(), draws=30)


def test_spam_travels_from_video_to_video() -> None:
    rows = measured(youtube())
    likeness = [row for row in rows if row.method == "most alike comment of another video"]
    assert [(row.task, row.rows, row.positives) for row in likeness] == [
        ("comments, each video against the others", 6, 3),
        ("comments of videos that nothing was chosen on", 6, 3),
        ("comments of v1 against the others", 2, 1),
        ("comments of v2 against the others", 2, 1),
        ("comments of v3 against the others", 2, 1),
    ]
    assert {row.measures["AUC"].value for row in likeness} == {1.0}
    copies = [row for row in rows if row.method == "copies under other videos"]
    # The one with an exclamation mark is no exact copy, and ties with the three honest.
    assert copies[0].measures["AUC"].value == pytest.approx((3 + 3 + 1.5) / 9)


def test_text_rules_that_claim_sameness_stand_beside_what_does_not() -> None:
    rows = measured(youtube())
    whole = [row for row in rows if row.task == "comments, each video against the others"]
    assert [row.method for row in whole] == [
        "most alike comment of another video",
        "copies under other videos",
        "strangers with a near copy under other videos",
        "repeated phrases",
        "repeated phrases, links taken out",
        "has a link",
    ]
    assert {row.inputs for row in whole} == {"texts, accounts, videos"}
    assert "no claim" in whole[-1].settings


def test_videos_that_a_rule_was_chosen_on_are_held_apart() -> None:
    events = youtube().events
    first = pa.array(["Youtube01-Psy" if v == "v1" else v for v in events["object"].to_pylist()])
    chosen = events.set_column(events.column_names.index("object"), "object", first)
    held_out = [row for row in measured(Tables(chosen)) if "nothing was chosen" in row.task]
    assert {row.rows for row in held_out} == {4}


def test_a_video_of_which_one_time_is_missing_is_left_out_whole_where_times_are_used() -> None:
    method = FixedAnswer(scores={"s1": 2.0, "s2": 1.0})
    [row] = [row for row in measured(youtube(), method) if row.method == "fixed answer"]
    assert (row.task, row.rows) == ("comments of videos with times", 4)
    [log] = method.shown
    assert sorted(set(log.events["object"].to_pylist())) == ["v1", "v2"]
    assert log.events.column_names == ["actor", "action", "object", "time", "text"]
    assert row.measures["AP"].value == 1.0


def test_whether_a_time_is_missing_changes_no_text_row_and_no_timeless_row() -> None:
    tables = youtube()
    place = tables.events.column_names.index("time")
    full = pa.array([0] * 6, pa.int64()).cast(pa.timestamp("us", tz="UTC"))
    dated = Tables(tables.events.set_column(place, "time", full))
    answer = FixedAnswer(scores={"s1": 1.0})
    one, other = (
        as_text(p4_youtube.run(t, [], 1, timeless=[answer], draws=30)) for t in (tables, dated)
    )
    assert one == other


def test_any_order_of_rows_gives_the_same_rows() -> None:
    mixed = Tables(shuffled(youtube().events, 4))
    answer = FixedAnswer(scores={"s1": 1.0})
    one, other = (as_text(measured(t, answer)) for t in (youtube(), mixed))
    assert one == other


def test_texts_shorter_than_the_n_grams_are_like_nothing() -> None:
    assert likeness_elsewhere(["好", "好"], ["x", "y"]).tolist() == [0.0, 0.0]
    assert np.array_equal(copies_elsewhere(["好", "好"], ["x", "y"]), [1.0, 1.0])
