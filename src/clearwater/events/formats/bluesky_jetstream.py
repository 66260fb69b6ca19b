"""Bluesky Jetstream: the firehose as JSON, one message a line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from clearwater.events.formats.base import (
    Event,
    MalformedRecordError,
    Record,
    RecordFormat,
    at,
    objects_at,
    text_at,
)


class BlueskyJetstream(RecordFormat):
    """Likes, reposts, follows and posts that were created.

    The time is ``time_us``, at which the relay saw it: ``createdAt`` is whatever the client wrote.
    A post gives ``post`` of itself with its text, ``reply`` to its parent, ``quote`` of an embedded
    post, ``link`` for each address and ``hashtag`` for each tag. Deletions, updates, other
    collections, and identity and account messages are skipped.
    """

    name = "bluesky_jetstream"
    summary = "JSON Lines of the Bluesky Jetstream: did, time_us, kind, commit"
    example = (
        '{"did":"did:plc:a","time_us":1725911162329308,"kind":"commit","commit":{"rev":"3l3","operation":'
        '"create","collection":"app.bsky.feed.like","rkey":"3k1","record":{"$type":'
        '"app.bsky.feed.like","createdAt":"2024-09-09T19:46:02.102Z","subject":{"cid":"baf","uri":'
        '"at://did:plc:b/app.bsky.feed.post/3k0"}},"cid":"bafy"}}\n'
        '{"did":"did:plc:a","time_us":1725911163000000,"kind":"commit","commit":{"rev":"3l4","operation":'
        '"delete","collection":"app.bsky.feed.like","rkey":"3k1"}}\n'
    )
    time_unit = "us"
    gives = ("actor", "action", "object", "time", "event", "target", "text", "url", "parent")
    needs = ("did", "time_us")

    subjects: ClassVar[dict[str, str]] = {
        "app.bsky.feed.like": "like",
        "app.bsky.feed.repost": "share",
        "app.bsky.graph.follow": "follow",
    }

    def events(self, record: Record) -> Iterator[Event]:
        """Yield the events of one message."""
        commit = record.get("commit")
        collection = text_at(commit, "collection")
        if text_at(commit, "operation") != "create" or collection is None:
            return
        actor = text_at(record, "did")
        # The address of the record that was made is what makes the event the same when seen twice.
        own = f"at://{actor}/{collection}/{text_at(commit, 'rkey') or ''}"
        common = {"actor": actor, "time": record.get("time_us")}
        content = at(commit, "record")
        if collection == "app.bsky.feed.post":
            yield from ({**common, **event} for event in _of_post(content, own))
        elif collection in self.subjects:
            subject = text_at(content, "subject", "uri") or text_at(content, "subject")
            if subject is None:
                raise MalformedRecordError("object", "missing")
            action = self.subjects[collection]
            yield {
                **common,
                "action": action,
                "object": subject,
                "event": own,
                "target": _owner(subject),
            }


def _of_post(content: Any, own: str) -> Iterator[Event]:
    text = text_at(content, "text")
    parent = text_at(content, "reply", "parent", "uri")
    yield {"action": "post", "object": own, "event": own, "text": text, "parent": parent}
    if parent is not None:
        yield {
            "action": "reply",
            "object": parent,
            "event": f"{own}#reply",
            "target": _owner(parent),
            "parent": parent,
        }
    # A quote with a picture holds the quoted post one level deeper than a quote alone.
    embed = at(content, "embed", "record")
    quoted = text_at(embed, "uri") or text_at(embed, "record", "uri")
    if quoted is not None:
        event = f"{own}#quote"
        yield {"action": "quote", "object": quoted, "event": event, "target": _owner(quoted)}
    for number, url in enumerate(_links(content)):
        yield {"action": "link", "object": url, "url": url, "event": f"{own}#link{number}"}
    for number, tag in enumerate(_tags(content)):
        yield {"action": "hashtag", "object": tag, "event": f"{own}#hashtag{number}"}


def _links(content: Any) -> list[str]:
    external = text_at(content, "embed", "external", "uri") or text_at(
        content, "embed", "media", "external", "uri"
    )
    inline = [text_at(feature, "uri") for feature in _features(content)]
    return list(dict.fromkeys(url for url in [external, *inline] if url is not None))


def _tags(content: Any) -> list[str]:
    listed = at(content, "tags")
    tags = [tag for tag in listed if isinstance(tag, str)] if isinstance(listed, list) else []
    inline = [text_at(feature, "tag") for feature in _features(content)]
    return list(dict.fromkeys(tag.casefold() for tag in [*inline, *tags] if tag))


def _features(content: Any) -> Iterator[dict[str, Any]]:
    for facet in objects_at(content, "facets"):
        yield from objects_at(facet, "features")


def _owner(uri: str) -> str:
    return uri.removeprefix("at://").partition("/")[0]
