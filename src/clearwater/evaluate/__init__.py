"""How good are the answers: null versions of logs, measures against truth, calibration."""

from clearwater.evaluate.calibration import (
    Flagged,
    TailCount,
    flagged_by_population,
    tail_counts,
    upper_limit_of_rate,
)
from clearwater.evaluate.measures import (
    BCubed,
    Counted,
    bcubed,
    campaigns_of,
    count_accounts,
    count_pairs,
    findings_of,
    recall_by_campaign,
)
from clearwater.evaluate.null_versions import clock_shift, rate_redraw

__all__ = [
    "BCubed",
    "Counted",
    "Flagged",
    "TailCount",
    "bcubed",
    "campaigns_of",
    "clock_shift",
    "count_accounts",
    "count_pairs",
    "findings_of",
    "flagged_by_population",
    "rate_redraw",
    "recall_by_campaign",
    "tail_counts",
    "upper_limit_of_rate",
]
