from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from clearwater.app.claims_dates import out_from


def utc(micros: int | None) -> str:
    assert micros is not None
    return datetime.fromtimestamp(micros / 1e6, UTC).isoformat(timespec="seconds")


@pytest.mark.parametrize(
    "text",
    [
        "2020-04-02",
        "2 April 2020",
        "April 2, 2020",
        "2nd Apr 2020",
        "2020年4月2日",
        "2020年04月02日 08:52",
        "2020/4/2",
        "2020-04-02 08:52",
        date(2020, 4, 2),
        datetime(2020, 4, 2, 8, 52),  # noqa: DTZ001 - a time without a zone is the case
    ],
)
def test_a_day_counts_from_its_end(text: object) -> None:
    assert utc(out_from(text))[:16] == "2020-04-02T23:59"


@pytest.mark.parametrize(
    "text",
    [
        "2020-04-02T08:52:00Z",
        "2020-04-02T16:52:00+08:00",
        1_585_817_520,
        "Thu, 02 Apr 2020 08:52:00 GMT",
    ],
)
def test_a_moment_counts_from_that_moment(text: object) -> None:
    assert utc(out_from(text)) == "2020-04-02T08:52:00+00:00"


def test_a_named_zone_places_days_and_hours() -> None:
    assert utc(out_from("2020-04-02", "Asia/Shanghai")) == "2020-04-02T15:59:59+00:00"
    for zone in ("Asia/Shanghai", "+08:00"):
        assert utc(out_from("2020-04-02 08:52", zone)) == "2020-04-02T00:52:00+00:00"


@pytest.mark.parametrize(
    "text", [None, "", "soon", "2020-13-45", "31 February 2020", "0001-01-01", 7, True]
)
def test_what_is_no_date_is_none(text: object) -> None:
    assert out_from(text) is None
