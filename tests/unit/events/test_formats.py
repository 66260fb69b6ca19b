"""Every named format, found by being registered, must read its own example."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clearwater.errors import ClearwaterError, SchemaError
from clearwater.events import format_names
from clearwater.events.formats.base import (
    REGISTRY,
    ColumnFormat,
    Event,
    Format,
    Record,
    RecordFormat,
)
from clearwater.events.schema import COLUMN_TYPES, REQUIRED

from .builders import ALL_BAD, drained, faults, write

NAMES = sorted(REGISTRY)


def contract_breaches(form: type[Format], folder: Path) -> list[str]:
    """Return in which ways a format breaks the contract of formats."""
    breaches = []
    if not re.fullmatch(r"[a-z][a-z0-9_]*", form.name):
        breaches.append("name")
    if not (inspect.getdoc(form) and len(form.summary) > 20):
        breaches.append("documentation")
    given = (
        form.columns if isinstance(form, type(ColumnFormat)) and hasattr(form, "columns") else ()
    )
    gives = form.gives if issubclass(form, RecordFormat) else tuple(given)
    if not (set(REQUIRED) <= set(gives) <= set(COLUMN_TYPES)):
        breaches.append("columns")
    suffix = "jsonl" if form.example.startswith("{") else "csv"
    path = write(folder, f"{form.name}.{suffix}", form.example)
    try:
        rows, reading = drained(path, format_in=form.name, max_bad_share=ALL_BAD)
    except ClearwaterError:
        return [*breaches, "example"]
    if reading.bad or not rows:
        breaches.append("example")
    return breaches


@pytest.mark.parametrize("name", NAMES)
def test_a_format_keeps_the_contract(name: str, tmp_path: Path) -> None:
    assert contract_breaches(REGISTRY[name], tmp_path) == []


def test_the_contract_rejects_a_format_that_is_wrong(tmp_path: Path) -> None:
    kept = dict(REGISTRY)

    class Wrong(RecordFormat):
        name = "Wrong_1"
        summary = "too short"
        example = '{"who": 1}\n'
        gives = ("actor", "colour")

        def events(self, record: Record) -> Iterator[Event]:
            yield {"actor": record.get("nobody")}

    try:
        assert contract_breaches(Wrong, tmp_path) == ["name", "documentation", "columns", "example"]
    finally:
        REGISTRY.clear()
        REGISTRY.update(kept)


def test_the_formats_that_were_promised_are_there() -> None:
    assert {
        "coortweet",
        "coordination_network_toolkit",
        "x_v2",
        "bluesky_jetstream",
        "gharchive",
        "amazon_reviews_2023",
    } <= set(format_names())


def told(tmp_path: Path, form: str, *records: Any, **options: Any) -> Any:
    path = write(tmp_path, "in.jsonl", "\n".join(map(json.dumps, records)))
    return drained(path, format_in=form, **options)


def acts(rows: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    return [(row["actor"], row["action"], row["object"]) for row in rows]


def test_a_file_in_another_format_says_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(SchemaError, match="not in the format gharchive"):
        told(tmp_path, "gharchive", {"actor": "a", "action": "b"})
    with pytest.raises(SchemaError, match="Format coortweet"):
        told(tmp_path, "coortweet", {"object_id": "a", "account_id": "b"})


def test_cnt_reposts_replies_links_and_posts(tmp_path: Path) -> None:
    header = "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n"
    content = (
        header + "m1,u1,,m0,,hi,1700000000.25,\"['http://a/1', 'http://a/1', 'http://a/2']\"\n"
        "m2,u2,,,m1,no,1700000001,\nm3,u3,,,,alone,1700000002,http://a/3\n"
    )
    rows, reading = drained(
        write(tmp_path, "in.csv", content), format_in="Coordination-Network-Toolkit"
    )
    assert acts(rows) == [
        ("u1", "share", "m0"),
        ("u1", "link", "http://a/1"),
        ("u1", "link", "http://a/2"),
        ("u2", "reply", "m1"),
        ("u3", "post", "m3"),
        ("u3", "link", "http://a/3"),
    ]
    assert (reading.rows, reading.good, reading.events) == (3, 3, 6)
    assert len({row["event"] for row in rows}) == 6
    assert [row["text"] for row in rows if row["text"]] == ["hi", "no", "alone"]
    assert rows[0]["time"].microsecond == 250_000


def test_a_bad_event_takes_its_whole_row_along(tmp_path: Path) -> None:
    header = "message_id,user_id,repost_id,reply_id,message,timestamp,urls\n"
    content = header + "m1,u1,m0,,hi,1700000000,http://a/1\nm2,u2,m0,,x,1700000001,a\0b\n"
    rows, reading = drained(
        write(tmp_path, "in.csv", content),
        format_in="coordination_network_toolkit",
        max_bad_share=ALL_BAD,
    )
    assert {row["actor"] for row in rows} == {"u1"}
    assert (reading.rows, reading.good, reading.bad, reading.skipped) == (2, 1, 1, 0)
    assert faults(reading) == [(3, "object", "contains a NUL character")]


def test_cnt_urls_that_are_no_list(tmp_path: Path) -> None:
    content = "message_id,user_id,timestamp,urls\nm1,u,1700000000,[x\nm2,u,1700000000,\n"
    _, reading = drained(
        write(tmp_path, "in.csv", content),
        format_in="coordination_network_toolkit",
        max_bad_share=ALL_BAD,
    )
    assert faults(reading) == [(2, "url", "urls are no list of texts")]


TWEET = {"id": "1", "author_id": "a", "created_at": "2023-01-01T00:00:05.000Z", "text": "hello"}


def test_x_retweets_share_and_nothing_else(tmp_path: Path) -> None:
    retweet = {
        **TWEET,
        "referenced_tweets": [{"type": "retweeted", "id": "9"}],
        "entities": {"hashtags": [{"tag": "Now"}]},
    }
    rows, _ = told(tmp_path, "x_v2", retweet)
    assert acts(rows) == [("a", "share", "9")]


def test_x_quotes_replies_links_and_tags(tmp_path: Path) -> None:
    tweet = {
        **TWEET,
        "in_reply_to_user_id": "c",
        "referenced_tweets": [{"type": "replied_to", "id": "8"}, {"type": "quoted", "id": "9"}],
        "entities": {
            "urls": [
                {
                    "url": "https://t.co/1",
                    "expanded_url": "https://e/1",
                    "unwound_url": "https://u/1",
                },
                {"url": "https://t.co/2", "expanded_url": "https://e/2"},
                {"url": "https://t.co/3", "expanded_url": "https://x/photo", "media_key": "3_1"},
            ],
            "hashtags": [{"tag": "Now"}, {"tag": "NOW"}],
        },
    }
    rows, _ = told(tmp_path, "x_v2", tweet)
    assert acts(rows) == [
        ("a", "post", "1"),
        ("a", "quote", "9"),
        ("a", "reply", "8"),
        ("a", "link", "https://u/1"),
        ("a", "link", "https://e/2"),
        ("a", "hashtag", "now"),
    ]
    assert rows[2]["target"] == "c"
    assert len({row["event"] for row in rows}) == 6


def test_x_pages_use_includes_for_authors_only(tmp_path: Path) -> None:
    page = {
        "data": [{**TWEET, "referenced_tweets": [{"type": "retweeted", "id": "9"}]}, TWEET],
        "includes": {"tweets": [{"id": "9", "author_id": "z"}], "users": []},
    }
    rows, reading = told(tmp_path, "x_v2", page, {"meta": {"result_count": 0}})
    assert acts(rows) == [("a", "share", "9"), ("a", "post", "1")]
    assert rows[0]["target"] == "z"
    assert (reading.rows, reading.good, reading.skipped) == (2, 1, 1)


@pytest.mark.parametrize(
    "odd",
    [
        {"data": ["text"]},
        {"data": 7},
        {**TWEET, "id": None},
        {**TWEET, "author_id": {"x": 1}},
        {**TWEET, "created_at": 5},
    ],
)
def test_x_records_of_another_shape_are_put_aside(tmp_path: Path, odd: Any) -> None:
    rows, reading = told(tmp_path, "x_v2", TWEET, TWEET, TWEET, odd, max_bad_share=ALL_BAD)
    assert (len(rows), reading.bad) == (3, 1)
    assert faults(reading)[0][0] == 4


@pytest.mark.parametrize("key", ["referenced_tweets", "entities", "includes", "geo"])
@pytest.mark.parametrize("junk", ["text", 7, [1], {"urls": 3}, None])
def test_x_odd_parts_of_a_tweet_are_passed_over(tmp_path: Path, key: str, junk: Any) -> None:
    rows, _ = told(tmp_path, "x_v2", {**TWEET, key: junk})
    assert acts(rows) == [("a", "post", "1")]


def commit(collection: str, record: Any, operation: str = "create") -> dict[str, Any]:
    return {
        "did": "did:plc:a",
        "time_us": 1_725_911_162_329_308,
        "kind": "commit",
        "commit": {
            "operation": operation,
            "collection": collection,
            "rkey": "k",
            "record": record,
        },
    }


def test_bluesky_likes_reposts_and_follows(tmp_path: Path) -> None:
    subject = {"subject": {"uri": "at://did:plc:b/app.bsky.feed.post/1", "cid": "c"}}
    rows, reading = told(
        tmp_path,
        "bluesky_jetstream",
        commit("app.bsky.feed.like", subject),
        commit("app.bsky.feed.repost", subject),
        commit("app.bsky.graph.follow", {"subject": "did:plc:b"}),
        commit("app.bsky.feed.like", None, "delete"),
        commit("app.bsky.graph.block", {"subject": "did:plc:b"}),
        {"did": "did:plc:a", "time_us": 1, "kind": "identity", "identity": {}},
    )
    post = "at://did:plc:b/app.bsky.feed.post/1"
    assert acts(rows) == [
        ("did:plc:a", "like", post),
        ("did:plc:a", "share", post),
        ("did:plc:a", "follow", "did:plc:b"),
    ]
    assert {row["target"] for row in rows} == {"did:plc:b"}
    assert rows[0]["time"].isoformat() == "2024-09-09T19:46:02.329308+00:00"
    assert rows[0]["event"] == "at://did:plc:a/app.bsky.feed.like/k"
    assert (reading.good, reading.bad, reading.skipped) == (3, 0, 3)


def test_bluesky_posts_with_all_that_they_carry(tmp_path: Path) -> None:
    record = {
        "text": "look",
        "reply": {"parent": {"uri": "at://did:plc:p/app.bsky.feed.post/1"}, "root": {}},
        "embed": {"record": {"uri": "at://did:plc:q/app.bsky.feed.post/2"}},
        "facets": [
            {"features": [{"$type": "app.bsky.richtext.facet#link", "uri": "https://e/1"}]},
            {"features": [{"$type": "app.bsky.richtext.facet#tag", "tag": "Now"}]},
        ],
    }
    rows, _ = told(tmp_path, "bluesky_jetstream", commit("app.bsky.feed.post", record))
    assert [(row["action"], row["object"]) for row in rows] == [
        ("post", "at://did:plc:a/app.bsky.feed.post/k"),
        ("reply", "at://did:plc:p/app.bsky.feed.post/1"),
        ("quote", "at://did:plc:q/app.bsky.feed.post/2"),
        ("link", "https://e/1"),
        ("hashtag", "now"),
    ]
    assert len({row["event"] for row in rows}) == 5


def test_a_bluesky_like_of_nothing_is_put_aside(tmp_path: Path) -> None:
    good = commit("app.bsky.graph.follow", {"subject": "did:plc:b"})
    _, reading = told(
        tmp_path, "bluesky_jetstream", good, commit("app.bsky.feed.like", {}), max_bad_share=ALL_BAD
    )
    assert faults(reading) == [(2, "object", "missing")]


def github(kind: str, **more: Any) -> dict[str, Any]:
    return {
        "id": "1",
        "type": kind,
        "actor": {"id": 7, "login": "ann"},
        "repo": {"id": 9, "name": "o/r"},
        "created_at": "2024-01-01T00:00:03Z",
        **more,
    }


@pytest.mark.parametrize(
    ("kind", "action"),
    [
        ("WatchEvent", "like"),
        ("ForkEvent", "share"),
        ("IssueCommentEvent", "comment"),
        ("PullRequestReviewEvent", "review"),
        ("PushEvent", "push"),
        ("PullRequestEvent", "pullrequest"),
    ],
)
def test_github_types(tmp_path: Path, kind: str, action: str) -> None:
    rows, _ = told(tmp_path, "gharchive", github(kind))
    assert acts(rows) == [("ann", action, "o/r")]
    assert rows[0]["target"] == "o"


def test_github_files_from_before_2015(tmp_path: Path) -> None:
    old = {
        "type": "WatchEvent",
        "actor": "ann",
        "repository": {"owner": "o", "name": "r"},
        "created_at": "2012/03/04 05:06:07 -0800",
    }
    follow = {**old, "type": "FollowEvent", "payload": {"target": {"login": "bob"}}}
    rows, _ = told(tmp_path, "gharchive", old, follow)
    assert acts(rows) == [("ann", "like", "o/r"), ("ann", "follow", "bob")]
    assert rows[0]["time"].isoformat() == "2012-03-04T13:06:07+00:00"


def test_amazon_reviews(tmp_path: Path) -> None:
    review = {"user_id": "u", "asin": "B1", "timestamp": 1_588_687_728_923, "rating": 4.0}
    rows, reading = told(tmp_path, "amazon_reviews_2023", {**review, "parent_asin": "B0"})
    assert acts(rows) == [("u", "review", "B0")]
    assert rows[0]["value"] == 4.0
    assert any("milliseconds" in note for note in reading.notes)
    rows, _ = told(tmp_path, "amazon_reviews_2023", review)
    assert acts(rows) == [("u", "review", "B1")]
