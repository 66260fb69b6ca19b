"""The rules against double loops over wallets."""

from __future__ import annotations

from collections.abc import Callable

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.evaluate.base import Judgement
from clearwater.evaluate.real_sets import hop_rules
from clearwater.evaluate.real_sets.hop_rules import Wallets
from tests.unit.evaluate.real_sets.made_up_sets import hop, shuffled, times

WALLETS = "abcde"
hours = st.lists(st.sampled_from([0.5, 5.5, 6.5, 23.0, 25.0, 150.0]), min_size=5, max_size=5)
volumes = st.lists(st.sampled_from([None, 0.5, 100.0, 100.3, 104.0, 3e7]), min_size=5, max_size=5)
transfers = st.lists(
    st.tuples(st.sampled_from("abcdeFGH"), st.sampled_from("abcdeFG")), max_size=14
)


def tables(
    at: list[float], paid: list[float | None], sent: list[tuple[str, str]]
) -> tuple[pa.Table, pa.Table, pa.Table]:
    return (
        pa.table({"actor": list(WALLETS), "time": times(list(at))}),
        pa.table(
            {
                "actor": pa.array([sender for sender, _ in sent], pa.string()),
                "object": pa.array([receiver for _, receiver in sent], pa.string()),
            }
        ),
        pa.table({"actor": list(WALLETS), "volume_usd": pa.array(paid, pa.float64())}),
    )


def counted(together: Callable[[str, str], bool]) -> dict[str, float]:
    """Return by a double loop how many others each wallet is together with; none is left out."""
    found = {a: sum(together(a, b) for b in WALLETS if b != a) for a in WALLETS}
    return {wallet: float(count) for wallet, count in found.items() if count}


def made_up() -> Wallets:
    made = hop()
    return Wallets.of(made.events, made.transfers, made.labels.select(["actor", "volume_usd"]))


@given(hours, volumes, transfers)
@settings(max_examples=150)
def test_rules_are_their_double_loops(
    at: list[float], paid: list[float | None], sent: list[tuple[str, str]]
) -> None:
    wallets = Wallets.of(*tables(at, paid, sent))
    hour = dict(zip(WALLETS, at, strict=True))
    usd = dict(zip(WALLETS, paid, strict=True))
    partners = {a: {y if x == a else x for x, y in sent if a in (x, y) and x != y} for a in WALLETS}

    def alike_volume(a: str, b: str) -> bool:
        # 100 and 100.3 share a bin of 2 %; the others are far from one another.
        known = [x for x in (usd[a], usd[b]) if x is not None and x >= 1]
        return len(known) == 2 and (known[0] == known[1] or set(known) == {100.0, 100.3})

    def shared(a: str, b: str) -> bool:
        return bool(partners[a] & partners[b])

    def slot(a: str, b: str) -> bool:
        return hour[a] // 6 == hour[b] // 6

    def day(a: str, b: str) -> bool:
        return hour[a] // 24 == hour[b] // 24

    expected = {
        hop_rules.direct_links: counted(lambda a, b: b in partners[a]),
        hop_rules.same_slot: counted(slot),
        hop_rules.same_volume: counted(alike_volume),
        hop_rules.same_day_same_volume: counted(lambda a, b: day(a, b) and alike_volume(a, b)),
        hop_rules.shared_counterparty: counted(shared),
        hop_rules.shared_counterparty_same_slot: counted(lambda a, b: slot(a, b) and shared(a, b)),
    }
    for rule, scores in expected.items():
        assert rule(wallets).scores == scores, rule.__name__


def test_made_up_wallets_by_eye() -> None:
    wallets = made_up()
    assert hop_rules.direct_links(wallets).scores == {"r1": 1.0, "a1": 1.0}
    assert hop_rules.same_day_same_volume(wallets).scores == {"r1": 1.0, "r2": 1.0}
    assert hop_rules.shared_counterparty(wallets).scores == {"r1": 2.0, "r2": 2.0, "r3": 2.0}
    assert hop_rules.shared_counterparty_same_slot(wallets).scores == {"r1": 1.0, "r2": 1.0}


def test_a_service_connects_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hop_rules, "SERVICE", 2)
    assert hop_rules.shared_counterparty(made_up()).scores == {}


def test_groups_are_connected_parts_of_the_size_of_a_report(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rule = hop_rules.shared_counterparty
    assert rule(made_up()).groups == {}
    monkeypatch.setattr(hop_rules, "LEAST_GROUP", 3)
    assert rule(made_up()).groups == dict.fromkeys(("r1", "r2", "r3"), "r1")


def test_groups_of_a_key_are_who_shares_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hop_rules, "LEAST_GROUP", 2)
    # e2 came on another day with the same volume.
    assert hop_rules.same_volume(made_up()).groups == dict.fromkeys(("r1", "r2", "e2"), "e2")
    assert hop_rules.same_day_same_volume(made_up()).groups == dict.fromkeys(("r1", "r2"), "r1")


def test_any_order_of_rows_gives_the_same_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hop_rules, "LEAST_GROUP", 2)
    made = hop()
    mixed = Wallets.of(
        shuffled(made.events, 1),
        shuffled(made.transfers, 2),
        shuffled(made.labels.select(["actor", "volume_usd"]), 3),
    )
    for rule in hop_rules.hop_rules():
        one, other = rule.judge(made_up()), rule.judge(mixed)
        assert (one.scores, one.groups) == (other.scores, other.groups)


def test_no_wallets_no_judgement() -> None:
    made = hop()
    empty = Wallets.of(
        made.events.slice(0, 0),
        made.transfers,
        made.labels.select(["actor", "volume_usd"]).slice(0, 0),
    )
    for rule in hop_rules.hop_rules():
        assert rule.judge(empty) == Judgement({}, {})
