"""What a person asked for, in words or in a file, and what is said where it cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from clearwater.app.simulate_request import SimulationRequest, requested, requested_in
from clearwater.errors import ParameterError, SourceError
from clearwater.simulate import (
    CAMPAIGN_KINDS,
    CROWD_KINDS,
    PRESETS,
    FanClub,
    SchedulerUsers,
    WorldConfig,
    campaigns_named,
    crowds_named,
)


def asked(*plant: str, crowds: tuple[str, ...] = ("none",)) -> SimulationRequest:
    return requested("shop", {}, list(plant), list(crowds), 3)


def asked_world(**world: object) -> WorldConfig:
    return requested("shop", world, ["none"], ["none"], 3).world


def in_file(folder: Path, text: str) -> SimulationRequest:
    path = folder / "world.toml"
    path.write_text(text, encoding="utf-8")
    return requested_in(path, 3)


@pytest.mark.parametrize("preset", PRESETS)
def test_without_more_words_a_world_comes_with_its_own(preset: str) -> None:
    chosen = PRESETS[preset]
    assert requested(preset, {}, [], [], 7) == SimulationRequest(
        world=chosen.world,
        crowds=crowds_named(chosen.crowds),
        campaigns=campaigns_named(chosen.campaigns),
        seed=7,
    )


def test_none_plants_nothing_and_brings_nobody() -> None:
    request = asked("none", crowds=("none",))
    assert (request.campaigns, request.crowds) == ((), ())


def test_sizes_and_other_parameters_of_the_world() -> None:
    world = asked_world(accounts=500, life_h="3", titles="yes")
    assert world == replace(PRESETS["shop"].world, accounts=500, life_h=3.0, titles=True)


def test_a_kind_with_parameters() -> None:
    (campaign,) = asked("phone farm: accounts=300, jobs=40,action=like").campaigns
    expected = replace(
        CAMPAIGN_KINDS["phone farm"], accounts=300, jobs=40, action="like", name="phone farm"
    )
    assert campaign == expected


def test_parts_of_a_parameter_are_joined_by_plus() -> None:
    (campaign,) = asked("live room:desk_hours=8+12.5,then=message+share").campaigns
    assert campaign.desk_hours == (8.0, 12.5)
    assert campaign.then == ("message", "share")
    (crowd,) = asked(crowds=("scheduler users:steps_s=60+900",)).crowds
    assert crowd == SchedulerUsers(steps_s=(60.0, 900.0))


def test_pairs_of_the_world_are_joined_by_a_colon() -> None:
    world = asked_world(actions="like:0.6+share:0.4", zones="8:2+-5:1")
    assert world.actions == (("like", 0.6), ("share", 0.4))
    assert world.zones == ((8.0, 2.0), (-5.0, 1.0))


def test_a_start_is_a_moment_with_its_zone() -> None:
    start = asked_world(start="2026-01-01T08:00:00+08:00").start
    assert start == datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(ParameterError, match="no time zone"):
        asked_world(start="2026-01-01")


def test_campaigns_of_one_kind_are_numbered() -> None:
    request = asked("phone farm", "part-timers", "phone farm:jobs=3", "phone farm")
    assert [one.name for one in request.campaigns] == [
        "phone farm",
        "part-timers",
        "phone farm #2",
        "phone farm #3",
    ]


def test_a_name_of_ones_own_and_the_number_of_the_next() -> None:
    request = asked("phone farm:name=刷单团伙", "phone farm")
    assert [one.name for one in request.campaigns] == ["刷单团伙", "phone farm"]


@pytest.mark.parametrize(
    "plant",
    [("phone farm:name=甲", "paid likes:name=甲"), ("phone farm:name=phone farm #2", "phone farm")],
)
def test_two_campaigns_of_one_name_are_refused(plant: tuple[str, ...]) -> None:
    with pytest.raises(ParameterError, match="two campaigns have one name"):
        asked(*plant)


@pytest.mark.parametrize(
    ("plant", "near"),
    [
        ("phone fram", "did you mean 'phone farm'"),
        ("phone farm:acounts=3", "did you mean 'accounts'"),
        ("paid comments:texts=spunn", "did you mean 'spun'"),
        ("phone farm:driven_by=desks", "did you mean 'desk'"),
    ],
)
def test_an_unknown_word_of_a_campaign_is_answered_with_near_ones(plant: str, near: str) -> None:
    with pytest.raises(ParameterError, match=near):
        asked(plant)


def test_unknown_worlds_crowds_and_parameters_are_answered_with_near_ones() -> None:
    with pytest.raises(ParameterError, match=r"unknown world.*did you mean 'short-video'"):
        requested("short video", {}, [], [], 0)
    with pytest.raises(ParameterError, match=r"unknown kind of crowd.*did you mean 'fan club'"):
        asked(crowds=("fanclub",))
    with pytest.raises(ParameterError, match=r"parameter of WorldConfig.*did you mean 'topics'"):
        asked_world(topic=3)


@pytest.mark.parametrize(
    ("plant", "said"),
    [
        ("phone farm:accounts=1", "accounts of Campaign.*2 to 1e.06; found 1"),
        ("phone farm:share=0", "share of Campaign.*found 0"),
        ("phone farm:share=nan", "share of Campaign.*found nan"),
        ("phone farm:sign_up_days=-4", "sign_up_days of Campaign.*0.01 to 365"),
        ("one-star extortion:rating=9", "rating of Campaign.*1 to 5; found 9"),
        ("live room:popularity=-1", "popularity of Campaign.*0 to 1000"),
        ("phone farm:desk_hours=22+9", "desk_hours of Campaign.*the start first"),
        ("phone farm:desk_hours=9+25", "desk_hours of Campaign.*0 to 24"),
        ("phone farm:then_after_s=9+2", "then_after_s of Campaign"),
    ],
)
def test_a_value_out_of_range_names_field_and_range(plant: str, said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        asked(plant)


@pytest.mark.parametrize(
    ("crowd", "said"),
    [
        ("scheduler users:steps_s=0", "steps_s of SchedulerUsers.*each 1 to 86400"),
        ("commuters:leaves_h=17+8", "leaves_h of Commuters.*the start first"),
        ("fan club:members=1", "members of FanClub"),
    ],
)
def test_a_crowds_value_out_of_range_names_field_and_range(crowd: str, said: str) -> None:
    with pytest.raises(ParameterError, match=said):
        asked(crowds=(crowd,))


@pytest.mark.parametrize(
    ("world", "said"),
    [
        ({"days": 0}, "days of WorldConfig"),
        ({"actions": "like:0"}, "weights of actions.*above 0"),
        ({"actions": "like:1+like:2"}, "need different names"),
        ({"zones": "15:1"}, "zones of WorldConfig.*-12 to 14"),
    ],
)
def test_a_worlds_value_out_of_range_names_field_and_range(
    world: dict[str, object], said: str
) -> None:
    with pytest.raises(ParameterError, match=said):
        asked_world(**world)


@pytest.mark.parametrize(
    ("plant", "wanted"),
    [
        ("phone farm:accounts=many", "expected a whole number; found 'many'"),
        ("phone farm:accounts=3.5", "expected a whole number"),
        ("phone farm:jitter_s=soon", "expected a number"),
        ("phone farm:at_birth=true", "expected yes or no"),
        ("phone farm:desk_hours=9", "expected a number and a number"),
        ("phone farm:then=like+", "each a word or more"),
        ("phone farm:accounts", "such as phone farm:accounts=300"),
        ("phone farm:accounts=3,accounts=4", "names the same parameter twice"),
    ],
)
def test_a_value_of_another_kind_says_what_is_wanted(plant: str, wanted: str) -> None:
    with pytest.raises(ParameterError, match=wanted):
        asked(plant)


def test_pairs_that_are_none_say_what_is_wanted() -> None:
    with pytest.raises(ParameterError, match="each a word or more and a number, joined by :"):
        asked_world(actions="like+share")


FILE = """
[world]
preset = "shop"
accounts = 900
start = 2026-01-01T00:00:00Z
actions = [["view", 0.8], ["purchase", 1]]

