"""Why a field of a form cannot be used, in the language of whoever filled it in.

What was sent is not said back: pydantic's own words quote it in places, its kinds do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

LONGEST: Final = 200
_ZH: Final[Mapping[str, str]] = {
    "missing": "必填",
    "extra_forbidden": "没有这个字段",
    "string_type": "应为文本",
    "string_too_short": "至少 {min_length} 个字符",
    "string_too_long": "至多 {max_length} 个字符",
    "string_pattern_mismatch": "格式不符：{pattern}",
    "string_unicode": "不是有效的 Unicode 文本",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "int_from_float": "应为整数",
    "float_type": "应为数字",
    "float_parsing": "应为数字",
    "bool_type": "应为是或否",
    "bool_parsing": "应为是或否",
    "list_type": "应为列表",
    "dict_type": "应为对象",
    "too_short": "至少 {min_length} 项",
    "too_long": "至多 {max_length} 项",
    "greater_than": "应大于 {gt}",
    "greater_than_equal": "不小于 {ge}",
    "less_than": "应小于 {lt}",
    "less_than_equal": "不大于 {le}",
    "literal_error": "只能是：{expected}",
    "enum": "只能是：{expected}",
    "json_invalid": "不是有效的 JSON",
    "model_attributes_type": "应为对象",
    "datetime_from_date_parsing": "应为日期和时间",
    "datetime_parsing": "应为日期和时间",
    "date_from_datetime_parsing": "应为日期",
    "date_parsing": "应为日期",
}


def mistake(language: str, said: Mapping[str, Any]) -> str:
    """Return where a mistake is and what it is, of an error as pydantic says it.

    Examples
    --------
    >>> mistake("zh", {"type": "missing", "loc": ("body", "why"), "msg": "Field required"})
    'body.why: 必填'
    """
    where = ".".join(str(part)[:40] for part in said["loc"])
    return f"{where}: {_words(language, said)[:LONGEST]}"


def _words(language: str, said: Mapping[str, Any]) -> str:
    text = _ZH.get(said["type"]) if language == "zh" else None
    return str(said["msg"]) if text is None else text.format_map(said.get("ctx") or {})
