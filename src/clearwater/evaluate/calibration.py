"""False alarms and p-values against truth: who was flagged, and are the odds what they claim.

Honest pairs are told apart by population, because "no false alarm on average" may hide that one
kind of crowd pays for all the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from scipy.stats import beta, chi2

from clearwater.errors import ParameterError
from clearwater.evaluate.measures import campaigns_of, findings_of
from clearwater.findings.run import Run

Floats = npt.NDArray[np.float64]

LEVELS = (1e-1, 1e-2, 1e-3, 1e-4, 1e-5)
SAME_CAMPAIGN = "same campaign"


@dataclass(frozen=True)
class Flagged:
    """What a run flagged, counted by truth."""

    pairs: dict[str, int]
    """Flagged pairs by kind (see `pair_kind`); a pair counts once, whatever its windows."""
    pairs_by_window: dict[float, int]
    """Flagged pairs that are not of one campaign, by window in seconds."""
    accounts: dict[str, int]
    """Flagged accounts by population."""
    findings: dict[str, int]
    """Findings by the population of most of their accounts."""

    @property
    def false_pairs(self) -> int:
        """Flagged pairs that are not of one campaign."""
        return sum(count for kind, count in self.pairs.items() if kind != SAME_CAMPAIGN)

    @property
    def false_accounts(self) -> int:
        """Flagged accounts that belong to no campaign."""
        return sum(count for word, count in self.accounts.items() if word != "campaign")

    @property
    def false_findings(self) -> int:
        """Findings most of whose accounts belong to no campaign."""
        return sum(count for word, count in self.findings.items() if word != "campaign")


def flagged_by_population(run: Run, truth: pa.Table) -> Flagged:
    """Return what `run` flagged, counted by the populations of `truth`.

    Accounts that `truth` does not know count as "unknown".
    """
    population = dict(
        zip(truth["account"].to_pylist(), truth["population"].to_pylist(), strict=True)
    )
    campaigns = campaigns_of(truth)
    kinds: dict[tuple[str, str], str] = {}
    windows: set[tuple[float, str, str]] = set()
    for left, right, window_s in zip(
        *(run.pairs[name].to_pylist() for name in ("account_l", "account_r", "window_s")),
        strict=True,
    ):
        kinds[left, right] = pair_kind(left, right, population, campaigns)
        if kinds[left, right] != SAME_CAMPAIGN:
            windows.add((window_s, left, right))
    found = findings_of(run.accounts)
    words = {account: population.get(account, "unknown") for account in found}
    of_finding: dict[str, Counter[str]] = {}
    for account, finding in found.items():
        of_finding.setdefault(finding, Counter())[words[account]] += 1
    return Flagged(
        pairs=_sorted(Counter(kinds.values())),
        pairs_by_window=dict(sorted(Counter(window for window, _, _ in windows).items())),
        accounts=_sorted(Counter(words.values())),
        findings=_sorted(Counter(_most(counts) for counts in of_finding.values())),
    )


def pair_kind(left: str, right: str, population: dict[str, str], campaigns: dict[str, str]) -> str:
    """Return the kind of a pair: one word, or two in alphabetical order.

    Examples
    --------
    >>> pair_kind("a", "b", {"a": "raid", "b": "honest"}, {})
    'honest × raid'
    """
    if left in campaigns and campaigns[left] == campaigns.get(right):
        return SAME_CAMPAIGN
    words = sorted({population.get(left, "unknown"), population.get(right, "unknown")})
    if words == ["campaign"]:
        return "two campaigns"
    return " × ".join(words)


@dataclass(frozen=True)
class TailCount:
    """How many p-values fell at or below a level, against how many chance allows."""

    level: float
    expected: float
    """level x number of possible pairs."""
    observed: int
    low: float
    """Lower end of the exact 95 % Poisson interval of observed / expected."""
    high: float
    """Upper end of that interval."""

    @property
    def ratio(self) -> float:
        """Observed / expected; 1 or less is honest."""
        return self.observed / self.expected if self.expected else float("nan")


def tail_counts(
    p_values: Floats, possible: float, levels: Sequence[float] = LEVELS
) -> list[TailCount]:
    """Return QQ data: observed and expected numbers of p-values at or below each level.

    Pairs that were never tested have p = 1 and count among the possible only.

    Parameters
    ----------
    p_values
        The p-values of the tested pairs, 0..1.
    possible
        Number of pairs that could have met, at least the number of p-values.
    levels
        Levels, each above 0 and at most 1.

    Raises
    ------
    ParameterError
        If more p-values are given than pairs are possible.

    Examples
    --------
    >>> tail_counts(np.array([0.05, 0.5]), 10, levels=[0.1])[0].observed
    1
    """
    if len(p_values) > possible:
        raise ParameterError(
            "more p-values than possible pairs",
            expected=f"at most {possible:g}",
            found=str(len(p_values)),
        )
    ordered = np.sort(p_values)
    counts = []
    for level in levels:
        observed = int(np.searchsorted(ordered, level, side="right"))
        expected = level * possible
        low = float(chi2.ppf(0.025, 2 * observed)) / 2 if observed else 0.0
        high = float(chi2.ppf(0.975, 2 * observed + 2)) / 2
        scale = expected if expected else float("nan")
        counts.append(TailCount(level, expected, observed, low / scale, high / scale))
    return counts


def upper_limit_of_rate(hits: int, trials: int) -> float:
    """Return the exact 95 % upper limit (Clopper-Pearson, one-sided) of a rate.

    Examples
    --------
    >>> round(upper_limit_of_rate(0, 20), 3)
    0.139
    """
    return 1.0 if hits >= trials else float(beta.ppf(0.95, hits + 1, trials - hits))


def _most(counts: Counter[str]) -> str:
    """Return the most frequent word; the first in the alphabet if several are."""
    return min(counts, key=lambda word: (-counts[word], word))


def _sorted(counts: Counter[str]) -> dict[str, int]:
    return dict(sorted(counts.items()))
