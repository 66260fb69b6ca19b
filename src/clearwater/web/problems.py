"""Errors as RFC 9457 says them, with our five questions: what, where, expected, found, what next.

A refusal and a mistake in what was asked are said in full to whoever made the request. Of what went
wrong inside only a sentence and the number of the request are said; the rest is in the log.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.responses import Response

from clearwater.cases.exchange.strict_json import NotReadableError
from clearwater.cases.refused import RefusedError
from clearwater.cases.workflow.refusals import WORDS, Code
from clearwater.errors import ClearwaterError, NothingThereError, ParameterError
from clearwater.web.problem_words.translate import in_language

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:clearwater:problem:"
"""Begins the ``type`` of every problem; programs go by what follows."""

_WORDS_OF_POLICY = frozenset(
    {Code.NO_SUCH_MEASURE, Code.NO_SUCH_REASON, Code.NO_SUCH_PURPOSE, Code.NO_GROUNDS}
)
STATUS: Mapping[int, frozenset[Code]] = {
    HTTPStatus.UNAUTHORIZED: frozenset(
        {Code.LOGIN_FAILED, Code.SETUP_FAILED, Code.SESSION_OVER, Code.TOKEN_FAILED}
    ),
    HTTPStatus.FORBIDDEN: frozenset(
        {Code.NOT_ALLOWED, Code.NOT_YOURS, Code.SECOND_FACTOR, Code.PROVE_AGAIN, Code.OWN_SETUP}
        | {Code.NOT_THEIR_UPLOAD}
    ),
    HTTPStatus.NOT_FOUND: frozenset(
        code for code in Code if code.name.startswith("NO_SUCH_") and code not in _WORDS_OF_POLICY
    )
    | {Code.NO_CASE, Code.NO_TREE, Code.OTHER_ORGANISATION},
    HTTPStatus.UNPROCESSABLE_ENTITY: _WORDS_OF_POLICY
    | {Code.OUT_OF_RANGE, Code.REASON_NEEDED, Code.TITLE_NAMES_ACCOUNT, Code.KEY_USED}
    | {Code.WEAK_PASSWORD, Code.CODE_WRONG},
}
"""What codes are in HTTP. All others say where things stand: 409."""

ZH = {
    HTTPStatus.BAD_REQUEST: "请求无法理解",
    HTTPStatus.UNAUTHORIZED: "请先登录",
    HTTPStatus.FORBIDDEN: "无权执行此操作",
    HTTPStatus.NOT_FOUND: "没有这项内容",
    HTTPStatus.METHOD_NOT_ALLOWED: "此地址不接受该方法",
    HTTPStatus.REQUEST_TIMEOUT: "请求内容传送过慢",
    HTTPStatus.CONFLICT: "与当前状态冲突",
    HTTPStatus.PRECONDITION_FAILED: "内容已被他人修改",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "请求内容过大",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "只接受 JSON",
    HTTPStatus.UNPROCESSABLE_ENTITY: "有内容不可用",
    HTTPStatus.PRECONDITION_REQUIRED: "须注明所依据的版本",
    HTTPStatus.TOO_MANY_REQUESTS: "请求过于频繁",
    HTTPStatus.INTERNAL_SERVER_ERROR: "服务内部出错",
    HTTPStatus.SERVICE_UNAVAILABLE: "服务暂时不可用",
}
EN = {
    HTTPStatus.UNAUTHORIZED: "Log in first",
    HTTPStatus.PRECONDITION_FAILED: "Somebody has changed it",
    HTTPStatus.UNPROCESSABLE_ENTITY: "A value cannot be used",
    HTTPStatus.PRECONDITION_REQUIRED: "Say which version you replace",
}


class ProblemError(Exception):
    """What the web itself refuses, before any use-case is asked."""

    def __init__(
        self,
        status: int,
        code: str,
        what: str,
        *,
        expected: str = "",
        found: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(what)
        self.status, self.code, self.what = status, code, what
        self.expected, self.found = expected, found
        self.headers = dict(headers or {})


def language_of(accepted: str) -> str:
    """Return ``zh`` where ``Accept-Language`` names Chinese before English, else ``en``."""
    best, weight_of_best = "en", 0.0
    for part in accepted[:500].split(","):
        name, _, weight = part.strip().lower().partition(";q=")
        spoken = name.split("-")[0]
        try:
            value = float(weight) if weight else 1.0
        except ValueError:
            continue
        if spoken in {"en", "zh"} and value > weight_of_best:
            best, weight_of_best = spoken, value
    return best


def title_of(status: int, language: str) -> str:
    """Return the title of a status."""
    known = HTTPStatus(status)
    if language == "zh":
        return ZH.get(known, known.phrase)
    return EN.get(known, known.phrase)


def problem(
    status: int,
    code: str,
    instance: str,
    language: str,
    *,
    what: str = "",
    headers: Mapping[str, str] | None = None,
    **said: str,
) -> Response:
    """Return a problem as an answer.

    Parameters
    ----------
    instance
        Number of the request, as it stands in the log.
    what
        What happened, for a person, in that language or in English; the title where nothing is
        said.
    said
        ``where``, ``expected``, ``found`` and ``next``, as far as there is something to say.
    """
    title = title_of(status, language)
    sentence = in_language(language, what) or title
    said = {name: in_language(language, value) for name, value in said.items() if value}
    content: dict[str, Any] = {
        "type": TYPE + code.replace(" ", "-"),
        "title": title,
        "status": status,
        "detail": _detail(sentence, said, language),
        "instance": f"urn:clearwater:request:{instance}",
        "what": sentence,
        **said,
    }
    return Response(_json(content), status, dict(headers or {}), MEDIA_TYPE)


def problem_of(error: ClearwaterError, instance: str, language: str) -> Response:
    """Return what an error of a use-case is to whoever asked."""
    status = status_of(error)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        # Paths and what a database said are nobody's affair out there.
        return problem(status, "not available", instance, language, what=error.what)
    return problem(
        status,
        _code_of(error),
        instance,
        language,
        what=_words(error, language),
        # Where on this machine something lies is nobody's affair out there either.
        where="" if any(sign in error.where for sign in "/\\") else error.where,
        expected=error.expected,
        found=error.found,
        next=error.next_step,
    )


def status_of(error: ClearwaterError) -> int:
    """Return the status of HTTP that an error is."""
    if isinstance(error, RefusedError):
        return _status_of_code(error.code)
    if isinstance(error, NothingThereError):
        return HTTPStatus.NOT_FOUND
    if isinstance(error, ParameterError):
        return HTTPStatus.UNPROCESSABLE_ENTITY
    if isinstance(error, NotReadableError):
        return HTTPStatus.BAD_REQUEST
    return HTTPStatus.SERVICE_UNAVAILABLE


def _status_of_code(code: str) -> int:
    known = (status for status, codes in STATUS.items() if code in codes)
    return int(next(known, HTTPStatus.CONFLICT))


def _code_of(error: ClearwaterError) -> str:
    if isinstance(error, RefusedError):
        return error.code
    return "nothing there" if isinstance(error, NothingThereError) else "unusable"


def _words(error: ClearwaterError, language: str) -> str:
    if language == "zh" and isinstance(error, RefusedError):
        return WORDS[Code(error.code)].zh
    return error.what


def _detail(what: str, said: Mapping[str, str], language: str) -> str:
    if language == "zh":
        return _detail_in_chinese(what, said)
    error = ClearwaterError(
        what,
        where=said.get("where", ""),
        expected=said.get("expected", ""),
        found=said.get("found", ""),
        next_step=said.get("next", ""),
    )
    return str(error)


def _detail_in_chinese(what: str, said: Mapping[str, str]) -> str:
    parts = [f"{what}（{said['where']}）" if "where" in said else what]
    named = (("expected", "应为"), ("found", "实际为"))
    parts += [f"{name}：{said[key]}" for key, name in named if key in said]
    sentence = "；".join(part.rstrip("。") for part in parts) + "。"
    return sentence + said.get("next", "")


def _json(content: object) -> bytes:
    try:
        return json.dumps(content, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        # Somebody sent half a surrogate pair, and is told of it.
        return json.dumps(content).encode()


SCHEMA: dict[str, Any] = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "instance", "what"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri"},
        "what": {"type": "string", "description": "What happened."},
        "where": {"type": "string"},
        "expected": {"type": "string"},
        "found": {"type": "string"},
        "next": {"type": "string", "description": "What to do next."},
    },
}
"""JSON schema of every problem, for the description of the interface."""
