from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from clearwater.app.recompute import recompute_command
from clearwater.app.run_sources import Elsewhere, check_unchanged, sources_of, windows_of
from clearwater.app.scan_request import Method, Sources
from clearwater.errors import ParameterError, SourceError
from clearwater.events.reading import Reading, SourceFile
from clearwater.findings.tables import TABLES
from clearwater.units import Share

METHOD = Method(windows_s=(10.0, 600.0), q=Share(0.01), seed=0)


def manifest(sources: Sources, **more: Any) -> dict[str, Any]:
    return {
        "command": recompute_command(sources, METHOD, Path("run")),
        "counts": {"objects_with_creation_time": 0, "rows": 3},
        "inputs": [{"name": "events.csv", "sha256": "aa"}],
        "parameters": {"windows_s": [600.0, 10.0]},
    } | more


def reading(*hashes: str) -> Reading:
    files = tuple(SourceFile(f"f{n}", 1, sha, 3) for n, sha in enumerate(hashes))
    return Reading(files, 3, 3, 0, 0, 3, (), TABLES["quarantine"].empty_table())


def test_the_command_is_read_back_into_what_it_was_made_from(tmp_path: Path) -> None:
    for name in ("日志 1.csv", "b.csv", "objects.csv"):
        (tmp_path / name).touch()
    asked = Sources(
        [str(tmp_path / "日志 1.csv"), str(tmp_path / "b.csv")],
        mapping={"actor": "user", "action": "=like"},
        time_zone="Asia/Shanghai",
        time_unit="ms",
        max_bad_share=Share(0.05),
        objects=str(tmp_path / "objects.csv"),
    )
    assert sources_of(manifest(asked), tmp_path / "run", Elsewhere()) == asked


def test_a_file_beside_the_run_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / "only-here.csv").touch()
    found = sources_of(manifest(Sources("only-here.csv")), tmp_path / "run", Elsewhere())
    assert found.source == [str(tmp_path / "only-here.csv")]


def test_a_missing_file_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="--events"):
        sources_of(manifest(Sources("gone.csv")), tmp_path / "run", Elsewhere())


def test_events_name_another_place(tmp_path: Path) -> None:
    found = sources_of(
        manifest(Sources("gone.csv")), tmp_path / "run", Elsewhere(events=("moved.csv",))
    )
    assert found.source == ["moved.csv"]


def test_columns_are_named_where_the_run_does_not_name_them(tmp_path: Path) -> None:
    made_in_memory = manifest(Sources("-")) | {"command": None}
    made_in_memory["inputs"] = [{"name": "<table>", "sha256": "aa"}]
    found = sources_of(
        made_in_memory,
        tmp_path / "run",
        Elsewhere(events=("now.csv",), mapping={"actor": "user_id"}),
    )
    assert (found.source, dict(found.mapping)) == (["now.csv"], {"actor": "user_id"})


@pytest.mark.parametrize("source", ["-", "postgresql://me:***@host/db?table=likes"])
def test_what_cannot_be_read_again_must_be_named(source: str, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="read again"):
        sources_of(manifest(Sources(source)), tmp_path, Elsewhere())


def test_creation_times_that_the_run_had_may_not_get_lost(tmp_path: Path) -> None:
    (tmp_path / "e.csv").touch()
    said = manifest(
        Sources(str(tmp_path / "e.csv")),
        counts={"objects_with_creation_time": 5, "rows": 3},
    )
    with pytest.raises(ParameterError, match="--objects-table"):
        sources_of(said, tmp_path, Elsewhere())


def test_the_same_bytes_pass() -> None:
    check_unchanged(manifest(Sources("e")), reading("aa"), Path("run"))


@pytest.mark.parametrize("hashes", [("bb",), ("aa", "bb")])
def test_other_bytes_are_refused(hashes: tuple[str, ...]) -> None:
    with pytest.raises(SourceError, match="not the one that the run was made from"):
        check_unchanged(manifest(Sources("e")), reading(*hashes), Path("run"))


def test_a_table_in_memory_is_told_by_its_rows() -> None:
    said = manifest(Sources("e"), inputs=[{"name": "<arrow>", "sha256": "zz"}])
    check_unchanged(said, reading("aa"), Path("run"))
    with pytest.raises(SourceError):
        check_unchanged(said, replace(reading("aa"), rows=4), Path("run"))


def test_windows_are_those_of_the_run() -> None:
    assert windows_of(manifest(Sources("e"))) == (10.0, 600.0)
