"""Posts beside checks: what is set apart keeps its rank, and never counts as spread."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import clearwater as cw
from clearwater.app.claims_match import NO_ACTOR, NO_DATE, NO_TIME, match_claims
from clearwater.detect.claims import ACCOUNTS, MATCHES, SPREAD, TRAVELS
from clearwater.errors import EmptyLogError, ParameterError, SchemaError

TOLD = "大家快看：喝高度白酒能杀死新冠病毒"
CLAIMS = pa.table(
    {
        "claim": ["c1", "c2"],
        "text": ["喝高度白酒能杀死新冠病毒", "广州拟对外籍人士一次性发放生活补助5600元"],
        "published": ["2020-02-05T00:00:00Z", None],
        "rating": ["假", "不实"],
        "url": ["https://a.cn/1", None],
    }
)
POSTS: dict[str, list[Any]] = {
    "post": ["before", "after", "denies", "links", "other", "again", "undated"],
    "text": [
        TOLD,
        TOLD + "！",
        "辟谣：" + TOLD,
        TOLD + " https://www.a.cn/1?utm_source=wx",
        "今天吃什么",
        "转给家人" + TOLD,
        TOLD,
    ],
    "time": [
        "2020-02-04T00:00:00Z",
        *(f"2020-02-0{day}T00:00:00Z" for day in (6, 6, 6, 6, 7)),
        None,
    ],
    "actor": ["甲", "甲", "乙", "丙", "丁", "甲", "戊"],
}


def of(table: pa.Table, post: str, rank: int = 1) -> dict[str, Any]:
    rows: list[dict[str, Any]] = [
        row for row in table.to_pylist() if (row["post"], row["rank"]) == (post, rank)
    ]
    assert len(rows) == 1
    return rows[0]


@pytest.fixture(scope="module")
def found() -> Any:
    return match_claims(pa.table(POSTS), CLAIMS)


def test_the_first_columns_are_what_was_promised(found: Any) -> None:
    assert found.matches.schema == MATCHES
    assert found.matches.column_names[:4] == ["post", "claim", "rank", "score"]
    assert set(found.matches["said"].to_pylist()) == {"suggested"}


def test_what_is_set_apart_keeps_rank_and_score(found: Any) -> None:
    rows = {post: of(found.matches, post) for post in POSTS["post"] if post != "other"}
    assert {row["claim"] for row in rows.values()} == {"c1"}
    assert len({row["score"] for row in rows.values()}) == 1
    assert {post: row["before_check"] for post, row in rows.items()} == {
        "before": True,
        "undated": None,
        **dict.fromkeys(("after", "denies", "links", "again"), False),
    }
    assert {post for post, row in rows.items() if row["stance"] == "may be a denial"} == {
        "denies",
        "links",
    }
    assert {post for post, row in rows.items() if row["counted"]} == {"after", "again"}


def test_the_check_stands_beside_the_post(found: Any) -> None:
    row = of(found.matches, "after")
    assert row["post_text"] == TOLD + "！"
    assert (row["claim_text"], row["rating"], row["url"]) == (
        "喝高度白酒能杀死新冠病毒",
        "假",
        "https://a.cn/1",
    )


def test_only_posts_after_the_check_are_reported_as_told_again(found: Any) -> None:
    (claim,) = found.spread.claims.to_pylist()
    assert (claim["claim"], claim["posts"], claim["accounts"]) == ("c1", 2, 1)
    (account,) = found.spread.accounts.to_pylist()
    assert (account["account"], account["posts"], account["days"]) == ("甲", 2, 2)
    assert found.notes == (
        "1 of 7 posts have no time that can be read",
        "1 of 2 claims without a date: nothing is reported as told again after its check",
        "1 of 2 claims without a link",
    )


def test_no_account_gets_a_score() -> None:
    """Nothing in any table speaks of an account but counts, times and places in an order."""
    for schema in (MATCHES, SPREAD, ACCOUNTS, TRAVELS):
        of_accounts = {name for name in schema.names if "account" in name or "actor" in name}
        scored = {name for name in schema.names if re.search("score|bits|_value|suspic", name)}
        assert not (of_accounts and scored)
    assert "score" not in ACCOUNTS.names


def test_a_scan_never_asks_for_claims() -> None:
    """What somebody thinks of a claim reaches no score: no part of a scan imports this."""
    package = Path(cw.__file__).parent
    users = [
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        if "detect.claims" in path.read_text(encoding="utf-8")
    ]
    assert users
    apart = r"(detect/claims/|app/claims_|app/investigate/claims|cli/claims|__init__)"
    assert all(re.match(apart, one) for one in users)


@pytest.mark.parametrize(
    ("gone", "claims", "note"),
    [
        ("actor", CLAIMS, NO_ACTOR),
        ("time", CLAIMS, NO_TIME),
        (None, CLAIMS.drop_columns(["published"]), NO_DATE),
    ],
)
def test_what_was_not_looked_at_is_said(gone: str | None, claims: pa.Table, note: str) -> None:
    posts = {name: values for name, values in POSTS.items() if name != gone}
    found = match_claims(pa.table(posts), claims)
    assert found.spread is None
    assert note in found.notes


def test_times_without_a_zone_are_not_guessed() -> None:
    naive = {**POSTS, "time": [None if t is None else t[:-1] for t in POSTS["time"]]}
    found = match_claims(pa.table(naive), CLAIMS)
    assert found.matches["before_check"].null_count == found.matches.num_rows
    assert any("--time-zone" in note for note in found.notes)
    placed = match_claims(pa.table(naive), CLAIMS, time_zone="UTC")
    assert of(placed.matches, "before")["before_check"] is True


def test_withdrawn_and_true_claims_are_shown_and_not_reported() -> None:
    for column, value, reason in (
        ("retracted", ["yes", "no"], "every check of it was retracted"),
        ("rating", ["属实", "假"], "its checks call it true"),
    ):
        claims = CLAIMS.drop_columns([column] if column in CLAIMS.column_names else [])
        found = match_claims(pa.table(POSTS), claims.append_column(column, pa.array(value)))
        row = of(found.matches, "after")
        assert (row["again"], row["counted"], row["left_out"]) == (True, False, reason)
        assert found.spread is None or found.spread.claims.num_rows == 0


def test_threads_and_order_change_nothing(found: Any) -> None:
    turned = pa.table(POSTS).take(list(range(7))[::-1])
    again = match_claims(turned, CLAIMS.take([1, 0]), threads=2)
    key = [("post", "ascending"), ("rank", "ascending")]
    left, right = (one.matches.sort_by(key).to_pylist() for one in (found, again))
    assert left == right
    assert again.spread is not None
    assert again.spread.accounts.equals(found.spread.accounts)


def test_the_python_door_is_the_same_function() -> None:
    assert cw.match_claims is match_claims


@pytest.mark.parametrize("top", [0, 1001])
def test_top_has_limits(top: int) -> None:
    with pytest.raises(ParameterError, match="top of Matching is out of range"):
        match_claims(pa.table(POSTS), CLAIMS, top=top)


def test_posts_without_the_columns_are_refused() -> None:
    with pytest.raises(SchemaError, match="no column for text"):
        match_claims(pa.table({"post": ["a"]}), CLAIMS)


def test_no_claim_at_all_is_refused() -> None:
    with pytest.raises(EmptyLogError, match="no claim to match with"):
        match_claims(pa.table(POSTS), CLAIMS.slice(0, 0))


def test_a_sentence_model_of_ones_own_is_a_third_channel() -> None:
    def encode(texts: Any) -> np.ndarray:
        return np.ones((len(texts), 1), np.float32)

    found = match_claims(pa.table(POSTS), CLAIMS, sentences=encode)
    assert of(found.matches, "other")["claim"] in {"c1", "c2"}
