from __future__ import annotations

import json
import os
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from clearwater.cases.delivery.base import DeliveryError, RefusedDelivery
from clearwater.cases.delivery.file import FileConnector
from tests.unit.cases.delivery.outgoings import END, NOTICE, START


def test_each_message_is_one_file_of_its_payload(tmp_path: Path) -> None:
    connector = FileConnector(tmp_path / "outgoing")
    receipts = [connector.deliver(message).words for message in (NOTICE, START, END)]
    assert receipts == ["message-7k3m9q2x.json", "message-start.json", "message-end.json"]
    assert sorted(file.name for file in connector.folder.iterdir()) == sorted(receipts)
    kept = connector.folder / receipts[0]
    assert kept.read_bytes() == NOTICE.payload()
    assert json.loads(kept.read_text(encoding="utf-8"))["data"]["account"] == "小明_今天也在喝茶"


@pytest.mark.skipif(os.name != "posix", reason="modes of files are POSIX's")
def test_only_its_owner_reads_it(tmp_path: Path) -> None:
    connector = FileConnector(tmp_path / "outgoing")
    connector.deliver(NOTICE)
    modes = [
        stat.S_IMODE(p.stat().st_mode) for p in (connector.folder, *connector.folder.iterdir())
    ]
    assert modes == [0o700, 0o600]


def test_the_same_message_again_is_the_same_file(tmp_path: Path) -> None:
    connector = FileConnector(tmp_path)
    first = connector.deliver(NOTICE)
    before = (tmp_path / first.words).stat().st_mtime_ns
    assert FileConnector(tmp_path).deliver(NOTICE) == first
    assert [file.name for file in tmp_path.iterdir()] == [first.words]
    assert (tmp_path / first.words).stat().st_mtime_ns == before


def test_another_content_under_the_same_id_is_refused_and_replaces_nothing(tmp_path: Path) -> None:
    connector = FileConnector(tmp_path)
    place = tmp_path / connector.deliver(NOTICE).words
    with pytest.raises(RefusedDelivery, match="another message stands under this id") as refused:
        connector.deliver(replace(NOTICE, account="小红"))
    assert refused.value.reason == "other content under this id"
    assert place.read_bytes() == NOTICE.payload()


def test_what_a_killed_writer_left_is_taken_away_and_never_counts(tmp_path: Path) -> None:
    left = tmp_path / f".{NOTICE.message}.0123456789ab.part"
    left.write_bytes(NOTICE.payload()[:40])
    other = tmp_path / ".message-other.0123456789ab.part"
    other.write_bytes(b"somebody else's")
    FileConnector(tmp_path).deliver(NOTICE)
    assert not left.exists()
    assert other.exists()
    assert (tmp_path / f"{NOTICE.message}.json").read_bytes() == NOTICE.payload()


def test_many_writers_at_once_leave_one_file(tmp_path: Path) -> None:
    receipts: list[str] = []
    together = threading.Barrier(8)

    def write() -> None:
        together.wait()
        receipts.append(FileConnector(tmp_path).deliver(NOTICE).words)

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert receipts == [f"{NOTICE.message}.json"] * 8
    assert [file.name for file in tmp_path.iterdir()] == receipts[:1]
    assert (tmp_path / receipts[0]).read_bytes() == NOTICE.payload()


def test_a_folder_that_cannot_be_written_is_a_temporary_error(tmp_path: Path) -> None:
    (tmp_path / "outgoing").write_text("a file where the folder should be")
    with pytest.raises(DeliveryError, match="cannot be written") as failed:
        FileConnector(tmp_path / "outgoing").deliver(NOTICE)
    assert not isinstance(failed.value, RefusedDelivery)
    assert failed.value.reason == "file not written"
