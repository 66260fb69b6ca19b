"""Times of any source as microseconds UTC, with one rule for the whole log.

What a number counts is told by its size: 1990 to 2100 are four ranges that do not touch, in
seconds, milliseconds, microseconds and nanoseconds. The unit is settled once, by the majority of
the first numbers, because a log has one; a row of another size is then a bad row and not another
unit.

Times without a zone need one to be named. In the hour that a clock shows twice, the earlier is
taken; a time that the clock skipped is a bad row.
"""

from __future__ import annotations

import difflib
import re
import zoneinfo
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from clearwater.errors import ParameterError, SchemaError, TimeZoneNeededError
from clearwater.events.ids import as_text, is_text
from clearwater.events.problems import Mask, Problem, mask_of, nulls_of, problem
from clearwater.events.schema import TIME_TYPE
from clearwater.events.time_text import NAIVE, UNREADABLE, is_number, parsed_texts

EARLIEST_S = 631_152_000
"""1990-01-01, seconds since 1970: earlier times are mistakes or other units."""

LATEST_S = 4_102_444_800
"""2100-01-01."""

UNITS: dict[str, int] = {"s": 1, "ms": 1_000, "us": 1_000_000, "ns": 1_000_000_000}
"""How many of each make a second."""

UNIT_WORDS = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "ns": "nanoseconds"}
OUT_OF_RANGE = "before 1990 or after 2100"
MISSING = "missing"
_MICROSECONDS = 1_000_000
_OFFSET = re.compile(r"[+-]\d\d:\d\d")


