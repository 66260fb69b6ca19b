from __future__ import annotations

import io
import json
from pathlib import Path

import pyarrow as pa
import pytest

from clearwater.app.recompute import recompute_command
from clearwater.app.scan_job import open_log, scan_job
from clearwater.app.scan_request import Destination, Method, Sources
from clearwater.units import Share
from tests.helpers.fake_parts import Calls, fake_parts

METHOD = Method(windows_s=(0.5, 60.0), q=Share(0.05), seed=3)
TAIL = " --window 0.5s --window 60s --q 0.05 --seed 3 --out r-again"


def command(sources: Sources) -> str:
    return recompute_command(sources, METHOD, Path("r"))


def test_everything_the_result_depends_on_is_spelled_out() -> None:
    sources = Sources(
        source=["a b.csv", "c/*.csv"],
        mapping={"actor": "user id", "action": "=like"},
        format_in="coortweet",
        time_zone="Asia/Shanghai",
        time_unit="ms",
        max_bad_share=Share(0.2),
        objects="o.parquet",
        accounts="a.parquet",
    )
    assert command(sources) == (
        "clearwater scan 'a b.csv' 'c/*.csv' --map 'actor=user id' --map action==like "
        "--format-in coortweet --time-zone Asia/Shanghai --objects o.parquet "
        "--accounts a.parquet --time-unit ms --max-bad-share 0.2" + TAIL
    )


def test_a_password_is_hidden() -> None:
    said = command(Sources("postgresql://me:secret@host/db?table=likes"))
    assert "secret" not in said
    assert "me:***@host/db" in said


@pytest.mark.parametrize("source", [io.BytesIO(), pa.table({"actor": ["a"]})])
def test_what_has_no_name_is_a_dash(source: object) -> None:
    assert command(Sources(source)) == "clearwater scan -" + TAIL


def test_it_stands_in_the_run(tmp_path: Path) -> None:
    parts = fake_parts(Calls())
    sources = Sources("events.parquet")
    destination = Destination(tmp_path / "r")
    scan_job(parts, open_log(parts, sources), sources, METHOD, destination)
    manifest = json.loads((tmp_path / "r" / "run.json").read_text())
    assert manifest["command"].startswith("clearwater scan events.parquet --window 0.5s")
