"""coordination_network_toolkit: one row a message, with what it reposts, answers and links to."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator

from clearwater.events.formats.base import (
    Event,
    MalformedRecordError,
    Record,
    RecordFormat,
    text_at,
)


class CoordinationNetworkToolkit(RecordFormat):
    """``message_id, user_id, username, repost_id, reply_id, message, timestamp, urls``.

    A repost gives ``share`` of ``repost_id``, a reply gives ``reply`` to ``reply_id``, each url
    gives ``link``; a message that is neither repost nor reply gives ``post`` of itself. The text
    goes with the first of them, once. Urls stand apart by blanks, or as a list in JSON or Python
    notation.
    """

    name = "coordination_network_toolkit"
    summary = (
        "CSV of coordination_network_toolkit: message_id, user_id, username, repost_id, reply_id, "
        "message, timestamp, urls"
    )
    example = (
        "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n"
        "m1,u1,ann,,,look at this,1700000000,http://a.example/1 http://a.example/2\n"
        "m2,u2,bob,m1,,look at this,1700000003,\n"
        "m3,u3,cyd,,m1,no,1700000009.5,\"['http://a.example/1']\"\n"
    )
    gives = ("actor", "action", "object", "time", "event", "text", "url", "parent")
    needs = ("message_id", "user_id", "timestamp")

    def events(self, record: Record) -> Iterator[Event]:
        """Yield the acts of one message."""
        message = text_at(record, "message_id")
        if message is None:
            raise MalformedRecordError("event", "missing")
        common = {"actor": text_at(record, "user_id"), "time": record.get("timestamp")}
        repost, reply = text_at(record, "repost_id"), text_at(record, "reply_id")
        acts = [("share", repost), ("reply", reply)]
        told = [(action, target) for action, target in acts if target is not None]
        text = text_at(record, "message")
        for action, target in told or [("post", message)]:
            suffix = "" if action != "reply" or repost is None else "#reply"
            yield {
                **common,
                "action": action,
                "object": target,
                "event": message + suffix,
                "text": text,
                "parent": target if action != "post" else None,
            }
            text = None
        for number, url in enumerate(_urls(text_at(record, "urls"))):
            event = f"{message}#link{number}"
            yield {**common, "action": "link", "object": url, "url": url, "event": event}


def _urls(cell: str | None) -> list[str]:
    """Return the urls of a cell, each once, in order."""
    if cell is None:
        return []
    if not cell.lstrip().startswith("["):
        return list(dict.fromkeys(cell.split()))
    try:
        found = json.loads(cell)
    except ValueError:
        found = _python_list(cell)
    if not isinstance(found, list) or not all(isinstance(url, str) for url in found):
        raise MalformedRecordError("url", "urls are no list of texts")
    return list(dict.fromkeys(found))


def _python_list(cell: str) -> object:
    try:
        return ast.literal_eval(cell)
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        raise MalformedRecordError("url", "urls are no list of texts") from error
