"""Figures and moments, in both languages."""

from __future__ import annotations

import re

import pytest

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


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (1.0, "1"),
        (0.0025, "400"),
        (1 / 1234, "1,200"),
        (2e-6, "500,000"),
        (1e-9, "1,000,000"),
        (5e-324, "1,000,000"),
        (0.0, "1,000,000"),
    ],
)
def test_in_how_many_one_is_wrong_is_never_said_too_well_nor_in_300_digits(
    share: float, said: str
) -> None:
    assert EN.one_in(share) == said
    assert share <= 1 / int(said.replace(",", "")) * (1 + 1e-12)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "–"),
        (0, "0"),
        (0.004, "0.004"),
        (0.0312, "0.031"),
        (3e-9, "3.0e-9"),
        (1234.56, "1,234.6"),
    ],
)
def test_what_chance_would_make_is_never_rounded_to_nothing(value: float | None, said: str) -> None:
    assert EN.expected(value) == said
