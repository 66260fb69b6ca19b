from __future__ import annotations

from clearwater.detect.found_groups import found_groups
from clearwater.detect.roles.riders import riders
from tests.helpers.coded import coded_log
from tests.helpers.moments_in_order import DAY_S, ordered_group, run_tables, shuffled

NAMES = [f"a{k}" for k in range(8)]


def test_who_comes_when_the_crowd_is_there_is_a_rider() -> None:
    rows, spans = [], []
    for m in range(10):
        start = DAY_S * (m + 1)
        rows += [(who, f"o{m}", start + k) for k, who in enumerate(NAMES)]
        rows += [(f"x{m}-{k}", f"o{m}", start + 20 + k) for k in range(12)]
        rows += [("late", f"o{m}", start + 100)]
        spans.append(("F001", f"o{m}", start, start + 8))
    log = coded_log(rows)
    (group,) = found_groups(log, run_tables({"F001": [*NAMES, "late"]}, spans))
    strong = [sign for sign in riders(log, group) if sign.strong and sign.p_value < 1e-6]
    assert [log.actors[sign.account].as_py() for sign in strong] == ["late"]
    assert strong[0].figure.startswith("joined 10 of 10 objects when the crowd had taken over")


def test_members_who_come_in_no_order_are_no_riders() -> None:
    log, group = ordered_group(shuffled(NAMES, 1), 12, outsiders=20)
    assert [sign for sign in riders(log, group) if sign.strong and sign.p_value <= 0.01] == []


def test_without_outsiders_nothing_is_late() -> None:
    log, group = ordered_group(shuffled(NAMES, 2), 6)
    assert {sign.p_value for sign in riders(log, group)} == {1.0}
