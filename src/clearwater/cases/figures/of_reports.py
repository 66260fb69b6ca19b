"""Figures of reports: those of users, and those that platforms owe."""

from __future__ import annotations

from collections.abc import Iterator

from clearwater.cases import acts
from clearwater.cases.figures.base import Counted, Figure, Unit
from clearwater.cases.figures.facts import Facts
from clearwater.cases.measures.policy_fields import Words


def _effective(facts: Facts) -> Iterator[Counted]:
    found = facts.effective
    if found is None:
        return
    # One for the numbers, and one of nothing for each further entry: the share is of the whole.
    first, *others = found.entries or (-1,)
    yield Counted(first, (), found.decided, part=found.effective)
    yield from (Counted(number, (), 0) for number in others)


def _pending(facts: Facts) -> Iterator[Counted]:
    if facts.effective is not None:
        yield Counted(-1, (), facts.effective.pending)


def _asked(facts: Facts) -> Iterator[Counted]:
    for entry in facts.of(acts.ReportAsked):
        yield Counted(entry.number, (str(entry.details["platform"]),))


def _received(facts: Facts) -> Iterator[Counted]:
    due = {duty.duty: duty for _, duty in facts.duties}
    for entry in facts.of(acts.ReportReceived):
        duty = due[str(entry.details["duty"])]
        # A correction is no second report.
        if duty.received_us == entry.time_us:
            late = "late" if entry.time_us > duty.due_us else "in time"
            yield Counted(entry.number, (duty.platform, late))


def _overdue(facts: Facts) -> Iterator[Counted]:
    end_us = facts.period.end_us
    for number, duty in facts.duties:
        missing = duty.received_us is None or duty.received_us >= end_us
        if duty.due_us < end_us and missing:
            yield Counted(number, (duty.platform,))


def _faults(facts: Facts) -> Iterator[Counted]:
    for entry in facts.of(acts.ReportChecked):
        platform, found = str(entry.details["platform"]), int(str(entry.details["faults"]))
        yield Counted(entry.number, (platform,), found)


FIGURES = (
    Figure(
        id="reports.effective",
        version=1,
        words=Words("Effective reports", "有效举报率"),
        definition=Words(
            "Different reports (reporter, account, category, within the policy's window) that were "
            "decided in the period and whose account was acted on and the action not overturned "
            "by its end, of all that were decided in it; a brigade counts once for each account. "
            "It measures a channel, never a person.",
            "去重后的举报（举报人、账号、类别、规则规定的时间窗）中，本期内有处理结果，且被举报账号受到处置、"
            "至期末未被撤销的，占本期有处理结果举报的比例；集中举报对每个账号合并计一次。"
            "该指标衡量渠道，不用于考核个人。",
        ),
        unit=Unit.SHARE,
        by=(),
        count=_effective,
    ),
    Figure(
        id="reports.pending",
        version=1,
        words=Words("Reports not decided yet", "尚未处理的举报"),
        definition=Words(
            "Reports, counted as above, that nothing has come of yet when the period ended.",
            "按上述口径计算、期末尚无处理结果的举报。",
        ),
        unit=Unit.COUNT,
        by=(),
        count=_pending,
        stock=True,
    ),
    Figure(
        id="platforms.asked",
        version=1,
        words=Words("Platforms' reports asked for", "要求平台提交的报告"),
        definition=Words(
            "Weekly reports for which platforms were asked, by platform.",
            "要求平台提交的周报，按平台划分。",
        ),
        unit=Unit.COUNT,
        by=("platform",),
        count=_asked,
    ),
    Figure(
        id="platforms.received",
        version=1,
        words=Words("Platforms' reports received", "收到的平台报告"),
        definition=Words(
            "Weekly reports of platforms that came for the first time, in time or late. A "
            "correction does not make a late report timely, and is not counted.",
            "首次收到的平台周报，按是否按时划分。更正不改变迟交，也不另计。",
        ),
        unit=Unit.COUNT,
        by=("platform", "late"),
        count=_received,
    ),
    Figure(
        id="platforms.overdue",
        version=1,
        words=Words("Platforms' reports overdue at the end", "期末逾期未交的平台报告"),
        definition=Words(
            "Weekly reports of platforms that were due before the period ended and had not come.",
            "期末时已过期限而仍未收到的平台周报。",
        ),
        unit=Unit.COUNT,
        by=("platform",),
        count=_overdue,
        stock=True,
    ),
    Figure(
        id="platforms.faults",
        version=1,
        words=Words("Faults found in them", "其中发现的问题"),
        definition=Words(
            "What was found wrong when reports of platforms were held against other figures. A "
            "report that is checked again is counted again.",
            "将平台报告与其他数据核对时发现的问题数。再次核对的另计。",
        ),
        unit=Unit.COUNT,
        by=("platform",),
        count=_faults,
    ),
)
