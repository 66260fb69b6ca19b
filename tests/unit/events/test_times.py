from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clearwater.errors import ParameterError, SchemaError, TimeZoneNeededError
from clearwater.events.problems import Problem
from clearwater.events.schema import TIME_TYPE
from clearwater.events.times import EARLIEST_S, LATEST_S, TimeReader

UTC = dt.UTC
NOON = dt.datetime(2018, 10, 10, 20, 19, 24, tzinfo=UTC)


def times_of(values: Any, kind: pa.DataType | None = None, **options: Any) -> list[Any]:
    """Return each time, or the reason why there is none."""
    array = values if isinstance(values, pa.Array) else pa.array(values, kind)
    times, problems = TimeReader(**options).read(array)
    assert times.type == TIME_TYPE
    return told(times, problems)


def told(times: pa.Array, problems: list[Problem]) -> list[Any]:
    reasons = [next((p.reason for p in problems if p.rows[row]), None) for row in range(len(times))]
    return [reason or time for reason, time in zip(reasons, times.to_pylist(), strict=True)]


@pytest.mark.parametrize(
    "text",
    [
        "2018-10-10T20:19:24Z",
        "2018-10-10 20:19:24+00:00",
        "2018-10-10T22:19:24+02:00",
        "2018-10-10T22:19:24+0200",
        "2018-10-10T22:19:24+02",
        "2018-10-10 22:19:24 +0200",
        "2018-10-10 20:19:24 UTC",
        "2018-10-10t20:19:24z",
        " 2018-10-10T20:19:24Z ",
        "20181010T201924Z",
        "Wed Oct 10 20:19:24 +0000 2018",
        "Wed Oct 10 22:19:24 +0200 2018",
        "Wed Oct 10 16:49:24 -0330 2018",
        "Wed, 10 Oct 2018 20:19:24 GMT",
        "Wed, 10 Oct 2018 22:19:24 +0200",
        "2018/10/10 13:19:24 -0700",
    ],
)
def test_text_with_a_zone(text: str) -> None:
    assert times_of([text]) == [NOON]
    # Among others of another form as well: the bulk path must not hide the single one.
    assert times_of([text, "2018-10-10T20:19:24Z", "nonsense"])[0] == NOON


@pytest.mark.parametrize(
    "text",
    [
        "2018-10-10T20:19:24.123456Z",
        "2018-10-10T20:19:24.123456789Z",
        "2018-10-10 20:19:24,123456Z",
    ],
)
def test_fractions_are_kept_to_the_microsecond(text: str) -> None:
    assert times_of([text]) == [NOON.replace(microsecond=123456)]


@pytest.mark.parametrize(
    "text", ["2018-13-10T20:19:24Z", "yesterday", "Wed Foo 10 20:19:24 +0000 2018", "9" * 400 + "-"]
)
def test_text_that_is_no_time(text: str) -> None:
    assert times_of(["2018-10-10T20:19:24Z", "2018-10-10T20:19:24Z", text])[2] == "not a time"


@pytest.mark.parametrize(
    ("unit", "number"),
    [
        ("seconds", 1_539_202_764),
        ("milliseconds", 1_539_202_764_000),
        ("microseconds", 1_539_202_764_000_000),
        ("nanoseconds", 1_539_202_764_000_000_000),
    ],
)
@pytest.mark.parametrize("kind", [pa.int64(), pa.string()])
def test_numbers_are_told_apart_by_size_and_it_is_said(
    unit: str, number: int, kind: pa.DataType
) -> None:
    reader = TimeReader()
    column = pa.array([number]).cast(kind)
    assert told(*reader.read(column)) == [NOON]
    assert f"times are numbers: read as {unit} since 1970 (UTC), by their size" in reader.notes


def test_fractional_seconds_in_floats_and_in_text() -> None:
    exact = NOON.replace(microsecond=518_101)
    assert times_of([1_539_202_764.518101]) == [exact]
    assert times_of(["1539202764.518101"]) == [exact]


def test_decimals_as_databases_have_them() -> None:
    column = pa.array([Decimal("1539202764.250")], pa.decimal128(18, 3))
    assert times_of(column) == [NOON.replace(microsecond=250_000)]


def test_nanoseconds_in_text_lose_nothing_to_floats() -> None:
    assert times_of(["1539202764000001999"]) == [NOON.replace(microsecond=1)]


def test_the_unit_is_that_of_the_majority_and_holds_for_later_batches() -> None:
    reader = TimeReader()
    first = told(*reader.read(pa.array([1_539_202_764, 1_539_202_764, 1_539_202_764_000])))
    assert first == [NOON, NOON, "looks like milliseconds, where the log counts seconds"]
    later = told(*reader.read(pa.array([1_539_202_764_000] * 3)))
    assert later == ["looks like milliseconds, where the log counts seconds"] * 3


