"""Names of accounts and objects. They carry no truth: all come from one shuffle."""

from __future__ import annotations

import numpy as np

_PLACES = ("夜市", "老街", "River walk", "海边", "Night market", "胡同", "Harbour", "山里")
_THINGS = (
    "小吃探店",
    "猫咪日常",
    "morning run",
    "手工面包",
    "guitar cover",
    "旧书摊",
    "city lights",
)
_FORMS = ("第{n}期", "#{n}", "day {n}", "vlog {n}", "合集{n}")


def account_names(count: int, rng: np.random.Generator) -> list[str]:
    """Return `count` different account ids in random order, such as ``u004217``."""
    width = max(6, len(str(count)))
    return [f"u{n:0{width}d}" for n in rng.permutation(count).tolist()]


def object_names(count: int, rng: np.random.Generator, *, titles: bool) -> list[str]:
    """Return `count` different object names: codes, or readable titles in Chinese and English."""
    numbers = rng.permutation(count).tolist()
    if not titles:
        return [f"post-{n:07d}" for n in numbers]
    place = rng.integers(0, len(_PLACES), count).tolist()
    thing = rng.integers(0, len(_THINGS), count).tolist()
    form = rng.integers(0, len(_FORMS), count).tolist()
    return [
        f"{_PLACES[p]} {_THINGS[t]} {_FORMS[f].format(n=n)}"
        for p, t, f, n in zip(place, thing, form, numbers, strict=True)
    ]
