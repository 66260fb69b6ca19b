"""Which names files of a package may have: plain letters, so that no system reads them otherwise.

No sign that turns the direction of writing, no letter with two encodings, no ``..``, no sign that
RFC 8493 asks to be encoded and common readers of BagIt do not decode.
"""

from __future__ import annotations

import re

_PART = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,99}", re.ASCII)
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.ASCII | re.IGNORECASE)
LONGEST_NAME = 400
"""Signs of a whole path."""


def is_safe_name(name: str) -> bool:
    """Return whether `name`, parts joined by ``/``, may be a path inside a package.

    Examples
    --------
    >>> is_safe_name("findings/F001/events.parquet"), is_safe_name("findings/../../etc/passwd")
    (True, False)
    """
    return len(name) <= LONGEST_NAME and all(is_safe_part(part) for part in name.split("/"))


def is_safe_part(part: str) -> bool:
    """Return whether `part` may be the name of a file or folder."""
    plain = _PART.fullmatch(part) is not None and not part.endswith(".")
    return plain and _DEVICE.fullmatch(part) is None
