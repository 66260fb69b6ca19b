"""GH Archive: public GitHub events, one JSON object a line, a file an hour."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from clearwater.events.formats.base import (
    Event,
    MalformedRecordError,
    Record,
    RecordFormat,
    text_at,
)


class GhArchive(RecordFormat):
    """Who did what to which repository.

    ``WatchEvent`` (a star) is ``like``, ``ForkEvent`` ``share``, ``FollowEvent`` ``follow`` (of an
    account), comments ``comment``, reviews ``review``; any other type is its own name in lower case
    without "Event". The object is the repository's name, the actor the login. Files from before
    2015, in which the actor is a text and the repository has an owner, are read as well.
    """

    name = "gharchive"
    summary = "JSON Lines of gharchive.org: id, type, actor, repo, created_at"
    example = (
        '{"id":"1","type":"WatchEvent","actor":{"id":7,"login":"ann"},"repo":{"id":9,"name":'
        '"o/r"},"payload":{"action":"started"},"public":true,"created_at":"2024-01-01T00:00:03Z"}\n'
        '{"id":"2","type":"PushEvent","actor":{"id":8,"login":"bob"},"repo":{"id":9,"name":'
        '"o/r"},"payload":{"push_id":1},"public":true,"created_at":"2024-01-01T00:00:04Z"}\n'
    )
    gives = ("actor", "action", "object", "time", "event", "target")
    needs = ("type", "created_at", "actor")

    actions: ClassVar[dict[str, str]] = {
        "WatchEvent": "like",
        "ForkEvent": "share",
        "FollowEvent": "follow",
        "IssueCommentEvent": "comment",
        "CommitCommentEvent": "comment",
        "PullRequestReviewCommentEvent": "comment",
        "PullRequestReviewEvent": "review",
    }

    def events(self, record: Record) -> Iterator[Event]:
        """Yield the one event of a record."""
        kind = text_at(record, "type")
        if kind is None:
            raise MalformedRecordError("action", "missing")
        object_, owner = _repository(record)
        if kind == "FollowEvent":
            object_ = owner = text_at(record, "payload", "target", "login")
        actor = text_at(record, "actor", "login") or text_at(record, "actor", "id")
        yield {
            "actor": actor or text_at(record, "actor"),
            "action": self.actions.get(kind) or kind.removesuffix("Event").lower(),
            "object": object_,
            "time": text_at(record, "created_at"),
            "event": text_at(record, "id"),
            "target": owner,
        }


def _repository(record: Record) -> tuple[str | None, str | None]:
    name = text_at(record, "repo", "name")
    if name is not None:
        owner, slash, _ = name.partition("/")
        return name, owner if slash else None
    owner_then, name = text_at(record, "repository", "owner"), text_at(record, "repository", "name")
    if owner_then is None or name is None:
        return None, None
    return f"{owner_then}/{name}", owner_then
