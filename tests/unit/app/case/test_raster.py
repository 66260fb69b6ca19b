from __future__ import annotations

import re
import xml.etree.ElementTree as ET

import pytest

from clearwater.app.case import raster as drawing
from clearwater.app.case.raster import raster_svg
from clearwater.findings.tables import RASTER
from tests.helpers.runs import HOSTILE_NAMES, small_run

WORDS = {"svg", "rect", "path", "text"}
VALUES = re.compile(r"[0-9 .:#a-f-]*|none|start|end|(M[0-9]+ [0-9]+h2)*")


def test_it_is_made_of_numbers_only() -> None:
    svg = raster_svg(small_run().raster, "F001")
    root = ET.fromstring(svg)  # noqa: S314 - made here
    assert len(svg) > 1_000
    for element in root.iter():
        assert element.tag.removeprefix("{http://www.w3.org/2000/svg}") in WORDS
        for value in element.attrib.values():
            assert VALUES.fullmatch(value), value[:80]
        assert VALUES.fullmatch((element.text or "").strip())


def test_no_name_gets_into_it() -> None:
    svg = raster_svg(small_run().raster, "F001").decode()
    for name in (*HOSTILE_NAMES, "video/", "f001-"):
        assert name not in svg


def test_every_event_is_a_dot_on_its_side() -> None:
    raster = small_run().raster
    rows = [row for row in raster.to_pylist() if row["finding"] == "F003"]
    paths = re.findall(r'd="([^"]*)"', raster_svg(raster, "F003").decode())
    assert [path.count("M") for path in paths] == [
        sum((row["joint"] > 0) == met for row in rows if row["side"] == side)
        for side in ("members", "control")
        for met in (False, True)
    ]


def test_a_finding_without_dots_is_an_empty_drawing() -> None:
    svg = raster_svg(RASTER.empty_table(), "F001").decode()
    assert "M" not in "".join(re.findall(r'd="([^"]*)"', svg))
    ET.fromstring(svg)  # noqa: S314 - made here


def test_a_large_one_leaves_out_whole_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "MOST_ROWS", 5)
    svg = raster_svg(small_run().raster, "F001").decode()
    height = re.search(r'height="(\d+)"', svg)
    assert height is not None
    assert int(height[1]) == 2 * 5 * drawing.ROW + drawing.GAP + 2 * drawing.EDGE


def test_the_same_table_gives_the_same_bytes() -> None:
    assert raster_svg(small_run().raster, "F002") == raster_svg(small_run().raster, "F002")
