"""Figures and moments, in both languages."""

from __future__ import annotations

import re

from clearwater.web.console.formats import Formats
from clearwater.web.console.languages import LOCALES

HOUR_US = 3_600_000_000
EN, ZH = Formats(LOCALES["en"]), Formats(LOCALES["zh"])


def said(markup: str) -> str:
    return re.sub(r"<[^>]*>", "", markup)


def test_a_moment_names_its_zone() -> None:
    assert said(str(EN.moment("2026-03-03T20:00:01+08:00"))) == "3 Mar 2026, 12:00:01 UTC"
    assert said(str(ZH.moment("2026-03-03T20:00:01+08:00"))) == "2026年3月3日 12:00:01 UTC"


def test_a_length_of_time_stands_apart_from_its_unit() -> None:
    assert (EN.lasting(HOUR_US), ZH.lasting(HOUR_US)) == ("1 hour", "1 小时")
    assert ZH.lasting(None) == "–"
