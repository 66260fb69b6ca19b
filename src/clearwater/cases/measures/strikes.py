"""Strikes: what earlier measures weigh now. They decay, and what was taken back weighs nothing.

Strikes are shown to those who decide; nothing follows from them by itself. A pure function of
measures, so an appeal that is won changes them without anything having to be corrected.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from clearwater.cases.measures.policy import Policy
from clearwater.cases.records.decision import Measure, MeasureState


def strikes_milli(measures: Iterable[Measure], policy: Policy, now_us: int) -> int:
    """Return the strikes of one account, in thousandths, rounded down.

    Parameters
    ----------
    measures
        Every measure that the account ever had. Those that are planned, lifted (on appeal, by a
        later decision, by an exclusion) or void weigh nothing, as those that have not begun yet.
    policy
        Weights by severity, and the half-life.
    now_us
        Microseconds, UTC.
    """
    weighed = (
        _weight(policy, measure) * _share_left(policy, start, now_us)
        for measure, start in _begun(measures, now_us)
    )
    return int(sum(weighed))


def ring_strikes_milli(measures: Iterable[Measure], policy: Policy, now_us: int) -> int:
    """Return the strikes of a ring, in thousandths, rounded down.

    A decision weighs what its gravest measure weighs, from its first start on, however many
    accounts it is about: a ring of a thousand accounts that was found once is no repeat offender.

    Parameters
    ----------
    measures
        Every measure of every case that shares the ring.
    policy, now_us
        As in `strikes_milli`.
    """
    by_decision: defaultdict[str, list[tuple[Measure, int]]] = defaultdict(list)
    for measure, start in _begun(measures, now_us):
        by_decision[measure.decision].append((measure, start))
    weighed = (
        max(_weight(policy, measure) for measure, _ in begun)
        * _share_left(policy, min(start for _, start in begun), now_us)
        for begun in by_decision.values()
    )
    return int(sum(weighed))


def _begun(measures: Iterable[Measure], now_us: int) -> Iterable[tuple[Measure, int]]:
    for measure in measures:
        start = measure.starts_us
        if measure.state == MeasureState.BEGUN and start is not None and start <= now_us:
            yield measure, start


def _weight(policy: Policy, measure: Measure) -> int:
    """Return the weight by severity: the ladder may have lost the measure's name since."""
    below = [rung for rung in policy.ladder if rung.severity <= measure.severity]
    return (below[-1] if below else policy.ladder[0]).strikes_milli


def _share_left(policy: Policy, start_us: int, now_us: int) -> float:
    """Return what is left of a strike: 1 at its start, 0.5 after the half-life, 0.25 after two."""
    return float(0.5 ** ((now_us - start_us) / (policy.strikes_half_life_s * 1_000_000)))
