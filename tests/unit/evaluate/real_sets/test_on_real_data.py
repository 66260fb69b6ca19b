"""The real files: are they the registered ones, and do simple rules measure what is known of them.

Reference figures are those measured when the sets were prepared, by other code.
"""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from clearwater.evaluate.real_sets import (
    REAL_SETS,
    RealSet,
    checked,
    p1_hop,
    p2_otc,
    p3_yelpchi,
    p4_youtube,
    p6_false_alarms,
)
from clearwater.evaluate.real_sets.base import ProtocolRow
from tests.unit.evaluate.real_sets.made_up_sets import FixedAnswer

pytestmark = pytest.mark.data

FEW_DRAWS = 20


@pytest.fixture(scope="module")
def real(data_dir: Path) -> Path:
    return data_dir / "real"


def value(rows: list[ProtocolRow], method: str, task: str, measure: str) -> float:
    [row] = [row for row in rows if (row.method, row.task) == (method, task)]
    return row.measures[measure].value


@pytest.mark.parametrize("each", REAL_SETS.values(), ids=list(REAL_SETS))
def test_every_registered_file_is_there_unchanged(real: Path, each: RealSet) -> None:
    paths = checked(real, each.id)
    rows = {file.name: file.rows for file in each.files}
    assert {name: pq.read_metadata(path).num_rows for name, path in paths.items()} == rows


@pytest.mark.slow
def test_hop(real: Path) -> None:
    rows = p1_hop.run(p1_hop.read(real), [], 1, draws=FEW_DRAWS)
    task = "reported against eligible wallets, all labelled folds"
    counted = {(13_053, 1_482), (12_582, 1_011), (26_682, 3_541)}
    assert {(r.rows, r.positives) for r in rows} == counted
    assert value(rows, "direct links", task, "AP") == pytest.approx(0.347, abs=0.001)
    assert value(rows, "same day and same volume", task, "AP") == pytest.approx(0.383, abs=0.001)
    # The reference does not say from how many wallets on a counterparty counts as a service.
    shared = "shared counterparty and same six hours"
    assert value(rows, shared, task, "AP") == pytest.approx(0.366, abs=0.025)
    # No input does alone what two do together.
    alone = ("time only: same six hours", "volume only: same volume")
    both = value(rows, "same day and same volume", task, "AP")
    assert all(value(rows, name, task, "AP") < both for name in alone)
    claim = "reported against eligible wallets, folds 2 and 3"
    assert value(rows, "partners", claim, "AP") == pytest.approx(0.738, abs=0.001)
    less = f"{claim}, without the largest report"
    assert value(rows, "partners", less, "AP") == pytest.approx(0.616, abs=0.001)
    for name in ("partners without time", "partners without volume", "transfers only: partners"):
        assert value(rows, name, claim, "AP") < 0.5


@pytest.mark.slow
def test_otc(real: Path) -> None:
    rows = p2_otc.run(p2_otc.read(real), [], 1, draws=FEW_DRAWS)
    task = "labelled accounts"
    assert value(rows, "few ratings given", task, "AUC") == pytest.approx(0.796, abs=0.001)
    assert value(rows, "few ratings given", task, "AP") == pytest.approx(0.801, abs=0.001)
    assert value(rows, "low ratings given", task, "AUC") == pytest.approx(0.720, abs=0.001)
    assert value(rows, "low ratings received", task, "AUC") == pytest.approx(0.997, abs=0.001)
    # Chosen on folds 0 to 4; counting reaches 0.821 on these.
    held_out = value(rows, "few fair days shown", "labelled accounts, folds 5 to 9", "AUC")
    assert held_out == pytest.approx(0.898, abs=0.001)
    assert value(rows, "few fair days shown", task, "AUC") == pytest.approx(0.874, abs=0.001)


@pytest.mark.slow
def test_yelpchi(real: Path) -> None:
    rows = p3_yelpchi.run(p3_yelpchi.read(real), [], 1, draws=FEW_DRAWS)
    prior = "SpEagle prior as published"
    assert value(rows, prior, "reviews", "AUC") == pytest.approx(0.678, abs=0.001)
    assert value(rows, prior, "reviews", "AP") == pytest.approx(0.252, abs=0.001)
    assert value(rows, prior, "accounts", "AUC") == pytest.approx(0.580, abs=0.001)
    assert value(rows, prior, "accounts", "AP") == pytest.approx(0.238, abs=0.001)
    held_out = "accounts, the half not chosen on"
    assert value(rows, "little company kept", held_out, "AUC") == pytest.approx(0.633, abs=0.001)


@pytest.mark.slow
def test_youtube(real: Path) -> None:
    method = FixedAnswer()
    rows = p4_youtube.run(p4_youtube.read(real), [method], 1, draws=FEW_DRAWS)
    task = "comments, each video against the others"
    # The reference does not say which n-grams it counted.
    likeness = value(rows, "most alike comment of another video", task, "AUC")
    assert likeness == pytest.approx(0.578, abs=0.03)
    held_out = "comments of videos that nothing was chosen on"
    assert value(rows, "repeated phrases", held_out, "AUC") == pytest.approx(0.907, abs=0.001)
    assert value(rows, "repeated phrases", task, "AUC") == pytest.approx(0.870, abs=0.001)
    # It is not the links that do it on those.
    assert value(rows, "has a link", held_out, "AUC") < 0.55
    assert [row.rows for row in rows if row.method == "fixed answer"] == [1_956 - 448]


@pytest.mark.parametrize(
    ("set_id", "accounts"),
    [
        ("vk_comments_unlabelled", 22_031),
        ("bitcoin_alpha_unlabelled", 3_286),
        ("voterfraud2020_retweets", 186_555),
    ],
)
def test_false_alarms(real: Path, set_id: str, accounts: int) -> None:
    method = FixedAnswer()
    tables = p6_false_alarms.read(real, set_id)
    [row] = p6_false_alarms.run(tables, [method], 1, draws=FEW_DRAWS)
    assert row.rows == accounts
    [log] = method.shown
    assert log.events.num_rows == tables.events.num_rows