[[campaign]]
kind = "brushed orders"
name = "刷单团伙"
accounts = 30
then_after_s = [3600, 7200]
at_birth = true

[[campaign]]
kind = "brushed orders"

[[crowd]]
kind = "fan club"
members = 25
"""


def test_a_file_says_the_same_as_words(tmp_path: Path) -> None:
    request = in_file(tmp_path, FILE)
    assert request.world == replace(
        PRESETS["shop"].world,
        accounts=900,
        start=datetime(2026, 1, 1, tzinfo=UTC),
        actions=(("view", 0.8), ("purchase", 1.0)),
    )
    brushed = CAMPAIGN_KINDS["brushed orders"]
    assert request.campaigns == (
        replace(
            brushed, name="刷单团伙", accounts=30, then_after_s=(3600.0, 7200.0), at_birth=True
        ),
        replace(brushed, name="brushed orders"),
    )
    assert request.crowds == (FanClub(members=25),)
    assert request.seed == 3


def test_a_file_plants_only_what_it_names(tmp_path: Path) -> None:
    request = in_file(tmp_path, "")
    assert request == SimulationRequest(next(iter(PRESETS.values())).world, (), (), 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[wrld]", "unknown table.*did you mean 'world'"),
        ("world = 3", r"world is no table.*expected \[world\]; found world = 3"),
        ("[campaign]\nkind = 'phone farm'", r"two brackets.*found \[campaign\]"),
        ("crowd = ['fan club']", r"crowd is no list of tables.*expected \[\[crowd\]\]"),
        ("[[campaign]]\naccounts = 3", "has no kind.*found accounts.*simulate --list"),
        ("[[campaign]]\nkind = 'phone fram'", "did you mean 'phone farm'"),
        ("[[campaign]]\nkind = 'phone farm'\nname = 5", "name cannot be used.*found 5"),
        ("[[campaign]]\nkind = 'phone farm'\naccounts = true", "a whole number; found True"),
        ("[world]\naccounts = 900.7", "a whole number; found 900.7"),
        ("[world]\nstart = 2026-01-01", "a date and time with its zone"),
        ("[world]\nzones = 8", "zones cannot be used"),
        ("[world]\nzones = [[8, 'x']]", "zones cannot be used"),
        ("[world]\nactions = 'like'", "actions cannot be used"),
        ("[world]\ntitles = 1", "expected yes or no"),
        ("[world]\npreset = 'shops'", "unknown world.*did you mean 'shop'"),
    ],
)
def test_a_file_that_asks_for_what_cannot_be_is_refused(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ParameterError, match=f"(?s){said}"):
        in_file(tmp_path, text)


def test_a_file_that_is_no_toml_or_not_there_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"world\.toml.*\[\[campaign\]\]"):
        in_file(tmp_path, "[world")
    with pytest.raises(SourceError, match="cannot be read"):
        requested_in(tmp_path / "not there.toml", 3)
    (tmp_path / "gbk.toml").write_bytes("# 刷单".encode("gbk"))
    with pytest.raises(SourceError, match="cannot be read"):
        requested_in(tmp_path / "gbk.toml", 3)


@pytest.mark.parametrize("kind", CROWD_KINDS)
def test_every_crowd_can_be_asked_for_by_name(kind: str) -> None:
    assert asked(crowds=(kind,)).crowds == (CROWD_KINDS[kind],)
