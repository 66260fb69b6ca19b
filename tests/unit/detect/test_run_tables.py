"""The tables of a run: schemas, order, and that each row can be recounted from the log."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from clearwater.detect.finding_tables import objects_table
from clearwater.engine.encode import encode
from clearwater.findings.tables import TABLES
from tests.helpers.coded import events_table, int32, int64
from tests.helpers.desk import (
    DESK,
    JOBS,
    SECOND_DESK,
    desk_log,
    desk_rows,
    desk_scan,
)
from tests.helpers.moments import bare_moments

FILLED = [
    "accounts",
    "explanations",
    "findings",
    "members",
    "meetings",
    "objects",
    "pairs",
    "raster",
    "waterfall",
]
LEVEL = 0.01

# As `findings.tables` names it; "-" is descending.
ORDER = {
    "findings": "-score_bits",
    "members": "finding -score_bits account",
    "accounts": "account",
    "pairs": "pair",
    "objects": "finding start object action",
    "waterfall": "finding step",
    "explanations": "finding position",
}


@pytest.fixture(scope="module")
def tables() -> dict[str, pa.Table]:
    return desk_scan().tables()


def rows(tables: dict[str, pa.Table], name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = tables[name].to_pylist()
    return found


@pytest.mark.parametrize("name", FILLED)
def test_schemas_are_those_of_the_contract(tables: dict[str, pa.Table], name: str) -> None:
    assert tables[name].schema == TABLES[name]


@pytest.mark.parametrize("name", FILLED)
def test_there_is_something_to_check(tables: dict[str, pa.Table], name: str) -> None:
    assert tables[name].num_rows > 0


@pytest.mark.parametrize("name", ORDER)
def test_rows_come_in_the_stated_order(tables: dict[str, pa.Table], name: str) -> None:
    def place(row: dict[str, Any]) -> tuple[Any, ...]:
        return tuple(-row[c[1:]] if c.startswith("-") else row[c] for c in ORDER[name].split())

    found = rows(tables, name)
    assert found == sorted(found, key=place)


def test_moments_that_begin_together_come_by_object_and_then_action() -> None:
    """Whatever the order in which a group's moments were found."""
    likes, views = events_table([("a", "y", 0)], "like"), events_table([("a", "x", 0)], "view")
    log = encode(pa.concat_tables([likes, views]).to_batches())
    one = desk_scan().findings[0]
    moments = bare_moments(2, objects=(1, 0), keys=(1, 0))
    trials = int32([0, 1])
    asked = replace(
        one.group.asked, trial_moment=trials, trial_account=int32([0, 0]),
        trial_chance=np.ones(2), trial_hit=np.ones(2, bool),
    )  # fmt: skip
    found = objects_table(
        log, [replace(one, group=replace(one.group, moments=moments, asked=asked))]
    )
    assert found["object"].to_pylist() == ["x", "y"]
    assert found["action"].to_pylist() == ["view", "like"]


def test_a_moment_at_which_two_things_were_done_names_both() -> None:
    rows = [events_table([("a", "x", 0)], action) for action in ("like", "comment")]
    log = encode(pa.concat_tables(rows).to_batches())
    one = desk_scan().findings[0]
    moments = replace(bare_moments(1), keys=int32([0, 1]), key_starts=int64([0, 2]))
    asked = replace(
        one.group.asked, trial_moment=int32([0]), trial_account=int32([0]),
        trial_chance=np.ones(1), trial_hit=np.ones(1, bool),
    )  # fmt: skip
    found = objects_table(
        log, [replace(one, group=replace(one.group, moments=moments, asked=asked))]
    )
    assert found.select(["object", "action"]).to_pylist() == [
        {"object": "x", "action": "comment+like"}
    ]


def test_findings_name_the_two_desks(tables: dict[str, pa.Table]) -> None:
    members = defaultdict(set)
    for row in rows(tables, "members"):
        members[row["finding"]].add(row["account"])
    assert members == {"F001": set(DESK), "F002": set(SECOND_DESK)}


def test_the_headlines_figures_are_those_of_the_tables(tables: dict[str, pa.Table]) -> None:
    members = Counter(row["finding"] for row in rows(tables, "members"))
    moments = defaultdict(list)
    for row in rows(tables, "objects"):
        moments[row["finding"]].append(row)
    for row in rows(tables, "findings"):
        mine = moments[row["finding"]]
        assert row["accounts"] == members[row["finding"]]
        assert row["objects"] == len({(one["object"], one["action"]) for one in mine}) == JOBS
        assert row["meetings"] == sum(one["members"] - 1 for one in mine)
        assert row["first_time"] == min(one["start"] for one in mine)
        assert row["last_time"] == max(one["end"] for one in mine)
        assert f"{row['accounts']} accounts" in row["headline"]
        assert f"{row['objects']} objects" in row["headline"]


def test_events_are_the_members_own(tables: dict[str, pa.Table]) -> None:
    events = Counter(account for account, _, _ in desk_rows()[0])
    for row in rows(tables, "members"):
        assert row["events"] == events[row["account"]]


def test_the_waterfall_adds_up_to_the_findings_bits(tables: dict[str, pa.Table]) -> None:
    total: dict[str, float] = defaultdict(float)
    for row in rows(tables, "waterfall"):
        total[row["finding"]] += row["bits"]
    for row in rows(tables, "findings"):
        assert total[row["finding"]] == pytest.approx(row["score_bits"])


