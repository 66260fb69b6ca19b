from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from clearwater.app.case.run_digest import run_digest
from clearwater.errors import OutputError
from clearwater.findings.tables import TABLES
from tests.helpers.desk_run import desk_run

pytestmark = pytest.mark.slow  # the first one scans a log


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return desk_run().save(tmp_path_factory.mktemp("run"))


def test_a_run_repeated_elsewhere_has_the_same_digest(saved: Path, tmp_path: Path) -> None:
    again = desk_run().save(tmp_path / "again")
    (again / "run.json").write_text(json.dumps({"environment": {"seconds": 7}}))
    assert run_digest(again) == run_digest(saved)
    assert len(run_digest(saved)) == 64


@pytest.mark.parametrize("name", sorted(TABLES))
def test_every_table_counts(saved: Path, tmp_path: Path, name: str) -> None:
    other = shutil.copytree(saved, tmp_path / "other")
    path = other / f"{name}.parquet"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    assert run_digest(other) != run_digest(saved)
    path.unlink()
    with pytest.raises(OutputError, match="not a finished run"):
        run_digest(other)


def test_tables_are_told_by_their_names(saved: Path, tmp_path: Path) -> None:
    other = shutil.copytree(saved, tmp_path / "other")
    (other / "pairs.parquet").rename(other / "kept")
    (other / "meetings.parquet").rename(other / "pairs.parquet")
    (other / "kept").rename(other / "meetings.parquet")
    assert run_digest(other) != run_digest(saved)
