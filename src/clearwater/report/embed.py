"""Data inside HTML: JSON that can stand in a ``<script>`` block whatever the ids contain.

Account names come from strangers. Inside a script block the HTML parser looks only for ``</script``
and ``<!--``, so escaping ``<`` closes that door; ``>`` and ``&`` go too, so that the block is also
valid XHTML, and U+2028/9, which are line ends to JavaScript but not to JSON.
"""

from __future__ import annotations

import json
from typing import Any

from markupsafe import Markup

_UNSAFE = {
    ord("<"): "\\u003c",
    ord(">"): "\\u003e",
    ord("&"): "\\u0026",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


def as_json(value: Any) -> Markup:
    r"""Return `value` as compact JSON that is safe inside a ``<script>`` element.

    Raises
    ------
    ValueError
        If a float is not finite: JSON has no word for it, so callers decide what it means.

    Examples
    --------
    >>> print(as_json({"name": "</script>"}))
    {"name":"\u003c/script\u003e"}
    """
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    # Every escaped character can stand only inside a JSON string, never in its syntax.
    return Markup(text.translate(_UNSAFE))  # noqa: S704 - escaped for its place in the line above


def clip(text: str | None, length: int) -> str | None:
    """Return `text`, cut to `length` characters with a note of how many there were.

    Examples
    --------
    >>> clip("a" * 20, 8)
    'aaaaaaaa… (20 characters)'
    """
    if text is None or len(text) <= length:
        return text
    return f"{text[:length]}… ({len(text):,} characters)"
