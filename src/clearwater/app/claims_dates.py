"""When a check was out: dates as publishers write them, read so that nobody is wronged.

A check that is dated to a day counts from the last moment of that day: a post of the same day is
then older than the check, and never reported as told again in spite of it. So does a time without
a zone, as nobody knows which hours it means, unless the zone is named.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from clearwater.events.time_text import UNREADABLE, ZONED, parsed_texts
from clearwater.events.times import EARLIEST_S, LATEST_S, check_time_zone
from clearwater.units import MICROSECONDS

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?\s+([A-Za-z]{3,9})\.?,?\s+(\d{4})")
_MONTH_FIRST = re.compile(r"([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_CHINESE = re.compile(r"(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*[日号號]")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def out_from(value: Any, time_zone: str | None = None) -> int | None:
    """Return the moment from which a check was out, microseconds since 1970 UTC.

    Parameters
    ----------
    value
        A date or time, seconds since 1970, or text.
    time_zone
        IANA name or ``+08:00``: the zone of dates and of times that carry none. Without it, dates
        are of UTC.

    Returns
    -------
    int or None
        None where it cannot be read, or lies before 1990 or after 2100.

    Raises
    ------
    ParameterError
        If there is no such zone.

    Examples
    --------
    >>> out_from("26 May 2015") == out_from("2015-05-26") == out_from("2015年5月26日")
    True
    """
    zone = UTC if time_zone is None else _zone(time_zone)
    moment = _moment(value, zone, zone_named=time_zone is not None)
    if moment is None:
        return None
    micros = (moment - _EPOCH) // timedelta(microseconds=1)
    return micros if EARLIEST_S * MICROSECONDS <= micros <= LATEST_S * MICROSECONDS else None


@cache
def _zone(name: str) -> tzinfo:
    check_time_zone(name)
    if name[0] in "+-":
        hours, minutes = name[1:].split(":")
        offset = timedelta(hours=int(hours), minutes=int(minutes))
        return timezone(-offset if name[0] == "-" else offset)
    return ZoneInfo(name)


def _moment(value: Any, zone: tzinfo, *, zone_named: bool) -> datetime | None:
    if isinstance(value, datetime):
        if value.tzinfo is not None:
            return value
        return value.replace(tzinfo=zone) if zone_named else _end_of(value.date(), zone)
    if isinstance(value, date):
        return _end_of(value, zone)
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, int | float):
        return _EPOCH + timedelta(seconds=value) if EARLIEST_S <= value <= LATEST_S else None
    return _of_text(str(value).strip(), zone, zone_named=zone_named)


def _of_text(text: str, zone: tzinfo, *, zone_named: bool) -> datetime | None:
    written = _written_out(text)
    if written is not None:
        return _end_of(written, zone)
    read = parsed_texts(pa.array([text], pa.string()))
    if read.kinds[0] == UNREADABLE:
        return None
    moment = _EPOCH + timedelta(microseconds=int(read.micros[0]))
    if read.kinds[0] == ZONED:
        return moment
    if zone_named and ":" in text:
        return moment.replace(tzinfo=zone)
    return _end_of(moment.date(), zone)


def _written_out(text: str) -> date | None:
    """Return a date whose month is a word, or which is written in Chinese; None for any other."""
    try:
        if found := _DAY_FIRST.fullmatch(text):
            return date(int(found[3]), _month(found[2]), int(found[1]))
        if found := _MONTH_FIRST.fullmatch(text):
            return date(int(found[3]), _month(found[1]), int(found[2]))
        if found := _CHINESE.match(text):
            return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None
    return None


def _month(word: str) -> int:
    return _MONTHS.index(word[:3].lower()) + 1


def _end_of(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.max, zone)
