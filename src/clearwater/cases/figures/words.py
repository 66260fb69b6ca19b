"""By what figures are broken down, and what the values are called in both languages.

Measures and categories are the policy's own words; the names of bodies and platforms are theirs.
"""

from __future__ import annotations

from collections.abc import Mapping

from clearwater.cases.measures.policy import Policy
from clearwater.cases.measures.policy_fields import Words

DIMENSIONS: Mapping[str, Words] = {
    "month": Words("month", "月份"),
    "source": Words("source", "来源"),
    "again": Words("new or again", "新增或再次"),
    "origin": Words("origin", "来源"),
    "direction": Words("direction", "方向"),
    "outcome": Words("outcome", "结果"),
    "people": Words("people", "决定人数"),
    "kind": Words("measure", "措施"),
    "category": Words("category", "类别"),
    "cause": Words("cause", "原因"),
    "platform": Words("platform", "平台"),
    "late": Words("in time or late", "是否按时"),
}

_SOURCES = {
    "finding": Words("automated detection", "自动检测"),
    "report": Words("report of a user", "用户举报"),
    "partner": Words("another organisation", "其他机构"),
    "patrol": Words("patrol of the team", "人工巡查"),
}

VALUES: Mapping[str, Mapping[str, Words]] = {
    "source": _SOURCES,
    "origin": _SOURCES,
    "again": {"new": Words("new", "新增"), "again": Words("again", "再次")},
    "direction": {
        "up": Words("up", "上报"),
        "down": Words("down", "交办"),
        "across": Words("across", "平级移送"),
    },
    "outcome": {
        "measures": Words("measures", "采取措施"),
        "no action": Words("no action", "不采取措施"),
        "overturned": Words("overturned", "撤销"),
        "handed over": Words("handed over", "移交"),
        "upheld": Words("upheld", "维持"),
        "partly overturned": Words("partly overturned", "部分撤销"),
    },
    "people": {"one": Words("one person", "一人"), "two": Words("two people", "两人")},
    # Short words for the measures that Clearwater brings; others are called what the policy says.
    "kind": {
        "no action": Words("no action", "不采取措施"),
        "label": Words("label", "标签"),
        "warn": Words("warn", "警告"),
        "interview": Words("interview", "约谈"),
        "mute": Words("mute", "禁言"),
        "limit": Words("limit", "限流"),
        "remove": Words("remove", "移除"),
        "suspend": Words("suspend", "暂停使用"),
        "ban": Words("ban", "封禁"),
    },
    "cause": {
        "appeal": Words("appeal", "申诉"),
        "later decision": Words("later decision", "后续决定"),
        "exclusion": Words("exclusion", "排除账号"),
        "notice given up": Words("notice given up", "告知无法送达"),
    },
    "late": {"in time": Words("in time", "按时"), "late": Words("late", "迟交")},
}
GROUPS: Mapping[str, Words] = {
    "clues": Words("Clues", "线索"),
    "cases": Words("Cases", "案件"),
    "decisions": Words("Decisions", "决定"),
    "measures": Words("Measures", "措施"),
    "accounts": Words("Accounts", "账号"),
    "appeals": Words("Appeals", "申诉"),
    "times": Words("How long it took", "办理时长"),
    "reports": Words("Reports of users", "用户举报"),
    "platforms": Words("Reports of platforms", "平台报告"),
}
"""Sections of a report."""


def words_of(dimension: str, value: str, policy: Policy) -> Words:
    """Return what a value is called: by the policy, by the table here, or by itself."""
    known = VALUES.get(dimension, {}).get(value)
    if known is not None:
        return known
    if dimension == "category":
        named = {one.name: one.words for one in policy.categories}
        return named.get(value, Words(value, value))
    return Words(value, value)
