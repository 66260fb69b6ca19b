from __future__ import annotations

import pytest

from clearwater.app.settings import SETTINGS, default_of, windows_s
from clearwater.errors import ParameterError
from clearwater.report.texts import LANGUAGES


@pytest.mark.parametrize("name", SETTINGS)
def test_every_default_is_allowed(name: str) -> None:
    default_of(name)


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_described(name: str) -> None:
    setting = SETTINGS[name]
    assert setting.help.endswith(".")
    assert setting.allowed
    assert setting.unit
    assert setting.shown_default


@pytest.mark.parametrize(
    ("name", "typed", "value"),
    [
        ("window", "10min", 600.0),
        ("window", 60, 60.0),
        ("window", "1ms", 0.001),
        ("window", "1d", 86_400.0),
        ("q", "1%", 0.01),
        ("q", 0.5, 0.5),
        ("seed", "7", 7),
        ("threads", "1024", 1024),
        ("max_bad_share", 0, 0.0),
        ("language", "zh-CN", "zh-CN"),
    ],
)
def test_what_lies_in_the_range_is_taken(name: str, typed: object, value: object) -> None:
    assert SETTINGS[name].parse(typed) == value


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("window", "0s"),
        ("window", "25h"),
        ("window", "-5s"),
        ("q", 0),
        ("q", "51%"),
        ("q", float("nan")),
        ("seed", -1),
        ("seed", 1.5),
        ("seed", "1.5"),
        ("seed", 2**63),
        ("threads", 0),
        ("threads", None),
        ("time_unit", "weeks"),
        ("format", "xml"),
    ],
)
def test_what_lies_outside_is_refused_with_the_range(name: str, typed: object) -> None:
    with pytest.raises(ParameterError) as refused:
        SETTINGS[name].parse(typed)
    assert refused.value.expected == SETTINGS[name].allowed
    assert refused.value.found == repr(typed)
    assert refused.value.what.startswith(SETTINGS[name].option)


def test_windows_come_ascending_and_once() -> None:
    assert windows_s(["10min", "5s", "600"]) == (5.0, 600.0)


def test_no_window_means_the_defaults() -> None:
    assert windows_s(None) == (10.0, 60.0, 600.0, 3_600.0, 21_600.0)


def test_the_languages_are_those_of_the_report() -> None:
    assert set(SETTINGS["language"].choices) == set(LANGUAGES)
