"""Texts that strangers could write to harm whoever looks at them. One list, for every test.

Whatever runs in a page calls `SENTINEL`, asks an address at `ELSEWHERE`, or is seen as a sign of
`HIDDEN` that was left as it is.
"""

from __future__ import annotations

import re
from typing import Final

SENTINEL: Final = "hacked"
"""Name of what a text sets in a window if it comes to run."""
ELSEWHERE: Final = "elsewhere.invalid"
_RUN: Final = f"window.{SENTINEL}=1"
MILLION: Final = "长" * 333_334
"""A megabyte and a little in UTF-8."""

HOSTILE: Final[dict[str, str]] = {
    "script": f"</script><script>{_RUN}</script>",
    "style": f"</style><style>@import url(//{ELSEWHERE}/a.css)</style>",
    "picture": f'<img src=x onerror="{_RUN}">',
    "picture elsewhere": f"<img src=//{ELSEWHERE}/a.png>",
    "svg": f"<svg/onload={_RUN}>",
    "attribute": f'" onmouseover="{_RUN}" autofocus onfocus="{_RUN}',
    "attribute, other quotes": f"' onfocus='{_RUN}' autofocus x='",
    "title": f"</title><script>{_RUN}</script>",
    "comment": f"--><script>{_RUN}</script><!--",
    "template": "{{ 7 * 7 }}{% for x in y %}${7*7}#{7*7}<%= 7*7 %>",
    "format": "%(user)s %s %n {0} {user} {name}",
    "entities": "&lt;b&gt;&amp;lt;&#x3c;script&#x3e;",
    "json": f'\\u003cscript\\u003e","x":"</script><script>{_RUN}</script>',
    "address": f"javascript:{_RUN}",
    "address as data": f"data:text/html,<script>{_RUN}</script>",
    "css": f"x;background:url(//{ELSEWHERE}/b.png)}}*{{display:none",
    "bidi": "a\u202etxt.exe\u202c \u2066x\u2069 \u200f",
    "zero width": "免\u200b费\u2060领\ufeff取\u00ad券",
    "control": "a\x01\x07\x08\x0b\x0c\x1b[31m\x7f\x85\x9bz",
    "nul": "nul\x00nul",
    "lines": "one\r\ntwo\u2028three\u2029four\tfive",
    "tags": "a\U000e0041\U000e0042\U000e007fb",
    "formula": f'=HYPERLINK("http://{ELSEWHERE}/","here")',
    "formula, plus": "+cmd|' /C calc'!A0",
    "formula, minus": "-2+3",
    "formula, at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula, tab": "\t=1+1",
    "csv": 'a","b";c\n"d"\r\n=1',
    "xlsx": "_x0041_ _x000D_ ]]><c/>",
    "typst": '#panic("x") #read("/etc/passwd") $x$ *b* _i_ @ref <label> `raw` = head \\ ]',
    "pdf": ") /OpenAction << /S /JavaScript >> endobj",
    "markdown": f"[here](javascript:{_RUN}) ![x](//{ELSEWHERE}/c.png) # h | a | b |",
    "emoji": "👨‍👩‍👧‍👦🏳️‍🌈👩🏽‍💻" * 40,
    "stacked": "Z" + "\u0301\u0308\u0323\u0334" * 60 + "algo" + "\u0e49" * 80,
    "one word": "w" * 5_000,
    "long Chinese": "言" * 5_000,
    "right to left": "مرحبا بالعالم שלום עולם",
    "sql": "'; DROP TABLE cases; --",
    "path": "../../../etc/passwd",
    "space only": "\u3000\u00a0 \u2003",
}
"""What it tries -> the text; each is another."""

TITLE: Final = f"<img src=y onerror={_RUN}>\u202eeltit\u2066 {{{{ 6 * 6 }}}}"
REASON: Final = f"</textarea><script>{_RUN};</script>\u202ewhy\u0007 =1+2"
"""Such as staff could be made to paste; no account is called so, which a title must not name."""

SURROGATE: Final = "\\ud83d"
"""Half of a sign, as JSON lets it be written; it can be no text of ours."""

# Signs that nobody sees, or that turn the order of what is seen: on a page they are written out.
HIDDEN: Final = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b"
    "\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)

# A joiner is seen in what it joins, and scripts of India and Persia need it: it stays.
STAYS: Final = "\u200c\u200d\ufe0f"
