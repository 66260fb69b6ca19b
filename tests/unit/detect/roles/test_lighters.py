from __future__ import annotations

import numpy as np

from clearwater.detect.found_groups import FoundGroup, found_groups
from clearwater.detect.roles.lighters import lighters, places
from clearwater.detect.roles.sign import Sign
from clearwater.engine.coded_log import CodedLog
from tests.helpers.coded import Row, coded_log
from tests.helpers.moments_in_order import DAY_S, ordered_group, run_tables, shuffled

NAMES = [f"a{k:02d}" for k in range(20)]


def signs(order_seed: int, first: str | None = None, moments: int = 15) -> list[Sign]:
    mixed = shuffled(NAMES, order_seed)

    def order(m: int) -> list[str]:
        drawn = list(mixed(m))
        if first is not None:
            drawn.remove(first)
            drawn.insert(0, first)
        return drawn

    log, group = ordered_group(order, moments)
    return list(lighters(log, group))


def test_who_always_comes_first_is_a_lighter_and_nobody_else() -> None:
    found = signs(0, first="a07")
    strong = [sign for sign in found if sign.strong and sign.p_value <= 1e-4]
    assert [sign.account for sign in strong] == [7]
    assert "came first at 15 of its 15 occasions, 0.8 by chance" in strong[0].figure


def test_in_random_order_p_values_are_honest() -> None:
    p = np.array([sign.p_value for seed in range(60) for sign in signs(seed, moments=8)])
    # Conservative by making, as places are whole numbers: never more than stated.
    for level in (0.2, 0.05, 0.01):
        assert (p <= level).mean() <= level + 3 * np.sqrt(level / p.size)


def test_in_random_order_nobody_is_a_lighter() -> None:
    named = 0
    for seed in range(100, 160):
        found = signs(seed)
        named += any(sign.strong and sign.p_value <= 0.01 / len(found) for sign in found)
    assert named <= 2


def test_who_ties_for_the_first_place_was_not_the_first() -> None:
    log, group = ordered_group(lambda _: NAMES[:4], 1)
    at_once = log.time.copy()
    at_once[:] = at_once[0]
    object.__setattr__(log, "time", at_once)
    ((_, place),) = places(log, group)
    assert place.tolist() == [4, 4, 4, 4]


def test_who_lights_an_object_before_the_moment_begins_came_first() -> None:
    """The moment is that of the others; a07 was there half a minute before each."""
    log, group = led_by("a07", before_s=30.0)
    strong = [sign for sign in lighters(log, group) if sign.strong and sign.p_value <= 1e-4]
    assert [log.actors[sign.account].as_py() for sign in strong] == ["a07"]


def test_who_came_long_before_lit_nothing() -> None:
    log, group = led_by("a07", before_s=1_800.0)
    assert not [sign for sign in lighters(log, group) if sign.strong]


def led_by(who: str, before_s: float) -> tuple[CodedLog, FoundGroup]:
    mixed = shuffled([name for name in NAMES if name != who], 3)
    rows: list[Row] = []
    spans = []
    for m in range(15):
        start = DAY_S * (m + 1)
        rows += [(who, f"o{m}", start - before_s)]
        rows += [(name, f"o{m}", start + k) for k, name in enumerate(mixed(m))]
        spans.append(("F001", f"o{m}", start, start + 19.0))
    log = coded_log(rows)
    (group,) = found_groups(log, run_tables({"F001": NAMES}, spans))
    return log, group


def test_moments_of_one_job_are_one_occasion() -> None:
    """Else who came first by chance would have come first three times."""
    rows: list[Row] = [(name, "o", DAY_S + 40.0 * k) for k, name in enumerate(NAMES[:9])]
    spans = [("F001", "o", DAY_S + 120.0 * part, DAY_S + 120.0 * part + 80.0) for part in range(3)]
    log = coded_log(rows)
    (group,) = found_groups(log, run_tables({"F001": NAMES[:9]}, spans))
    ((_, place),) = places(log, group)
    assert place.tolist() == list(range(1, 10))


def test_two_at_a_moment_have_no_order() -> None:
    log, group = ordered_group(lambda _: NAMES[:2], 5)
    assert list(lighters(log, group)) == []
