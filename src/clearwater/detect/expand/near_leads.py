"""Pairs with a lead: how a circle of a few accounts is asked about everybody else.

A few accounts have no moments with three members. Each account of the log is asked against each
lead by the two nulls of pairs, and whether it says the same; the correction is over accounts times
leads, and not over all pairs of the log, which is what makes one known account worth so much.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from clearwater.detect.asking import Asking
from clearwater.detect.background import Background
from clearwater.detect.expand.pair_sayings import sayings_of_pairs
from clearwater.detect.expand.start import Picked
from clearwater.detect.expand.two_claims import q_of_claims
from clearwater.detect.expand.witness import Witness
from clearwater.detect.pair_evidence import PairEvidence, pair_evidence
from clearwater.detect.population import Population
from clearwater.detect.screen import LEAST_MEETINGS, SCREEN_LEVEL, Candidates
from clearwater.detect.wording import number_of, span_of
from clearwater.kernels.evidence_bits import combined
from clearwater.kernels.tails import poisson_ceilings

FEW = 20
"""Accounts up to which a circle is asked pair by pair."""
SPEAKS = 0.05
"""p-value below which a family is named among what spoke for an account."""
MOST_COUNTED = 4096
"""Shared objects from which the crude screen lets every account through."""
MOST_VIA = 3
"""Earlier accounts that are named as having led to a new one."""


def near_leads(population: Population, leads: np.ndarray, window_us: int) -> Candidates:
    """Return the pairs of a lead and an account that met on at least `LEAST_MEETINGS` objects.

    Those whose number a Poisson mean by activity alone explains are left out, as `screen` does.

    Parameters
    ----------
    leads : int32 array, sorted
        Account codes.
    window_us : int
        Microseconds, both ends included.
    """
    log = population.log
    activity = np.diff(population.starts)
    ceilings = np.append(poisson_ceilings(SCREEN_LEVEL, MOST_COUNTED), np.inf)
    parts = [np.zeros((0, 3), np.int64)]
    for lead in leads.tolist():
        rows = population.rows_of(np.array([lead]))
        met = [np.zeros(0, np.int64)]
        for row in rows.tolist():
            key = log.key[row]
            first, end = log.starts[key], log.starts[key + 1]
            time = log.time[first:end]
            low = first + np.searchsorted(time, log.time[row] - window_us)
            high = first + np.searchsorted(time, log.time[row] + window_us, "right")
            who = log.actor[low:high].astype(np.int64)
            met.append(who * log.objects + log.object_of_key[key])
        company = np.concatenate(met)
        who, count = np.unique(np.unique(company) // log.objects, return_counts=True)
        mean = (company.size - count) * activity[who] / log.events
        kept = (count >= LEAST_MEETINGS) & (mean <= ceilings[np.minimum(count, MOST_COUNTED)])
        kept &= who != lead
        met_often = who[kept]
        columns = (np.minimum(met_often, lead), np.maximum(met_often, lead), count[kept])
        parts.append(np.stack(columns, axis=1))
    pairs = np.unique(np.concatenate(parts), axis=0)
    left, right, shared = (pairs[:, k].astype(np.int32) for k in range(3))
    return Candidates(left, right, shared, log, visits=0, left_out=0, ceiling=0)


def ask_pairs(
    asking: Asking,
    known: Background,
    leads: np.ndarray,
    among: np.ndarray | None,
    window_us: int,
    level: float,
    picked: Picked,
) -> list[Witness]:
    """Return a witness for each account that belongs to one of the leads; q-values at most `level`.

    Parameters
    ----------
    leads : int32 array, sorted
        The circle, `FEW` accounts at most.
    among : int32 array, optional
        Who may be added; everybody but the leads where not given. Where leads are among them,
        they are asked against each other.
    picked : Picked
        Of whom some families are no sign.
    """
    population = asking.population
    log = population.log
    pairs = near_leads(population, leads, window_us)
    found = pair_evidence(log, known, window_us, candidates=pairs, ask_all=True)
    allowed = np.zeros(log.accounts, bool)
    allowed[slice(None) if among is None else among] = True
    if among is None:
        allowed[leads] = False
    ends = [_ends(found, leads, allowed, turned=turned) for turned in (False, True)]
    row, lead, other = (np.concatenate(parts) for parts in zip(*ends, strict=True))
    hypotheses = max(1, int(allowed.sum())) * leads.size
    choice, timing = found.p_choice[row], found.p_timing[row]
    says = _sayings(asking, lead, other)
    if "says" in picked.untold:
        says[:, picked.account[other]] = 1.0
    signs = combined(timing, says, np.zeros(says.shape[0]))  # of a pair no group tells anything
    q = q_of_claims(choice, signs, hypotheses, level)
    kept = np.flatnonzero(q <= level)
    p_value = np.maximum(choice, signs)
    order = kept[np.lexsort((lead[kept], p_value[kept], other[kept]))]
    asked = _AskedPairs(found, row, lead, other, p_value, q, says)
    return [
        _witness(population, asked, own)
        for own in np.split(order, np.flatnonzero(np.diff(other[order])) + 1)
        if own.size
    ]


def _sayings(asking: Asking, lead: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return p-values of what pairs say alike, shape (1, pairs), or (0, pairs) without sayings."""
    out = np.ones((1, lead.size))
    for one in np.unique(lead).tolist():
        own = np.flatnonzero(lead == one)
        accounts, place = np.unique(other[own], return_inverse=True)
        p = sayings_of_pairs(asking, one, accounts.astype(np.int32))
        if p is None:
            return np.ones((0, lead.size))
        out[0, own] = p[place]
    return out


@dataclass(frozen=True)
class _AskedPairs:
    """Pairs of a lead and another account, arrays of one length but the first."""

    found: PairEvidence
    row: np.ndarray
    """Of `found`."""
    lead: np.ndarray
    other: np.ndarray
    p_value: np.ndarray
    q_value: np.ndarray
    says: np.ndarray


def _ends(
    found: PairEvidence, leads: np.ndarray, allowed: np.ndarray, *, turned: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return (row, lead, other) of the pairs whose left (right, if turned) account is a lead."""
    lead, other = (found.right, found.left) if turned else (found.left, found.right)
    row = np.flatnonzero(np.isin(lead, leads) & allowed[other])
    return row, lead[row], other[row]


def _witness(
    population: Population,
    asked: _AskedPairs,
    own: np.ndarray,
) -> Witness:
    """Return the witness of one account from its pairs, the strongest first."""
    found, lead = asked.found, asked.lead
    best = int(asked.row[own[0]])
    meetings = found.meetings[asked.row[own]]
    name = population.log.actors[int(lead[own[0]])].as_py()
    figure = (
        f"met {name} on {int(found.meetings[best])} occasions within {span_of(found.window_us)}, "
        f"where {number_of(float(found.expected[best]))} are expected; their own habits give "
        f"p = {found.p_timing[best]:.1g}"
    )
    if own.size > 1:
        figure += f"; and {own.size - 1} more of the circle"
    says = asked.says[:, own[0]]
    alike = bool((says <= SPEAKS).any())
    if alike:
        figure += f"; says again what it says (p = {float(says.min()):.1g})"
    return Witness(
        account=int(asked.other[own[0]]),
        because="moves + says" if alike else "moves",
        figure=figure,
        window_us=found.window_us,
        observed=int(found.meetings[best]),
        expected=float(found.expected[best]),
        p_value=float(asked.p_value[own[0]]),
        q_value=float(asked.q_value[own[0]]),
        via=tuple(zip(lead[own].tolist(), meetings.tolist(), strict=True))[:MOST_VIA],
    )
