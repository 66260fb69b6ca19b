"""What must be true of every joint case: bodies are heard, one agrees, none is put out early.

These read rows alone, not the steps that wrote them, so that a broken step is seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from clearwater.cases.records.decision import Decision
from clearwater.cases.records.passing import JointApproval, Participation, PartState
from clearwater.cases.workflow.base import CaseFile


def approvals_missing(file: CaseFile) -> Iterator[tuple[str, str]]:
    """Yield decisions whose second person is of no body that took part, though one did."""
    approvals = {one.decision: one for one in file.all(JointApproval)}
    for decision in file.all(Decision):
        if decision.second_us is None or decision.state == "refused":
            continue
        bodies = {
            part.body
            for part in file.all(Participation)
            if _took_part(part, decision.second_us) and part.state != PartState.DECLINED
        }
        approval = approvals.get(decision.decision)
        if bodies and (approval is None or approval.body not in bodies):
            yield decision.decision, f"{', '.join(sorted(bodies))} took part, and nobody agreed"


def decided_early(file: CaseFile) -> Iterator[tuple[str, str]]:
    """Yield decisions that were taken while a body still had time and had said nothing."""
    for decision in file.all(Decision):
        for part in file.all(Participation):
            asked = part.invited_us < decision.decided_us < part.due_us
            gone = part.ended_us is not None and part.ended_us <= decision.decided_us
            spoke = part.spoken_us is not None and part.spoken_us <= decision.decided_us
            if asked and not gone and not spoke:
                yield decision.decision, f"{part.body} had not spoken"


def put_out_early(file: CaseFile) -> Iterator[tuple[str, str]]:
    """Yield parts that the lead body ended before the body had had its time."""
    for part in file.all(Participation):
        if part.state != PartState.ENDED or part.ended_us is None:
            continue
        given_us = part.due_us - part.invited_us
        proposed = [one.decided_us for one in file.all(Decision)]
        since = [part.invited_us] if part.spoken_us is None else proposed
        if not any(one + given_us < part.ended_us for one in since):
            yield part.participation, f"{part.body} still had time"


def _took_part(part: Participation, at_us: int) -> bool:
    if part.answered_us is None or part.answered_us >= at_us:
        return False
    return part.ended_us is None or part.ended_us > at_us
