"""Figures of measures and of the accounts that they are on."""

from __future__ import annotations

from collections.abc import Iterator

from clearwater.cases import acts
from clearwater.cases.figures.base import Counted, Figure, Unit
from clearwater.cases.figures.decisions import kind_of
from clearwater.cases.figures.facts import Facts, rows_of
from clearwater.cases.measures.policy_fields import Words
from clearwater.cases.records.decision import Measure


def _begun(facts: Facts) -> Iterator[Counted]:
    for entry in facts.of(acts.NoticesIssued):
        decision = facts.decisions[str(entry.details["decision"])]
        origin = facts.cases[decision.case].origin
        cell = (kind_of(decision.measure), facts.ruled[decision.decision].category, origin)
        yield Counted(entry.number, cell, sum(1 for _ in rows_of(entry, Measure.TABLE)))


def _lifted(facts: Facts) -> Iterator[Counted]:
    for entry in facts.of(acts.MeasuresLifted):
        for name in rows_of(entry, Measure.TABLE):
            measure = facts.measures[name]
            # Without a beginning it never had a notice: it became void, and nothing was lifted.
            # What had lapsed before was only taken off the record.
            if measure.ends_us is not None and measure.ends_us > entry.time_us:
                yield Counted(entry.number, (str(entry.details["cause"]), measure.kind))


def _started(facts: Facts) -> Iterator[Counted]:
    for number, measure in facts.started:
        cell = (measure.kind, facts.ruled[measure.decision].category)
        yield Counted(number, cell)


def _lapsed(facts: Facts) -> Iterator[Counted]:
    return (Counted(number, (measure.kind,)) for number, measure in facts.lapsed)


def _in_force(facts: Facts) -> Iterator[Counted]:
    return (Counted(number, (measure.kind,)) for number, measure in facts.in_force)


def _restricted(facts: Facts) -> Iterator[Counted]:
    for entry in facts.of(acts.NoticesIssued):
        ruled = facts.ruled[str(entry.details["decision"])]
        if ruled.restricts:
            for name in rows_of(entry, Measure.TABLE):
                subject = facts.measures[name].subject
                yield Counted(entry.number, (ruled.category,), what=subject)


FIGURES = (
    Figure(
        id="measures.begun",
        version=1,
        words=Words("Measures begun", "开始的措施"),
        definition=Words(
            "Measures whose notices were issued, one for each account, by measure, by category of "
            "the reason under the policy of the day of the decision, and by the origin of the "
            "case. The restriction itself may begin later, where it was delayed or staged.",
            "已发出告知的措施，每个账号一项，按措施、依决定当日规则确定的类别以及案件来源划分。"
            "延后或分批执行的，实际开始时间可能更晚。",
        ),
        unit=Unit.COUNT,
        by=("kind", "category", "origin"),
        count=_begun,
    ),
    Figure(
        id="measures.started",
        version=1,
        words=Words("Measures that came into force", "生效的措施"),
        definition=Words(
            "Measures whose beginning came in the period, and that nobody had lifted before it: "
            "what statements of reasons are made of. It differs from the measures begun where "
            "they were delayed or staged.",
            "起始时间在本期内、且此前未被解除的措施，与理由说明一一对应。"
            "措施延后或分批执行时，与“开始的措施”不同。",
        ),
        unit=Unit.COUNT,
        by=("kind", "category"),
        count=_started,
        public=False,
    ),
    Figure(
        id="measures.lifted",
        version=1,
        words=Words("Measures lifted", "提前解除的措施"),
        definition=Words(
            "Measures that were taken back before their time, by cause. One whose notice never "
            "went out became void, and one that had lapsed was at its end: neither is counted.",
            "在到期前解除的措施，按原因划分。从未发出告知的措施作废，已到期的措施不再解除，均不计入。",
        ),
        unit=Unit.COUNT,
        by=("cause", "kind"),
        count=_lifted,
    ),
    Figure(
        id="measures.lapsed",
        version=1,
        words=Words("Measures lapsed", "到期的措施"),
        definition=Words(
            "Measures whose end came in the period and that nobody had lifted before.",
            "本期内到期且此前未被解除的措施。",
        ),
        unit=Unit.COUNT,
        by=("kind",),
        count=_lapsed,
    ),
    Figure(
        id="measures.in_force",
        version=1,
        words=Words("Measures not ended at the end", "期末未结束的措施"),
        definition=Words(
            "Measures whose notices had been issued, and that had neither lapsed nor been lifted, "
            "when the period ended.",
            "期末时已发出告知、尚未到期也未解除的措施。",
        ),
        unit=Unit.COUNT,
        by=("kind",),
        count=_in_force,
        stock=True,
        public=False,
    ),
    Figure(
        id="accounts.restricted",
        version=1,
        words=Words("Accounts restricted", "受限制的账号"),
        definition=Words(
            "Different accounts to which notices of a restricting measure were issued, by "
            "category. An account in two categories stands in both and once in the total.",
            "收到限制性措施告知的不同账号数，按类别划分。涉及两个类别的账号在两处各计一次，总数中计一次。",
        ),
        unit=Unit.DISTINCT,
        by=("category",),
        count=_restricted,
    ),
)
