"""ETags: equal bytes have equal tags on every server; nobody replaces what they have not seen."""

from __future__ import annotations

import hashlib
from http import HTTPStatus
from typing import NoReturn

from pydantic import BaseModel

from clearwater.web.problems import ProblemError

SIGNS = 32
PRIVATE = {"Cache-Control": "private, no-cache"}
"""Of what carries an ETag: kept by who asked, and asked about each time."""


def etag_of(body: bytes) -> str:
    """Return the ETag of a body: equal bytes have equal tags, on every server."""
    return f'"{hashlib.sha256(body).hexdigest()[:SIGNS]}"'


def body_of(shown: BaseModel) -> bytes:
    """Return what is sent of a model."""
    return shown.model_dump_json().encode()


def refuse_stale(etag: str | None) -> NoReturn:
    """Say that it is not what was seen, and what it is."""
    raise ProblemError(
        HTTPStatus.PRECONDITION_FAILED,
        "stale",
        "it is not what you have seen",
        found="nothing" if etag is None else etag,
        headers={} if etag is None else {"ETag": etag},
    )


def named_in(said: str, etag: str, *, weak: bool) -> bool:
    """Return whether a condition names a tag; only a look may go by a weak one."""
    tags = [tag.strip() for tag in said.split(",")]
    if weak:
        tags = [tag.removeprefix("W/") for tag in tags]
    return "*" in tags or etag in tags
