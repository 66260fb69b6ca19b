"""Times written as text: ISO 8601 in bulk, the rest one by one.

Arrow reads whole columns of tidy ISO text at once. What it refuses is tidied (more than six digits
of fraction, a blank before the offset, a trailing ``UTC``), and what it refuses even then is read
in Python, each distinct text once. The older forms of X ("Wed Oct 10 20:19:24 +0000 2018") and GH
Archive ("2012/03/04 05:06:07 -0800") are known there. Months are looked up in a table of our own,
since those of ``strptime`` follow the locale of the machine.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.events.problems import mask_of

ZONED, NAIVE, UNREADABLE = 1, 0, -1

_NUMBER = r"^\s*[+-]?\d+(\.\d*)?([eE][+-]?\d+)?\s*$"
_ZONED_ISO = r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d(:?\d\d)?)$"
_NAIVE_ISO = r"^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?)?$"
_MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_X_V1 = re.compile(
    r"[A-Za-z]{3} ([A-Za-z]{3}) (\d{1,2}) (\d\d):(\d\d):(\d\d) ([+-]\d\d)(\d\d) (\d{4})"
)
_RFC_2822 = re.compile(
    r"(?:[A-Za-z]{3}, )?(\d{1,2}) ([A-Za-z]{3}) (\d{4}) (\d\d):(\d\d):(\d\d) "
    r"(?:([+-]\d\d)(\d\d)|GMT|UTC|Z)"
)
_SLASHES = re.compile(r"^(\d{4})/(\d{1,2})/(\d{1,2})")
_LONG_FRACTION = re.compile(r"([.,]\d{6})\d+")
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)


@dataclass(frozen=True)
class ParsedTexts:
    """Microseconds of every text, and what they count from."""

    micros: npt.NDArray[np.int64]
    """Since 1970 UTC where zoned; of the clock's face, as if it were UTC, where naive; else 0."""
    kinds: npt.NDArray[np.int8]
    """`ZONED`, `NAIVE` or `UNREADABLE`."""


def is_number(column: pa.Array) -> pa.Array:
    """Return where a text is a plain number."""
    return pc.match_substring_regex(column, _NUMBER)


def parsed_texts(column: pa.Array) -> ParsedTexts:
    """Return the times of a column of text; null is unreadable."""
    for kind, target in ((ZONED, pa.timestamp("us", tz="UTC")), (NAIVE, pa.timestamp("us"))):
        whole = _cast(column, target)
        if whole is not None and not column.null_count:
            return ParsedTexts(whole, np.full(len(column), kind, dtype=np.int8))
    return _mixed(column)


def _mixed(column: pa.Array) -> ParsedTexts:
    micros = np.zeros(len(column), dtype=np.int64)
    kinds = np.full(len(column), UNREADABLE, dtype=np.int8)
    tidy = _tidied(column)
    for kind, pattern, target in (
        (ZONED, _ZONED_ISO, pa.timestamp("us", tz="UTC")),
        (NAIVE, _NAIVE_ISO, pa.timestamp("us")),
    ):
        rows = np.flatnonzero(mask_of(pc.match_substring_regex(tidy, pattern)))
        read = _cast(tidy.take(pa.array(rows)), target)
        if read is not None:
            micros[rows], kinds[rows] = read, kind
    left = np.flatnonzero((kinds == UNREADABLE) & column.is_valid().to_numpy(zero_copy_only=False))
    for row, text in zip(left, column.take(pa.array(left)).to_pylist(), strict=True):
        micros[row], kinds[row] = _one(text)
    return ParsedTexts(micros, kinds)


def _cast(column: pa.Array, target: pa.DataType) -> npt.NDArray[np.int64] | None:
    try:
        times = column.cast(target)
    except pa.ArrowInvalid:
        return None
    numbers: npt.NDArray[np.int64] = times.view(pa.int64()).fill_null(0).to_numpy()
    return numbers


def _tidied(column: pa.Array) -> pa.Array:
    column = pc.utf8_trim_whitespace(column)
    column = pc.replace_substring_regex(column, r"(\d),(\d{1,9})", r"\1.\2")
    column = pc.replace_substring_regex(column, r"(\.\d{6})\d+", r"\1")
    column = pc.replace_substring_regex(column, r"(:\d\d(\.\d+)?) ?(UTC|GMT|z)$", r"\1Z")
    return pc.replace_substring_regex(column, r"(:\d\d(\.\d+)?) ([+-]\d\d:?\d\d)$", r"\1\3")


@lru_cache(maxsize=65_536)
def _one(text: str) -> tuple[int, int]:
    text = text.strip().upper()
    try:
        time = _written_out(text) or datetime.datetime.fromisoformat(
            _LONG_FRACTION.sub(r"\1", _SLASHES.sub(_dashed, text))
            .replace(" +", "+")
            .replace(" -", "-")
        )
        return _micros(time)
    except (ValueError, OverflowError):
        return 0, UNREADABLE


def _dashed(found: re.Match[str]) -> str:
    year, month, day = found.groups()
    return f"{year}-{month:0>2}-{day:0>2}"


def _micros(time: datetime.datetime) -> tuple[int, int]:
    kind = NAIVE if time.tzinfo is None else ZONED
    zoned = time.replace(tzinfo=datetime.UTC) if time.tzinfo is None else time
    return (zoned - _EPOCH) // _MICROSECOND, kind


def _written_out(text: str) -> datetime.datetime | None:
    """Return a time whose month is a word, or None where it is not."""
    if found := _X_V1.fullmatch(text):
        month, day, hour, minute, second, offset_h, offset_min, year = found.groups()
    elif found := _RFC_2822.fullmatch(text):
        day, month, year, hour, minute, second, offset_h, offset_min = found.groups()
    else:
        return None
    if month.lower() not in _MONTHS:
        raise ValueError(month)
    return datetime.datetime(
        int(year),
        _MONTHS[month.lower()],
        int(day),
        int(hour),
        int(minute),
        int(second),
        tzinfo=_zone(offset_h, offset_min),
    )


def _zone(hours: str | None, minutes: str | None) -> datetime.timezone:
    if hours is None or minutes is None:
        return datetime.UTC
    sign = -1 if hours.startswith("-") else 1
    return datetime.timezone(datetime.timedelta(hours=int(hours), minutes=sign * int(minutes)))
