"""EU statements of reasons from measures that have begun, in the policy's words and counts.

Nothing that anybody wrote about a case stands in one, no name of an account, no name of the store:
only words of the policy, numbers and dates. What it is about can be found again here, by its puid,
which is a keyed token, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from clearwater.cases.exchange import dsa_codes as codes
from clearwater.cases.exchange.dsa_rules import ENDS
from clearwater.cases.measures.policy import Policy, Reason, Rung
from clearwater.cases.measures.policy_fields import Words
from clearwater.cases.records.case import Source
from clearwater.cases.records.decision import Decision

MOST_GROUND, MOST_EXPLANATION = 500, 2_000
"""Signs."""
_SOURCES: Mapping[str, str] = {
    Source.FINDING: codes.VOLUNTARY,
    Source.PATROL: codes.VOLUNTARY,
    # A notice under Article 16 claims that content is illegal, and a trusted flagger is one whom a
    # coordinator has made one. Whether a report was either is for the operator to know.
    Source.REPORT: codes.OTHER_NOTIFICATION,
    Source.PARTNER: codes.OTHER_NOTIFICATION,
}
"""Origin of a case -> where the information came from."""


@dataclass(frozen=True)
class Begun:
    """A measure of a decision that has begun, for one account or for all of them."""

    puid: str
    decision: Decision
    kind: str
    """Name in the ladder."""
    starts_us: int
    ends_us: int
    accounts: int
    """How many this statement is about."""
    origin: str
    """Of the case."""
    findings: int
    """How many findings of scans the decision rests on."""
    content_us: int
    """When the first of what was seen happened; where nobody knows, when the case was opened."""


@dataclass(frozen=True)
class Skipped:
    """A measure without a statement."""

    decision: str
    kind: str
    reason: str


def statement_of(begun: Begun, policy: Policy) -> dict[str, Any] | Skipped:
    """Return the statement, with the fields of the API in the order of their names; or why none.

    Ends are those that were decided, whatever an appeal did later: the statement says what the
    account was told, and the same measure gives the same bytes on every run.
    """
    rung = _rung(policy, begun.kind)
    reason = _reason(policy, begun.decision.reason_code)
    if rung is None or reason is None:
        missing = "this measure" if rung is None else "this reason"
        return Skipped(begun.decision.decision, begun.kind, f"the policy has lost {missing}")
    if not rung.dsa:
        return Skipped(begun.decision.decision, begun.kind, "no restriction, so no statement")
    said: dict[str, Any] = {
        **_decision(rung, begun),
        **_grounds(reason, begun, policy),
        **_content(begun, policy),
        "application_date": day(begun.starts_us),
        # Always by a person, see `clearwater.cases.workflow.deciding`.
        "automated_decision": codes.NOT_AUTOMATED,
        "automated_detection": "Yes" if begun.findings else "No",
        "decision_facts": _facts(reason, rung, begun),
        "puid": begun.puid,
        "source_type": _SOURCES[begun.origin],
        "territorial_scope": sorted(policy.exchange.territory),
    }
    return dict(sorted(said.items()))


def calls(statements: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the bodies of calls of the API, at most 100 statements in each."""
    most = codes.MOST_TOGETHER
    starts = range(0, len(statements), most)
    return [{"statements": list(statements[start : start + most])} for start in starts]


def day(time_us: int) -> str:
    """Return the day of a moment, UTC, such as ``2026-03-01``."""
    return f"{datetime.fromtimestamp(time_us // 1_000_000, UTC):%Y-%m-%d}"


def _decision(rung: Rung, begun: Begun) -> dict[str, Any]:
    field = next(name for name, words in codes.DECISIONS.items() if rung.dsa in words)
    end = next(name for name, decision in ENDS.items() if decision == field)
    value = [rung.dsa] if field == "decision_visibility" else rung.dsa
    said: dict[str, Any] = {field: value, end: day(begun.ends_us)}
    if rung.dsa in {codes.VISIBILITY_OTHER, codes.MONETARY_OTHER}:
        said[f"{field}_other"] = _cut(rung.words.en, MOST_GROUND)
    return said


def _grounds(reason: Reason, begun: Begun, policy: Policy) -> dict[str, Any]:
    category = policy.category(reason.category)
    rule = Words.of_both(begun.decision.policy_text).en
    said: dict[str, Any] = {
        "category": category.dsa_category,
        "category_specification": sorted(category.dsa_keywords),
        "decision_ground": codes.INCOMPATIBLE,
        "incompatible_content_explanation": _cut(rule, MOST_EXPLANATION),
        "incompatible_content_ground": _cut(f"Rule: {reason.rule}", MOST_GROUND),
    }
    if codes.OTHER in category.dsa_keywords:
        said["category_specification_other"] = _cut(category.words.en, MOST_GROUND)
    if policy.exchange.terms:
        said["decision_ground_reference_url"] = policy.exchange.terms
    return said


def _content(begun: Begun, policy: Policy) -> dict[str, Any]:
    kinds = sorted(policy.exchange.content_types)
    # Nothing was posted after it was decided about, whatever a clock said.
    when = min(begun.content_us, begun.starts_us)
    said: dict[str, Any] = {"content_type": kinds, "content_date": day(when)}
    if codes.CONTENT_OTHER in kinds:
        said["content_type_other"] = _cut(policy.exchange.content_other, MOST_GROUND)
    return said


def _facts(reason: Reason, rung: Rung, begun: Begun) -> str:
    decided = day(begun.decision.decided_us)
    people = "a person decided" if begun.decision.second_by is None else "two people decided"
    seen = (
        f"It was seen in {_number(begun.findings, 'finding')} of an analysis of records of "
        f"behaviour, about {_number(begun.decision.accounts, 'account')}. "
        if begun.findings
        else ""
    )
    about = f"This is about {_number(begun.accounts, 'account')}. "
    return (
        f"What was observed: {reason.observed.en}. {seen}{about}"
        "What was said played no part beyond its being the same. "
        f"On {decided}, {people}; no machine did. {rung.words.en}, until {day(begun.ends_us)}. "
        "It is a suspicion, it can be contested, and it is taken back at once if it falls."
    )


def _number(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _rung(policy: Policy, kind: str) -> Rung | None:
    return next((rung for rung in policy.ladder if rung.name == kind), None)


def _reason(policy: Policy, code: str) -> Reason | None:
    return next((reason for reason in policy.reasons if reason.code == code), None)
