"""Two small months of one ring and one that is no kin of it, to be signed and compared."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from clearwater.detect.rings.secret import Secret
from clearwater.detect.rings.signature import RingLog
from clearwater.engine.encode import encode
from tests.helpers.coded import Row, events_table
from tests.helpers.moments_in_order import DAY_S, run_tables

SECRET = Secret(bytes(range(32)))
POOL = tuple(
    f"雅诗纯露{words}" for words in ("补水效果特别好第二天脸都亮了", "包装很严实快递小哥也客气",
                                   "比专柜便宜将近一半真的划算", "我妈妈用了一周说要再买两瓶")
)  # fmt: skip


@dataclass(frozen=True)
class Month:
    """What the one ring of a month is given."""

    prefix: str
    """Of the names of its accounts."""
    devices: str
    """Of the names of its devices."""
    line: str
    texts: tuple[str, ...] = ()
    client: str = "app/9.7.0 android"
    """Everybody's."""
    address: str = "100.64.3"
    """First three parts: everybody is behind one carrier."""
    months_later: int = 0


def signed(month: Month, run: str, secret: Secret = SECRET) -> RingLog:
    """Return a month: ten members on six objects among 200 people, signed."""
    start = DAY_S * (20_000 + 30 * month.months_later)
    rows: list[Row] = [
        (f"{month.prefix}p{k}", f"free{(3 * k + j) % 70}", start + 4_000 * k + 700 * j)
        for k in range(200)
        for j in range(3)
    ]
    spans = []
    members = [f"{month.prefix}ring{k}" for k in range(10)]
    for m in range(6):
        begin = start + DAY_S * m + 3_600 * m
        rows += [(who, f"job{m}", begin + k) for k, who in enumerate(members)]
        spans.append(("F001", f"job{m}", begin, begin + 10))
    table = events_table(rows, action="comment")
    actors = table["actor"].to_pylist()
    inside = {who: k for k, who in enumerate(members)}
    texts = [
        month.texts[(inside[who] + n) % len(month.texts)] + "！" * (n % 3)
        if who in inside and month.texts
        else f"{who}昨天去了{n * 37}号，风景{who[::-1]}还行{n}"
        for n, who in enumerate(actors)
    ]
    columns = {
        "device": [f"{month.devices}{inside[w]}" if w in inside else f"own-{w}" for w in actors],
        "line": [month.line if who in inside else f"line-of-{who}" for who in actors],
        "client": [month.client] * len(actors),
        "ip": [f"{month.address}.{n % 250}" for n in range(len(actors))],
        "text": texts,
    }
    for name, values in columns.items():
        table = table.append_column(name, pa.array(values))
    log = encode(table.to_batches(), None)
    return RingLog.of(log, run_tables({"F001": members}, spans, "comment"), run, secret)


BEFORE = Month("a", "phone-", "line-1", POOL)
