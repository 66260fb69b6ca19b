"""From the same place: desks, households, sites, carriers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pyarrow as pa
import pytest

from clearwater.detect.asking import Asking
from clearwater.detect.families.base import Draft
from clearwater.detect.families.shared_place import (
    CLIENT,
    LINE,
    PREFIX,
    SharedPlace,
    address_prefixes,
)
from clearwater.detect.population import Population
from clearwater.engine.encode import encode
from tests.helpers.coded import microseconds

NONE = np.zeros(0, np.int64)
Where = Mapping[str, Sequence[str | None]]
"""Line or address of each act of each account."""


def population(places: Where, column: str = "line") -> Population:
    rows = [(who, place) for who, acts in places.items() for place in acts]
    table = pa.table(
        {
            "actor": [who for who, _ in rows],
            "action": ["view"] * len(rows),
            "object": [f"o{n}" for n in range(len(rows))],
            "time": microseconds(86_400.0 * n for n in range(len(rows))),
            column: pa.array([place for _, place in rows], pa.string()),
        }
    )
    return Population.of(encode(table.to_batches()), None)


def people(count: int) -> Where:
    """Return people who live alone, each on an own line."""
    return {f"p{n:03d}": [f"home {n}"] * 4 for n in range(count)}


def codes(known: Population, first_letter: str) -> np.ndarray:
    names = known.log.actors.to_pylist()
    return np.array([n for n, name in enumerate(names) if name[0] == first_letter], np.int32)


def test_those_who_use_one_client_build_are_in_no_room_together() -> None:
    testers: Where = {f"d{n:02d}": ["beta"] * 4 for n in range(20)}
    known = population({**people(200), **testers}, column="client")
    members = codes(known, "d")
    answer = CLIENT.ready(known).ask(Draft(members, NONE, 0), members)
    assert answer.figure == (
        "20 of 20 members use 1 of the log's client builds, as 0 of 200 other accounts do"
    )
    assert CLIENT.missing(known) is None
    assert Asking.of(known, [CLIENT]).places == {}
    assert list(Asking.of(population(people(3)), [LINE]).places) == ["shared-line"]


def asked(known: Population, question: SharedPlace = LINE) -> tuple[float, list[bool], list[float]]:
    """Return bits, who is alike and p of the accounts whose names begin with d, drafted as one."""
    members = codes(known, "d")
    answer = question.ready(known).ask(Draft(members, NONE, 0), members)
    return answer.bits, answer.alike.tolist(), answer.p_value.tolist()


def test_a_desk_on_two_lines_is_seen_and_every_phone_of_it() -> None:
    desk: Where = {f"d{n:02d}": [f"desk {n % 2}"] * 4 for n in range(20)}
    bits, alike, p = asked(population({**people(200), **desk}))
    assert bits > 50
    assert all(alike)
    assert max(p) < 0.01


def test_a_household_of_six_says_nothing() -> None:
    family: Where = {f"d{n}": ["at home"] * 4 for n in range(6)}
    assert asked(population({**people(200), **family})) == (0.0, [False] * 6, [1.0] * 6)


def test_strangers_share_no_place() -> None:
    strangers: Where = {f"d{n:02d}": [f"far {n}"] * 4 for n in range(20)}
    assert asked(population({**people(200), **strangers}))[0] == 0.0


def test_where_outsiders_are_more_it_is_a_carrier_and_no_desk() -> None:
    everybody: Where = {f"p{n:03d}": ["carrier"] * 4 for n in range(200)}
    some: Where = {f"d{n:02d}": ["carrier"] * 4 for n in range(20)}
    assert asked(population({**everybody, **some}))[0] == 0.0


def test_a_place_that_its_people_leave_for_their_own_is_a_site() -> None:
    pupils: Where = {f"d{n:02d}": ["school"] * 4 + [f"own {n}"] * 3 for n in range(20)}
    assert asked(population({**people(200), **pupils}))[0] == 0.0


def test_addresses_that_are_used_once_are_no_second_place() -> None:
    rotating: Where = {
        f"d{n:02d}": ["desk"] * 4 + [f"fresh {n} {k}" for k in range(3)] for n in range(20)
    }
    assert asked(population({**people(200), **rotating}))[0] > 50


def test_joint_acts_do_not_testify_where_there_are_others() -> None:
    """They act together from one room and live apart, each on an own line."""
    apart: Where = {f"d{n:02d}": ["room"] + [f"own {n}"] * 3 for n in range(20)}
    known = population({**people(200), **apart})
    members = codes(known, "d")
    joint = np.flatnonzero(
        np.isin(known.log.actor, members)
        & (known.log.columns["line"].code == known.log.columns["line"].names.index("room").as_py())
    )
    answer = LINE.ready(known).ask(Draft(members, joint, 0), members)
    assert answer.bits == 0.0


def test_unknown_places_are_nobodys_home() -> None:
    on_mobile: Where = {f"d{n:02d}": [None] * 4 for n in range(20)}
    assert asked(population({**people(200), **on_mobile}))[0] == 0.0


def test_without_the_column_it_says_what_is_missing() -> None:
    known = population(people(3), column="device")
    assert LINE.missing(known) == "the log has no column line"
    assert LINE.missing(population(people(3))) is None


@pytest.mark.parametrize(
    ("address", "near", "far"),
    [
        ("10.1.2.3", "10.1.2.250", "10.1.3.3"),
        ("2001:db8:1:2::7", "2001:db8:1:ffff::", "2001:db8:2:2::7"),
        ("0.0.0.1", "0.0.0.2", "::1"),
    ],
)
def test_prefixes_are_those_of_the_version(address: str, near: str, far: str) -> None:
    one, same, other = address_prefixes(pa.array([address, near, far])).to_pylist()
    assert one == same != other


def test_what_is_no_address_has_no_prefix() -> None:
    assert address_prefixes(pa.array(["nonsense", "", None, "10.1.2"])).null_count == 4


def test_neighbours_in_one_prefix_are_seen_together() -> None:
    homes: Where = {f"p{n:03d}": [f"10.0.{n}.1"] * 4 for n in range(200)}
    desk: Where = {f"d{n:02d}": [f"10.9.9.{n}"] * 4 for n in range(20)}
    assert asked(population({**homes, **desk}, column="ip"), PREFIX)[0] > 50
