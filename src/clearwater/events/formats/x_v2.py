"""X (Twitter) API v2: a tweet a line, or a page of answers a line, as twarc writes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from clearwater.events.formats.base import (
    Event,
    MalformedRecordError,
    Record,
    RecordFormat,
    objects_at,
    text_at,
)


class XV2(RecordFormat):
    """Tweets and what they refer to.

    A retweet gives ``share`` of the tweet, and nothing else, since its links and tags are the
    other author's. Any other tweet gives ``post`` of itself with its text, ``quote`` and ``reply``
    of the tweets it refers to, ``link`` for each address (unwound where known, else expanded) and
    ``hashtag`` for each tag in lower case. Tweets in ``includes`` are context, not events: they
    were not collected for themselves.
    """

    name = "x_v2"
    summary = "JSON Lines of the X (Twitter) API v2: tweets with author_id and created_at, or pages"
    example = (
        '{"id":"20","author_id":"2","created_at":"2023-01-01T00:00:05.000Z","text":"RT @a: hi",'
        '"referenced_tweets":[{"type":"retweeted","id":"10"}]}\n'
        '{"data":[{"id":"21","author_id":"3","created_at":"2023-01-01T00:00:07.000Z","text":'
        '"see https://t.co/x #Now","entities":{"urls":[{"url":"https://t.co/x","expanded_url":'
        '"https://a.example/1"}],"hashtags":[{"tag":"Now"}]}}],"includes":{"users":[]},"meta":'
        '{"result_count":1}}\n'
    )
    gives = (
        "actor", "action", "object", "time", "event", "target", "text", "url", "client", "place",
        "parent",
    )  # fmt: skip

    refers: ClassVar[dict[str, str]] = {"quoted": "quote", "replied_to": "reply"}

    def events(self, record: Record) -> Iterator[Event]:
        """Yield the events of a tweet or of a page of tweets."""
        data = record.get("data")
        if data is None:
            if "errors" in record or "meta" in record:
                return  # a page without results
            yield from _of_tweet(record, {})
            return
        tweets = data if isinstance(data, list) else [data]
        known = {text_at(tweet, "id"): tweet for tweet in objects_at(record, "includes", "tweets")}
        for tweet in tweets:
            if not isinstance(tweet, dict):
                raise MalformedRecordError("row", "data holds something that is no tweet")
            yield from _of_tweet(tweet, known)


def _of_tweet(tweet: Record, known: Mapping[str | None, Record]) -> Iterator[Event]:
    own = text_at(tweet, "id")
    if own is None:
        raise MalformedRecordError("event", "a tweet without id")
    common = {
        "actor": text_at(tweet, "author_id"),
        "time": text_at(tweet, "created_at"),
        "client": text_at(tweet, "source"),
        "place": text_at(tweet, "geo", "place_id"),
    }
    references = {text_at(item, "type"): item for item in objects_at(tweet, "referenced_tweets")}
    retweeted = references.get("retweeted")
    if retweeted is not None:
        yield {**common, "action": "share", "event": own, **_reference(retweeted, known)}
        return
    text = text_at(tweet, "note_tweet", "text") or text_at(tweet, "text")
    answered = text_at(references.get("replied_to"), "id")
    yield {
        **common,
        "action": "post",
        "object": own,
        "event": own,
        "text": text,
        "parent": answered,
    }
    for kind, action in XV2.refers.items():
        if kind in references:
            told = _reference(references[kind], known)
            if action == "reply":
                told["target"] = told["target"] or text_at(tweet, "in_reply_to_user_id")
            yield {**common, "action": action, "event": f"{own}#{action}", **told}
    yield from ({**common, **event} for event in _mentioned(tweet, own))


def _reference(item: Mapping[str, Any], known: Mapping[str | None, Record]) -> Event:
    other = text_at(item, "id")
    author = text_at(item, "author_id") or text_at(known.get(other), "author_id")
    return {"object": other, "parent": other, "target": author}


def _mentioned(tweet: Record, own: str) -> Iterator[Event]:
    urls = [
        text_at(url, "unwound_url") or text_at(url, "expanded_url") or text_at(url, "url")
        for url in objects_at(tweet, "entities", "urls")
        # A picture or a film of the tweet itself is listed among its urls.
        if "media_key" not in url
    ]
    for number, url in enumerate(dict.fromkeys(url for url in urls if url is not None)):
        yield {"action": "link", "object": url, "url": url, "event": f"{own}#link{number}"}
    tags = [text_at(tag, "tag") for tag in objects_at(tweet, "entities", "hashtags")]
    folded = dict.fromkeys(tag.casefold() for tag in tags if tag is not None)
    for number, tag in enumerate(folded):
        yield {"action": "hashtag", "object": tag, "event": f"{own}#hashtag{number}"}
