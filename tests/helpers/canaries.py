"""Identifiers that nobody else would write, and a search for them through every byte of a folder.

A text may stand in a file in many forms: as it is, in UTF-16, in base64 at any of three places, in
hex, with the escapes of JSON or of an address. Each is looked for.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote

ASCII = "canary_Quetzal_88127"
CHINESE = "金丝雀_鹩哥_今夜不睡"
REPORTER = "reporter_Ocelot_31415"


def forms_of(canary: str) -> dict[str, bytes]:
    """Return the forms in which a canary may stand in a file."""
    raw = canary.encode()
    forms = {
        "utf-8": raw,
        "utf-16-le": canary.encode("utf-16-le"),
        "utf-16-be": canary.encode("utf-16-be"),
        "hex": raw.hex().encode(),
        "HEX": raw.hex().upper().encode(),
        "json": json.dumps(canary)[1:-1].encode(),
        "address": quote(canary).encode(),
    }
    for at in range(3):
        encoded = base64.b64encode(b"\0" * at + raw)
        # The first signs hang on what stands before, the last ones on what comes after.
        forms[f"base64 at {at}"] = encoded[-(-at * 4 // 3) + (at > 0) :].rstrip(b"=")[:-1]
    return forms


def found_in(content: bytes, canaries: Iterable[str]) -> list[str]:
    """Return which canaries stand in bytes, and in which form."""
    return [
        f"{canary} ({name})"
        for canary in canaries
        for name, form in forms_of(canary).items()
        if form in content
    ]


def found_below(folder: Path, canaries: Iterable[str]) -> dict[str, list[str]]:
    """Return file -> canaries, for every file below a folder in whose bytes or name one stands."""
    wanted = tuple(canaries)
    return {
        path.relative_to(folder).as_posix(): found
        for path in _files(folder)
        if (found := found_in(str(path.relative_to(folder)).encode() + _bytes(path), wanted))
    }


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:  # a server removes files of its own meanwhile
        return b""
