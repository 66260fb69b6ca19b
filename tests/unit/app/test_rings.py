from __future__ import annotations

from pathlib import Path

import pytest

from clearwater.app.rings import MATCHES, recognise, remember, stored
from clearwater.detect.rings.secret import Secret
from clearwater.errors import ParameterError, SourceError
from tests.helpers.ring_months import BEFORE, SECRET, Month, signed


def test_remembered_once_and_recognised_later(tmp_path: Path) -> None:
    store = tmp_path / "rings.jsonl"
    march = signed(BEFORE, "march").signatures()
    assert remember(store, march) == 1
    assert remember(store, march) == 0
    before = stored(store, SECRET.name)
    assert len(before) == 1
    found = recognise(
        before, signed(Month("b", "phone-", "line-1", months_later=5), "august"), 0.01
    )
    assert found.schema == MATCHES
    (row,) = found.to_pylist()
    assert (row["finding"], row["stored_ring"], row["recognised"]) == ("F001", "march/F001", True)
    assert "device: 10 of 10" in row["kept"]


def test_a_run_does_not_recognise_itself(tmp_path: Path) -> None:
    march = signed(BEFORE, "march")
    remember(tmp_path / "s", march.signatures())
    assert recognise(stored(tmp_path / "s", SECRET.name), march, 0.01).num_rows == 0


def test_another_key_is_refused(tmp_path: Path) -> None:
    remember(tmp_path / "s", signed(BEFORE, "march").signatures())
    with pytest.raises(ParameterError, match="another key"):
        stored(tmp_path / "s", Secret(bytes(32)).name)


def test_a_store_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="remember"):
        stored(tmp_path / "none", SECRET.name)
