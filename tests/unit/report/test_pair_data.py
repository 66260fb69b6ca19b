"""What the page says of pairs is what the tables say, and what is left out is counted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from clearwater.findings.run import Run
from clearwater.report.caps import Allowance, Caps
from clearwater.report.pair_data import LEVELS, PairSource
from tests.helpers.runs import small_run

CAPS = Caps()


@pytest.fixture(scope="module")
def run() -> Run:
    return small_run()


def _members(run: Run, finding: str) -> list[str]:
    rows = run.members.to_pylist()
    return [row["account"] for row in rows if row["finding"] == finding]


def _data(run: Run, finding: str, caps: Caps = CAPS) -> dict[str, Any]:
    source = PairSource(run.pairs, run.meetings, caps)
    return source.of(finding, _members(run, finding), Allowance.of(caps))


def _cell(data: dict[str, Any], a: int, b: int) -> int:
    rows = data["matrix"]["rows"]
    return LEVELS.index(data["matrix"]["cells"][a * rows - a * (a + 1) // 2 + b - a - 1])


def test_every_meeting_is_the_row_of_the_table(run: Run) -> None:
    data = _data(run, "F001")
    expected = [
        row for row in run.meetings.to_pylist() if row["pair"] in set(data["pairs"]["pair"])
    ]
    found = []
    for pair, flat in zip(data["pairs"]["pair"], data["behind"], strict=True):
        for left, right in zip(flat[::2], flat[1::2], strict=True):
            events = data["events"]
            found.append(
                {
                    "pair": pair,
                    "trace": events["traces"][events["trace"][left]],
                    "event_l": events["id"][left],
                    "event_r": events["id"][right],
                    "lag_s": (events["time"][right] - events["time"][left]) / 1e6,
                    "time": events["start"] + events["time"][left],
                }
            )
    keys = ("pair", "trace", "event_l", "event_r")
    order = sorted(found, key=lambda row: [row[key] for key in keys])
    assert [[row[key] for key in keys] for row in order] == [
        [row[key] for key in keys] for row in expected
    ]
    assert [row["lag_s"] for row in order] == pytest.approx([row["lag_s"] for row in expected])
    micros = [int(row["time_l"].timestamp() * 1_000_000 + 0.5) for row in expected]
    assert [row["time"] for row in order] == pytest.approx(micros, abs=1)


def test_pairs_come_strongest_first_and_name_their_accounts(run: Run) -> None:
    pairs = _data(run, "F002")["pairs"]
    assert pairs["score_bits"] == sorted(pairs["score_bits"], reverse=True)
    members = _members(run, "F002")
    by_id = {row["pair"]: row for row in run.pairs.to_pylist()}
    for pair, left, right in zip(pairs["pair"], pairs["l"], pairs["r"], strict=True):
        assert (members[left], members[right]) == (
            by_id[pair]["account_l"],
            by_id[pair]["account_r"],
        )


def test_the_strongest_cell_is_full_and_a_missing_pair_is_empty(run: Run) -> None:
    data = _data(run, "F001")
    pairs = data["pairs"]
    left, right = sorted((pairs["l"][0], pairs["r"][0]))
    assert _cell(data, left, right) == 63
    without = run.pairs.filter(
        pa.array([row != pairs["pair"][0] for row in run.pairs["pair"].to_pylist()])
    )
    thinner = _data(Run(run.manifest, {**run.tables, "pairs": without}), "F001")
    assert _cell(thinner, left, right) == 0


def test_a_cap_on_pairs_keeps_every_member_tied(run: Run) -> None:
    data = _data(run, "F001", replace(CAPS, pairs=90))
    tied = {*data["pairs"]["l"], *data["pairs"]["r"]}
    assert len(data["pairs"]["l"]) == 90
    assert tied == set(range(41))
    assert data["pairs_total"] == 820


def test_caps_on_meetings_are_kept_and_the_total_is_stated(run: Run) -> None:
    caps = replace(CAPS, meetings=100, meetings_of_a_pair=5)
    data = _data(run, "F001", caps)
    assert data["meetings_shown"] == sum(len(flat) // 2 for flat in data["behind"]) <= 100
    assert max(len(flat) // 2 for flat in data["behind"]) == 5
    of_finding = set(run.pairs.slice(0, 820)["pair"].to_pylist())
    assert data["meetings_total"] == sum(p in of_finding for p in run.meetings["pair"].to_pylist())


def test_a_cap_on_events_is_kept(run: Run) -> None:
    data = _data(run, "F001", replace(CAPS, events=60))
    assert 0 < len(data["events"]["id"]) <= 60


def test_no_pairs_at_all_is_an_answer(run: Run) -> None:
    data = _data(run, "F999")
    assert (data["pairs_total"], data["meetings_total"], data["behind"]) == (0, 0, [])


def test_two_windows_of_one_pair_share_a_cell_with_the_stronger(run: Run) -> None:
    rows = run.pairs.to_pylist()
    again = {**rows[5], "pair": 10_000, "window_s": 600.0, "score_bits": 999.0}
    table = pa.Table.from_pylist([*rows, again], schema=run.pairs.schema)
    data = _data(Run(run.manifest, {**run.tables, "pairs": table}), "F001")
    members = _members(run, "F001")
    left, right = sorted((members.index(again["account_l"]), members.index(again["account_r"])))
    assert _cell(data, left, right) == 63
    assert data["matrix"]["top_bits"] == 999.0
