from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from clearwater.app.demo import STORE_MARK, compare, demo
from clearwater.app.scan_request import Method
from clearwater.errors import ParameterError
from clearwater.units import Share
from tests.helpers.fake_parts import Calls, FakeSimulatedLog, fake_parts

METHOD = Method(windows_s=(60.0,), q=Share(0.01), seed=7, threads=1)

TRUTH = pa.table(
    {
        "account": ["a", "b", "c", "d", "fan1", "fan2", "u", "v"],
        "population": ["campaign"] * 4 + ["fan club"] * 2 + ["honest"] * 2,
        "campaign": ["likes", "likes", "likes", "views", None, None, None, None],
    }
)


def members(**findings: str) -> pa.Table:
    rows = [(f, account) for f, accounts in findings.items() for account in accounts.split()]
    return pa.table({"finding": [f for f, _ in rows], "account": [a for _, a in rows]})


def rows_of(table: pa.Table) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in table.to_pylist()]


def test_found_and_wrongly_accused_are_counted_apart() -> None:
    found = compare(TRUTH, members(F1="a b fan1 u", F2="fan2"))
    assert rows_of(found) == [
        ("campaign", "likes", 3, 2, 2),
        ("campaign", "views", 1, 0, 0),
        ("honest look-alike", "fan club", 2, 2, None),
        ("honest", "everyone else", 2, 1, None),
    ]


def test_nothing_found_is_nobody_accused() -> None:
    found = compare(TRUTH, members())
    assert found["in_findings"].to_pylist() == [0, 0, 0, 0]
    assert found["wrongly_with_them"].to_pylist() == [0, 0, None, None]


def test_an_account_in_two_findings_counts_once() -> None:
    assert compare(TRUTH, members(F1="a b", F2="a c"))["in_findings"].to_pylist()[0] == 3


def test_it_writes_the_log_and_the_run_and_hides_the_truth_from_the_scan(tmp_path: Path) -> None:
    calls = Calls()
    demo(fake_parts(calls, simulated=_simulated()), tmp_path / "demo", METHOD)
    names = {entry.name for entry in (tmp_path / "demo").iterdir()}
    assert names == {"events.parquet", "objects.parquet", "truth.parquet", "run"}
    read = calls.of("read")
    assert read["source"] == str(tmp_path / "demo" / "events.parquet")
    assert read["objects"] == str(tmp_path / "demo" / "objects.parquet")
    assert "truth" not in str(read)
    assert pq.read_table(tmp_path / "demo" / "truth.parquet") == TRUTH
    assert calls.of("demo_log") == {"seed": 7}


def test_it_replaces_a_demo_but_nothing_else(tmp_path: Path) -> None:
    parts = fake_parts(Calls(), simulated=_simulated())
    demo(parts, tmp_path / "demo", METHOD)
    demo(parts, tmp_path / "demo", METHOD)
    (tmp_path / "demo" / "notes.txt").touch()
    with pytest.raises(ParameterError, match=r"notes\.txt"):
        demo(parts, tmp_path / "demo", METHOD)


def test_a_store_that_is_no_demos_stays(tmp_path: Path) -> None:
    parts = fake_parts(Calls(), simulated=_simulated())
    demo(parts, tmp_path / "demo", METHOD)
    store = tmp_path / "demo" / "store"
    store.mkdir()
    with pytest.raises(ParameterError, match=r"store/, without README\.txt"):
        demo(parts, tmp_path / "demo", METHOD)
    (store / STORE_MARK).touch()
    demo(parts, tmp_path / "demo", METHOD)
    assert not store.exists(), "it told of the run before"


def _simulated() -> FakeSimulatedLog:
    return FakeSimulatedLog(
        events=pa.table({"actor": ["a"]}), objects=pa.table({"object": ["o"]}), truth=TRUTH
    )
