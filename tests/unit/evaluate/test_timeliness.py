"""When campaigns are detected, on a log of a few days that can be checked by eye."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pyarrow as pa
import pytest

from clearwater.errors import ParameterError, SchemaError
from clearwater.evaluate.timeliness import DELAYS, detection_delays
from clearwater.events.schema import TIME_TYPE

DAY_0 = datetime(2024, 3, 1, tzinfo=UTC)
DAYS = [DAY_0 + timedelta(days=n) for n in range(8)]

# (day, actor, object, campaign that ordered it). Four of the desk act on days 1, 2 and 3, the
# fourth of them from day 3 on; the other desk acts on day 5; h is honest and was hired once.
ROWS: list[tuple[float, str, str, str | None]] = [
    (0.0, "a", "午饭", None),
    (0.5, "h", "猫", None),
    (1.0, "a", "p1", "desk"),
    (1.0, "b", "p1", "desk"),
    (1.1, "c", "p1", "desk"),
    (1.2, "h", "p1", "desk"),
    (2.0, "a", "p2", "desk"),
    (2.0, "b", "p2", "desk"),
    (2.1, "a", "p2", "desk"),
    (2.1, "b", "p2", "desk"),
    (3.0, "d", "p3", "desk"),
    (5.0, "e", "q1", "other"),
    (5.0, "f", "q1", "other"),
]
EVENTS = pa.table(
    {
        "event": [f"e{n:02d}" for n in range(len(ROWS))],
        "actor": [row[1] for row in ROWS],
        "action": ["like"] * len(ROWS),
        "object": [row[2] for row in ROWS],
        "time": pa.array([DAY_0 + timedelta(days=row[0]) for row in ROWS], TIME_TYPE),
    }
)
TRUTH = pa.table(
    {
        "account": ["a", "b", "c", "d", "e", "f", "g", "h"],
        "campaign": ["desk", "desk", "desk", "desk", "other", "other", "sleeping", None],
    }
)
ORDERED = [n for n, row in enumerate(ROWS) if row[3]]
TRUTH_EVENTS = pa.table(
    {"event": [f"e{n:02d}" for n in ORDERED], "campaign": [ROWS[n][3] for n in ORDERED]}
)


def judge_of(least: int, seen: list[int] | None = None) -> Callable[[pa.Table], frozenset[str]]:
    """Return a method that flags whoever has at least so many events in what it is shown."""

    def judge(events: pa.Table) -> frozenset[str]:
        if seen is not None:
            seen.append(events.num_rows)
        actors = events["actor"].to_pylist()
        return frozenset(actor for actor in actors if actors.count(actor) >= least)

    return judge


def delays(least: int, cuts: list[datetime] = DAYS) -> dict[str, dict[str, object]]:
    table = detection_delays(judge_of(least), EVENTS, TRUTH, TRUTH_EVENTS, cuts)
    assert table.schema == DELAYS
    return {row["campaign"]: row for row in table.to_pylist()}


def test_a_campaign_is_detected_when_half_of_those_who_had_acted_are_flagged() -> None:
    # With two events needed: a on day 1 is one of two; of a, b, c on day 2 two are flagged.
    desk = delays(2, DAYS[2:])["desk"]
    assert desk["detected"] == DAYS[2]
    assert (desk["accounts"], desk["acted"], desk["flagged"]) == (4, 3, 2)
    assert desk["started"] == DAYS[1]
    assert desk["delay_days"] == 1.0


def test_the_event_at_the_cut_is_seen_and_nothing_after_it() -> None:
    # At day 1 exactly, a has two events and is half of a and b; c acts later that day.
    desk = delays(2)["desk"]
    assert (desk["detected"], desk["acted"], desk["delay_days"]) == (DAYS[1], 2, 0.0)


def test_seen_is_the_median_account_by_then() -> None:
    # By day 2.5: a and b 3 events on 2 objects, c 1 on 1; what a did on day 0 was not ordered.
    desk = delays(3, [DAYS[2] + timedelta(hours=12)])["desk"]
    assert (desk["events_seen"], desk["jobs_seen"]) == (3.0, 2.0)


def test_a_campaign_that_is_never_flagged_has_started_and_no_delay() -> None:
    other = delays(2)["other"]
    assert other["started"] == DAYS[5]
    assert [other[name] for name in DELAYS.names[3:]] == [None] * 6


def test_a_campaign_without_an_ordered_event_has_not_started() -> None:
    sleeping = delays(1)["sleeping"]
    assert (sleeping["accounts"], sleeping["started"], sleeping["detected"]) == (1, None, None)


def test_the_method_is_asked_only_while_a_campaign_that_has_begun_is_not_detected() -> None:
    seen: list[int] = []
    detection_delays(judge_of(1, seen), EVENTS, TRUTH, TRUTH_EVENTS, DAYS)
    # On day 1 the first desk is detected; the next to begin is the other, on day 5, and then none.
    assert seen == [4, 13]


def test_cuts_in_any_order_any_zone_or_as_microseconds() -> None:
    wanted = delays(2)
    east = timezone(timedelta(hours=8))
    assert delays(2, [cut.astimezone(east) for cut in reversed(DAYS)]) == wanted
    micro = [int(cut.timestamp()) * 1_000_000 for cut in DAYS]
    table = detection_delays(judge_of(2), EVENTS, TRUTH, TRUTH_EVENTS, micro)
    assert table.to_pylist() == list(wanted.values())


def test_the_order_of_rows_does_not_matter() -> None:
    rng = np.random.default_rng(4)
    events, truth = (t.take(rng.permutation(t.num_rows)) for t in (EVENTS, TRUTH))
    backwards = TRUTH_EVENTS.take(list(range(TRUTH_EVENTS.num_rows))[::-1])
    table = detection_delays(judge_of(2), events, truth, backwards, DAYS)
    assert table.to_pylist() == list(delays(2).values())


def test_no_cuts_detect_nothing() -> None:
    assert delays(1, [])["desk"]["detected"] is None


@pytest.mark.parametrize("cut", [datetime(2024, 3, 1), 1_709_251_200, 1_709_251_200_000])  # noqa: DTZ001
def test_a_cut_that_is_no_moment_is_refused(cut: datetime | int) -> None:
    with pytest.raises(ParameterError, match="not a moment"):
        detection_delays(judge_of(1), EVENTS, TRUTH, TRUTH_EVENTS, [cut])


def test_events_without_ids_are_refused() -> None:
    with pytest.raises(SchemaError, match="expected column event"):
        detection_delays(judge_of(1), EVENTS.drop_columns(["event"]), TRUTH, TRUTH_EVENTS, DAYS)
