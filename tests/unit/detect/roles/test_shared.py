from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from clearwater.detect.found_groups import FoundGroup, found_groups
from clearwater.detect.roles.hubs import hubs
from clearwater.detect.roles.shared import customers, suppliers
from clearwater.engine.coded_log import CodedLog
from clearwater.engine.encode import encode
from tests.helpers.coded import Row, events_table
from tests.helpers.moments_in_order import DAY_S, run_tables

GROUPS = {f"F{n}": [f"g{n}-{k}" for k in range(6)] for n in range(1, 5)}


@dataclass(frozen=True)
class World:
    log: CodedLog
    groups: list[FoundGroup]


def world(*, helper: str | None = None, orders: int = 1) -> World:
    """Four groups with five objects each among 300 people; F1 and F2 share line and customer.

    The customer ordered `orders` objects of each. `helper` is a member of F1 who comes to moments
    of F2 and F3 besides.
    """
    rows: list[Row] = [
        (f"p{k}", f"free{(7 * k + j) % 90}", 5_000.0 * k + 900 * j)
        for k in range(300)
        for j in range(3)
    ]
    spans = []
    for name, own in GROUPS.items():
        for m in range(5):
            start = DAY_S * (5 * int(name[1:]) + m)
            besides = [helper] if helper and name in ("F2", "F3") and m == 2 else []
            present = [*own[:3], *besides, *own[3:]]
            rows += [(who, f"{name}-o{m}", start + k) for k, who in enumerate(present)]
            spans.append((name, f"{name}-o{m}", start, start + len(present)))
    table = events_table(rows)
    line = {
        **dict.fromkeys(GROUPS["F1"] + GROUPS["F2"], "shared"),
        **dict.fromkeys(GROUPS["F3"], "own"),
    }
    lines = [line.get(who, f"line-{who}") for who in table["actor"].to_pylist()]
    ordered = {f"{name}-o{m}" for name in ("F1", "F2") for m in range(orders)}
    targets = [
        "商家甲" if what in ordered else f"owner of {what}" for what in table["object"].to_pylist()
    ]
    table = table.append_column("line", pa.array(lines)).append_column("target", pa.array(targets))
    log = encode(table.to_batches(), None)
    return World(log, found_groups(log, run_tables(GROUPS, spans)))


def test_a_line_that_two_findings_use_is_their_supplier() -> None:
    one = world()
    found, skipped = suppliers(one.log, one.groups)
    line, own = sorted(found, key=lambda shared: shared.p_value)
    assert (line.kind, line.value, line.findings, line.accounts) == (
        *("line", "shared", ("F1", "F2")),
        12,
    )
    assert line.outsiders == 0
    assert line.p_value < 0.02
    assert (own.value, own.findings, own.p_value) == ("own", ("F3",), 1.0)
    assert any("no column device" in reason for reason in skipped)


def test_a_target_of_two_findings_is_a_customer_and_no_member() -> None:
    one = world()
    customer, *others = sorted(customers(one.log, one.groups), key=lambda shared: shared.p_value)
    assert (customer.value, customer.findings) == ("商家甲", ("F1", "F2"))
    assert (customer.outsiders, customer.accounts) == (2, 12)
    assert customer.p_value < 0.2
    assert {other.p_value for other in others} == {1.0}


def test_a_shop_that_orders_again_is_told_from_one_met_by_chance() -> None:
    """Three of five objects of each of two groups, where it has three of a hundred others."""
    one = world(orders=3)
    customer, *_ = sorted(customers(one.log, one.groups), key=lambda shared: shared.p_value)
    assert (customer.value, customer.findings) == ("商家甲", ("F1", "F2"))
    assert customer.p_value < 0.02


def test_who_comes_to_the_moments_of_others_is_a_hub() -> None:
    one = world(helper="g1-0")
    strong = [sign for sign in hubs(one.log, one.groups) if sign.strong]
    assert [one.log.actors[sign.account].as_py() for sign in strong] == ["g1-0"]
    assert strong[0].p_value < 1e-3


def test_without_such_an_account_there_is_no_hub() -> None:
    one = world()
    assert list(hubs(one.log, one.groups)) == []


def test_a_carriers_line_is_nobodys_supplier() -> None:
    one = world()
    column = one.log.columns["line"]
    everybody = pa.array(["carrier"])
    object.__setattr__(column, "names", everybody)
    column.code[:] = 0
    assert suppliers(one.log, one.groups)[0] == []
