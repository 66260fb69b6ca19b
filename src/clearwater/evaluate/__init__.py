"""How good are the answers: own logs with farms in them, null versions, measures, truth."""

from clearwater.evaluate.base import Judgement, LogToJudge, Method
from clearwater.evaluate.bootstrap import Interval, interval
from clearwater.evaluate.calibration import (
    Flagged,
    TailCount,
    flagged_by_population,
    tail_counts,
    upper_limit_of_rate,
)
from clearwater.evaluate.fairness import accused_by, interval_of_rate, strata_of
from clearwater.evaluate.grouping import campaigns_recovered, purity, share_recovered
from clearwater.evaluate.injection import TWENTY_FARMS, Farm, plant
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
from clearwater.evaluate.ranking import Ranking
from clearwater.evaluate.recount_error import recount_error, remaining_counts, set_aside
from clearwater.evaluate.side_by_side import KnownLog, Scores, scores_of
from clearwater.evaluate.timeliness import detection_delays

__all__ = [
    "TWENTY_FARMS",
    "BCubed",
    "Counted",
    "Farm",
    "Flagged",
    "Interval",
    "Judgement",
    "KnownLog",
    "LogToJudge",
    "Method",
    "Ranking",
    "Scores",
    "TailCount",
    "accused_by",
    "bcubed",
    "campaigns_of",
    "campaigns_recovered",
    "clock_shift",
    "count_accounts",
    "count_pairs",
    "detection_delays",
    "findings_of",
    "flagged_by_population",
    "interval",
    "interval_of_rate",
    "plant",
    "purity",
    "rate_redraw",
    "recall_by_campaign",
    "recount_error",
    "remaining_counts",
    "scores_of",
    "set_aside",
    "share_recovered",
    "strata_of",
    "tail_counts",
    "upper_limit_of_rate",
]
