"""Who tells a claim again, and how it travels, on six posts that can be read by eye."""

from __future__ import annotations

from clearwater.detect.claims import Told, spread
from clearwater.detect.claims.spread import DAY_US

BESIDE = {
    0: {"text": "喝酒防病毒", "rating": "假", "contradicted": False, "checked": 0, "url": None}
}
POSTS = [
    Told(0, "p1", "甲", 20_000 * DAY_US),
    Told(0, "p2", "乙", 20_000 * DAY_US + DAY_US // 2, parent="p1"),
    Told(0, "p3", "丙", 20_001 * DAY_US, parent="p2"),
    Told(0, "p4", "甲", 20_001 * DAY_US + 1),
    Told(0, "p5", "丁", 20_020 * DAY_US, parent="not here"),
]


def test_who_follows_whom_and_when() -> None:
    found = spread(POSTS[::-1], ["c"], BESIDE, hops=True)
    rows = found.accounts.to_pylist()
    assert [(r["account"], r["posts"], r["place"], r["wave"], r["hop"]) for r in rows] == [
        ("甲", 2, 1, 1, 0),
        ("乙", 1, 2, 1, 1),
        ("丙", 1, 3, 1, 2),
        ("丁", 1, 4, 2, 0),
    ]
    assert [row["after_h"] for row in rows] == [0.0, 12.0, 24.0, 480.0]
    assert rows[0]["days"] == 2


def test_how_it_travels() -> None:
    found = spread(POSTS, ["c"], BESIDE, hops=False)
    days = found.travels.to_pylist()
    assert [(d["wave"], d["posts"], d["accounts"], d["new_accounts"]) for d in days] == [
        (1, 2, 2, 2),
        (1, 2, 2, 1),
        (2, 1, 1, 1),
    ]
    assert days[0]["day"] == "2024-10-04"
    assert found.accounts["hop"].null_count == 4


def test_the_whole_of_it() -> None:
    (row,) = spread(POSTS, ["c"], BESIDE, hops=True).claims.to_pylist()
    assert (row["posts"], row["accounts"], row["again_and_again"], row["waves"]) == (5, 4, 1, 2)
    assert (row["first_account"], row["busiest_day"], row["busiest_day_posts"]) == (
        "甲",
        "2024-10-04",
        2,
    )


def test_nothing_told_again_is_three_empty_tables() -> None:
    found = spread([], [], {}, hops=False)
    assert found.claims.num_rows == found.accounts.num_rows == found.travels.num_rows == 0
