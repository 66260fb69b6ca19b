"""Figures of decisions."""

from __future__ import annotations

from collections.abc import Iterator

from clearwater.cases import acts
from clearwater.cases.figures.base import Counted, Figure, Unit
from clearwater.cases.figures.facts import Facts, came_to_stand
from clearwater.cases.ledger.entry import Entry
from clearwater.cases.measures.policy_fields import Words

NO_MEASURE = "no action"


def kind_of(measure: object) -> str:
    """Return the measure of a decision, or the word for none."""
    return NO_MEASURE if measure is None else str(measure)


def _proposed(facts: Facts) -> Iterator[Counted]:
    for entry in facts.of(acts.DecisionProposed):
        yield Counted(entry.number, (kind_of(entry.details["measure"]),))


def _refused(facts: Facts) -> Iterator[Counted]:
    return (Counted(entry.number) for entry in facts.of(acts.DecisionRefused))


def _taken(facts: Facts) -> Iterator[Counted]:
    for entry, decision in facts.standing():
        people = "two" if entry.act == acts.DecisionApproved.NAME else "one"
        yield Counted(entry.number, (people, kind_of(decision.measure)))


def _objects(facts: Facts) -> Iterator[Counted]:
    for entry, _ in facts.standing():
        case = str(entry.case)
        if first_decision(facts, case) != entry.number:
            continue
        for added in _findings_before(facts, case, entry):
            key = (case, str(added.details["run"]), str(added.details["finding"]))
            yield Counted(entry.number, (), facts.findings[key].objects)


def first_decision(facts: Facts, case: str) -> int | None:
    """Return the number of the entry by which the first decision of a case came to stand."""
    return next((entry.number for entry in facts.before[case] if came_to_stand(entry)), None)


def _findings_before(facts: Facts, case: str, entry: Entry) -> Iterator[Entry]:
    for one in facts.before[case]:
        if one.act == acts.FindingAdded.NAME and one.number < entry.number:
            yield one


FIGURES = (
    Figure(
        id="decisions.proposed",
        version=1,
        words=Words("Decisions proposed", "提出的决定"),
        definition=Words(
            "Decisions that somebody put forward, with those that needed nobody else, by measure.",
            "提出的决定（含无须复核即生效的决定），按措施划分。",
        ),
        unit=Unit.COUNT,
        by=("kind",),
        count=_proposed,
        public=False,
    ),
    Figure(
        id="decisions.refused",
        version=1,
        words=Words("Decisions refused", "复核未通过的决定"),
        definition=Words(
            "Proposed decisions with which the second person did not agree.",
            "复核人员未同意的决定。",
        ),
        unit=Unit.COUNT,
        by=(),
        count=_refused,
    ),
    Figure(
        id="decisions.taken",
        version=1,
        words=Words("Decisions taken", "生效的决定"),
        definition=Words(
            "Decisions that came to stand: by one person at once, by two when the second agreed. "
            "No action is a decision too.",
            "生效的决定：一人决定的即时生效，须两人的在复核同意时生效。“不采取措施”也是决定。",
        ),
        unit=Unit.COUNT,
        by=("people", "kind"),
        count=_taken,
    ),
    Figure(
        id="decisions.objects",
        version=1,
        words=Words("Objects of what was decided", "所决定案件涉及的对象"),
        definition=Words(
            "Objects on which the accounts of the findings acted together, in cases whose first "
            "decision came to stand in the period. One that two findings name is counted twice.",
            "本期首次作出决定的案件中，各发现所涉账号共同操作的对象数。两个发现共有的对象计两次。",
        ),
        unit=Unit.COUNT,
        by=(),
        count=_objects,
    ),
)
