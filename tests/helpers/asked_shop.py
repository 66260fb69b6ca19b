"""The made-up shop with devices, lines, texts and sign-ups: what group questions are asked about.

Three gangs, and honest people. The gangs show everything that a question can see: one browses by
the clock for two weeks, day and night, and then brushes orders and praises them in copied words,
its accounts empty and handed on from one to the next on two devices; one gives one star at a time
with others; one sells follows and works through a list.
The class shares a line at school and a text that it was handed once, the office its line by day, a
family hands a tablet round, and fans follow a star on the same evening and whom they like besides.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from clearwater.detect.families import Draft
from clearwater.detect.population import Population
from clearwater.engine.coded_log import CodedLog
from clearwater.engine.encode import encode
from clearwater.events.schema import TIME_TYPE
from tests.helpers.made_up_shop import DAY, Shop, shop

SIZE = 20
WINDOW_US = 60_000_000
GANGS = ("brush", "extort", "sell")
HONEST = ("class", "people", "family", "office", "fans")
HONEST_AMONG_ALL = (("people", 20), ("family", 6), ("office", 20))
"""Customers like the others, so many of each kind."""
HANDLES = ("Mia{}", "小{}明", "anna.{}", "jo_{}x", "大海_{}", "{}lu")
CLIENTS = ("app 5.1", "app 5.0", "web", "app 4.9")
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
    profile: dict[str, tuple[int, int, int]] = field(default_factory=dict)
    """Followers, following and posts."""

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
                **{
                    column: [self.profile[name][n] for name in self.created]
                    for n, column in enumerate(("followers", "following", "posts"))
                },
            }
        )
        return Population.of(encode(arrange(table).to_batches()), accounts)


def draft_of(
    known: Population, group: str, rename: Callable[[str], str] = lambda name: name
) -> Draft:
    """Return the accounts of a gang or of honest people, drafted for what they did together."""
    wanted = {rename(f"{group}{n:02d}") for n in range(SIZE)}
    names = known.log.actors.to_pylist()
    members = np.array([n for n, name in enumerate(names) if name in wanted], np.int32)
    return Draft(members, joint_rows(known.log, members), WINDOW_US)


def joint_rows(log: CodedLog, members: np.ndarray) -> np.ndarray:
    """Return the acts of members that another of them did, too, right before or after."""
    row = np.flatnonzero(np.isin(log.actor, members))
    met = (
        (np.diff(log.key[row]) == 0)
        & (np.diff(log.time[row]) <= WINDOW_US)
        & (np.diff(log.actor[row]) != 0)
    )
    found: np.ndarray = row[np.append(met, False) | np.append(False, met)]
    return found


def asked_shop(seed: int = 1) -> AskedShop:
    """Return the shop."""
    rng = np.random.default_rng([seed, 7])
    made = shop(seed, accounts=400)
    groups = {name: made.newcomers(SIZE) for name in (*GANGS, "class", "fans")}
    _brush(made, groups["brush"], rng)
    _extort(made, groups["extort"], rng)
    _attend(made, groups["class"], rng)
    first = 0
    for name, size in HONEST_AMONG_ALL:
        groups[name] = list(range(first, first + size))
        first += size
    _hand_round(made, groups["family"], rng)
    follow_to_order(made, groups["sell"], rng)
    follow_stars(made, groups["fans"], rng)
    name_of = {who: f"{name}{n:02d}" for name, all_ in groups.items() for n, who in enumerate(all_)}
    asked = AskedShop()
    for who in range(made.accounts):
        name = name_of.setdefault(who, HANDLES[min(who % 7, who % 6)].format(who))
        asked.created[name] = float(rng.uniform(0, 900 * DAY))
        filled = np.floor(rng.lognormal(3.0, 1.5, 3)).astype(int).tolist()
        asked.profile[name] = (0, 0, 0) if name.startswith("brush") else tuple(filled)
    for n, who in enumerate(groups["brush"] + groups["extort"] + groups["sell"]):
        asked.created[name_of[who]] = 500 * DAY + 60.0 * n
    start = 1_000 * DAY
    for number, (who, what, on, when, stars) in enumerate(made.events):
        name = name_of[who]
        at = when if name.startswith(GANGS) else _awake(when)
        row: dict[str, object] = {
            "event": f"e{number:05d}",
            "actor": name,
            "action": what,
            "object": f"thing {on:02d}",
            "time": start + at,
            "value": stars,
            **_place(name, who, number, at % DAY / 3_600),
            **_words(name, number, what),
        }
        asked.rows.append(row)
    return asked


def _awake(when: float) -> float:
    """Return the same day, between eight in the morning and ten in the evening."""
    day, rest = divmod(when, DAY)
    return day * DAY + (8 / 24 + rest / DAY * 14 / 24) * DAY


def _brush(made: Shop, members: list[int], rng: np.random.Generator) -> None:
    for place, who in enumerate(members):
        # Every two are at their two devices, and hand them on after four minutes.
        start = place // 2 * 240.0 + float(rng.uniform(0, 60))
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


def _hand_round(made: Shop, members: list[int], rng: np.random.Generator) -> None:
    """Add evenings on which three of the family look at something within ten minutes."""
    for _ in range(8):
        when = float(rng.uniform(0, 60 * DAY))
        for who in rng.choice(members, size=3, replace=False).tolist():
            thing = int(rng.integers(0, 60))
            made.add([(who, "view", thing, when + float(rng.uniform(0, 600)), None)])


def follow_to_order(made: Shop, members: list[int], rng: np.random.Generator) -> None:
    """Add twelve targets that all follow within half a minute, and twelve down a list, apart.

    Others looked at all of them before, in another order, and half of those follow them.
    """
    targets = rng.permutation(np.arange(60, 84)).tolist()
    for target in targets:
        known = int(rng.integers(2, 30))
        looks = [(int(rng.integers(50, 400)), float(rng.uniform(0, 5 * DAY))) for _ in range(known)]
        made.add([(who, "view", target, when, None) for who, when in looks])
        made.add([(who, "follow", target, when + 60.0, None) for who, when in looks[::2]])
    for target in targets[:12]:
        order = float(rng.uniform(10, 50) * DAY)
        made.add([(w, "follow", target, order + float(rng.uniform(0, 30)), None) for w in members])
    for who in members:
        begin = float(rng.uniform(10, 30) * DAY)
        for place, target in enumerate(targets[12:]):
            when = begin + (place + float(rng.uniform(0, 1.3))) * DAY
            made.add([(who, "follow", target, when, None)])


def follow_stars(made: Shop, members: list[int], rng: np.random.Generator) -> None:
    """Add four stars whom all follow on the evening they are announced, and six by own taste."""
    for star in range(4):
        evening = float(rng.uniform(5, 50) * DAY)
        made.add([(w, "follow", star, evening + float(rng.uniform(0, 600)), None) for w in members])
    for who in members:
        for thing in rng.choice(np.arange(4, 60), 6, replace=False).tolist():
            made.add([(who, "follow", thing, float(rng.uniform(0, 60 * DAY)), None)])


def _place(name: str, who: int, number: int, hour: float) -> dict[str, str]:
    own = {
        "device": f"phone {name}",
        "line": f"home {name}",
        "ip": f"10.{100 + who % 90}.{who // 90}.7",
        "client": CLIENTS[who % len(CLIENTS)],
    }
    if name.startswith(("brush", "extort")):
        room = f"{name[:5]} {who % 2}"
        return {
            "device": f"box {room}" if name.startswith("brush") else own["device"],
            "line": f"line {room}",
            "ip": f"10.9.{ord(name[0])}.{who % 250}",
            "client": f"beta {room}",
        }
    if name.startswith("family"):
        return own | {"device": "tablet", "line": "home family", "ip": "10.99.0.7"}
    if name.startswith("office") and 9 <= hour < 17:
        return own | {"line": "office", "ip": "10.201.0.1", "client": "the company's own"}
    if name.startswith("class") and number % 5 < 2:
        return own | {"line": "school", "ip": "10.200.0.1", "client": "the school's own"}
    return own


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
