"""Amazon Reviews 2023 (McAuley Lab): one review a line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from clearwater.events.formats.base import ColumnFormat


class AmazonReviews2023(ColumnFormat):
    """Every row is a ``review`` of a product.

    The object is ``parent_asin``, which gathers the colours and sizes of one product, and ``asin``
    only where a file has no other. The data has no id of a review, so none is made up.
    """

    name = "amazon_reviews_2023"
    summary = "JSON Lines of Amazon Reviews 2023: user_id, parent_asin, timestamp, rating, text"
    example = (
        '{"rating":5.0,"title":"Good","text":"Works.","images":[],"asin":"B001","parent_asin":'
        '"B000","user_id":"AE1","timestamp":1588687728923,"helpful_vote":0,'
        '"verified_purchase":true}\n'
        '{"rating":1.0,"title":"Bad","text":"Broke.","images":[],"asin":"B002","parent_asin":'
        '"B000","user_id":"AE2","timestamp":1588687730000,"helpful_vote":2,'
        '"verified_purchase":false}\n'
    )
    columns: ClassVar[Mapping[str, Sequence[str]]] = {
        "actor": ("user_id",),
        "action": ("=review",),
        "object": ("parent_asin", "asin"),
        "time": ("timestamp",),
        "text": ("text",),
        "value": ("rating",),
    }
