"""From published checks, good and bad, to who tells a checked claim again, in Chinese texts.

Six people. 甲 tells one claim every day after its check, 乙 warns of it in the same words, 丙 told
it before anybody had checked it, 丁 repeats 甲, 戊 tells a claim whose check was withdrawn, and 己
one on which two publishers disagree.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import clearwater as cw
from clearwater.app.claims_import import claims_import
from clearwater.app.claims_match import Matched

WINE = "网传喝高度白酒可以杀死体内的新型冠状病毒"
MASK = "钟南山院士说戴口罩有颜色的一面必须朝外才能过滤病毒"
SMOKE = "抽烟的人肺部有尼古丁保护层所以不会感染新冠肺炎"


def review(claim: str, url: str | None, rating: str | None, **more: Any) -> dict[str, Any]:
    said = {
        "@type": "ClaimReview",
        "claimReviewed": claim,
        "url": url,
        "datePublished": "2020-02-05",
        "author": {"name": "较真平台"},
        "reviewRating": {"alternateName": rating} if rating else None,
        **more,
    }
    return {name: value for name, value in said.items() if value is not None}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("claims")
    out = folder / "claims.parquet"
    feed = {
        "@type": "DataFeed",
        "dataFeedElement": [
            {"item": [review(WINE, "https://jiaozhen.example/1", "假")]},
            {"item": [review(MASK, "https://jiaozhen.example/2", "假")]},
            {"item": [review(SMOKE, "https://jiaozhen.example/3", "假")]},
            {"item": [review(SMOKE, "https://other.example/9", "存疑", author={"name": "乙社"})]},
            {"item": [review("没有日期也没有链接的说法", None, None, datePublished="不详")]},
            {"item": [{"@type": "ClaimReview", "url": "https://jiaozhen.example/4"}]},
        ],
    }
    withdrawn = "url,retracted\nhttps://jiaozhen.example/2,yes\n"
    (folder / "feed.json").write_text(json.dumps(feed, ensure_ascii=False), encoding="utf-8")
    (folder / "withdrawn.csv").write_text(withdrawn, encoding="utf-8")
    said = claims_import([folder / "feed.json"], out)
    assert said.checks == 5
    later = claims_import([folder / "withdrawn.csv", folder / "feed.json"], out)
    assert later.told["what"][0].as_py() == "retracted"
    return out


@pytest.fixture(scope="module")
def found(kept: Path) -> Matched:
    rows = [
        *(("甲", f"a{day}", f"快转！{WINE}，转给家人", day, None) for day in (6, 7, 8)),
        ("乙", "b1", f"【辟谣】{WINE}？假的，别信", 6, None),
        ("乙", "b2", f"{WINE} 真相见 https://www.jiaozhen.example/1", 7, None),
        ("丙", "c1", f"{WINE}吗", 4, None),
        ("丁", "d1", f"转发：{WINE}，转给家人", 9, "a6"),
        ("戊", "e1", f"大家注意：{MASK}", 6, None),
        ("己", "f1", f"朋友说{SMOKE}", 6, None),
        ("庚", "g1", "今天天气真好，出去走走", 6, None),
    ]
    names = ("actor", "post", "text", "day", "parent")
    columns: dict[str, Any] = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    columns["time"] = [f"2020-02-{day:02d}T12:00:00Z" for day in columns.pop("day")]
    return cw.match_claims(pa.table(columns), kept)


def test_nothing_that_was_imported_is_lost(kept: Path) -> None:
    rows = pq.read_table(kept).to_pylist()
    assert len(rows) == 6
    assert [row["version"] for row in rows if row["text"] == MASK] == [1, 2]
    (poor,) = (row for row in rows if row["remarks"])
    assert poor["remarks"] == "date cannot be read; no rating; no link"
    aside = pq.read_table(kept.with_name("claims-quarantine.parquet"))
    assert aside["reason"].to_pylist() == ["no claim and no title, so nothing to match"]


def test_every_post_that_tells_a_claim_finds_it(found: Matched) -> None:
    best = {row["post"]: row for row in found.matches.to_pylist() if row["rank"] == 1}
    text = {post: row["claim_text"] for post, row in best.items()}
    assert {text[post] for post in ("a6", "a7", "a8", "b1", "b2", "c1", "d1")} == {WINE}
    assert (text["e1"], text["f1"]) == (MASK, SMOKE)
    assert not best.get("g1", {"again": False})["again"]


def test_a_debunk_is_never_taken_for_spread(found: Matched) -> None:
    rows = {row["post"]: row for row in found.matches.to_pylist() if row["rank"] == 1}
    assert {post for post, row in rows.items() if row["counted"]} == {"a6", "a7", "a8", "d1", "f1"}
    assert {post for post, row in rows.items() if row["stance"] == "may be a denial"} == {
        "b1",
        "b2",
    }
    assert rows["c1"]["before_check"] is True
    assert rows["e1"]["left_out"] == "every check of it was retracted"


def test_who_tells_it_again_and_again_and_how_it_travels(found: Matched) -> None:
    assert found.spread is not None
    claims = {row["text"]: row for row in found.spread.claims.to_pylist()}
    assert set(claims) == {WINE, SMOKE}
    assert (claims[WINE]["posts"], claims[WINE]["again_and_again"]) == (4, 1)
    assert claims[WINE]["first_account"] == "甲"
    assert claims[SMOKE]["contradicted"]
    assert claims[SMOKE]["rating"] == "假 | 存疑"
    wine = claims[WINE]["claim"]
    accounts = [row for row in found.spread.accounts.to_pylist() if row["claim"] == wine]
    assert [(row["account"], row["posts"], row["hop"]) for row in accounts] == [
        ("甲", 3, 0),
        ("丁", 1, 1),
    ]
    days = [row for row in found.spread.travels.to_pylist() if row["claim"] == wine]
    assert [row["posts"] for row in days] == [1, 1, 1, 1]
