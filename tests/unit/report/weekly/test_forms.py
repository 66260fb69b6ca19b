"""The forms of a weekly report: they show what the document says, and run nothing that it says."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from clearwater.app.publish.documents import canonical_bytes
from clearwater.app.publish.weekly import weekly
from clearwater.errors import CannotRunError
from clearwater.report.weekly.fonts import chinese_family
from clearwater.report.weekly.layout import layout_of
from clearwater.report.weekly.pdf import pdf_of
from clearwater.report.weekly.reading import Reader
from clearwater.report.weekly.rows import COLUMNS, csv_of
from clearwater.report.weekly.texts import LANGUAGES, Language
from clearwater.report.weekly.workbook import workbook_of
from tests.helpers.figures_of import lived

pytestmark = pytest.mark.slow
EVIL = '=HYPERLINK("http://x","#panic")$[*]'


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    quarter = lived(tmp_path_factory.mktemp("forms"), 41, days=14, cases_a_day=1.2)
    yield json.loads(canonical_bytes(weekly(quarter.desk(), "2026-W03")))
    quarter.store.close()


def evil(document: dict[str, Any]) -> dict[str, Any]:
    """Return the document of an organisation that calls itself a formula and markup at once."""
    return {**document, "organisation": EVIL}


def text_of(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pdf_shows_every_figure(document: dict[str, Any], language: Language) -> None:
    shown = text_of(pdf_of(document, language)).replace("\n", "")
    reader = Reader(document, language)
    for one in document["figures"]:
        assert reader.name(one["id"]).replace(" ", "") in shown.replace(" ", "")
    assert document["ledger"]["root"][:16] in shown.replace(" ", "")


def test_the_pdf_is_of_the_end_of_the_week(document: dict[str, Any]) -> None:
    reader = PdfReader(io.BytesIO(pdf_of(document, "en")))
    assert reader.metadata is not None
    assert str(reader.metadata.creation_date)[:10] == "2026-01-19"


def test_words_of_data_are_no_markup(document: dict[str, Any]) -> None:
    assert "#panic" in text_of(pdf_of(evil(document), "en"))


def test_no_font_with_chinese_signs_is_an_error_that_says_what_to_install() -> None:
    with pytest.raises(CannotRunError, match="fonts-noto-cjk"):
        chinese_family(frozenset({"DejaVu Sans"}))
    assert chinese_family(frozenset({"SimSun", "PingFang SC"})) == "PingFang SC"


def test_the_workbook_holds_no_formula_and_no_link(document: dict[str, Any]) -> None:
    made = workbook_of(evil(document), "en")
    book = openpyxl.load_workbook(io.BytesIO(made))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]
    assert f"'{EVIL}" in [cell.value for cell in cells]
    parts = zipfile.ZipFile(io.BytesIO(made)).namelist()
    assert not [name for name in parts if "vba" in name.lower() or "externalLink" in name]
    archive = zipfile.ZipFile(io.BytesIO(made))
    links = [archive.read(name) for name in parts if name.endswith(".rels")]
    assert not any(b"hyperlink" in one for one in links)


def test_the_workbooks_times_are_the_periods(document: dict[str, Any]) -> None:
    archive = zipfile.ZipFile(io.BytesIO(workbook_of(document, "zh")))
    assert {one.date_time[0] for one in archive.infolist()} == {1980}
    assert b"2026-01-19T00:00:00Z" in archive.read("docProps/core.xml")


def test_the_workbook_states_totals_as_numbers(document: dict[str, Any]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook_of(document, "en")))
    sheet = book["Weekly report"]
    rows = {row[0].value: row[1].value for row in sheet.iter_rows(min_row=5, max_col=2)}
    for one in document["figures"]:
        if one["unit"] in {"count", "distinct"}:
            assert rows[Reader(document, "en").name(one["id"])] == one["total"]["value"]


def test_the_csv_has_a_row_for_every_value(document: dict[str, Any]) -> None:
    lines = csv_of(document).decode("utf-8-sig").splitlines()
    values = sum(1 + len(one["cells"]) for one in document["figures"])
    assert len(lines) == 1 + values
    assert lines[0].split(",") == [*COLUMNS]


def test_a_layout_holds_texts_only(document: dict[str, Any]) -> None:
    """So that a template can neither count nor choose."""

    def leaves(said: object) -> Iterator[object]:
        if isinstance(said, dict):
            for value in said.values():
                yield from leaves(value)
        elif isinstance(said, list):
            for value in said:
                yield from leaves(value)
        else:
            yield said

    found = {type(one) for one in leaves(layout_of(Reader(document, "zh")))}
    assert found <= {str, bool, type(None)}
