from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.delivery.retries import longest_pause_us, pause_us
from clearwater.cases.measures.policy import Retry
from clearwater.errors import ParameterError

S = 1_000_000
RETRY = Retry(first_s=30, factor_milli=2000, longest_s=3600, jitter_milli=250)
retries = st.builds(
    Retry,
    first_s=st.integers(1, 3600),
    factor_milli=st.integers(1000, 10_000),
    longest_s=st.integers(3600, 604_800),
    jitter_milli=st.integers(0, 1000),
)
names = st.from_regex(r"message-[0-9a-z]{8}", fullmatch=True)


@given(retries, names, st.integers(1, 10_000))
def test_a_pause_lies_between_the_plan_and_the_plan_with_its_jitter(
    retry: Retry, name: str, attempt: int
) -> None:
    plain = retry.wait_s(attempt) * S
    pause = pause_us(retry, name, attempt)
    assert plain <= pause <= plain + plain * retry.jitter_milli // 1000
    assert pause == pause_us(retry, name, attempt)
    most = retry.longest_s * S
    longest = longest_pause_us(retry, name, attempt)
    assert most <= longest <= most + most * retry.jitter_milli // 1000


def test_messages_that_failed_together_do_not_return_together() -> None:
    pauses = sorted(pause_us(RETRY, f"message-{n}", 1) / S for n in range(1000))
    assert len(set(pauses)) == 1000
    assert 30 <= pauses[0] < 30.1
    assert 33.3 < pauses[500] < 34.2  # the middle of 30 to 37.5
    assert 37.4 < pauses[-1] <= 37.5


def test_without_jitter_everybody_returns_together() -> None:
    plan = Retry(first_s=30, factor_milli=2000, longest_s=3600, jitter_milli=0)
    assert {pause_us(plan, f"message-{n}", 1) for n in range(9)} == {30 * S}


def test_a_receiver_can_ask_for_more_time_and_never_for_less() -> None:
    asked = [pause_us(RETRY, "message-1", 1, asked_s=asked_s) for asked_s in (0, 5, 120)]
    assert asked[0] == asked[1]
    assert asked[2] >= 120 * S


def test_attempts_count_from_one() -> None:
    with pytest.raises(ParameterError, match="from 1"):
        pause_us(RETRY, "message-1", 0)