def test_without_a_member_a_finding_never_has_more_bits(tables: dict[str, pa.Table]) -> None:
    bits = {row["finding"]: row["score_bits"] for row in rows(tables, "findings")}
    for row in rows(tables, "members"):
        assert 0 <= row["leave_one_out_bits"] <= bits[row["finding"]]


def test_accounts_with_a_finding_are_the_members(tables: dict[str, pa.Table]) -> None:
    flagged = {r["account"]: r["finding"] for r in rows(tables, "accounts") if r["finding"]}
    assert flagged == {row["account"]: row["finding"] for row in rows(tables, "members")}


def test_pairs_are_significant_and_name_each_two_accounts_once(
    tables: dict[str, pa.Table],
) -> None:
    found = rows(tables, "pairs")
    ends = [(row["account_l"], row["account_r"]) for row in found]
    assert len(set(ends)) == len(ends)
    assert all(left < right for left, right in ends)
    assert all(row["q_value"] <= LEVEL or row["finding"] for row in found)
    assert max(row["p_choice"] for row in found) <= LEVEL
    assert [row["pair"] for row in found] == list(range(len(found)))


def test_a_pair_inside_a_finding_is_described_at_the_findings_window(
    tables: dict[str, pa.Table],
) -> None:
    window = {row["finding"]: row["window_s"] for row in rows(tables, "findings")}
    inside = [row for row in rows(tables, "pairs") if row["finding"]]
    assert inside
    assert {row["finding"]: row["window_s"] for row in inside} == window


def test_partners_count_the_members_significant_pairs(tables: dict[str, pa.Table]) -> None:
    partners = Counter(
        account
        for row in rows(tables, "pairs")
        if row["finding"]
        for account in (row["account_l"], row["account_r"])
    )
    for row in rows(tables, "members"):
        assert row["partners"] == partners[row["account"]]
        assert row["role"] == ("core" if row["partners"] else "edge")


def test_meetings_are_just_those_of_the_pairs_within_the_window(
    tables: dict[str, pa.Table],
) -> None:
    """Recounted from the log by hand: every two events of the two accounts on one object."""
    by_account: dict[str, list[tuple[str, float]]] = defaultdict(list)
    for account, thing, second in set(desk_rows()[0]):
        by_account[account].append((thing, second))
    wanted = Counter(
        (row["pair"], f"like {thing}", at, at_)
        for row in rows(tables, "pairs")
        if row["finding"]
        for thing, at in by_account[row["account_l"]]
        for thing_, at_ in by_account[row["account_r"]]
        if thing == thing_ and abs(at - at_) <= row["window_s"]
    )
    found = Counter(
        (row["pair"], row["trace"], row["time_l"].timestamp(), row["time_r"].timestamp())
        for row in rows(tables, "meetings")
    )
    assert found == wanted


def test_a_meetings_events_are_the_pairs_own(tables: dict[str, pa.Table]) -> None:
    log = desk_log()
    names = log.actors.take(pa.array(log.actor)).to_pylist()
    pairs = {row["pair"]: row for row in rows(tables, "pairs")}
    for row in rows(tables, "meetings"):
        left, right = (int(row[event].removeprefix("#")) for event in ("event_l", "event_r"))
        pair = pairs[row["pair"]]
        assert (names[left], names[right]) == (pair["account_l"], pair["account_r"])
        assert row["lag_s"] == (log.time[right] - log.time[left]) / 1e6


def test_meetings_come_by_pair_and_time(tables: dict[str, pa.Table]) -> None:
    found = [(row["pair"], row["time_l"]) for row in rows(tables, "meetings")]
    assert found == sorted(found)


def test_each_member_has_a_control_of_its_own_who_belongs_to_no_finding(
    tables: dict[str, pa.Table],
) -> None:
    members = {row["account"] for row in rows(tables, "members")}
    controls: dict[str, set[tuple[str, int]]] = defaultdict(set)
    for row in rows(tables, "raster"):
        if row["side"] == "control":
            controls[row["account"]].add((row["finding"], row["row"]))
    assert not members & controls.keys()
    for finding, desk in (("F001", DESK), ("F002", SECOND_DESK)):
        used = [a for a, place in controls.items() if any(f == finding for f, _ in place)]
        assert len(used) == len(desk)


def test_controls_are_about_as_active_as_the_members(tables: dict[str, pa.Table]) -> None:
    dots = Counter((row["finding"], row["side"]) for row in rows(tables, "raster"))
    for finding in ("F001", "F002"):
        assert dots[finding, "control"] == pytest.approx(dots[finding, "members"], rel=0.35)


def test_joint_counts_the_other_members_within_the_window(tables: dict[str, pa.Table]) -> None:
    window = {row["finding"]: row["window_s"] for row in rows(tables, "findings")}
    dots = [row for row in rows(tables, "raster") if row["side"] == "members"]
    for row in dots:
        near = {
            other["account"]
            for other in dots
            if other["finding"] == row["finding"]
            and other["object"] == row["object"]
            and abs((other["time"] - row["time"]).total_seconds()) <= window[row["finding"]]
        }
        assert row["joint"] == len(near) - 1


def test_every_finding_says_what_would_refute_it(tables: dict[str, pa.Table]) -> None:
    for row in rows(tables, "findings"):
        assert row["refutation"].startswith("Wrong if")


def test_explanations_have_an_outcome_and_a_reason(tables: dict[str, pa.Table]) -> None:
    for row in rows(tables, "explanations"):
        assert row["outcome"] in {"ruled out", "not ruled out", "not tested"}
        assert row["reason"]
