"""CooRTweet: one row a share, as the R package's functions take it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from clearwater.events.formats.base import ColumnFormat


class CooRTweet(ColumnFormat):
    """``object_id, account_id, content_id, timestamp_share``; every row is a share."""

    name = "coortweet"
    summary = (
        "tables of the R package CooRTweet: object_id, account_id, content_id, timestamp_share"
    )
    example = (
        "object_id,account_id,content_id,timestamp_share\n"
        "url_1,ann,post_1,1700000000\n"
        "url_1,bob,post_2,1700000004\n"
    )
    columns: ClassVar[Mapping[str, Sequence[str]]] = {
        "actor": ("account_id",),
        "action": ("=share",),
        "object": ("object_id",),
        "time": ("timestamp_share",),
        "event": ("content_id",),
    }
