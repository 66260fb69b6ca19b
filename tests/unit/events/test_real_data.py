"""Real exports, read with nothing but the arguments that a person would give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from clearwater.errors import TimeZoneNeededError
from clearwater.events import Reading, read

pytestmark = pytest.mark.data


def account(source: Path, **options: Any) -> Reading:
    with read(source, **options).open(["actor", "object", "time"]) as stream:
        for _ in stream:
            pass
    return stream.reading


def counts(reading: Reading) -> tuple[int, int, int, int]:
    return reading.rows, reading.good, reading.bad, reading.skipped


def test_russian_coordinated_tweets(data_dir: Path) -> None:
    reading = account(data_dir / "peers/russian_coord_tweets.parquet", format_in="coortweet")
    assert counts(reading) == (35_125, 35_125, 0, 0)
    assert "times are numbers: read as seconds since 1970 (UTC), by their size" in reading.notes


@pytest.mark.parametrize(
    ("layer", "good"),
    [("url_id", 50_785), ("hashtag_id", 51_194), ("domain_id", 73_214), ("phash_id", 20_068)],
)
def test_german_elections(data_dir: Path, layer: str, good: int) -> None:
    reading = account(
        data_dir / "peers/german_elections.parquet",
        mapping={"object": layer, "action": "=share", "event": "post_id"},
    )
    assert counts(reading) == (218_971, good, 0, 218_971 - good)


def test_vk_comments_need_a_time_zone(data_dir: Path) -> None:
    path = data_dir / "real/vk_comments_unlabelled/events.parquet"
    with pytest.raises(TimeZoneNeededError):
        read(path)
    assert counts(account(path, time_zone="UTC")) == (91_303, 91_303, 0, 0)


def test_github_fake_stars(data_dir: Path) -> None:
    folder = data_dir / "real/github_fake_stars"
    reading = account(folder / "events.parquet", objects=folder / "objects.parquet")
    assert counts(reading) == (34_284, 34_284, 0, 0)
    assert "objects: no creation times" in reading.notes


def test_ced_reposts(data_dir: Path) -> None:
    reading = account(
        data_dir / "text/ced_reposts.parquet",
        mapping={"object": "thread", "action": "=share"},
        time_zone="Asia/Shanghai",
    )
    assert counts(reading) == (768_573, 768_551, 22, 0)
    assert set(reading.quarantine.column("reason").to_pylist()) == {"not a time"}


@pytest.mark.parametrize(
    ("name", "rows", "events"),
    [("cnt_sample_data.csv", 100, 196), ("cnt_text_corpus.csv", 3_030, 5_074)],
)
def test_coordination_network_toolkit_samples(
    data_dir: Path, name: str, rows: int, events: int
) -> None:
    reading = account(data_dir / "peers" / name, format_in="coordination_network_toolkit")
    assert (reading.rows, reading.bad, reading.events) == (rows, 0, events)