def test_a_stated_unit_is_not_second_guessed() -> None:
    assert times_of([1_539_202_764], time_unit="ms") == [
        "looks like seconds, where the log counts milliseconds"
    ]


@pytest.mark.parametrize("number", [0, 59, -1, 2**62, 3 * LATEST_S])
def test_numbers_out_of_range(number: int) -> None:
    result = times_of([1_539_202_764, 1_539_202_764, number])
    assert result[2] == "before 1990 or after 2100, read as seconds since 1970"


def test_the_edges_of_the_range_are_inside() -> None:
    assert times_of([EARLIEST_S, LATEST_S]) == [
        dt.datetime(1990, 1, 1, tzinfo=UTC),
        dt.datetime(2100, 1, 1, tzinfo=UTC),
    ]


def test_text_and_timestamps_out_of_range() -> None:
    assert times_of(["1989-12-31T23:59:59Z"]) == ["before 1990 or after 2100"]
    moment = pa.array([dt.datetime(2101, 1, 1, tzinfo=UTC)])
    assert times_of(moment) == ["before 1990 or after 2100"]


def test_missing_times_are_missing_in_every_form() -> None:
    assert times_of([None, 1_539_202_764])[0] == "missing"
    assert times_of([None, float("nan"), 1_539_202_764.0])[:2] == ["missing", "missing"]
    assert times_of([None, "2018-10-10T20:19:24Z"])[0] == "missing"
    assert times_of(pa.array([None, NOON], pa.timestamp("us", tz="UTC")))[0] == "missing"
    assert times_of(pa.nulls(1)) == ["missing"]


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_timestamps_of_any_unit_and_zone(unit: str) -> None:
    column = pa.array([NOON], pa.timestamp("us", tz="UTC")).cast(
        pa.timestamp(unit, tz="Asia/Tokyo")
    )
    assert times_of(column) == [NOON]


def test_a_naive_timestamp_needs_a_zone_and_gets_it() -> None:
    column = pa.array([dt.datetime(2018, 10, 11, 4, 19, 24)], pa.timestamp("us"))  # noqa: DTZ001
    with pytest.raises(TimeZoneNeededError, match="--time-zone Asia/Shanghai"):
        times_of(column)
    assert times_of(column, time_zone="Asia/Shanghai") == [NOON]
    assert times_of(column, time_zone="+08:00") == [NOON]


def test_naive_text_needs_a_zone_and_zoned_text_keeps_its_own() -> None:
    texts = ["2018-10-11 04:19:24", "2018-10-10T20:19:24Z"]
    with pytest.raises(TimeZoneNeededError):
        times_of(texts[:1])
    assert times_of(texts, time_zone="Asia/Shanghai") == [NOON, NOON]


def test_a_rare_naive_row_among_zoned_ones_is_bad_rather_than_the_end() -> None:
    result = times_of(["2018-10-10T20:19:24Z"] * 3 + ["2018-10-10 20:19:24"])
    assert result[3] == "has no zone, and no time zone was named"


@pytest.mark.parametrize("kind", [pa.string(), pa.timestamp("s")])
def test_of_an_hour_shown_twice_the_earlier_and_a_skipped_time_is_bad(kind: pa.DataType) -> None:
    texts = ["2021-10-31 02:30:00", "2021-03-28 02:30:00"]
    column = pa.array(texts).cast(kind)
    twice, skipped = times_of(column, time_zone="Europe/Berlin")
    assert twice == dt.datetime(2021, 10, 31, 0, 30, tzinfo=UTC)
    assert skipped == "the clock in Europe/Berlin skipped this time"


def test_dates_are_midnight_and_it_is_said() -> None:
    reader = TimeReader(time_zone="UTC")
    times, _ = reader.read(pa.array([dt.date(2018, 10, 10)]))
    assert times.to_pylist() == [dt.datetime(2018, 10, 10, tzinfo=UTC)]
    assert any("midnight" in note for note in reader.notes)


def test_a_type_that_holds_no_time_is_refused() -> None:
    with pytest.raises(SchemaError, match="found type bool"):
        times_of(pa.array([True]))


def test_unknown_zones_and_units_are_refused_with_near_names() -> None:
    with pytest.raises(ParameterError, match="Asia/Shanghai"):
        TimeReader(time_zone="Asia/Shanghia")
    with pytest.raises(ParameterError, match="auto, s, ms"):
        TimeReader(time_unit="min")


@settings(max_examples=60)
@given(
    st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2099, 12, 31)),  # noqa: DTZ001
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(["T", " "]),
)
def test_whatever_python_writes_is_read_back(moment: dt.datetime, minutes: int, gap: str) -> None:
    zoned = moment.replace(tzinfo=dt.timezone(dt.timedelta(minutes=minutes)))
    reference = zoned.astimezone(UTC)
    if reference.year < 1990 or reference.year > 2099:
        return
    assert times_of([zoned.isoformat(gap), "no"])[0] == reference
    assert times_of([zoned.isoformat(gap)]) == [reference]
