"""The weekly report as a workbook. Cells hold texts and numbers; no formula, no link, no macro."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from clearwater.report.neutral import Cell, neutral
from clearwater.report.weekly.layout import layout_of
from clearwater.report.weekly.reading import Reader, moment_of
from clearwater.report.weekly.rows import COLUMNS, rows_of
from clearwater.report.weekly.texts import Language

_WIDTHS = (34, 14, 80)
_OPTIONS = {
    "in_memory": True,
    # Data are data: nothing in them is turned into a formula, a link or a number.
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


def workbook_of(document: dict[str, Any], language: Language) -> bytes:
    """Return the report as XLSX; the same document gives the same bytes."""
    reader = Reader(document, language)
    layout = layout_of(reader)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, _OPTIONS)
    book.set_properties(
        {
            "title": f"{layout['title']} {layout['week']}",
            "subject": layout["organisation"],
            # The end of the period, and not the moment at which it was made.
            "created": moment_of(document["period"]["end"]).replace(tzinfo=None),
        }
    )
    style = _Styles(book)
    _report_sheet(_sheet(book, layout["title"]), layout, style)
    if layout["below"] is not None:
        _below_sheet(_sheet(book, layout["below"]["title"]), layout["below"], style)
    _data_sheet(_sheet(book, "data"), document, style)
    _how_sheet(_sheet(book, reader.say("definition")), layout, style)
    book.close()
    return out.getvalue()


class _Styles:
    """The few ways in which cells look."""

    def __init__(self, book: Any) -> None:
        def made(**said: object) -> Format:
            found: Format = book.add_format({"valign": "top", "font_size": 10, **said})
            return found

        self.plain = made()
        self.title = made(bold=True, font_size=16, font_color="#0b6e7f")
        self.section = made(bold=True, font_size=11, font_color="#0b6e7f", bottom=1)
        self.head = made(font_color="#667385", bottom=1, text_wrap=True)
        self.count = made(num_format="#,##0", bold=True)
        self.part = made(num_format="#,##0")
        self.faint = made(font_color="#667385", indent=1)
        self.wrap = made(text_wrap=True)
        self.right = made(align="right")


def _sheet(book: Any, name: str) -> Worksheet:
    sheet: Worksheet = book.add_worksheet(name[:31])
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return sheet


def _put(sheet: Worksheet, row: int, column: int, cell: Cell, form: Format) -> None:
    """Write a cell by its type: a text is written as a text, whatever it begins with."""
    if cell is None or cell == "":
        return
    if isinstance(cell, str):
        sheet.write_string(row, column, str(neutral(cell)), form)
    else:
        sheet.write_number(row, column, cell, form)


def _report_sheet(sheet: Worksheet, layout: dict[str, Any], style: _Styles) -> None:
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    _put(sheet, 0, 0, f"{layout['title']} {layout['week']}", style.title)
    _put(sheet, 1, 0, layout["organisation"], style.plain)
    _put(sheet, 2, 0, f"{layout['days']} · {layout['zone']}", style.plain)
    row = 4
    for section in layout["sections"]:
        for column in range(3):
            sheet.write_blank(row, column, None, style.section)
        _put(sheet, row, 0, section["title"], style.section)
        row += 1
        for line in section["lines"]:
            row = _line(sheet, row, line, style)
        row += 1
    _put(sheet, row, 0, layout["note"], style.plain)
    for name, value in layout["basis"]["rows"]:
        row += 1
        _put(sheet, row, 0, name, style.faint)
        _put(sheet, row, 2, value, style.plain)
    sheet.freeze_panes(4, 0)


def _line(sheet: Worksheet, row: int, line: dict[str, Any], style: _Styles) -> int:
    _put(sheet, row, 0, line["name"], style.plain)
    if line["wide"]:
        _put(sheet, row, 2, line["value"], style.plain)
        return row + 1
    _put(sheet, row, 1, _number(line["value"]), style.count)
    row += 1
    for part in line["parts"]:
        for name, value in part["items"]:
            _put(sheet, row, 0, name, style.faint)
            _put(sheet, row, 1, _number(value), style.part)
            _put(sheet, row, 2, part["by"], style.faint)
            row += 1
    return row


def _number(shown: str) -> Cell:
    """Return a count as the number that it is; what is kept back stays a sign."""
    plain = shown.replace("\u2009", "")
    return int(plain) if plain.isdecimal() else shown


def _below_sheet(sheet: Worksheet, below: dict[str, Any], style: _Styles) -> None:
    sheet.set_column(0, 0, _WIDTHS[0])
    sheet.set_column(1, len(below["columns"]), 16)
    _put(sheet, 0, 0, below["note"], style.plain)
    sheet.write_blank(2, 0, None, style.head)
    for column, name in enumerate(below["columns"], start=1):
        _put(sheet, 2, column, name, style.head)
    for row, line in enumerate(below["rows"], start=3):
        _put(sheet, row, 0, line["name"], style.faint if line["part"] else style.plain)
        for column, cell in enumerate(line["cells"], start=1):
            number = _number(cell)
            _put(sheet, row, column, number, style.part if isinstance(number, int) else style.right)
    sheet.freeze_panes(3, 1)


def _data_sheet(sheet: Worksheet, document: dict[str, Any], style: _Styles) -> None:
    for column, name in enumerate(COLUMNS):
        _put(sheet, 0, column, name, style.head)
    sheet.set_column(0, len(COLUMNS) - 1, 14)
    rows = [*rows_of(document)]
    for row, cells in enumerate(rows, start=1):
        for column, cell in enumerate(cells):
            _put(sheet, row, column, cell, style.plain)
    sheet.autofilter(0, 0, len(rows), len(COLUMNS) - 1)
    sheet.freeze_panes(1, 0)


def _how_sheet(sheet: Worksheet, layout: dict[str, Any], style: _Styles) -> None:
    for column, width in enumerate((28, 32, 110)):
        sheet.set_column(column, column, width)
    rows = [
        *layout["how"]["rows"],
        ["", "", layout["again"]["note"]],
        ["", "", layout["again"]["command"]],
    ]
    for row, cells in enumerate(rows):
        for column, cell in enumerate(cells):
            _put(sheet, row, column, cell, style.wrap)
