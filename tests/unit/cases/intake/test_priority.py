from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clearwater.cases.intake.priority import head_start_us, voices
from clearwater.cases.intake.reliability import Prior, reliability
from tests.helpers.user_reports import a_report

PRIOR = Prior(0.4, 4.0)
TWO_DAYS_S = 172_800


def test_each_reporter_is_one_voice_however_often_he_reports() -> None:
    some = [a_report(f"r{n}", reporter="same", category=f"c{n}") for n in range(9)]
    assert voices(some, {"same": reliability(0, 0, PRIOR)}, PRIOR) == pytest.approx(0.4)


def test_a_brigade_is_one_voice_of_the_priors_reliability() -> None:
    proven = {f"b{n}": reliability(90, 90, PRIOR) for n in range(50)}
    marked = [a_report(f"r{n}", reporter=f"b{n}", brigade="brigade-1") for n in range(50)]
    unmarked = [a_report(f"r{n}", reporter=f"b{n}") for n in range(50)]
    assert voices(marked, proven, PRIOR) == pytest.approx(PRIOR.mean)
    assert voices(unmarked, proven, PRIOR) > 40


def test_a_brigade_that_reports_again_gets_no_further_voices() -> None:
    marked = [a_report(f"r{n}", reporter=f"b{n}", brigade="brigade-1") for n in range(50)]
    again = [a_report(f"s{n}", reporter=f"b{n}") for n in range(50)]
    other = a_report("t", reporter="somebody")
    assert voices([*again, *marked], {}, PRIOR) == pytest.approx(PRIOR.mean)
    assert voices([*again, *marked, other], {}, PRIOR) == pytest.approx(2 * PRIOR.mean)


def test_reliable_reporters_move_a_clue_further() -> None:
    good, bad = reliability(9, 10, PRIOR), reliability(0, 10, PRIOR)
    known = {"good": good, "bad": bad}
    some = {who: voices([a_report(reporter=who)], known, PRIOR) for who in ("good", "bad", "new")}
    assert some["good"] > some["new"] > some["bad"] > 0


@given(st.floats(0, 1e6), st.floats(0, 1e6), st.integers(0, 30 * 86_400))
def test_the_head_start_grows_and_never_passes_the_policys(
    one: float, more: float, longest_s: int
) -> None:
    first, second = head_start_us(one, longest_s), head_start_us(one + more, longest_s)
    assert 0 <= first <= second <= longest_s * 1_000_000


def test_two_sure_voices_give_half() -> None:
    assert head_start_us(2.0, TWO_DAYS_S) == TWO_DAYS_S * 500_000
    assert head_start_us(0.0, TWO_DAYS_S) == 0
