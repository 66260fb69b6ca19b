"""What a log is written in where it is not UTF-8: told before anybody maps what nobody can read.

Excel in China saves CSV as GBK unless it is told otherwise. Nothing is converted here: the bytes
that arrived are what a run is made from and what its hash is of.
"""

from __future__ import annotations

import codecs
from pathlib import Path

LOOKED_AT = 1 << 16
"""Bytes of the beginning that are looked at."""
CHINESE = "gb18030"
"""Has every sign of GBK and GB2312."""


def other_encoding(path: Path) -> str | None:
    """Return ``gb18030`` for a text that reads as such and not as UTF-8; None for anything else.

    A few rows that another program wrote do not make a file: they are put aside one by one.
    """
    with path.open("rb") as file:
        start = file.read(LOOKED_AT)
    if b"\0" in start:
        return None
    # The last line may be cut in the middle of a sign.
    lines = [one for one in start.split(b"\n")[: -1 if len(start) == LOOKED_AT else None] if one]
    coded = [one for one in lines if not one.isascii()]
    foreign = [one for one in coded if not _reads_as(one, "utf-8")]
    if 2 * len(foreign) <= len(coded):
        return None
    return CHINESE if all(_reads_as(one, CHINESE) for one in foreign) else None


def _reads_as(line: bytes, encoding: str) -> bool:
    try:
        codecs.decode(line, encoding)
    except UnicodeDecodeError:
        return False
    return True
