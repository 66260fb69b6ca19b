"""Records of checks as publishers write them, well and badly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from clearwater.app.claims_records import Retraction, records_of
from clearwater.detect.claims import Check
from clearwater.errors import SchemaError
from clearwater.events.quarantine import Fault

REVIEW: dict[str, Any] = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "claimReviewed": "喝高度白酒能杀死新冠病毒",
    "datePublished": "2020-02-05",
    "url": "https://dxy.example/fact/1",
    "author": {"@type": "Organization", "name": "丁香医生"},
    "itemReviewed": {
        "@type": "Claim",
        "author": {"@type": "Person", "name": "微信群"},
        "datePublished": "2020-02-01",
        "appearance": [{"url": "https://weibo.example/1"}, {"url": "https://weibo.example/2"}],
    },
    "reviewRating": {
        "@type": "Rating",
        "ratingValue": "1",
        "bestRating": "5",
        "worstRating": "1",
        "alternateName": "假",
    },
}


def read(path: Path, **mapping: str) -> list[Any]:
    return list(records_of(path, mapping))


def written(folder: Path, name: str, document: object) -> Path:
    path = folder / name
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "wrap",
    [
        lambda one: one,
        lambda one: [one],
        lambda one: {"@context": "x", "@graph": [{"@type": "WebPage", "name": "页"}, one]},
        lambda one: {
            "@type": "DataFeed",
            "dataFeedElement": [{"@type": "DataFeedItem", "item": [one]}],
        },
        lambda one: {"dataFeedElement": [{"item": one}]},
        lambda one: {**one, "@type": ["Review", "schema:ClaimReview"]},
    ],
    ids=["single", "list", "graph", "feed", "bare feed", "two types"],
)
def test_every_wrapping_gives_the_same_check(tmp_path: Path, wrap: Any) -> None:
    (check,) = read(written(tmp_path, "a.json", wrap(REVIEW)))
    assert isinstance(check, Check)
    assert (check.text, check.rating, check.publisher) == (
        "喝高度白酒能杀死新冠病毒",
        "假",
        "丁香医生",
    )
    assert (check.rating_value, check.rating_best, check.rating_worst) == (1.0, 5.0, 1.0)
    assert (check.said_by, check.said_on) == ("微信群", "2020-02-01")
    assert check.appeared == "https://weibo.example/1 https://weibo.example/2"
    assert check.url == "https://dxy.example/fact/1"
    assert check.remarks is None


def test_json_lines_keep_their_lines_and_a_broken_one_is_put_aside(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    one = json.dumps(REVIEW, ensure_ascii=False)
    path.write_text(f"{one}\n{{broken\n{one}\n", encoding="utf-8")
    found = read(path)
    assert sorted((type(record).__name__, record.line) for record in found) == [
        ("Check", 1),
        ("Check", 3),
        ("Fault", 2),
    ]


@pytest.mark.parametrize(
    ("gone", "remark"),
    [
        ("datePublished", "no date"),
        ("reviewRating", "no rating"),
        ("url", "no link"),
        ("author", "no publisher"),
    ],
)
def test_what_is_missing_is_remarked_on_and_the_check_kept(
    tmp_path: Path, gone: str, remark: str
) -> None:
    review = {name: value for name, value in REVIEW.items() if name != gone}
    (check,) = read(written(tmp_path, "a.json", review))
    assert isinstance(check, Check)
    assert check.remarks == remark


def test_a_date_that_cannot_be_read_stays_empty_and_is_said(tmp_path: Path) -> None:
    (check,) = read(written(tmp_path, "a.json", {**REVIEW, "datePublished": "去年春天"}))
    assert (check.published, check.remarks) == (None, "date cannot be read")


def test_a_title_stands_for_a_missing_claim(tmp_path: Path) -> None:
    review = {**REVIEW, "claimReviewed": "", "headline": "喝酒防病毒？"}
    (check,) = read(written(tmp_path, "a.json", review))
    assert check.text == check.title == "喝酒防病毒？"
    assert check.remarks == "no claim: its title stands for it"


def test_records_that_say_nothing_are_put_aside_with_line_and_reason(tmp_path: Path) -> None:
    silent = {"@type": "ClaimReview", "url": "https://dxy.example/9"}
    found = read(written(tmp_path, "a.json", [REVIEW, silent, {"a": 1}, 7]))
    assert [type(record) for record in found] == [Check, Fault, Fault, Fault]
    assert (found[1].line, found[1].reason, found[1].value) == (
        2,
        "no claim and no title, so nothing to match",
        "https://dxy.example/9",
    )
    assert [one.reason for one in found[2:]] == ["holds no ClaimReview"] * 2


@pytest.mark.parametrize(
    "mark",
    [
        {"creativeWorkStatus": "Retracted"},
        {"retracted": True},
        {"reviewRating": {"name": "x", "alternateName": "撤回"}},
    ],
)
def test_a_withdrawal_is_understood(tmp_path: Path, mark: dict[str, Any]) -> None:
    (check,) = read(written(tmp_path, "a.json", {**REVIEW, **mark}))
    assert check.retracted
    bare = {"@type": "ClaimReview", "url": "https://dxy.example/fact/1", **mark}
    assert read(written(tmp_path, "b.json", bare)) == [Retraction("https://dxy.example/fact/1", 1)]


def test_a_table_has_our_names_theirs_or_those_that_are_mapped(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(
        "内容,Verdict,date,link,withdrawn\n口罩颜色要朝外,假,2020-02-01,https://a.cn/1,no\n"
        ",假,2020-02-01,https://a.cn/1,是\n,,,,\n口罩,Retracted,,,\n口罩,假,,,withdrawn\n",
        encoding="utf-8",
    )
    check, withdrawn, bad, *gone = read(path, text="内容")
    assert [one.retracted for one in gone] == [True, True]
    assert not check.retracted
    assert (check.text, check.rating, check.url) == ("口罩颜色要朝外", "假", "https://a.cn/1")
    assert withdrawn == Retraction("https://a.cn/1", 3)
    assert (bad.line, bad.field) == (4, "text")


@pytest.mark.parametrize("wrong", [{"text": "内荣"}, {"txt": "内容"}])
def test_a_mapping_to_nothing_is_refused(tmp_path: Path, wrong: dict[str, str]) -> None:
    path = tmp_path / "a.csv"
    path.write_text("内容\n口罩\n", encoding="utf-8")
    with pytest.raises(SchemaError, match="not there"):
        read(path, **wrong)


def test_arrow_tables_are_read_like_files() -> None:
    table = pa.table({"claim": [7], "text": ["口罩颜色要朝外"], "published": ["2 April 2020"]})
    (check,) = records_of(table, {})
    assert isinstance(check, Check)
    assert (check.claim, check.text, check.source) == ("7", "口罩颜色要朝外", "<table>")
