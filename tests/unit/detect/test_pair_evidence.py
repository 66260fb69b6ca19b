"""Both nulls on pairs whose story is known, and what the evidence says of them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from clearwater.detect.background import background
from clearwater.detect.pair_evidence import PairEvidence, pair_evidence
from clearwater.detect.screen import Candidates, screen
from clearwater.engine.coded_log import CodedLog
from clearwater.engine.encode import encode
from clearwater.kernels.appearance import UNKNOWN
from clearwater.kernels.benjamini_hochberg import q_values
from clearwater.kernels.tails import FLOOR
from tests.helpers.coded import Row, coded_log, events_table, int32, objects_table

DAY_S = 86_400.0
WINDOW_S = 60.0
WINDOW_US = 60_000_000
Lived = tuple[list[Row], dict[str, float]]
"""Events, and when the objects were created."""


def p_of(log: CodedLog, pairs: list[tuple[str, str]]) -> np.ndarray:
    """Return the timing p-values of named pairs at one minute."""
    code = {name: number for number, name in enumerate(log.actors.to_pylist())}
    ends = sorted((min(code[a], code[b]), max(code[a], code[b])) for a, b in pairs)
    named = Candidates(
        left=int32([a for a, _ in ends]),
        right=int32([b for _, b in ends]),
        shared=np.ones(len(ends), np.int32),
        seen=log,
        visits=0,
        left_out=0,
        ceiling=0,
    )
    found = pair_evidence(log, background(log), WINDOW_US, candidates=named, ask_all=True)
    return found.p_timing


def independent(
    seed: int, accounts: int, objects: int, median_s: float
) -> tuple[list[Row], dict[str, float]]:
    """Return accounts that react to objects each by its own lags, and the objects' births."""
    rng = np.random.default_rng(seed)
    birth = {f"o{k}": k * DAY_S + float(rng.uniform(0, DAY_S)) for k in range(objects)}
    own = median_s * np.exp(0.5 * rng.standard_normal(accounts))
    rows = [
        (f"a{i:03d}", name, born + float(own[i] * np.exp(1.2 * rng.standard_normal())))
        for i in range(accounts)
        for name, born in birth.items()
    ]
    return rows, birth


@pytest.mark.parametrize("median_s", [20.0, 300.0, 7200.0])
def test_accounts_that_follow_their_own_lags_are_not_too_seldom_uniform(median_s: float) -> None:
    """One-sided: of 780 innocent pairs no more than twice the stated share may lie below it."""
    rows, birth = independent(seed=11, accounts=40, objects=25, median_s=median_s)
    names = sorted({row[0] for row in rows})
    pairs = [(a, b) for k, a in enumerate(names) for b in names[k + 1 :]]
    p = p_of(coded_log(rows, birth), pairs)
    assert np.mean(p <= 0.1) <= 0.2
    assert np.mean(p <= 0.01) <= 0.02


def planted(seed: int, lag_s: float, *, jitter_s: float) -> Lived:
    """Return a pair that acts on 20 objects together, among accounts that do not."""
    rows, birth = independent(seed, accounts=12, objects=20, median_s=7200.0)
    rng = np.random.default_rng(seed)
    for name, born in birth.items():
        order = born + float(rng.uniform(600, 2 * DAY_S)) if lag_s == 0 else born + lag_s
        rows += [(who, name, order + float(rng.uniform(0, jitter_s))) for who in ("left", "right")]
    return rows, birth


def test_a_pair_that_falls_together_at_odd_moments_is_not_explained() -> None:
    rows, birth = planted(3, lag_s=0, jitter_s=30.0)
    assert p_of(coded_log(rows, birth), [("left", "right")])[0] < 1e-9


def test_two_fans_who_always_react_at_once_are_explained_by_their_own_lags() -> None:
    rows, birth = planted(3, lag_s=20.0, jitter_s=30.0)
    assert p_of(coded_log(rows, birth), [("left", "right")])[0] > 0.01


def test_an_object_without_a_birth_tells_nothing() -> None:
    """Nobody else ever acted on these objects, and their creation is not given."""
    rows = [(who, f"o{k}", k * DAY_S) for k in range(20) for who in ("left", "right")]
    assert p_of(coded_log(rows), [("left", "right")])[0] == 1.0


def test_no_p_value_falls_below_the_floor() -> None:
    rows = [(who, f"o{k}", k * 1.7 * DAY_S) for k in range(300) for who in ("left", "right")]
    rows += [("third", f"o{k}", k * 1.7 * DAY_S - k * 997.0) for k in range(300)]
    assert p_of(coded_log(rows), [("left", "right")])[0] >= FLOOR


def evidence_of(lived: Lived, threads: int = 1) -> PairEvidence:
    log = coded_log(*lived)
    return pair_evidence(log, background(log), WINDOW_US, threads=threads)


