"""Somebody asks what would be found in a log of their own, before anything is believed of it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

EASY = "accounts=40,jobs=30,jitter=10s"
HARD = "accounts=10,jobs=8,jitter=10min"
VK = ("real/vk_comments_unlabelled/events.parquet", "--time-zone", "UTC")
TWEETS = ("peers/russian_coord_tweets.parquet", "--format-in", "coortweet")


@dataclass(frozen=True)
class Answer:
    rows: list[dict[str, Any]]
    said: str


def asked(*arguments: str) -> Answer:
    """Return the rows that one command of ``clearwater evaluate`` prints, and what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "clearwater.cli", "evaluate", *arguments, "--format", "json"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Answer(json.loads(done.stdout), done.stderr)


@cache
def planted(*source: str) -> Answer:
    """Return what Clearwater finds of an easy farm and of a small, loose one with few jobs."""
    answer = asked("plant", *source, "--farm", EASY, "--farm", HARD)
    assert [row["accounts"] for row in answer.rows] == [40, 10]
    return answer


@pytest.fixture(scope="module")
def honest(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write a forum of three weeks in which nobody is planted."""
    folder = tmp_path_factory.mktemp("simulated") / "forum"
    world = (
        *("--accounts", "1500", "--objects", "60", "--events", "20000", "--days", "21"),
        *("--plant", "none", "--crowd", "none", "--out", str(folder)),
    )
    line = [sys.executable, "-m", "clearwater.cli", "simulate", "forum", *world]
    subprocess.run(line, capture_output=True, check=True)
    return str(folder / "events.parquet")


@pytest.mark.slow
def test_in_an_honest_forum_the_easy_farm_is_found_and_nobody_else(honest: str) -> None:
    answer = planted(honest)
    assert answer.rows[0]["verdict"] == "found"
    assert [row["own_accounts_with_it"] for row in answer.rows] == [0, 0]
    assert "of your own accounts it names 0 without any farm, and at most 0 more" in answer.said


@pytest.mark.slow
def test_where_nobody_can_have_moved_together_nobody_is_accused(honest: str) -> None:
    answer = asked("null", honest, "--versions", "2")
    assert [row["with_any"] for row in answer.rows] == [0, 0]
    assert {row["versions"] for row in answer.rows} == {2}


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("log", [VK, TWEETS], ids=["vk comments", "russian tweets"])
def test_in_a_real_log_the_easy_farm_is_found_whole(data_dir: Path, log: tuple[str, ...]) -> None:
    easy, _ = planted(str(data_dir / log[0]), *log[1:]).rows
    assert (easy["verdict"], easy["found"]) == ("found", 40)
    assert easy["own_accounts_with_it"] == 0


@pytest.mark.data
@pytest.mark.slow
def test_no_account_of_the_real_log_itself_is_named(data_dir: Path) -> None:
    answer = planted(str(data_dir / VK[0]), *VK[1:])
    assert "of your own accounts it names 0 without any farm, and at most 0 more" in answer.said
    assert [row["own_accounts_with_it"] for row in answer.rows] == [0, 0]
