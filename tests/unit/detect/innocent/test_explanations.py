"""Innocent explanations: what takes evidence away, and what does not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from clearwater.detect.asking import Answers
from clearwater.detect.families.shared_place import DEVICE, LINE
from clearwater.detect.group_evidence import GroupEvidence
from clearwater.detect.groups import Group
from clearwater.detect.innocent import EXPLAINS, EXPLANATIONS, NOT_RULED_OUT, RULED_OUT, Case
from clearwater.detect.innocent.base import NOT_TESTED
from clearwater.detect.innocent.household import household
from clearwater.detect.innocent.public_device import public_device
from clearwater.detect.innocent.reactions import one_occasion
from clearwater.detect.innocent.shared_site import shared_site
from clearwater.detect.innocent.timetable import timetable
from clearwater.detect.membership import Membership
from clearwater.detect.population import Population
from clearwater.engine.encode import encode
from tests.helpers.coded import int32, int64, microseconds
from tests.helpers.moments import bare_moments

HOUR_S = 3_600.0
NOBODY = np.zeros(0, np.int32)
Act = tuple[str, str, float, str]
"""(account, object, second, line)."""


def case(acts: list[Act], members: tuple[str, ...], phone: str | None = None) -> Case:
    """Return a group that met wherever a member acted on an object named job.

    Devices are known if a `phone` is given: the line of that name is one, other accounts have
    their own.
    """
    columns = list(zip(*acts, strict=True))
    table = pa.table(
        {
            "actor": list(columns[0]),
            "action": ["like"] * len(acts),
            "object": list(columns[1]),
            "time": microseconds(columns[2]),
            "line": list(columns[3]),
        }
    )
    if phone is not None:
        own = [line if line == phone else who for who, _, _, line in acts]
        table = table.append_column("device", pa.array(own))
    known = Population.of(encode(table.to_batches()), None)
    log = known.log
    codes = np.array([log.actors.index(name).as_py() for name in members], np.int32)
    on_job = np.array([name.startswith("job") for name in log.key_object.to_pylist()])
    joint = np.flatnonzero(np.isin(log.actor, codes) & on_job[log.key])
    keys = np.unique(log.key[joint])
    first = int64([int(log.time[joint[log.key[joint] == key]].min()) for key in keys])
    moments = replace(bare_moments(keys.size), row=joint, first=first, last=first)
    none = np.zeros(0)
    asked = Membership(NOBODY, NOBODY, none, none, none, NOBODY, NOBODY, none, np.zeros(0, bool))
    group = Group(codes, 0, 60_000_000, moments, asked, none, none)
    moves = GroupEvidence(40, 1.0, 4.0, 50, 300.0, 200.0, 30.0, 0.001, np.zeros(codes.size))
    answers = Answers((), np.zeros((0, codes.size)), ())
    asked_of = (LINE,) if phone is None else (LINE, DEVICE)
    return Case(group, moves, answers, known, {one.spec.id: one.ready(known) for one in asked_of})


def orders(
    who: list[str], at_s: list[float], line: str = "own {who}", every_s: float = 1.0
) -> list[Act]:
    """Return acts of all of `who`, one every so often, at each of these moments."""
    return [
        (name, f"job{n}", at + every_s * k, line.format(who=name))
        for n, at in enumerate(at_s)
        for k, name in enumerate(who)
    ]


def private(who: list[str], line: str = "own {who}") -> list[Act]:
    return [
        (name, f"other {name} {n}", 86_400.0 * n + 7 * HOUR_S, line.format(who=name))
        for name in who
        for n in range(5)
    ]


DESK = [f"d{n}" for n in range(10)]
NEIGHBOURS = [f"n{n}" for n in range(20)]
STRANGERS = [f"s{n:03d}" for n in range(100)]
ODD_TIMES = [float(at) for at in np.random.default_rng(2).uniform(0, 50 * 86_400, 12)]


def test_colleagues_who_click_what_is_sent_round_are_an_office() -> None:
    everybody = orders(DESK, ODD_TIMES, "office") + private(STRANGERS)
    others = orders(NEIGHBOURS, ODD_TIMES, "office")
    found = shared_site(case(everybody + others, tuple(DESK)))
    assert found.outcome == EXPLAINS
    assert found.takes == {"moves", "place"}


def test_a_desk_behind_a_carrier_is_none_its_neighbours_know_nothing_of_the_orders() -> None:
    everybody = orders(DESK, ODD_TIMES, "carrier") + private(STRANGERS)
    found = shared_site(case(everybody + private(NEIGHBOURS, "carrier"), tuple(DESK)))
    assert found.outcome == RULED_OUT


def test_a_member_who_was_missed_is_no_neighbourhood() -> None:
    """One of four neighbours did every job; three knew nothing of them."""
    everybody = orders([*DESK, "missed"], ODD_TIMES, "carrier") + private(STRANGERS)
    found = shared_site(case(everybody + private(NEIGHBOURS[:3], "carrier"), tuple(DESK)))
    assert found.outcome == RULED_OUT


def test_three_of_forty_who_were_missed_are_no_neighbourhood() -> None:
    desk = [f"d{n}" for n in range(40)]
    missed = [f"m{n}" for n in range(3)]
    everybody = orders([*desk, *missed], ODD_TIMES, "desk") + private(STRANGERS)
    assert shared_site(case(everybody, tuple(desk))).outcome == RULED_OUT
    office = orders([*desk, *NEIGHBOURS[:8]], ODD_TIMES, "desk") + private(STRANGERS)
    assert shared_site(case(office, tuple(desk))).outcome == EXPLAINS


@pytest.mark.parametrize(("every_s", "outcome"), [(1.0, RULED_OUT), (120.0, NOT_RULED_OUT)])
def test_where_everybody_in_a_room_is_a_member_it_is_told_by_how_fast_they_come(
    every_s: float, outcome: str
) -> None:
    room = orders(DESK, ODD_TIMES, "room", every_s)
    found = shared_site(case(room + private(STRANGERS), tuple(DESK)))
    assert (found.outcome, found.takes) == (outcome, frozenset())
    assert found.reason == (
        "100% of the joint acts come from one of the access lines, where hardly anybody but "
        f"members is; the middle half of those who come to an object take {4.5 * every_s:,.0f} s, "
        "and colleagues who look at a message take 180 s or more"
    )


def test_people_each_at_home_are_no_office() -> None:
    found = shared_site(case(orders(DESK, ODD_TIMES) + private(STRANGERS), tuple(DESK)))
    assert found.outcome == RULED_OUT


def test_half_a_desk_is_no_neighbourhood_of_the_other_half_on_the_same_phone() -> None:
    everybody = orders([*DESK, *NEIGHBOURS[:10]], ODD_TIMES, "one phone") + private(STRANGERS)
    assert shared_site(case(everybody, tuple(DESK), phone="one phone")).outcome == RULED_OUT
    assert shared_site(case(everybody, tuple(DESK), phone="another")).outcome == EXPLAINS


def test_a_viral_object_brings_neighbours_and_strangers_alike() -> None:
    everybody = orders(DESK, ODD_TIMES, "carrier") + orders(STRANGERS, ODD_TIMES)
    found = shared_site(case(everybody + orders(NEIGHBOURS, ODD_TIMES, "carrier"), tuple(DESK)))
    assert found.outcome == RULED_OUT


def test_four_who_live_together_are_a_household() -> None:
    family = DESK[:4]
    acts = orders(family, ODD_TIMES, "home") + private(family, "home") + private(STRANGERS)
    assert household(case(acts, tuple(family))).outcome == EXPLAINS
    apart = orders(family, ODD_TIMES) + private(family) + private(STRANGERS)
    assert household(case(apart, tuple(family))).outcome == RULED_OUT


def test_ten_in_one_place_are_no_household() -> None:
    acts = orders(DESK, ODD_TIMES, "room") + private(STRANGERS)
    assert household(case(acts, tuple(DESK))).outcome == RULED_OUT


def one_seat(gap_s: float) -> list[Act]:
    """Return acts of the desk one after the other on one phone, `gap_s` apart."""
    return [
        (name, f"job{n}", at + gap_s * k, "one phone")
        for n, at in enumerate(ODD_TIMES)
        for k, name in enumerate(DESK)
    ]


def test_people_who_take_turns_at_a_seat_need_minutes() -> None:
    found = public_device(case(one_seat(300.0) + private(STRANGERS), tuple(DESK), "one phone"))
    assert found.outcome == NOT_RULED_OUT
    assert found.reason.startswith("0% of the 120 joint acts")


def test_who_changes_accounts_within_seconds_sits_at_no_public_seat() -> None:
    found = public_device(case(one_seat(5.0) + private(STRANGERS), tuple(DESK), "one phone"))
    assert found.outcome == RULED_OUT
    assert found.reason.startswith("100% of the 120 joint acts")


def test_one_device_for_each_is_no_public_seat() -> None:
    found = public_device(case(one_seat(5.0) + private(STRANGERS), tuple(DESK), "another"))
    assert found.outcome == RULED_OUT
    assert found.reason == "no device that more than 6 members live on"


def test_without_devices_nobody_can_tell() -> None:
    assert public_device(case(one_seat(5.0), tuple(DESK))).outcome == NOT_TESTED


def test_lessons_come_back_every_week() -> None:
    lessons = [week * 7 * 86_400.0 + hour * HOUR_S for week in range(5) for hour in (9, 34, 58)]
    found = timetable(case(orders(DESK, lessons) + private(STRANGERS), tuple(DESK)))
    assert found.outcome == EXPLAINS
    assert found.reason == "15 occasions in 3 hours of the week"


def test_orders_come_when_customers_give_them() -> None:
    assert timetable(case(orders(DESK, ODD_TIMES), tuple(DESK))).outcome == RULED_OUT


def test_of_few_occasions_no_timetable_can_be_told() -> None:
    assert timetable(case(orders(DESK, ODD_TIMES[:4]), tuple(DESK))).outcome == NOT_RULED_OUT


def at_moments(member_hits: int, other_hits: int, others_q: float = 1.0) -> Case:
    """Return a group of two and two others, each of whom made ten trials of one half each."""
    given = case(orders(DESK, ODD_TIMES) + private(STRANGERS), tuple(DESK[:2]))
    codes = np.append(given.group.members, given.group.members[-1] + int32([1, 2]))
    hits = [member_hits, member_hits, other_hits, other_hits]
    asked = replace(
        given.group.asked,
        account=codes.astype(np.int32),
        trial_account=np.repeat(np.arange(4, dtype=np.int32), 10),
        trial_moment=np.tile(np.arange(10, dtype=np.int32), 4),
        trial_chance=np.full(40, 0.5),
        trial_hit=np.concatenate([np.arange(10) < one for one in hits]),
    )
    q = np.array([0.001, 0.002, others_q, others_q])
    return replace(given, group=replace(given.group, asked=asked, p_value=q, q_value=q))


def test_where_everybody_comes_in_the_same_minute_regulars_are_no_group() -> None:
    found = one_occasion(at_moments(member_hits=10, other_hits=8))
    assert found.outcome == EXPLAINS
    assert found.takes == {"moves"}
    assert "of a typical member habits leave 5.0 acts at them unexplained" in found.reason
    assert "half as many or more of 2 other accounts, where there are 2 members" in found.reason


def test_bystanders_whose_habits_brought_them_explain_no_group() -> None:
    found = one_occasion(at_moments(member_hits=10, other_hits=5))
    assert found.outcome == RULED_OUT


def test_who_comes_now_and_then_makes_no_crowd_of_which_members_are_the_end() -> None:
    """However many: who buys likes while a raid goes on is not hidden by those who come once."""
    found = one_occasion(at_moments(member_hits=10, other_hits=7))
    assert found.outcome == RULED_OUT


def test_who_is_as_good_as_a_member_is_no_outsider() -> None:
    found = one_occasion(at_moments(member_hits=10, other_hits=10, others_q=0.002))
    assert found.outcome == RULED_OUT


def test_every_explanation_says_its_name_and_a_figure() -> None:
    given = case(orders(DESK, ODD_TIMES) + private(STRANGERS), tuple(DESK))
    found = [test(given) for test in EXPLANATIONS]
    assert len({one.name for one in found}) == len(EXPLANATIONS)
    assert all(one.reason for one in found)
    assert all(bool(one.takes) == (one.outcome == EXPLAINS) for one in found)
