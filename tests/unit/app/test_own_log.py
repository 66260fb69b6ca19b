"""Farms planted into somebody's own log, and null versions of it, with methods that are made up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import clearwater as cw
from clearwater.app.methods import METHODS, methods_named
from clearwater.app.own_log import (
    FARMS,
    NULL_VERSIONS,
    VERSIONS,
    OwnLog,
    null_versions,
    plant_farms,
    verdict,
)
from clearwater.app.progress import Progress
from clearwater.errors import EmptyLogError, ParameterError
from clearwater.evaluate.base import Judgement, LogToJudge, Method
from clearwater.evaluate.calibration import upper_limit_of_rate
from clearwater.evaluate.injection import Farm
from clearwater.events.schema import TIME_TYPE

START = datetime(2024, 5, 1, tzinfo=UTC)
EASY = Farm(accounts=6, jobs=12, jitter_s=1.0, cover=0.0)
HARD = Farm(accounts=4, jobs=1, jitter_s=40_000.0, cover=0.0)
Rule = Callable[[str], str | None]


@dataclass
class ByName:
    """A method that groups accounts by a rule about their names, and keeps what it was shown."""

    rule: Rule
    needs: tuple[str, ...] = ()
    name: str = "by name"
    settings: str = "none"
    shown: list[LogToJudge] = field(default_factory=list)

    def judge(self, log: LogToJudge) -> Judgement:
        self.shown.append(log)
        groups = {account: self.rule(account) for account in log.events["actor"].to_pylist()}
        return Judgement({}, {account: group for account, group in groups.items() if group})


def people(columns: dict[str, list[str]] | None = None) -> pa.Table:
    """Return 400 likes of 20 accounts on 40 posts, one each half hour."""
    return pa.table(
        {
            "actor": [f"用户{n * 7 % 20}" for n in range(400)],
            "action": ["like"] * 400,
            "object": [f"帖子{n * 11 % 40}" for n in range(400)],
            "time": pa.array([START + n * timedelta(minutes=30) for n in range(400)], TIME_TYPE),
            **(columns or {}),
        }
    )


def own_log(**methods: Method) -> OwnLog:
    return OwnLog.read(cw.read(people()), methods)


def nobody(_: str) -> None:
    return None


def planted(account: str) -> str | None:
    return "g" if account.startswith("planted-") else None


def test_a_log_is_read_with_what_its_methods_need_and_no_more() -> None:
    table = people({"device": ["手机"] * 400, "ip": ["10.0.0.1"] * 400, "text": ["顶"] * 400})
    own = OwnLog.read(cw.read(table), methods_named(["same-device", "clearwater"]))
    assert own.log.events.column_names == ["actor", "action", "object", "time", "device"]
    assert own.log.events.num_rows == 400
    assert own.accounts == 20
    assert (list(own.methods), own.skipped) == (["same-device", "clearwater"], {})


def test_methods_that_the_log_cannot_be_put_to_are_named() -> None:
    own = OwnLog.read(cw.read(people()), METHODS)
    assert own.skipped == {
        "same-device": "the log has no column device",
        "same-address": "the log has no column ip",
    }
    assert list(own.methods) == [name for name in METHODS if name not in own.skipped]


def test_a_file_of_other_columns_is_read_as_for_a_scan(tmp_path: Path) -> None:
    file = tmp_path / "点赞.csv"
    file.write_text("用户,帖子,时间\n甲,一,2024-05-01 08:00\n乙,一,2024-05-01 08:01\n", "utf-8")
    mapping = {"actor": "用户", "object": "帖子", "time": "时间", "action": "=like"}
    log = cw.read(str(file), mapping=mapping, time_zone="Asia/Shanghai")
    own = OwnLog.read(log, {"by name": ByName(nobody)})
    assert own.log.events["actor"].to_pylist() == ["甲", "乙"]
    assert own.log.events["time"].to_pylist()[0] == START


def test_a_log_without_events_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "empty.csv"
    file.write_text("actor,action,object,time\n", "utf-8")
    with pytest.raises(EmptyLogError):
        OwnLog.read(cw.read(str(file)), {"by name": ByName(nobody)})


def test_objects_and_their_creation_go_to_the_method() -> None:
    objects = pa.table({"object": ["帖子0"], "created": pa.array([START], TIME_TYPE)})
    spy = ByName(nobody)
    own = OwnLog.read(cw.read(people(), objects=objects), {"spy": spy})
    plant_farms(own, [EASY], seed=1)
    assert all(log.objects is not None for log in spy.shown)
    null_versions(own, 1, seed=1)
    assert [log.objects for log in spy.shown[-2:]] == [None, None]


def test_a_method_that_sees_all_finds_all_and_one_that_sees_nothing_none() -> None:
    answer = plant_farms(own_log(all=ByName(planted), none=ByName(nobody)), [EASY, HARD], seed=1)
    assert answer.farms.schema == FARMS
    rows = [tuple(row.values()) for row in answer.farms.to_pylist()]
    assert rows == [
        ("all", EASY.words, "found", 6, 6, 0),
        ("all", HARD.words, "found", 4, 4, 0),
        ("none", EASY.words, "missed", 6, 0, 0),
        ("none", HARD.words, "missed", 4, 0, 0),
    ]
    assert answer.own_named == {"all": (0, 0), "none": (0, 0)}


def test_a_farm_is_told_by_its_place_whatever_round_it_is_in() -> None:
    """Each of the five farms is more than a tenth of the log: a round of its own each."""
    second = ByName(lambda account: "g" if account.startswith("planted-002") else None)
    answer = plant_farms(own_log(second=second), [EASY] * 5, seed=1)
    assert len(second.shown) == 1 + 5
    assert answer.farms["verdict"].to_pylist() == ["missed", "found", *["missed"] * 3]


def test_a_part_of_a_farm_is_partly_found() -> None:
    half = ByName(lambda account: "g" if account.endswith(("0", "1", "2")) else None)
    [row] = plant_farms(own_log(half=half), [EASY], seed=1).farms.to_pylist()
    assert (row["verdict"], row["found"], row["accounts"]) == ("partly", 3, 6)


def test_own_accounts_in_a_group_with_the_farm_are_counted() -> None:
    def mixed(account: str) -> str | None:
        if account in ("用户1", "用户2", "planted-001-00000", "planted-002-00001"):
            return "mixed"
        return "other" if account == "用户3" else planted(account)

    some = [Farm(2, 2, cover=0.0)] * 2
    answer = plant_farms(own_log(mixed=ByName(mixed)), some, seed=1)
    assert answer.farms["own_accounts_with_it"].to_pylist() == [2, 2]


def test_own_accounts_named_before_and_more_beside_farms_are_told_apart() -> None:
    class Infectious(ByName):
        def judge(self, log: LogToJudge) -> Judgement:
            judged = super().judge(log)
            more = {"用户4": "x", "用户5": "x"} if judged.groups.keys() - {"用户3"} else {}
            return Judgement({}, {**judged.groups, **more})

    method = Infectious(lambda account: "own" if account == "用户3" else planted(account))
    assert plant_farms(own_log(m=method), [EASY], seed=1).own_named == {"m": (1, 2)}


def test_of_several_rounds_the_one_with_most_others_counts() -> None:
    def rule(account: str) -> str | None:
        return "x" if account in ("planted-001-00000", "用户1", "用户2") else None

    class BesideTheFirst(ByName):
        def judge(self, log: LogToJudge) -> Judgement:
            judged = super().judge(log)
            return judged if "planted-001-00000" in judged.groups else Judgement({}, {})

    method = BesideTheFirst(rule)
    answer = plant_farms(own_log(m=method), [EASY, EASY], seed=1)
    assert len(method.shown) == 1 + 2
    assert answer.own_named == {"m": (0, 2)}


def test_every_method_is_asked_about_the_same_planted_rows() -> None:
    one, other = ByName(nobody), ByName(nobody)
    plant_farms(own_log(one=one, other=other), [EASY, HARD], seed=1)
    for mine, theirs in zip(one.shown, other.shown, strict=True):
        assert mine.events.equals(theirs.events)
    assert one.shown[0].events.num_rows == 400
    assert one.shown[1].events.num_rows > 400


def test_the_seed_decides_what_is_planted() -> None:
    spy = ByName(nobody)
    own = own_log(spy=spy)
    for seed in (1, 1, 2):
        plant_farms(own, [EASY], seed)
    first, again, other = (log.events for log in spy.shown[1::2])
    assert first.equals(again)
    assert not first.equals(other)


def test_progress_is_told_of_every_scan() -> None:
    heard: list[Progress] = []
    own = own_log(a=ByName(nobody), b=ByName(nobody))
    plant_farms(own, [EASY, EASY], 1, heard.append)
    assert [one.done for one in heard] == [0, 1, 2, 3, 4, 5, 6]
    assert {one.total for one in heard} == {6}
    heard.clear()
    null_versions(own, 3, 1, heard.append)
    assert [(one.done, one.total) for one in heard] == [(n, 6) for n in range(7)]


@pytest.mark.parametrize(
    ("found", "word"),
    [(0, "missed"), (19, "missed"), (20, "partly"), (79, "partly"), (80, "found"), (100, "found")],
)
def test_verdicts_begin_where_they_say(found: int, word: str) -> None:
    assert verdict(found, 100) == word


class Sometimes(ByName):
    """A method that accuses two accounts of every third log that it is shown."""

    def judge(self, log: LogToJudge) -> Judgement:
        super().judge(log)
        return Judgement({}, {"用户1": "g", "用户2": "g"} if len(self.shown) % 3 == 0 else {})


def test_accused_in_null_versions_are_counted_by_kind() -> None:
    rows = null_versions(own_log(sometimes=Sometimes(nobody), none=ByName(nobody)), 4, seed=1)
    assert rows.schema == VERSIONS
    drawn, moved = NULL_VERSIONS
    counted = [
        tuple(row[name] for name in ("method", "version", "versions", "with_any", "accounts_named"))
        for row in rows.to_pylist()
    ]
    # Versions 3 and 6 of eight: one of each kind.
    assert counted == [
        ("sometimes", drawn, 4, 1, 0.5),
        ("sometimes", moved, 4, 1, 0.5),
        ("none", drawn, 4, 0, 0.0),
        ("none", moved, 4, 0, 0.0),
    ]
    assert rows["per_10k_accounts"].to_pylist() == [250.0, 250.0, 0.0, 0.0]
    limits = rows["chance_of_any_at_most"].to_pylist()
    assert limits == [upper_limit_of_rate(hits, 4) for hits in (1, 1, 0, 0)]


def test_null_versions_are_of_this_log_and_all_different() -> None:
    spy = ByName(nobody)
    own = own_log(spy=spy)
    null_versions(own, 2, seed=1)
    assert [log.events.num_rows for log in spy.shown] == [400] * 4
    texts = {str(log.events.to_pylist()) for log in spy.shown}
    assert len(texts) == 4
    for log in spy.shown:
        assert set(log.events["actor"].to_pylist()) == set(own.log.events["actor"].to_pylist())


def test_the_order_of_rows_changes_neither_farms_nor_versions() -> None:
    order = pa.array(np.random.default_rng(1).permutation(400))
    methods = methods_named(["same-second", "toolkit-60s"])
    there, again = (
        OwnLog.read(cw.read(table), methods) for table in (people(), people().take(order))
    )
    farms = [EASY, HARD]
    assert plant_farms(there, farms, 1).farms.equals(plant_farms(again, farms, 1).farms)
    assert null_versions(there, 2, 1).equals(null_versions(again, 2, 1))


def test_who_needs_devices_is_not_asked_about_null_versions() -> None:
    table = people({"device": [f"手机{n % 3}" for n in range(400)]})
    methods = methods_named(["same-device", "same-second"])
    rows = null_versions(OwnLog.read(cw.read(table), methods), 1, seed=1)
    assert set(rows["method"].to_pylist()) == {"same-second"}
    only = OwnLog.read(cw.read(table), methods_named(["same-device"]))
    with pytest.raises(ParameterError, match="no method can be asked"):
        null_versions(only, 1, seed=1)


def test_planted_accounts_have_no_devices_to_be_found_by() -> None:
    table = people({"device": [f"手机{n % 3}" for n in range(400)]})
    own = OwnLog.read(cw.read(table), methods_named(["same-device"]))
    answer = plant_farms(own, [EASY], seed=1)
    assert answer.farms["verdict"].to_pylist() == ["missed"]
    assert answer.own_named == {"same-device": (20, 0)}


def test_ids_that_are_numbers_can_be_planted_among() -> None:
    table = people().set_column(0, "actor", pa.array([n % 20 for n in range(400)]))
    own = OwnLog.read(cw.read(table), {"all": ByName(planted)})
    assert pa.types.is_integer(own.log.events.schema.field("actor").type)

    class AsText(ByName):
        def judge(self, log: LogToJudge) -> Judgement:
            return super().judge(LogToJudge(log.events.select(["actor"]).cast(TEXT)))

    own = OwnLog.read(cw.read(table), {"all": AsText(planted)})
    assert plant_farms(own, [EASY], seed=1).farms["verdict"].to_pylist() == ["found"]


TEXT = pa.schema([("actor", pa.string())])


@pytest.mark.slow
def test_clearwater_finds_a_desk_in_a_log_of_numbers_and_names_nobody_else() -> None:
    rng = np.random.default_rng(7)
    table = pa.table(
        {
            "actor": rng.integers(1, 300, 4_000),
            "action": ["like"] * 4_000,
            "object": rng.integers(1, 40, 4_000),
            "time": pa.array(np.sort(rng.integers(0, 20 * 86_400, 4_000)) + 1_714_521_600).cast(
                pa.timestamp("s", "UTC")
            ),
        }
    )
    own = OwnLog.read(cw.read(table), methods_named([]))
    answer = plant_farms(own, [Farm(12, 20, jitter_s=10.0)], seed=1)
    assert answer.farms["verdict"].to_pylist() == ["found"]
    assert answer.own_named == {"clearwater": (0, 0)}