def test_the_larger_p_value_decides_over_all_possible_pairs() -> None:
    found = evidence_of(planted(3, lag_s=0, jitter_s=30.0))
    larger = np.maximum(found.p_choice, found.p_timing)
    assert found.p_value.tolist() == larger.tolist()
    assert found.q_value.tolist() == q_values(larger, 14 * 13 // 2).tolist()


def test_not_asking_timing_where_choice_decides_changes_no_q_value() -> None:
    """Candidates of every kind: planted, innocent, and met by chance in a crowd."""
    rows, birth = planted(3, lag_s=0, jitter_s=30.0)
    rng = np.random.default_rng(9)
    crowd: list[Row] = [
        (f"c{k:02d}", name, born + 3600.0 + float(rng.uniform(0, 100)))
        for k in range(30)
        for name, born in birth.items()
        if rng.random() < 0.5
    ]
    log = coded_log(rows + crowd, birth)
    candidates = screen(log, WINDOW_US, level=1.0)
    some = pair_evidence(log, background(log), WINDOW_US, candidates=candidates)
    every = pair_evidence(log, background(log), WINDOW_US, candidates=candidates, ask_all=True)
    assert 0 < some.asked.sum() < every.asked.sum() == every.left.size
    assert (every.q_value < 0.01).sum() > 0
    assert some.q_value.tolist() == every.q_value.tolist()
    assert some.p_timing[some.asked].tolist() == every.p_timing[some.asked].tolist()


def test_who_likes_and_comments_on_each_job_has_the_evidence_of_one_who_likes() -> None:
    """The second act of a visit is no reason for the first, and no second coincidence."""
    rows, birth = planted(3, lag_s=0, jitter_s=30.0)
    pair = [(who, name, at + 3.0) for who, name, at in rows if who in {"left", "right"}]
    once = encode(events_table(rows).to_batches(), objects_table(birth))
    twice = encode(
        pa.concat_tables([events_table(rows), events_table(pair, "comment")]).to_batches(),
        objects_table(birth),
    )
    found = [pair_evidence(log, background(log), WINDOW_US, ask_all=True) for log in (once, twice)]
    meetings, p = (
        [getattr(one, column)[-1] for one in found] for column in ("meetings", "p_value")
    )
    assert meetings[0] == meetings[1] >= 18
    assert p[1] < 1e-9
    assert np.log(p[1]) == pytest.approx(np.log(p[0]), rel=0.25)


def test_objects_of_one_visit_are_one_meeting() -> None:
    """Four objects on two days, two of them within the same hour of the second day."""
    moments = {"x": 0.0, "y": DAY_S, "z": DAY_S + 600, "w": 3 * DAY_S}
    rows = [(who, name, at) for name, at in moments.items() for who in ("left", "right")]
    log = coded_log(rows, {name: -DAY_S - 997.0 * k for k, name in enumerate(moments)})
    found = pair_evidence(log, background(log), WINDOW_US, ask_all=True)
    assert (found.meetings.tolist(), found.occasions.tolist()) == ([3], [3])


def test_moments_that_were_left_out_are_no_meetings() -> None:
    """Twenty accounts meet on five viral objects, two of them also on three quiet ones."""
    names = [f"a{k:02d}" for k in range(20)]
    viral: list[Row] = [(who, f"viral{m}", DAY_S * m) for m in range(5) for who in names]
    quiet: list[Row] = [(who, f"quiet{m}", DAY_S * (7 + m)) for m in range(3) for who in names[:2]]
    log = coded_log(viral + quiet)
    found = screen(log, WINDOW_US, level=1.0, most_visits=100)
    assert (found.left_out, found.left.size) == (100, 1)
    evidence = pair_evidence(log, background(log), WINDOW_US, candidates=found)
    assert evidence.meetings.tolist() == [3]


def test_threads_change_nothing() -> None:
    lived = planted(5, lag_s=0, jitter_s=30.0)
    one, two = evidence_of(lived, threads=1), evidence_of(lived, threads=2)
    for column in ("left", "right", "meetings", "expected", "p_choice", "p_timing", "q_value"):
        assert getattr(one, column).tolist() == getattr(two, column).tolist()


def test_a_log_in_which_nobody_met_has_no_evidence() -> None:
    found = evidence_of(([("a", "x", 0.0), ("b", "y", 0.0)], {}))
    assert found.q_value.size == found.p_value.size == 0


def fans(step_s: float, *, acts_step_s: float = 1.0) -> tuple[CodedLog, list[tuple[str, str]]]:
    """Return 20 prompt fans among slow readers, creation and acts cut to these steps; the pairs."""
    rng = np.random.default_rng(8)
    birth = {f"o{k}": float(rng.uniform(k, k + 1)) * DAY_S for k in range(30)}
    lived = [("fan", 20, 10.0), ("reader", 30, 7200.0)]
    rows = [
        (f"{kind}{i:02d}", name, born + float(median_s * np.exp(0.7 * rng.standard_normal())))
        for kind, members, median_s in lived
        for i in range(members)
        for name, born in birth.items()
    ]
    cut = [(who, name, at // acts_step_s * acts_step_s) for who, name, at in rows]
    created = {name: born // step_s * step_s for name, born in birth.items()}
    names = [f"fan{i:02d}" for i in range(20)]
    return coded_log(cut, created), [(a, b) for k, a in enumerate(names) for b in names[k + 1 :]]


@pytest.mark.parametrize("step_s", [1.0, 60.0, 3600.0, DAY_S])
def test_a_coarse_creation_time_accuses_no_fan(step_s: float) -> None:
    assert p_of(*fans(step_s)).min() > 1e-4


@pytest.mark.parametrize("acts_step_s", [60.0, 3600.0])
def test_a_coarse_clock_of_the_acts_accuses_no_fan(acts_step_s: float) -> None:
    assert p_of(*fans(1.0, acts_step_s=acts_step_s)).min() > 1e-4


def test_a_creation_time_is_trusted_where_the_window_is_as_long_as_its_step() -> None:
    known = background(fans(60.0)[0])
    assert (known.appearance(10_000_000).created == UNKNOWN).all()
    assert (known.appearance(60_000_000).created != UNKNOWN).all()
    assert known.coarse == 30


def test_fine_creation_times_serve_every_window() -> None:
    known = background(fans(1.0)[0])
    assert (known.appearance(1_000).created != UNKNOWN).all()
    assert known.coarse == 0