@dataclass
class TimeReader:
    """Turns columns of times into `TIME_TYPE`. What it has settled on holds for what follows."""

    time_zone: str | None = None
    """Zone of times that carry none: IANA name or ``+08:00``."""
    time_unit: str = "auto"
    """What numbers count: ``auto`` or a key of `UNITS`."""
    where: str = ""
    """Source and column that are being read, for messages."""
    notes: dict[str, None] = field(default_factory=dict)
    """What was settled, in order; a dict so that nothing is said twice."""
    _texts_are_numbers: bool | None = None

    def __post_init__(self) -> None:
        check_time_zone(self.time_zone)
        if self.time_unit not in {"auto", *UNITS}:
            raise ParameterError(
                "not a unit of time",
                where="time_unit",
                expected="auto, s, ms, us or ns",
                found=repr(self.time_unit),
            )

    def check(self, kind: pa.DataType) -> None:
        """Raise for a type that holds no time, or a naive one without a zone.

        Raises
        ------
        SchemaError
            If the type is none of timestamp, date, number, text.
        TimeZoneNeededError
            If it is a timestamp or date without a zone and none was named.
        """
        kind = kind.value_type if pa.types.is_dictionary(kind) else kind
        if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
            if pa.types.is_date(kind) or kind.tz is None:
                self._need_zone(f"type {kind}")
        elif not holds_times(kind):
            raise SchemaError(
                "a column cannot be used as times",
                where=self.where,
                expected="timestamps, numbers since 1970, or text",
                found=f"type {kind}",
            )

    def read(self, column: pa.Array) -> tuple[pa.Array, list[Problem]]:
        """Return `column` as `TIME_TYPE`, and what is wrong with rows that have no usable time."""
        self.check(column.type)
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        kind = column.type
        if pa.types.is_timestamp(kind) or pa.types.is_date(kind):
            return self._from_timestamps(column)
        if _is_number_type(kind):
            return self._from_numbers(column)
        if pa.types.is_null(kind):
            return pa.nulls(len(column), TIME_TYPE), problem(nulls_of(column), MISSING)
        texts, _ = as_text(column)  # what is no UTF-8 is replaced, and then no time
        return self._from_texts(texts)

    def _from_timestamps(self, column: pa.Array) -> tuple[pa.Array, list[Problem]]:
        if pa.types.is_date(column.type):
            column = column.cast(pa.timestamp("s"))
            self._note("the times are dates: every event is placed at midnight")
        zone = column.type.tz
        # Nanoseconds are cut, not rounded, so that no event moves into the next microsecond.
        column = column.cast(pa.timestamp("us", tz=zone), safe=False)
        skipped: list[Problem] = []
        if zone is None:
            column, skipped = self._placed(column)
        return self._ranged(column.cast(TIME_TYPE), [*problem(nulls_of(column), MISSING), *skipped])

    def _placed(self, naive: pa.Array) -> tuple[pa.Array, list[Problem]]:
        """Return naive times in the named zone."""
        zone = self._need_zone(f"type {naive.type}")
        early = pc.assume_timezone(naive, zone, ambiguous="earliest", nonexistent="earliest")
        late = pc.assume_timezone(naive, zone, ambiguous="earliest", nonexistent="latest")
        self._note(f"times without a zone are read as {zone}; of an hour shown twice, the earlier")
        gap = mask_of(pc.not_equal(early, late))
        return early, problem(gap, f"the clock in {zone} skipped this time")

    def _from_numbers(self, column: pa.Array) -> tuple[pa.Array, list[Problem]]:
        missing = nulls_of(column)
        if not pa.types.is_integer(column.type):
            numbers = column.cast(pa.float64()).fill_null(np.nan).to_numpy()
            missing |= ~np.isfinite(numbers)
        else:
            numbers = (column.fill_null(0) if column.null_count else column).to_numpy()
        unit = self._unit_of(numbers)
        per_second = UNITS[unit]
        usable = (numbers >= EARLIEST_S * per_second) & (numbers <= LATEST_S * per_second)
        wrong = ~usable & ~missing
        problems = problem(missing, MISSING)
        if wrong.any():
            problems += self._other_units(numbers, wrong, unit)
            numbers = np.where(usable, numbers, 0)
        elif missing.any():
            numbers = np.where(missing, 0, numbers)
        micros = _scaled(numbers, per_second)
        return pa.array(micros).view(TIME_TYPE), problems

    def _unit_of(self, numbers: np.ndarray) -> str:
        if self.time_unit != "auto":
            return self.time_unit
        counts = {unit: int(_within(numbers, unit).sum()) for unit in UNITS}
        unit = max(counts, key=lambda name: counts[name])
        if counts[unit] == 0:
            return "s"
        self.time_unit = unit
        self._note(f"times are numbers: read as {UNIT_WORDS[unit]} since 1970 (UTC), by their size")
        return unit

    def _other_units(self, numbers: np.ndarray, wrong: Mask, unit: str) -> list[Problem]:
        problems: list[Problem] = []
        rest = wrong.copy()
        for other in UNITS:
            like = rest & _within(numbers, other) if other != unit else np.zeros_like(rest)
            reason = f"looks like {UNIT_WORDS[other]}, where the log counts {UNIT_WORDS[unit]}"
            problems += problem(like, reason)
            rest &= ~like
        return problems + problem(rest, f"{OUT_OF_RANGE}, read as {UNIT_WORDS[unit]} since 1970")

    def _from_texts(self, column: pa.Array) -> tuple[pa.Array, list[Problem]]:
        missing = nulls_of(column)
        numeric = mask_of(is_number(column)) if len(column) else missing
        if self._texts_are_numbers is None and not missing.all():
            self._texts_are_numbers = bool(numeric.sum() * 2 > (~missing).sum())
        if self._texts_are_numbers:
            other = ~numeric & ~missing
            times, problems = self._from_numbers(_numbers(column, numeric))
            problems = [Problem(part.rows & ~other, part.reason) for part in problems]
            return times, [
                *problem(other, "not a number, where the log counts from 1970"),
                *problems,
            ]
        return self._from_dates(column, missing)

    def _from_dates(self, column: pa.Array, missing: Mask) -> tuple[pa.Array, list[Problem]]:
        texts = parsed_texts(column)
        unreadable = (texts.kinds == UNREADABLE) & ~missing
        naive = texts.kinds == NAIVE
        problems = [*problem(missing, MISSING), *problem(unreadable, "not a time")]
        times = pa.array(texts.micros, pa.int64()).view(pa.timestamp("us"))
        if naive.any() and self.time_zone is None:
            if naive.sum() * 2 > (~missing & ~unreadable).sum():
                self._need_zone("text such as " + repr(column[int(np.argmax(naive))].as_py()))
            problems += problem(naive, "has no zone, and no time zone was named")
        elif naive.any():
            placed, skipped = self._placed(times)
            problems += [p for s in skipped for p in problem(s.rows & naive, s.reason)]
            micros = np.where(naive, placed.view(pa.int64()).to_numpy(), texts.micros)
            times = pa.array(micros).view(pa.timestamp("us"))
        return self._ranged(times.view(pa.int64()).view(TIME_TYPE), problems)

    def _ranged(self, times: pa.Array, problems: list[Problem]) -> tuple[pa.Array, list[Problem]]:
        span = pc.min_max(times.view(pa.int64()))
        low, high = span["min"].as_py(), span["max"].as_py()
        if low is None or (low >= EARLIEST_S * _MICROSECONDS and high <= LATEST_S * _MICROSECONDS):
            return times, problems
        micros = times.view(pa.int64()).fill_null(EARLIEST_S * _MICROSECONDS).to_numpy()
        outside = (micros < EARLIEST_S * _MICROSECONDS) | (micros > LATEST_S * _MICROSECONDS)
        for known in problems:
            outside &= ~known.rows
        return times, [*problems, *problem(outside, OUT_OF_RANGE)]

    def _need_zone(self, found: str) -> str:
        if self.time_zone is None:
            raise TimeZoneNeededError(
                "times carry no zone",
                where=self.where,
                expected="times with a zone, or the name of theirs",
                found=found,
                next_step="Name it: --time-zone Asia/Shanghai, or time_zone='Asia/Shanghai'; "
                "UTC if that is what they are.",
            )
        return self.time_zone

    def _note(self, sentence: str) -> None:
        self.notes[sentence] = None


