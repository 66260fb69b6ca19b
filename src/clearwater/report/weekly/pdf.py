"""The weekly report as PDF, set by typst from a template of ours. Data are texts, never markup."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, Literal

import typst

from clearwater.report.weekly.fonts import chinese_family
from clearwater.report.weekly.layout import layout_of
from clearwater.report.weekly.reading import Reader, moment_of
from clearwater.report.weekly.texts import Language


def pdf_of(document: dict[str, Any], language: Language) -> bytes:
    """Return the report as a tagged PDF; the same document gives the same bytes.

    Its time is the end of the period: when it was made says nothing about it.

    Raises
    ------
    CannotRunError
        If no font with Chinese signs is installed.
    """
    return _compiled(document, language, "pdf")[0]


def pages_of(document: dict[str, Any], language: Language) -> list[bytes]:
    """Return the pages as PNG, to look at."""
    return _compiled(document, language, "png")


def _compiled(
    document: dict[str, Any], language: Language, form: Literal["pdf", "png"]
) -> list[bytes]:
    layout = layout_of(Reader(document, language))
    template = files("clearwater.report").joinpath("weekly", "weekly.typ").read_bytes()
    # The stub knows of one page only; as PNG there is a list of pages.
    made: Any = typst.compile(
        template,
        format=form,
        sys_inputs={
            "data": json.dumps(layout, ensure_ascii=False),
            "font": chinese_family(),
        },
        timestamp=moment_of(document["period"]["end"]),
    )
    return list(made) if isinstance(made, list) else [made]
