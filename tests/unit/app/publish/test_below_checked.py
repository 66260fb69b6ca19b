"""Roll-ups held against themselves, against reports of the bodies in them, and the ledger."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from clearwater.app.publish.checking import check_files
from clearwater.app.publish.documents import canonical_bytes
from clearwater.app.publish.weekly import weekly
from clearwater.cases.refused import RefusedError
from tests.helpers.bodies_quarter import province_of
from tests.helpers.quarter import Quarter

pytestmark = pytest.mark.slow
WEEK = "2026-W03"
BODIES = ("nj", "sz", "yz")
Document = dict[str, Any]


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Quarter]:
    made = province_of(tmp_path_factory.mktemp("below"))
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def honest(province: Quarter) -> dict[str, Document]:
    """The report of the province with its roll-up, and those of the bodies in it."""
    said = {"江苏": weekly(province.desk(), WEEK, below=True)}
    for body in BODIES:
        said[body] = weekly(Quarter(province.store, body, clock=province.clock).desk(), WEEK)
    return {body: json.loads(canonical_bytes(one)) for body, one in said.items()}


@pytest.fixture
def documents(honest: dict[str, Document]) -> dict[str, Document]:
    copied: dict[str, Document] = json.loads(json.dumps(honest))
    return copied


def faults(
    documents: dict[str, Document], folder: Path, ledger: Quarter | None = None
) -> set[tuple[str, str]]:
    paths = []
    for body, document in documents.items():
        paths.append(folder / f"{body}.json")
        paths[-1].write_bytes(canonical_bytes(document))
    checked = check_files(paths, None if ledger is None else ledger.desk())
    return {(one.rule, place.where) for one in checked.faults for place in one.places}


def row(documents: dict[str, Document], figure: str, **by: str) -> Document:
    figures = documents["江苏"]["below"]["figures"]
    rows = next(one for one in figures if one["id"] == figure)["rows"]
    found: Document = next(one for one in rows if one["by"] == by)
    return found


def test_in_honest_reports_nothing_is_found(
    documents: dict[str, Document], province: Quarter, tmp_path: Path
) -> None:
    assert faults(documents, tmp_path) == set()
    assert faults(documents, tmp_path, province) == set()


def _small(documents: dict[str, Document]) -> None:
    row(documents, "clues.set_aside")["bodies"][0] = {"value": 3}


def _total(documents: dict[str, Document]) -> None:
    row(documents, "decisions.objects").update(
        bodies=[{"value": 10}, {"value": 20}, {"value": 0}], total=31
    )


def _worked_out(documents: dict[str, Document]) -> None:
    row(documents, "decisions.objects").update(bodies=[None, {"value": 20}, {"value": 0}], total=22)


def _of_a_body(documents: dict[str, Document]) -> None:
    said = row(documents, "decisions.objects")
    place = next(n for n, one in enumerate(said["bodies"]) if one is not None and one["value"])
    said["bodies"][place]["value"] += 40
    said["total"] = None


def _under_two_names(documents: dict[str, Document]) -> None:
    row(documents, "appeals.resolved")["bodies"] = [None, {"value": 20}, {"value": 0}]
    times = [{"count": n, "median": 5.0, "p90": 9.0} for n in (12, 20, 0)]
    row(documents, "times.to_answer")["bodies"] = [times[0], times[1], {**times[2], "count": 7}]


PLANTED: dict[str, tuple[Callable[[dict[str, Document]], None], str, str]] = {
    "a small count": (_small, "cell.small", "below clues.set_aside body=nj"),
    "a total too large": (_total, "sum.tables", "below decisions.objects"),
    "a small count by subtraction": (_worked_out, "cell.worked_out", "below decisions.objects"),
    "not what the body says": (_of_a_body, "value.differs", "below decisions.objects"),
    "not what the ledger says": (_of_a_body, "ledger.differs", "below decisions.objects"),
    "another count of the same": (_under_two_names, "sum.tables", "below times.to_answer"),
}


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_fault_is_found_and_named(
    planted: str, documents: dict[str, Document], province: Quarter, tmp_path: Path
) -> None:
    plant, rule, where = PLANTED[planted]
    plant(documents)
    found = faults(documents, tmp_path, province if rule == "ledger.differs" else None)
    assert any(one == rule and where in at for one, at in found), found


def test_who_may_not_roll_up_counts_no_roll_up_again(
    documents: dict[str, Document], province: Quarter, tmp_path: Path
) -> None:
    path = tmp_path / "it.json"
    path.write_bytes(canonical_bytes(documents["江苏"]))
    desk = province.desk("nobody")
    shut = type(desk)(desk.store, desk.user, desk.organisation, desk.clock_us, open_to_all=False)
    with pytest.raises(RefusedError):
        check_files([path], shut)
