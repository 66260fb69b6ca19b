"""The words of weekly reports in both languages, besides those that a document brings along."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

_TEXTS: Mapping[str, tuple[str, str]] = {
    "title": ("Weekly report", "工作周报"),
    "week": ("Week", "周次"),
    "from_to": ("{first} to {last}", "{first} 至 {last}"),
    "utc": ("UTC{offset}", "UTC{offset}"),
    "total": ("total", "合计"),
    "of_all": ("{count} of {of}", "{count}/{of}"),
    "interval": ("{share} (95 %: {low} to {high})", "{share}（95% 置信区间 {low} 至 {high}）"),
    "none": ("none", "无"),
    "nothing": ("-", "-"),
    "hours": ("median {median} h, 90 % within {p90} h, of {count}",
              "中位 {median} 小时，90% 在 {p90} 小时内，共 {count} 件"),
    "by": ("by {what}", "按{what}"),
    "below": ("Bodies below", "下级机构"),
    "below_note": (
        "Counts from 1 to {most} are not shown, nor what they would follow from: ■. "
        "The report of a body shows its own figures in full.",
        "1 至 {most} 的计数以及可由其推出的数字不予显示，标记为 ■。"
        "各机构自己的报告显示其全部数字。",
    ),
    "all_below": ("all below", "下级合计"),
    "kept_back": ("kept back", "不予显示"),
    "figure": ("figure", "指标"),
    "how": ("What each figure counts", "各项指标的口径"),
    "again": ("To count one again", "如何复核"),
    "again_note": (
        "Each figure follows from the ledger. This prints its value and the numbers of the entries "
        "that were counted; every other figure likewise by its id:",
        "每项指标均可由账本重新计算。以下命令给出数值以及所计入的账本条目编号；其他指标换用其编号即可：",
    ),
    "basis": ("What it rests on", "依据"),
    "ledger": ("ledger of {size} entries, root", "账本 {size} 条，根哈希"),
    "policy": ("policy {version}, SHA-256", "规则第 {version} 版，SHA-256"),
    "policy_default": ("policy that Clearwater brings, SHA-256", "软件自带规则，SHA-256"),
    "version": ("v{version}", "第 {version} 版"),
    "stock": ("at the end", "期末"),
    "suspicion": (
        "A measure rests on a decision by people about suspicion. Nothing here says that somebody "
        "is guilty, and no figure is a target for a person.",
        "各项措施均由工作人员针对疑似行为作出决定。本报告不认定任何人的责任，任何指标均不用于考核个人。",
    ),
    "page": ("page", "页"),
    "body": ("body", "机构"),
    "value": ("value", "数值"),
    "unit": ("unit", "单位"),
    "command": ("command", "命令"),
    "definition": ("definition", "口径"),
    "id": ("id", "编号"),
    "field": ("field", "项目"),
    "organisation": ("organisation", "机构"),
    "period": ("period", "期间"),
    "start": ("start", "开始"),
    "end": ("end", "结束"),
    "ledger_size": ("ledger size", "账本条数"),
    "ledger_root": ("ledger root", "账本根哈希"),
    "policy_sha256": ("policy SHA-256", "规则 SHA-256"),
}  # fmt: skip


def text(language: Language, key: str, **values: object) -> str:
    """Return a text with its places filled."""
    en, zh = _TEXTS[key]
    return (zh if language == "zh" else en).format_map(values)
