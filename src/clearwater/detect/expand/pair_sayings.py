"""What two accounts say alike: a sign that they share more than an interest.

Each thing that an account says on a further occasion is a trial: is it one of those the lead says?
The chance is the part that these have in what everybody else says, their own helpers included, so
that a desk that talks much masks itself a little. A first time says nothing, as a petition is
signed once. As members of groups are asked (`families.same_saying`), for two. Ours.
"""

from __future__ import annotations

import numpy as np

from clearwater.detect.asking import Asking
from clearwater.detect.families.same_saying import OCCASION_US, ReadySaying
from clearwater.kernels.binomial_bits import binomial_tails
from clearwater.kernels.evidence_bits import cauchy


def sayings_of_pairs(asking: Asking, lead: int, accounts: np.ndarray) -> np.ndarray | None:
    """Return a p-value for each of `accounts` (int32, sorted); None where nothing can be said.

    Kinds of sayings have one cause, so their p-values are combined as dependent ones.
    """
    ready = [one for _, one in asking.ready if isinstance(one, ReadySaying)]
    if not ready:
        return None
    return cauchy(np.array([_of_kind(one, lead, accounts) for one in ready]))


def _of_kind(ready: ReadySaying, lead: int, accounts: np.ndarray) -> np.ndarray:
    population = ready.population
    log = population.log
    own = ready.said[population.rows_of(np.array([lead]))]
    wanted = np.zeros(ready.keys + 1, bool)
    wanted[own[own >= 0]] = True
    wanted[-1] = False
    row = population.rows_of(accounts)
    row = row[ready.said[row] >= 0]
    place = np.searchsorted(accounts, log.actor[row])
    hit = wanted[ready.said[row]]
    tried = np.bincount(place, minlength=accounts.size)
    mine = np.bincount(place[hit], minlength=accounts.size)
    others = ready.said >= 0
    total = int(others.sum()) - int((own >= 0).sum())
    alike = int(wanted[ready.said].sum()) - int((own >= 0).sum())
    rate = np.clip((alike - mine + 0.5) / np.maximum(1, total - tried), 0.0, 1.0)
    again = _again(place[hit], log.time[row[hit]], accounts.size)
    return np.maximum(1e-300, binomial_tails(again, np.maximum(tried, 1), rate))


def _again(place: np.ndarray, time: np.ndarray, accounts: int) -> np.ndarray:
    """Return on how many occasions after its first each account said it."""
    order = np.lexsort((time, place))
    place, time = place[order], time[order]
    later = (np.diff(place) == 0) & (np.diff(time) >= OCCASION_US)
    return np.bincount(place[1:][later], minlength=accounts)
