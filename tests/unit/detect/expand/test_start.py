from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from clearwater.detect.expand import start
from clearwater.detect.expand.lead import Lead
from clearwater.detect.expand.start import start_of, without_objects
from clearwater.engine.coded_log import CodedLog
from clearwater.engine.encode import encode
from clearwater.errors import ParameterError
from tests.helpers.coded import events_table

WINDOWS = (10_000_000, 60_000_000)
MINUTE_S = 60.0


def log() -> CodedLog:
    """Eight accounts within seconds on 夜市, three others over a day; two prefixes; texts."""
    rows = [(f"d{k}", "夜市", 1_000.0 + k) for k in range(8)]
    rows += [(f"p{k}", "夜市", 30_000.0 * (k + 1)) for k in range(3)]
    rows += [("p0", "老街", 50.0), ("d0", "老街", 60.0)]
    actors = [row[0] for row in rows]
    table = events_table(rows)
    table = table.append_column("device", pa.array(["shared" if a in ("d0", "d1") else a
                                                    for a in actors]))  # fmt: skip
    table = table.append_column("ip", pa.array([
        f"10.0.7.{n}" if a.startswith("d") else f"100.64.{n}.9" for n, a in enumerate(actors)
    ]))  # fmt: skip
    table = table.append_column("text", pa.array([
        ("真的好用，物流快，推荐大家买！" if n % 2 else "真的好用，物流快，推荐大家買～")
        if a.startswith("d") else f"{a}昨天和同学一起看了老街的夜景，灯光不错"
        for n, a in enumerate(actors)
    ]))  # fmt: skip
    return encode(table.to_batches(), None)


def named(coded: CodedLog, codes: np.ndarray) -> list[str]:
    found: list[str] = coded.actors.take(pa.array(codes)).to_pylist()
    return found


def test_an_account_is_taken_as_given() -> None:
    coded = log()
    found = start_of(coded, [Lead("account", "d3"), Lead("account", "p0")], WINDOWS)
    assert named(coded, found.known) == ["d3", "p0"]
    assert found.crowd.size == 0


def test_a_device_of_a_household_is_taken_as_given() -> None:
    coded = log()
    found = start_of(coded, [Lead("device", "shared")], WINDOWS)
    assert named(coded, found.known) == ["d0", "d1"]
    assert "2 of 11 accounts" in found.notes[0]


def test_more_than_a_household_is_a_crowd_and_its_place_proves_nothing() -> None:
    coded = log()
    found = start_of(coded, [Lead("prefix", "10.0.7.0/24")], WINDOWS)
    assert named(coded, found.crowd) == [f"d{k}" for k in range(8)]
    assert found.untold == {"place"}


def test_a_place_of_too_many_is_refused_with_the_figure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "MOST_USERS", 7)
    with pytest.raises(ParameterError, match="says nothing about any of them") as refused:
        start_of(log(), [Lead("prefix", "10.0.7.1")], WINDOWS)
    assert "8 of 11 accounts (0.5 bits of rarity)" in refused.value.found


def test_of_an_object_those_at_its_most_crowded_moments() -> None:
    coded = log()
    found = start_of(coded, [Lead("object", "夜市")], WINDOWS)
    assert named(coded, found.crowd) == [f"d{k}" for k in range(8)]
    assert found.aside.size == 1


def test_near_duplicates_of_a_text_count() -> None:
    coded = log()
    found = start_of(coded, [Lead("text", "真的好用，物流快，推荐大家买")], WINDOWS)
    assert named(coded, found.crowd) == [f"d{k}" for k in range(8)]
    assert found.untold == {"says"}


@pytest.mark.parametrize("lead", ["account:d9", "object:海边", "device:none", "line:x"])
def test_what_the_log_does_not_hold_is_refused(lead: str) -> None:
    with pytest.raises(ParameterError):
        start_of(log(), [Lead.parse(lead)], WINDOWS)


def test_acts_on_an_object_are_set_aside_and_codes_stay() -> None:
    coded = log()
    found = start_of(coded, [Lead("object", "夜市")], WINDOWS)
    rest = without_objects(coded, found.aside)
    assert rest.events == 2
    assert rest.accounts == coded.accounts
    assert rest.key_object[int(rest.key[0])].as_py() == "老街"
    assert [int(part) for part in np.diff(rest.starts)] == [
        2 if name == "老街" else 0 for name in coded.key_object.to_pylist()
    ]
    device = rest.columns["device"]
    assert device.names.take(pa.array(device.code)).to_pylist() == ["p0", "shared"]
