"""Names of columns, paths that nobody sees, bombs."""

from __future__ import annotations

import gzip
import json
import subprocess
from pathlib import Path

import pytest

from clearwater.app.progress import Progress, no_progress
from clearwater.app.work import kinds
from clearwater.app.work.column_names import CHINESE, suggested
from clearwater.app.work.look import looked
from clearwater.app.work.not_utf8 import other_encoding
from clearwater.app.work.previewing import COMMAND
from clearwater.app.work.without_paths import manifest_without
from clearwater.app.work.without_values import LOOK
from clearwater.errors import SchemaError, SourceError
from clearwater.events import read
from clearwater.events.schema import OPTIONAL, REQUIRED


def test_chinese_names_are_suggested_whatever_their_capitals_and_blanks() -> None:
    found = suggested(["用户 ID", "行为类型", "商品编号", "下单时间", "IP属地", "备注", "ip"])
    assert {ours: names[0] for ours, names in found.items()} == {
        "actor": "用户 ID",
        "action": "行为类型",
        "object": "商品编号",
        "time": "下单时间",
        "place": "IP属地",
        "ip": "ip",
    }


def test_a_column_is_suggested_once_and_an_english_name_goes_first() -> None:
    found = suggested(["actor", "账号", "时间", "time"])
    assert found["actor"] == ["actor", "账号"]
    assert found["time"][0] == "time"
    assert set(CHINESE) <= {*REQUIRED, *OPTIONAL}
    every = [name for names in CHINESE.values() for name in names]
    assert len(every) == len(set(every)), "one name for two columns"


def test_rows_are_seen_as_they_will_be_read(tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text("user_id,post_id,ts\na,p,2023-11-14T22:13:20Z\nb,q,never\n", encoding="utf-8")
    said = {"source": str(path), "format_in": None, "time_zone": None, "time_unit": "auto"}
    without = looked({**said, "mapping": {}})
    assert without["problem"]["what"] == "no column for action"
    assert without["raw"] == [["a", "p", "2023-11-14T22:13:20Z"], ["b", "q", "never"]]
    seen = looked({**said, "mapping": {"action": "=like"}})["read"]
    assert seen["rows"] == [["a", "like", "p", "2023-11-14T22:13:20Z"]]
    assert (seen["lines"], seen["looked_at"], seen["bad"]) == ([2], 2, 1)
    (fault,) = seen["faults"]
    assert (fault["line"], fault["field"], fault["value"]) == (3, "time", "never")


CHINESE_ROWS = "账号,行为,作品,时间\n" + "小红,点赞,作品一,2024-03-01 10:00:00\n" * 3000


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (CHINESE_ROWS.encode("gbk"), "gb18030"),
        ("actor,action,object,time\n小红,like,作品,1\n".encode("gb18030"), "gb18030"),
        (CHINESE_ROWS.encode(), None),
        (CHINESE_ROWS.encode("utf-8-sig"), None),
        (CHINESE_ROWS.encode("utf-16"), None),
        (CHINESE_ROWS.encode() + "小红,点赞,作品,1\n".encode("gbk"), None),
        (b"actor,action,object,time\na,like,o,1\n", None),
        (b"", None),
        ("naïve,café\n".encode("latin-1"), None),
        (gzip.compress(CHINESE_ROWS.encode()), None),
    ],
)
def test_a_log_in_gbk_is_told_from_one_in_utf8(
    tmp_path: Path, content: bytes, found: str | None
) -> None:
    path = tmp_path / "log.csv"
    path.write_bytes(content)
    assert other_encoding(path) == found


def test_nobody_sees_where_files_lie() -> None:
    said = {
        "inputs": [{"name": "/srv/store/uploads/main/upload-1", "rows": 1}],
        "notes": ["read /srv/store/uploads/main/upload-1"],
        "command": "clearwater scan /srv/store/uploads/main/upload-1 --map 'time=发布/时间' "
        "--out '/srv/runs/main/run-1-again'",
    }
    shown = manifest_without(said, {"/srv/store/uploads/main/upload-1": "upload-1"})
    assert "/srv" not in str(shown)
    assert "clearwater scan upload-1 --map 'time=发布/时间'" in shown["command"]


@pytest.mark.parametrize("packed", [True, False])
def test_a_file_that_unpacks_to_far_too_much_is_stopped(tmp_path: Path, *, packed: bool) -> None:
    path = tmp_path / "log"
    path.write_bytes(gzip.compress(b"x" * 10_000) if packed else b"x" * 10_000)
    spec = {"sources": {"source": str(path)}, "bytes": 10}
    tell = kinds.watched(spec, no_progress)
    tell(Progress("read events", kinds.ROWS_AT_LEAST, 0))
    if not packed:
        tell(Progress("read events", kinds.ROWS_AT_LEAST + 1, 0))
        return
    with pytest.raises(SourceError, match="unpacks to far more"):
        tell(Progress("read events", kinds.ROWS_AT_LEAST + 1, 0))


def test_what_is_kept_of_an_error_holds_no_path() -> None:
    error = SourceError(
        "there is no such file", where="/srv/a/b", next_step="Did you mean /srv/a/c.csv?"
    )
    assert kinds.error_of(error) == {
        "what": "there is no such file",
        "next": "Did you mean c.csv?",
    }


def test_what_is_kept_of_an_error_quotes_no_row(tmp_path: Path) -> None:
    headless, line = tmp_path / "headless", tmp_path / "line"
    headless.write_text("canary_77,like,video-7,2026-03-01T10:00:00Z\n" * 3)
    line.write_text("canary_77,like,p")
    with pytest.raises(SchemaError, match="canary_77") as no_head:
        read(headless)
    with pytest.raises(SourceError, match="canary_77") as no_log:
        read(line)
    for error in (no_head.value, no_log.value):
        assert "canary_77" not in str(kinds.error_of(error))
    assert kinds.error_of(no_head.value)["next"] == LOOK


def test_what_a_look_refuses_is_not_quoted(tmp_path: Path) -> None:
    path = tmp_path / "line"
    path.write_text("canary_77,like,p")
    asked: dict[str, object] = {
        "source": str(path), "mapping": {}, "format_in": None, "time_zone": None,
        "time_unit": "auto",
    }  # fmt: skip
    said = json.dumps(asked).encode()
    done = subprocess.run(COMMAND, input=said, capture_output=True, check=True)
    assert json.loads(done.stdout)["refused"]["found"] == ""
    assert "canary_77" not in json.dumps(json.loads(done.stdout), ensure_ascii=False)