def holds_times(kind: pa.DataType) -> bool:
    """Return whether a column of type `kind` may be one of times."""
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(
        _is_number_type(inner)
        or is_text(inner)
        or pa.types.is_timestamp(inner)
        or pa.types.is_date(inner)
        or pa.types.is_null(inner)
    )


def check_time_zone(name: str | None) -> None:
    """Raise for a zone that nobody knows.

    Raises
    ------
    ParameterError
        If `name` is neither an IANA name nor ``+HH:MM``.
    """
    if name is None or _OFFSET.fullmatch(name):
        return
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as error:
        near = difflib.get_close_matches(name, zoneinfo.available_timezones(), n=2, cutoff=0.6)
        raise ParameterError(
            "not a time zone",
            where="time_zone",
            expected="an IANA name such as Asia/Shanghai, or +08:00",
            found=repr(name),
            next_step=f"Did you mean {' or '.join(near)}?" if near else "",
        ) from error


def _within(numbers: np.ndarray, unit: str) -> Mask:
    per_second = UNITS[unit]
    inside: Mask = (numbers >= EARLIEST_S * per_second) & (numbers <= LATEST_S * per_second)
    return inside


def _scaled(numbers: np.ndarray, per_second: int) -> np.ndarray:
    """Return microseconds. Fractions are kept to the nearest one, whole numbers are exact."""
    if numbers.dtype.kind == "f":
        return np.rint(numbers * (_MICROSECONDS / per_second)).astype(np.int64)
    whole = numbers.astype(np.int64, copy=False)
    if per_second > _MICROSECONDS:
        return whole // (per_second // _MICROSECONDS)
    factor = _MICROSECONDS // per_second
    return whole if factor == 1 else whole * factor


def _numbers(column: pa.Array, numeric: Mask) -> pa.Array:
    """Return texts as whole numbers where all are, since a float cannot hold nanoseconds."""
    usable = column if numeric.all() else pc.if_else(pa.array(numeric), column, None)
    trimmed = pc.utf8_trim_whitespace(usable)
    try:
        return trimmed.cast(pa.int64())
    except pa.ArrowInvalid:
        return trimmed.cast(pa.float64())


def _is_number_type(kind: pa.DataType) -> bool:
    return bool(
        pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    )
