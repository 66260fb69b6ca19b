"""Who else is where members are: counted from the whole log, grouped as a scan groups places."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import clearwater as cw
from clearwater.app.case.places_of import network_of, places_of
from clearwater.app.group.events import Place
from clearwater.app.group.showing import bearing
from clearwater.detect.families.shared_place import address_prefixes
from clearwater.events.schema import TIME_TYPE

BEGIN_US = 1_767_225_600_000_000
ADDRESSES = st.one_of(
    st.ip_addresses(v=4).map(str),
    st.ip_addresses(v=6).map(str),
    st.sampled_from(["10.0.1.7", "10.0.1.250", "10.0.2.7", "", "nowhere", "10.0.1", "010.0.1.7"]),
    st.none(),
)


@given(st.lists(ADDRESSES, min_size=1, max_size=12))
def test_networks_are_those_of_a_scan(addresses: list[str | None]) -> None:
    prefixes = address_prefixes(pa.array(addresses, pa.string())).to_pylist()
    networks = [network_of(one) for one in addresses]
    assert [one is None for one in networks] == [one is None for one in prefixes]
    for left, mine in enumerate(networks):
        for right, other in enumerate(networks):
            assert (mine == other) == (prefixes[left] == prefixes[right])


def _log(rows: list[tuple[str, str | None, str]]) -> cw.EventLog:
    return cw.read(
        pa.table(
            {
                "actor": [row[0] for row in rows],
                "action": ["like"] * len(rows),
                "object": ["帖子"] * len(rows),
                "time": pa.array([BEGIN_US + k * 10**6 for k in range(len(rows))], TIME_TYPE),
                "line": pa.array([row[1] for row in rows], pa.string()),
                "ip": [row[2] for row in rows],
            }
        )
    )


def _own(log: cw.EventLog, accounts: list[str]) -> pa.Table:
    with log.open(log.columns) as stream:
        table = pa.Table.from_batches(list(stream))
    mask = pa.array([one in accounts for one in table["actor"].to_pylist()])
    return table.filter(mask)


def test_members_and_others_are_counted_once_each() -> None:
    rows: list[tuple[str, str | None, str]] = [
        *[("甲", "家", "10.0.0.1"), ("甲", "家", "10.0.0.1"), ("乙", "家", "10.0.0.2")],
        *[(f"别人{k % 5}", "家", "10.0.9.9") for k in range(20)],
        *[("丙", None, "10.0.0.3"), ("丁", "别处", "10.0.0.4")],
    ]
    log = _log(rows)
    members = ["甲", "乙", "丙"]
    table, reading = places_of(log, pa.array(members), _own(log, members))
    assert reading is not None
    found = {(row["kind"], row["place"]): row for row in table.to_pylist()}
    assert found.keys() == {("line", "家"), ("prefix", "10.0.0.0/24")}
    assert (found["line", "家"]["inside"], found["line", "家"]["outside"]) == (2, 5)
    assert found["line", "家"]["events"] == 3
    network = found["prefix", "10.0.0.0/24"]
    assert (network["inside"], network["outside"]) == (3, 1)


def test_where_no_place_is_shared_the_log_is_not_read_again() -> None:
    log = _log([("甲", "一", "10.0.0.1"), ("乙", "二", "10.1.0.1")])
    table, reading = places_of(log, pa.array(["甲", "乙"]), _own(log, ["甲", "乙"]))
    assert (table.num_rows, reading) == (0, None)


@pytest.mark.parametrize(
    ("kind", "inside", "outside", "said"),
    [
        ("line", 31, 12, "for"),
        ("line", 31, 48_000, "against"),
        ("line", 31, 20, "weak"),
        ("line", 4, 0, "household"),
        ("client", 38, 402, "weak"),
        ("device", 31, None, "not counted"),
    ],
)
def test_what_a_place_says(kind: str, inside: int, outside: int | None, said: str) -> None:
    assert bearing(Place(kind, "x", inside, outside, 99, 0, 1)) == said
