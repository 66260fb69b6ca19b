"""The made-up shop with devices, lines, texts and sign-ups: what group questions are asked about.

Two gangs, a class and everybody else. The gangs show everything that a question can see: one
browses by the clock for two weeks, day and night, and then brushes orders and praises them in
copied words, the other gives one star at a time with others.
The class shares a line at school and a text that it was handed once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from clearwater.detect.families import Draft
from clearwater.detect.population import Population
from clearwater.engine.encode import encode
from clearwater.events.schema import TIME_TYPE
from tests.helpers.made_up_shop import DAY, Shop, shop

SIZE = 20
GANGS = ("brush", "extort")
HONEST = ("class", "people")
PRAISE = (
    "质量很好，物流也快，推荐大家买 #好物# #推荐#",
    "包装精美，客服热情，会回购的 #好物# #回购#",
)
PRAISE_LINKS = ("https://example.com/sale?utm_source=a", "https://example.com/gift?spm=1.2")
THREAT = ("差评！完全是骗人的，大家千万别买", "假货，申请退款没人理，垃圾店铺")
HANDED = "请支持我们学校的义卖活动"


@dataclass
class AskedShop:
    """A shop with names and places for everything."""

    rows: list[dict[str, object]] = field(default_factory=list)
    created: dict[str, float] = field(default_factory=dict)

    def population(
        self,
        arrange: Callable[[pa.Table], pa.Table] = lambda table: table,
        rename: Callable[[str], str] = lambda name: name,
        later_s: float = 0.0,
    ) -> Population:
        """Return it with rows arranged, accounts renamed and clocks moved as a check wants."""
        table = pa.Table.from_pylist(self.rows)
        times = np.round(np.array(table["time"].to_pylist(), float) + later_s) * 1e6
        table = table.set_column(
            table.column_names.index("time"),
            "time",
            pa.array(times.astype(np.int64)).cast(TIME_TYPE),
        )
        names = pa.array([rename(name) for name in table["actor"].to_pylist()])
        table = table.set_column(table.column_names.index("actor"), "actor", names)
        accounts = pa.table(
            {
                "actor": [rename(name) for name in self.created],
                "created": pa.array(
                    [int((at + later_s) * 1e6) for at in self.created.values()]
                ).cast(TIME_TYPE),
            }
        )
        return Population.of(encode(arrange(table).to_batches()), accounts)


def draft_of(
    known: Population, group: str, rename: Callable[[str], str] = lambda name: name
) -> Draft:
    """Return the accounts of a gang, of the class or of some people, drafted for nothing."""
    wanted = {rename(f"{group}{n:02d}") for n in range(SIZE)}
    names = known.log.actors.to_pylist()
    members = np.array([n for n, name in enumerate(names) if name in wanted], np.int32)
    return Draft(members, np.zeros(0, np.int64), 60_000_000)


def asked_shop(seed: int = 1) -> AskedShop:
    """Return the shop."""
    rng = np.random.default_rng([seed, 7])
    made = shop(seed, accounts=400)
    groups = {name: made.newcomers(SIZE) for name in (*GANGS, "class")}
    _brush(made, groups["brush"], rng)
    _extort(made, groups["extort"], rng)
    _attend(made, groups["class"], rng)
    name_of = {who: f"{name}{n:02d}" for name, all_ in groups.items() for n, who in enumerate(all_)}
    asked = AskedShop()
    for who in range(made.accounts):
        name_of.setdefault(who, f"people{who:02d}")
        asked.created[name_of[who]] = float(rng.uniform(0, 900 * DAY))
    for n, who in enumerate(groups["brush"] + groups["extort"]):
        asked.created[name_of[who]] = 500 * DAY + 60.0 * n
    start = 1_000 * DAY
    for number, (who, what, on, when, stars) in enumerate(made.events):
        name = name_of[who]
        row: dict[str, object] = {
            "event": f"e{number:05d}",
            "actor": name,
            "action": what,
            "object": f"thing {on:02d}",
            "time": start + (when if name.startswith(GANGS) else _awake(when)),
            "value": stars,
            **_place(name, who, number),
            **_words(name, number, what),
        }
        asked.rows.append(row)
    return asked


def _awake(when: float) -> float:
    """Return the same day, between eight in the morning and ten in the evening."""
    day, rest = divmod(when, DAY)
    return day * DAY + (8 / 24 + rest / DAY * 14 / 24) * DAY


def _brush(made: Shop, members: list[int], rng: np.random.Generator) -> None:
    for who in members:
        start = float(rng.uniform(0, DAY))
        made.add([(who, "view", int(rng.integers(0, 20)), start + n * 28_000.0, None)
                  for n in range(40)])  # fmt: skip
    for job in range(10):
        thing, order = int(rng.integers(20, made.objects)), float(rng.uniform(20, 50) * DAY)
        for who in members:
            when = order + float(rng.uniform(0, 3_600))
            made.add([(who, "purchase", thing, when, None)])
            made.add([(who, "review", thing, when + 2 * DAY + float(rng.uniform(0, 900)), 5.0)])
        del job


def _extort(made: Shop, members: list[int], rng: np.random.Generator) -> None:
    for _ in range(20):
        thing, begin = int(rng.integers(0, made.objects)), float(rng.uniform(0, 50 * DAY))
        sent = rng.choice(members, size=8, replace=False).tolist()
        made.add([(w, "review", thing, begin + float(rng.uniform(0, 1_800)), 1.0) for w in sent])


def _attend(made: Shop, members: list[int], rng: np.random.Generator) -> None:
    for who in members:
        for _ in range(12):
            thing, when = int(rng.integers(0, made.objects)), float(rng.uniform(0, 60 * DAY))
            bought = when + float(rng.exponential(1_800))
            made.add([(who, "view", thing, when, None), (who, "purchase", thing, bought, None)])
            if rng.random() < 0.3:
                stars = made.opinion(thing, rng)
                made.add([(who, "review", thing, when + 3 * DAY + rng.uniform(0, 4 * DAY), stars)])
        made.add([(who, "follow", 7, 30 * DAY + float(rng.uniform(0, 600)), None)])


def _place(name: str, who: int, number: int) -> dict[str, str]:
    if name.startswith(GANGS):
        room = f"{name[:5]} {who % 2}"
        return {
            "device": f"box {room}",
            "line": f"line {room}",
            "ip": f"10.9.{ord(name[0])}.{who % 250}",
        }
    if name.startswith("class") and number % 5 < 2:
        return {"device": f"phone {name}", "line": "school", "ip": "10.200.0.1"}
    return {
        "device": f"phone {name}",
        "line": f"home {name}",
        "ip": f"10.{100 + who % 90}.{who // 90}.7",
    }


def _words(name: str, number: int, what: str) -> dict[str, str | None]:
    if name.startswith("class") and what == "follow":
        return {"text": HANDED, "url": "https://school.example/fair", "media": "poster"}
    if what != "review":
        return {"text": None, "url": None, "media": None}
    if name.startswith(GANGS):
        texts, one = PRAISE if name.startswith("brush") else THREAT, number * 7_919 % 97 % 2
        return {
            "text": texts[one],
            "url": PRAISE_LINKS[one],
            "media": f"{name[:5]} picture {one}",
        }
    digits = str(number)
    own = "".join("零一二三四五六七八九"[int(d)] * 2 for d in digits)
    return {
        "text": f"{own}我自己写的评价{own[::-1]} #{digits}#",
        "url": f"https://example.org/{number}",
        "media": f"picture {number}",
    }
