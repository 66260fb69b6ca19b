"""What a cross-check of figures expected and found, and why a rule could not be asked, in Chinese.

See `expected` for the places.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CHECKS: Final[Mapping[str, str]] = {
    # What was expected, and what was found instead.
    "version {n}": "版本 {n}",
    "{n} or more possible": "至少 {n} 种可能",
    "a figure": "已定义的指标",
    "a {dimension}: {words}": "{dimension}之一：{words}",
    "a puid": "puid",
    "each puid once": "每个 puid 只出现一次",
    "each period once": "每个时段只出现一次",
    "each row once": "每行只出现一次",
    "{n} statements": "{n} 份理由说明",
    "{n} minutes": "{n} 分钟",
    "{period} after it": "其后为 {period}",
    "at most {n} since the beginning": "自始累计不超过 {n}",
    "by {time}": "不晚于 {time}",
    "{n}, the parts by {name}": "{n}，即按 {name} 各项之和",
    "{n}, its months": "{n}，即各月之和",
    "{n} or more, the weeks in it": "不少于 {n}，即其中各周之和",
    "{n} or less, the weeks of it": "不超过 {n}，即相关各周之和",
    # Why a rule could not be asked.
    "days of statements are UTC, and the weeks are not": "理由说明按 UTC 计日，而各周不是",
    "a report does not say what statements call its measures": (
        "报告没有说明其措施在理由说明中的名称"
    ),
    "the policy gives one statement to each decision": "规则对每项决定只给出一份理由说明",
    "{name}: reports do not go back to the first entry of the ledger": (
        "{name}：报告没有追溯到账本的第一条"
    ),
    "{name}: no report of {period}": "{name}：没有 {period} 的报告",
}
