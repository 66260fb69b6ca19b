"""From pairs that choice cannot explain to groups: seeds, members, fragments, each account once."""

from __future__ import annotations

import numpy as np
import pytest

from clearwater.detect.groups import (
    Group,
    _each_account_once,
    _joined,
    find_groups,
    seeds_of_pairs,
    told_apart,
)
from clearwater.detect.linkage import seed_groups
from clearwater.detect.membership import Membership
from clearwater.detect.pair_evidence import PairEvidence
from tests.helpers.coded import int32
from tests.helpers.desk import DESK, SECOND_DESK, codes, desk_log, desk_scan
from tests.helpers.moments import bare_moments

LEVEL = 0.005


def linked(*pairs: tuple[int, int]) -> PairEvidence:
    """Return evidence in which just these pairs are significant."""
    n = len(pairs)
    tiny = np.full(n, 1e-12)
    return PairEvidence(
        window_us=60_000_000,
        left=int32([a for a, _ in pairs]),
        right=int32([b for _, b in pairs]),
        meetings=np.full(n, 9, np.int32),
        expected=tiny,
        p_choice=tiny,
        p_timing=tiny,
        occasions=np.full(n, 9, np.int32),
        q_value=np.ones(n),
        q_choice=tiny,
        asked=np.ones(n, bool),
        touches=np.ones(0),
        visits=0,
        left_out=0,
        ceiling=0,
    )


def clique(*members: int) -> list[tuple[int, int]]:
    return [(a, b) for k, a in enumerate(members) for b in members[k + 1 :]]


def seeds_of(*windows: PairEvidence) -> list[list[int]]:
    return [group.tolist() for group in seed_groups(list(windows), LEVEL, seed=0)]


def test_separate_cliques_are_separate_seeds_the_largest_first() -> None:
    assert seeds_of(linked(*clique(7, 8, 9), *clique(0, 1, 2, 3))) == [[0, 1, 2, 3], [7, 8, 9]]


def test_pairs_of_any_window_link() -> None:
    assert seeds_of(linked((0, 1)), linked((1, 2)), linked((0, 2))) == [[0, 1, 2]]


def test_two_accounts_are_a_pair_and_no_group() -> None:
    assert seeds_of(linked((0, 1))) == []


def test_pairs_above_the_level_do_not_link() -> None:
    evidence = linked(*clique(0, 1, 2))
    evidence.q_choice[:] = LEVEL * 1.01
    assert seeds_of(evidence) == []


def test_two_desks_joined_by_one_chance_pair_stay_apart() -> None:
    left, right = tuple(range(12)), tuple(range(12, 24))
    assert seeds_of(linked(*clique(*left), (11, 12), *clique(*right))) == [list(left), list(right)]


def asked(p: dict[int, float]) -> Membership:
    account, value = int32(sorted(p)), np.array([p[a] for a in sorted(p)])
    none = np.zeros(0, np.int32)
    zeros = np.zeros(account.size)
    return Membership(
        account, zeros, zeros, value, value, none, none, np.zeros(0), np.zeros(0, bool)
    )


def group(*members: int, p: dict[int, float] | None = None) -> Group:
    moments = bare_moments(0)
    found = asked(dict.fromkeys(members, 1e-9) if p is None else p)
    return Group(int32(members), 0, 60_000_000, moments, found, found.p_timing, found.p_timing)


def test_a_fragment_is_joined_to_the_larger_group() -> None:
    kept = _joined([group(1, 2, 3), group(0, 1, 2, 3, 4, 5)])
    assert [one.members.tolist() for one in kept] == [[0, 1, 2, 3, 4, 5]]


def test_groups_that_share_less_than_half_both_stay() -> None:
    assert len(_joined([group(0, 1, 2, 3), group(3, 4, 5)])) == 2


def test_an_account_belongs_where_its_evidence_is_strongest() -> None:
    first = group(0, 1, 2, 3, p={0: 1e-9, 1: 1e-9, 2: 1e-9, 3: 1e-3})
    second = group(3, 4, 5, 6, p={3: 1e-8, 4: 1e-9, 5: 1e-9, 6: 1e-9})
    found = [one.members.tolist() for one in _each_account_once([first, second])]
    assert found == [[0, 1, 2], [3, 4, 5, 6]]


def test_what_is_left_of_a_group_may_be_too_small() -> None:
    first = group(0, 1, 2, p={0: 1e-3, 1: 1e-9, 2: 1e-9})
    second = group(0, 4, 5, p={0: 1e-9, 4: 1e-9, 5: 1e-9})
    found = [one.members.tolist() for one in _each_account_once([first, second])]
    assert found == [[0, 4, 5]]


def found_in_the_desks() -> list[Group]:
    return found_from(seed=0)


def found_from(seed: int) -> list[Group]:
    scan = desk_scan()
    seeds = seeds_of_pairs(desk_log(), scan.windows, scan.level, seed)
    return told_apart(
        find_groups(desk_log(), scan.known, scan.asking, scan.windows, scan.level, seeds)
    )


def test_both_desks_are_found_whole_and_nobody_else() -> None:
    members = [one.members.tolist() for one in found_in_the_desks()]
    assert members == [codes(DESK).tolist(), codes(SECOND_DESK).tolist()]


def test_each_group_is_described_at_the_narrowest_window_that_carries_its_evidence() -> None:
    """The first desk acts within 8 s and the second within 40 s."""
    assert [one.window_us for one in found_in_the_desks()] == [10_000_000, 60_000_000]


def test_every_member_passes_at_the_level() -> None:
    for one in found_in_the_desks():
        place = np.searchsorted(one.asked.account, one.members)
        assert one.q_value[place].max() <= LEVEL


@pytest.mark.parametrize("seed", [1, 2**40])
def test_the_seed_of_the_partition_does_not_decide_who_belongs(seed: int) -> None:
    assert [one.members.tolist() for one in found_from(seed)] == [
        codes(DESK).tolist(),
        codes(SECOND_DESK).tolist(),
    ]
