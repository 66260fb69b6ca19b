"""How a ring works, without who it is: lags, hours, sizes, gaps, actions, the shape of names.

Every feature is a distribution. Two desks that run the same program look alike in all of them, so
behaviour alone never recognises a ring; it can only support what places and words say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

import numpy as np

from clearwater.detect.found_groups import FoundGroup
from clearwater.engine.coded_log import UNKNOWN_TIME, CodedLog
from clearwater.units import MICROSECONDS

Distribution = Mapping[str, float]
HOUR_US = 3_600 * MICROSECONDS
DAY_US = 24 * HOUR_US
LEAST_ALIKE = 3
"""Members that must share the shape of a name for it to be kept: one's own shape is a name."""
_CLASSES = (
    (re.compile(r"[0-9]+"), "9"),
    (re.compile(r"[a-z]+"), "a"),
    (re.compile(r"[A-Z]+"), "A"),
    (re.compile(r"[\u3400-\u9fff]+"), "汉"),
)


def behaviour_of(log: CodedLog, group: FoundGroup) -> dict[str, dict[str, float]]:
    """Return the distributions of one group by feature; values of each sum to 1, or it is empty.

    ``lag`` doublings of seconds since the first of a moment · ``hour`` of the day, UTC, weekday or
    not · ``age`` of the object, doublings of hours · ``size`` of a moment, tenths of the group ·
    ``gap`` between moments, doublings of hours · ``action`` of joint acts · ``order`` of actions of
    one account at one moment · ``name`` shape.
    """
    time = log.time[group.row]
    first = np.full(group.moments, np.iinfo(np.int64).max)
    np.minimum.at(first, group.moment, time)
    lag_s = (time - first[group.moment])[_not_first(group)] / MICROSECONDS
    begins = np.sort(first)
    created = log.created[group.object]
    known = created != UNKNOWN_TIME
    actions = log.key_action.to_pylist()
    joint = [actions[k] for k in log.key[group.row].tolist()]
    return {
        "lag": _shares(_doublings(lag_s)),
        "hour": _shares(_hours(first)),
        "age": _shares(_doublings((first - created)[known] / HOUR_US)),
        "size": _shares(_sizes(log, group)),
        "gap": _shares(_doublings(np.diff(begins) / HOUR_US)),
        "action": _shares(joint),
        "order": _shares(_orders(log, group, joint)),
        "name": _names(log, group.members),
    }


def agreement(mine: Mapping[str, Distribution], other: Mapping[str, Distribution]) -> float:
    """Return how alike two rings behave, 0..1: one less the mean Jensen-Shannon distance.

    Over features that both have; 0 where there is none.
    """
    both = [name for name in mine if mine[name] and other.get(name)]
    if not both:
        return 0.0
    return 1.0 - float(np.mean([_distance(mine[name], other[name]) for name in both]))


def _distance(p: Distribution, q: Distribution) -> float:
    """Return the square root of the Jensen-Shannon divergence to base 2, 0..1."""
    names = sorted({*p, *q})
    a = np.array([p.get(name, 0.0) for name in names])
    b = np.array([q.get(name, 0.0) for name in names])
    middle = 0.5 * (a + b)

    def part(one: np.ndarray) -> float:
        some = one > 0.0
        return float((one[some] * np.log2(one[some] / middle[some])).sum())

    return float(np.sqrt(min(1.0, max(0.0, 0.5 * (part(a) + part(b))))))


def _shares(values: list[str]) -> dict[str, float]:
    count = Counter(values)
    total = sum(count.values())
    return {name: round(count[name] / total, 4) for name in sorted(count)}


def _doublings(values: np.ndarray) -> list[str]:
    """Return the number of doublings above a quarter of the unit, -2 for all below."""
    level = np.floor(np.log2(np.maximum(values, 0.25))).astype(int)
    return [str(one) for one in level.tolist()]


def _hours(moment: np.ndarray) -> list[str]:
    hour = moment % DAY_US // HOUR_US
    weekday = (moment // DAY_US + 3) % 7  # 1970-01-01 was a Thursday
    return [
        f"{'end' if day >= 5 else 'week'} {h:02d}"
        for h, day in zip(hour.tolist(), weekday.tolist(), strict=True)
    ]


def _sizes(log: CodedLog, group: FoundGroup) -> list[str]:
    pair = np.unique(group.moment.astype(np.int64) * log.accounts + log.actor[group.row])
    present = np.bincount(pair // log.accounts, minlength=group.moments)
    tenth = np.minimum(9, 10 * present // max(1, group.members.size))
    return [str(one) for one in tenth.tolist()]


def _not_first(group: FoundGroup) -> np.ndarray:
    """Return which joint acts are not the first of their moment."""
    later: np.ndarray = np.diff(group.moment, prepend=-1) == 0
    return later


def _orders(log: CodedLog, group: FoundGroup, joint: list[str]) -> list[str]:
    """Return what each account did at each moment, in order, where it did several things."""
    done: dict[tuple[int, int], list[str]] = {}
    for moment, account, action in zip(
        group.moment.tolist(), log.actor[group.row].tolist(), joint, strict=True
    ):
        done.setdefault((moment, account), []).append(action)
    return [" > ".join(acts) for acts in done.values() if len(acts) > 1]


def _names(log: CodedLog, members: np.ndarray) -> dict[str, float]:
    shapes = Counter(shape_of(log.actors[a].as_py()) for a in members.tolist())
    kept = {shape: n for shape, n in shapes.items() if n >= LEAST_ALIKE}
    other = sum(shapes.values()) - sum(kept.values())
    if other:
        kept["other"] = other
    total = max(1, sum(kept.values()))
    return {shape: round(kept[shape] / total, 4) for shape in sorted(kept)}


def shape_of(name: str) -> str:
    """Return the shape of a name: runs of letters, digits and Chinese characters.

    Examples
    --------
    >>> shape_of("小红薯5F3a21"), shape_of("u004217")
    ('汉9A9a9', 'a9')
    """
    shape = name
    for pattern, sign in _CLASSES:
        shape = pattern.sub(sign, shape)
    return "".join(one if one in "9aA汉_-." else "?" for one in shape)
