"""Scripts, styles and Plotly.js, from this server and no other.

Their address begins with a digest of all of them: a browser keeps them for ever, and a new version
has a new address, also for modules that import each other by a relative one.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from fastapi import APIRouter, Request
from starlette.responses import Response

from clearwater.errors import NothingThereError
from clearwater.web.console.languages import DEFAULT, LOCALES, words

PREFIX = "/static"
KEPT = "public, max-age=31536000, immutable"
STYLESHEET = "console.css"
KINDS = {
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
}
FIRST_STYLES = ("tokens.css", "base.css", "layout.css", "forms.css")
"""In this order before all others: what is said later counts more."""
LAST_STYLES = ("print.css",)

assets = APIRouter()


@dataclass(frozen=True)
class Asset:
    """One file, ready to be sent."""

    kind: str
    body: bytes
    packed: bytes
    """The same, compressed by gzip."""


@assets.get(PREFIX + "/{digest}/{name:path}", include_in_schema=False)
async def send_asset(request: Request, digest: str, name: str) -> Response:
    """Send a file, whoever asks: there is nothing in it that is not in the package."""
    found = _all().get(name)
    if found is None or digest != version():
        raise NothingThereError("there is no such file")
    headers = {"Cache-Control": KEPT, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.packed, 200, headers, found.kind)
    return Response(found.body, 200, headers, found.kind)


def address(name: str) -> str:
    """Return the address of a file.

    Raises
    ------
    KeyError
        If there is no such file.
    """
    _all()[name]
    return f"{PREFIX}/{version()}/{name}"


@cache
def version() -> str:
    """Return a digest of all files."""
    every = hashlib.sha256()
    for name, one in sorted(_all().items()):
        every.update(f"{name} {len(one.body)} ".encode() + one.body)
    return every.hexdigest()[:16]


@cache
def _all() -> dict[str, Asset]:
    found = {
        STYLESHEET: _stylesheet(),
        "plotly.js": files("plotly").joinpath("package_data", "plotly.min.js").read_bytes(),
        **{one.name: one.read_bytes() for one in _of("scripts", "js")},
        **{one.name: one.read_bytes() for one in _of("pictures", "svg")},
        **{f"words.{language}.js": _words(language) for language in LOCALES},
    }
    return {name: _asset(name, body) for name, body in found.items()}


def _asset(name: str, body: bytes) -> Asset:
    return Asset(KINDS[name.rpartition(".")[2]], body, gzip.compress(body, 6, mtime=0))


def _stylesheet() -> bytes:
    """Return all style sheets as one."""
    there = {one.name: one.read_bytes() for one in _of("styles", "css")}
    rest = sorted(set(there) - {*FIRST_STYLES, *LAST_STYLES})
    return b"\n".join(there[name] for name in (*FIRST_STYLES, *rest, *LAST_STYLES))


def _words(language: str) -> bytes:
    said = {} if language == DEFAULT else words(language)
    return f"export default {json.dumps(said, ensure_ascii=False)};\n".encode()


def _of(folder: str, ending: str) -> list[Traversable]:
    there = files("clearwater.web.console").joinpath("static", folder)
    if not there.is_dir():
        return []
    return [one for one in there.iterdir() if one.name.endswith(f".{ending}")]
