"""The words of public pages in both languages."""

from __future__ import annotations

from collections.abc import Mapping

LANGUAGES = ("en", "zh")
TEXTS: Mapping[str, tuple[str, str]] = {
    "title": ("Transparency report", "透明度报告"),
    "intro": (
        "What was decided about organised fake engagement, counted from an append-only ledger. "
        "A measure rests on a decision by people about suspicion; nothing here says that somebody "
        "is guilty.",
        "有组织虚假互动的处置情况，由只增不改的账本计算得出。"
        "各项措施均由工作人员针对疑似行为作出决定，本报告不认定任何人的责任。",
    ),
    "kept_back": (
        "■ A count from 1 to {most} is not published, and neither is what it would follow from.",
        "■ 1 至 {most} 的计数不予公布，可由其推出的数字亦不予公布。",
    ),
    "figure": ("figure", "指标"),
    "quarter": ("quarter", "本季度"),
    "total": ("total", "合计"),
    "by": ("by {what}", "按{what}"),
    "and": (" and ", "和"),
    "methods": ("What each figure counts", "各项指标的口径"),
    "methods_link": ("What each figure counts", "指标口径"),
    "data": ("The same as data", "数据文件"),
    "basis": (
        "Counted from a ledger of {size} entries, root {root}, under the policy {policy}.",
        "依据账本 {size} 条（根哈希 {root}）及规则 {policy} 计算。",
    ),
    "share": (
        "{count} of {of}: {share} % (95 %: {low} to {high} %)",
        "{of} 项中 {count} 项：{share}%（95% 置信区间 {low}% 至 {high}%）",
    ),
    "hours": (
        "half within {median} h, 90 % within {p90} h, of {count}",
        "中位数 {median} 小时，90% 在 {p90} 小时内，共 {count} 件",
    ),
    "nothing": ("-", "-"),
    "back": ("Back to the figures", "返回指标"),
    "suppression": (
        "Counts from 1 to {most} are left out. So is whatever they would follow from: for each of "
        "them the least and the largest value that fit everything published is computed over all "
        "sums at once, and further counts are left out until at least {smallest} values are "
        "possible. Which counts are left out because they are small is not said. Distinct "
        "accounts, shares and times are published for the whole quarter only. What other "
        "publications say of the same time is not taken into account.",
        "1 至 {most} 的计数不予公布，可由其推出的数字亦不予公布：对每个小计数，在所有加总关系下"
        "计算与已公布数字相容的最小值和最大值，并继续隐去其他计数，直至至少有 {smallest} 个可能值。"
        "不说明哪些是因数值过小而隐去。不同账号数、比例和时长仅按全季度公布。"
        "未考虑其他公开材料中同一时期的数字。",
    ),
    "suppression_title": ("What is not published", "不予公布的数字"),
    "again_title": ("How to count again", "如何复核"),
    "again": (
        "Whoever may read the ledger counts a figure again with this command; it prints the "
        "numbers of the entries that were counted.",
        "有权查阅账本者可用以下命令复核任一指标，并得到所计入条目的编号。",
    ),
    "check_title": ("How figures were held against each other", "交叉核对"),
    "casebook": ("Case studies", "案例"),
    "casebook_intro": (
        "Closed cases that nobody appealed, without names, dates or exact numbers. They teach how "
        "a suspicion is looked into, and how it can be wrong.",
        "已结案且无人申诉的案件，不含姓名、日期和确切数字，用于说明如何核查嫌疑、何处可能出错。",
    ),
    "study": ("Case {number}", "案例 {number}"),
    "origin": ("How it came in", "线索来源"),
    "pattern": ("What was seen", "观察到的情况"),
    "chance": ("By chance", "偶然发生的概率"),
    "one_in": ("about 1 in {n}", "约 {n} 分之一"),
    "tested": ("Innocent explanations", "可能的正常原因"),
    "decided": ("What was decided", "所作决定"),
    "why": ("Why", "理由"),
    "rule": ("The rule", "规则"),
    "about": ("about {n}", "约 {n}"),
    "below": ("fewer than {n}", "少于 {n}"),
    "accounts": ("{n} accounts, {m} objects", "{n} 个账号，{m} 个对象"),
    "days": (
        "{measure} for {days} days, decided by {people}",
        "{measure} {days} 天，由{people}决定",
    ),
    "no_measure": ("{measure}, decided by {people}", "{measure}，由{people}决定"),
    "one_person": ("one person", "一人"),
    "two_people": ("two people", "两人"),
    "joint": (
        "{joint} or more joint acts within {window} s, where chance makes about {chance}",
        "{window} 秒内的共同操作达 {joint} 次以上，偶然情况下约 {chance} 次",
    ),
    "hours_of_week": ("mostly {hours}", "多在 {hours}"),
    "no_studies": (
        "No case is closed, un-appealed and beyond the time for appeals yet.",
        "尚无已结案、无申诉且申诉期已过的案件。",
    ),
}  # fmt: skip
CLOSED: Mapping[str, Mapping[str, tuple[str, str]]] = {
    "level": {
        "coordinated": ("coordinated", "协同"),
        "likely inauthentic": ("likely inauthentic", "疑似不真实"),
        "other": ("other", "其他"),
    },
    "family": {
        "moves": ("moves together", "一起行动"),
        "says": ("says the same", "内容相同"),
        "place": ("comes from one place", "来自同一来源"),
        "life": ("lives one life", "作息一致"),
        "rates": ("rates against the crowd", "评分偏离大众"),
    },
    "explanation": {
        "fan club": ("fan club", "粉丝团"),
        "classroom or office": ("classroom or office", "教室或办公室"),
        "live raid, flash sale or news event": (
            "live raid, flash sale or news event",
            "直播引流、限时抢购或新闻事件",
        ),
        "petition or prefilled text": ("petition or prefilled text", "联名请愿或预填文本"),
        "shared time zone": ("shared time zone", "同一时区"),
        "notified at the same moment": ("notified at the same moment", "同时收到推送"),
        "scheduler application": ("scheduler application", "定时发布工具"),
        "household": ("household", "同一家庭"),
        "library, café or common room": (
            "library, café or common room",
            "图书馆、网吧等公共场所",
        ),
        "lessons or meetings at fixed hours": (
            "lessons or meetings at fixed hours",
            "固定时间的课程或会议",
        ),
    },
    "tested": {
        "ruled out": ("tested, no", "已检验，予以排除"),
        "not ruled out": ("not ruled out", "未能排除"),
        "not tested": ("not tested", "未检验"),
        "explains it": ("explains it", "可由此解释"),
    },
    "weekday": {
        **dict(
            zip(
                map(str, range(7)),
                (
                    ("Mon", "周一"), ("Tue", "周二"), ("Wed", "周三"), ("Thu", "周四"),
                    ("Fri", "周五"), ("Sat", "周六"), ("Sun", "周日"),
                ),
                strict=True,
            )
        )
    },
}  # fmt: skip


def say(language: str, key: str, **values: object) -> str:
    """Return a text with its places filled."""
    return TEXTS[key][LANGUAGES.index(language)].format_map(values)


def closed(language: str, family: str, word: str) -> str:
    """Return a word of a closed list; a word that is on none is not shown as it is."""
    known = CLOSED[family].get(word)
    return "?" if known is None else known[LANGUAGES.index(language)]
