"""The one table of settings: name, default, unit, help, allowed range.

The command line makes its options from it, the reference page is printed from it, and every value
is checked against it, so that message, help and documentation cannot drift apart. A face parses
what a person typed with `Setting.parse`; below ``app`` only checked values travel.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from clearwater.errors import ParameterError, near_names
from clearwater.units import duration_s, share


@dataclass(frozen=True)
class Setting:
    """One thing that a person may set. Text that reads as one sentence goes into ``help``."""

    name: str
    """As in Python; the option is the same with dashes."""
    default: Any
    """As a person would type it; ``None`` where the default is worked out from the input."""
    unit: str
    """What a bare number means, or what kind of text it is."""
    placeholder: str
    """What stands for the value in the command's help."""
    help: str
    """What it does, one or two sentences."""
    allowed: str
    """The range in words; ``low``, ``high`` and ``choices`` say the same to the program."""
    convert: Callable[[Any], Any]
    """From what was typed to the value that travels down."""
    low: float | None = None
    """Smallest allowed value, included."""
    high: float | None = None
    """Largest allowed value, included."""
    choices: tuple[str, ...] = ()
    """All allowed words; empty where the range is not a list."""
    default_words: str = ""
    """What to show where the default is ``None``."""

    @property
    def option(self) -> str:
        """Return the option's name on the command line."""
        return "--" + self.name.replace("_", "-")

    @property
    def shown_default(self) -> str:
        """Return the default as help and reference page show it."""
        if self.default is None:
            return self.default_words
        if isinstance(self.default, tuple):
            return ", ".join(str(one) for one in self.default)
        return str(self.default)

    def parse(self, typed: Any) -> Any:
        """Return the checked value for what was typed.

        Raises
        ------
        ParameterError
            If it cannot be converted, or lies outside the allowed range.
        """
        try:
            value = self.convert(typed)
        except (ValueError, TypeError, ParameterError) as error:
            raise self._refusal(typed) from error
        if self.choices and value not in self.choices:
            raise self._refusal(typed)
        too_low = self.low is not None and not value >= self.low
        too_high = self.high is not None and not value <= self.high
        if too_low or too_high:
            raise self._refusal(typed)
        return value

    def _refusal(self, typed: object) -> ParameterError:
        return ParameterError(
            f"{self.option} cannot be used like this",
            expected=self.allowed,
            found=repr(typed),
            next_step=near_names(str(typed), self.choices),
        )


def _whole(typed: str | int) -> int:
    # int() alone would cut 1.5 to 1 without a word.
    return int(typed) if isinstance(typed, str) else operator.index(typed)


_LONGEST_WINDOW_S = 86_400.0
_LARGEST_SEED = 2**63 - 1

_ALL = (
    Setting(
        "window",
        ("10s", "60s", "10min", "1h", "6h"),
        "duration (ms, s, min, h, d; a bare number is seconds)",
        "DURATION",
        "Two accounts meet when they act alike on one object within this time, ends included. "
        "Repeat it for several windows at once; each is then tested at q divided by their number.",
        "1ms to 1d",
        duration_s,
        low=1e-3,
        high=_LONGEST_WINDOW_S,
    ),
    Setting(
        "q",
        "0.01",
        "share, or per cent with %",
        "SHARE",
        "The false discovery rate: of the pairs that are called coordinated, the share that "
        "chance is allowed to have made.",
        "more than 0, at most 0.5",
        share,
        low=1e-9,
        high=0.5,
    ),
    Setting(
        "seed",
        0,
        "whole number",
        "N",
        "Fixes everything random. The same input, settings and seed give the same bytes.",
        "0 to 9223372036854775807",
        _whole,
        low=0,
        high=_LARGEST_SEED,
    ),
    Setting(
        "steps",
        10,
        "whole number",
        "N",
        "How many steps an expansion takes at most; it stops by itself where the odds fall to "
        "chance.",
        "1 to 100",
        _whole,
        low=1,
        high=100,
    ),
    Setting(
        "threads",
        None,
        "whole number",
        "N",
        "How many threads work. The result does not depend on it.",
        "1 to 1024",
        _whole,
        low=1,
        high=1024,
        default_words="all processors",
    ),
    Setting(
        "max_bad_share",
        "1%",
        "share, or per cent with %",
        "SHARE",
        "The run stops, and keeps the quarantine, when more than this share of the rows "
        "cannot be used.",
        "0 to 1, or 0% to 100%",
        share,
        low=0.0,
        high=1.0,
    ),
    Setting(
        "time_unit",
        "auto",
        "word",
        "UNIT",
        "What a whole number in the time column counts, since 1970. 'auto' judges by the size of "
        "the numbers and says what it took them for.",
        "auto, s, ms, us or ns",
        str,
        choices=("auto", "s", "ms", "us", "ns"),
    ),
    Setting(
        "time_zone",
        None,
        "name in the IANA time zone database",
        "ZONE",
        "The zone of times that carry none, such as Asia/Shanghai. Without it such times are "
        "refused, never guessed.",
        "a zone name, or UTC",
        str,
        default_words="none: times without a zone are refused",
    ),
    Setting(
        "format_in",
        None,
        "name of a format",
        "NAME",
        "Whose export this is, when it is one that Clearwater knows by name; the columns are then "
        "mapped for you.",
        "a name from the page Formats",
        str,
        default_words="none: columns go by their names",
    ),
    Setting(
        "format",
        "table",
        "word",
        "FORMAT",
        "How the rows on standard output are written.",
        "table, json, csv or parquet",
        str,
        choices=("table", "json", "csv", "parquet"),
    ),
    Setting(
        "language",
        "en",
        "language tag",
        "LANGUAGE",
        "The language of the report.",
        "en or zh-CN",
        str,
        choices=("en", "zh-CN"),
    ),
)

SETTINGS: dict[str, Setting] = {setting.name: setting for setting in _ALL}
"""Every setting by its name in Python."""


def default_of(name: str) -> Any:
    """Return the checked default of a setting; a tuple where the setting may be repeated."""
    setting = SETTINGS[name]
    if setting.default is None:
        return None
    if isinstance(setting.default, tuple):
        return tuple(setting.parse(one) for one in setting.default)
    return setting.parse(setting.default)


def windows_s(typed: list[str] | tuple[str | float, ...] | None) -> tuple[float, ...]:
    """Return the windows in seconds, ascending, each once; the defaults where none was named.

    Raises
    ------
    ParameterError
        If one of them is no duration or lies outside the allowed range.
    """
    chosen = typed if typed else SETTINGS["window"].default
    return tuple(sorted({SETTINGS["window"].parse(one) for one in chosen}))
