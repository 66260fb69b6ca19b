"""Made-up sets with the real ones' schemas, small enough to check by eye, and a method to spy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa

from clearwater.errors import SchemaError
from clearwater.evaluate.base import Judgement, LogToJudge
from clearwater.evaluate.real_sets import (
    ProtocolRow,
    p1_hop,
    p2_otc,
    p3_yelpchi,
    p4_youtube,
    p6_false_alarms,
)

START = datetime(2021, 7, 1, tzinfo=UTC)


@dataclass
class FixedAnswer:
    """A method that says what it was made with, and keeps what it was shown."""

    scores: Mapping[str, float] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    name: str = "fixed answer"
    settings: str = "none"
    shown: list[LogToJudge] = field(default_factory=list)

    def judge(self, log: LogToJudge) -> Judgement:
        self.shown.append(log)
        return Judgement(self.scores, self.groups)


class CannotJudge(FixedAnswer):
    """A method that gives up."""

    def judge(self, log: LogToJudge) -> Judgement:
        self.shown.append(log)
        raise SchemaError("these events are too few")


def times(hours: list[float | None]) -> pa.Array:
    moments = [None if hour is None else START + timedelta(hours=hour) for hour in hours]
    return pa.array(moments, pa.timestamp("us", tz="UTC"))


def hop() -> p1_hop.Tables:
    """Nine wallets, of which r1 r2 (cluster x), r3 r4 (cluster y) were reported.

    r1 r2 r3 share the funder F, r1 r2 came on one morning with nearly one volume, r4 came alone.
    e1 and e2 are eligible, a1 fell to the project's own rule, h1 and h2 have no label.
    """
    wallets = ["r1", "r2", "r3", "r4", "e1", "e2", "a1", "h1", "h2"]
    hours = [1.0, 2.0, 30.0, 80.0, 3.0, 200.0, 300.0, 301.0, 400.0]
    volumes = [1000.0, 1001.0, 5000.0, 900.0, 2000.0, 1000.5, 77.0, 88.0, 99.0]
    sources = ["reported"] * 4 + ["eligible"] * 2 + ["auto_transfer_graph", None, None]
    clusters = ["x", "x", "y", "y", None, None, None, None, None]
    folds = [0, 0, 2, 2, 0, 3, 3, 4, 4]
    transfers = [("F", "r1"), ("r2", "F"), ("F", "r3"), ("r1", "a1"), ("e2", "G"), ("r1", "r1")]
    return p1_hop.Tables(
        events=pa.table(
            {
                "actor": pa.array(wallets, pa.large_string()),
                "action": ["hop_first_use"] * 9,
                "object": ["hop_bridge"] * 9,
                "time": times(list(hours)),
            }
        ),
        transfers=pa.table(
            {
                "actor": [sender for sender, _ in transfers],
                "action": ["transfer_native"] * len(transfers),
                "object": [receiver for _, receiver in transfers],
                "chain": ["xdai"] * len(transfers),
                "n": [1] * len(transfers),
            }
        ),
        labels=pa.table(
            {
                "actor": wallets,
                "label": pa.array([1, 1, 1, 1, 0, 0, 1, None, None], pa.int64()),
                "label_source": pa.array(sources, pa.large_string()),
                "reported_group": clusters,
                "volume_usd": volumes,
                "fold": pa.array(folds, pa.int64()),
            }
        ),
    )


def otc() -> p2_otc.Tables:
    """u1 and u2 are labelled 1: u1 gave one rating, u2 none; v1 and v2 gave two and are 0."""
    ratings = [
        ("v1", "v2", 5, 0.0),
        ("v1", "u1", -10, 1.0),
        ("v2", "v1", 4, 2.0),
        ("v2", "u2", -8, 3.0),
        ("u1", "v1", -3, 4.0),
    ]
    actors, objects, values, hours = zip(*ratings, strict=True)
    return p2_otc.Tables(
        events=pa.table(
            {
                "actor": list(actors),
                "action": ["rate"] * len(ratings),
                "object": list(objects),
                "time": times(list(hours)),
                "rating": pa.array(values, pa.int64()),
            }
        ),
        labels=pa.table(
            {
                "actor": ["u1", "u2", "v1", "v2"],
                "label": pa.array([1, 1, 0, 0], pa.int8()),
                "fold": [0, 1, 2, 3],
            }
        ),
    )


def yelpchi() -> p3_yelpchi.Tables:
    """Three accounts, four reviews; both reviews of s are labelled, and the priors say so."""
    return p3_yelpchi.Tables(
        events=pa.table(
            {
                "actor": ["s", "s", "a", "b"],
                "action": ["review"] * 4,
                "object": ["p", "q", "p", "p"],
                "label": [1, 1, 0, 0],
                "speagle_prior": [0.9, 0.8, 0.1, 0.2],
            }
        ),
        labels=pa.table(
            {
                "actor": ["s", "a", "b"],
                "label": [1, 0, 0],
                "n_reviews": [2, 1, 1],
                "speagle_user_prior": [0.7, 0.1, 0.2],
            }
        ),
    )


def youtube() -> p4_youtube.Tables:
    """Two videos with times and one, the third, of which one comment lacks its time."""
    rows = [
        ("s1", "v1", 0.0, "加我微信领红包", 1),
        ("a", "v1", 1.0, "这首歌太好听了", 0),
        ("s2", "v2", 2.0, "加我微信领红包!", 1),
        ("b", "v2", 3.0, "小时候的回忆", 0),
        ("s1", "v3", None, "加我微信领红包", 1),
        ("d", "v3", 5.0, "哈哈哈", 0),
    ]
    actors, videos, hours, texts, labels = zip(*rows, strict=True)
    return p4_youtube.Tables(
        pa.table(
            {
                "event_id": [str(n) for n in range(len(rows))],
                "actor": list(actors),
                "action": ["comment"] * len(rows),
                "object": list(videos),
                "time": times(list(hours)),
                "text": list(texts),
                "label": list(labels),
            }
        )
    )


def unlabelled(*, texts: bool = True) -> p6_false_alarms.Tables:
    """Twenty accounts, one comment each, times without a zone."""
    columns = {
        "actor": [f"a{n:02d}" for n in range(20)],
        "action": ["comment"] * 20,
        "object": ["page"] * 20,
        "time": times([float(n) for n in range(20)]).cast(pa.timestamp("us")),
        "object_author_status": ["suspended"] * 20,
    }
    if texts:
        columns["text"] = ["你好"] * 19 + [None]
    return p6_false_alarms.Tables("vk_comments_unlabelled", pa.table(columns))


def as_text(rows: Sequence[ProtocolRow]) -> list[str]:
    """Return rows as text, in which what is not a number equals itself."""
    return [f"{row!r} {dict(row.measures)!r}" for row in rows]


def shuffled(table: pa.Table, seed: int) -> pa.Table:
    """Return the same rows in another order."""
    return table.take(np.random.default_rng(seed).permutation(table.num_rows))
