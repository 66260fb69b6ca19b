"""Posts beside published checks of what they claim: suggestions for a person, never a verdict.

Matching says that a post and a check speak of the same claim. It gives no account a score, and
nothing here is asked by a scan.
"""

from clearwater.detect.claims.base import Matching
from clearwater.detect.claims.checks import (
    CHECKS,
    Check,
    CheckStore,
    check_id,
    checks_of,
    claim_id,
)
from clearwater.detect.claims.claims import Claim, claims_in, claims_of, contradictions
from clearwater.detect.claims.denial import says_denial
from clearwater.detect.claims.matches import MATCHES, Posts, Suggested, match_table, suggested
from clearwater.detect.claims.ranking import Ranked, rank_claims
from clearwater.detect.claims.sentences import sentence_ranks
from clearwater.detect.claims.spread import ACCOUNTS, SPREAD, TRAVELS, Spread, Told, spread

__all__ = [
    "ACCOUNTS",
    "CHECKS",
    "MATCHES",
    "SPREAD",
    "TRAVELS",
    "Check",
    "CheckStore",
    "Claim",
    "Matching",
    "Posts",
    "Ranked",
    "Spread",
    "Suggested",
    "Told",
    "check_id",
    "checks_of",
    "claim_id",
    "claims_in",
    "claims_of",
    "contradictions",
    "match_table",
    "rank_claims",
    "says_denial",
    "sentence_ranks",
    "spread",
    "suggested",
]
