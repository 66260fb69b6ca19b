"""A document may come from anybody: it is read or refused, whatever stands in it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.helpers.figures_of import WEEKS, Reports
from tests.unit.cases.figures.crosscheck.conftest import honest

from clearwater.app.publish.checking import check_files
from clearwater.errors import SourceError

pytestmark = pytest.mark.slow
Path_ = tuple[str | int, ...]
GONE = "gone"
INSTEAD: tuple[object, ...] = (
    GONE,
    None,
    [],
    {},
    "二",
    -1,
    2.5,
    True,
    [None],
    {"a": None},
    [[1], "x"],
)


def places(said: Any, before: Path_ = ()) -> Iterator[Path_]:
    """Yield where something stands; of a list the first two."""
    if before:
        yield before
    inner = said.items() if isinstance(said, dict) else enumerate(said[:2])
    for name, one in inner:
        if isinstance(one, dict | list):
            yield from places(one, (*before, name))
        else:
            yield (*before, name)


def changed(said: Any, place: Path_, instead: object) -> None:
    *above, last = place
    for name in above:
        said = said[name]
    if instead is GONE:
        del said[last]
    else:
        said[last] = instead


def documents(reports: Reports) -> dict[str, Any]:
    return {"public": reports.quarter, "weekly": reports.weeks[WEEKS[4]],
            "self": reports.self_reports[WEEKS[0]]}  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(picked=st.data())
def test_whatever_stands_somewhere_is_checked_or_refused(
    picked: st.DataObject, tmp_path: Path
) -> None:
    reports = honest(1)[1].copy()
    document = documents(reports)[picked.draw(st.sampled_from(["public", "weekly", "self"]))]
    of_figures = [one for one in places(document) if one[0] not in {"words", "definitions"}]
    place, instead = picked.draw(st.sampled_from(of_figures)), picked.draw(st.sampled_from(INSTEAD))
    changed(document, place, instead)
    files = {"it.json": json.dumps(document).encode(),
             "week.json": json.dumps(reports.weeks[WEEKS[3]]).encode(),
             "statements.jsonl": json.dumps(reports.statements[0]).encode()}  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    with suppress(SourceError):
        check_files([tmp_path / name for name in files])


@pytest.mark.parametrize(
    ("named", "place", "instead", "says"),
    [
        ("public", ("smallest",), GONE, "no field 'smallest'"),
        ("public", ("months",), [], "beside"),
        ("public", ("tables", 0, "row_totals"), [1], "beside"),
        ("weekly", ("ledger", "size"), GONE, "no field 'size'"),
        ("weekly", ("period", "offset_min"), 10**9, "no whole number"),
        ("weekly", ("statements", "categories"), "x", "no object"),
        ("weekly", ("figures", 0, "cells"), {}, "no list"),
    ],
)
def test_what_has_another_form_is_refused_with_the_place(
    named: str, place: Path_, instead: object, says: str, reports: Reports, tmp_path: Path
) -> None:
    document = documents(reports)[named]
    changed(document, place, instead)
    (tmp_path / "it.json").write_text(json.dumps(document))
    with pytest.raises(SourceError, match=says):
        check_files([tmp_path / "it.json"])
