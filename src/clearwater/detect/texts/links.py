"""Links and hashtags in one form, so that the same page or tags are seen to be the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from clearwater.detect.texts.normaliser import normalised

TRACKING = frozenset(
    [
        "fbclid",
        "gclid",
        "dclid",
        "gbraid",
        "wbraid",
        "msclkid",
        "yclid",
        "ttclid",
        "twclid",
        "igshid",
        "igsh",
        "mc_cid",
        "mc_eid",
        "spm",
        "scm",
        "from_source",
        "from_spmid",
        "vd_source",
        "share_source",
        "share_medium",
        "share_plat",
        "share_tag",
        "share_token",
        "share_id",
        "share_from",
        "sharer_shareid",
        "sharer_sharetime",
        "share_session_id",
        "xhsshare",
        "xsec_token",
        "xsec_source",
        "appuid",
        "apptime",
        "timestamp",
        "unique_k",
        "bbid",
        "ts",
        "ref_src",
        "ref_url",
        "si",
        "feature",
    ]
)
"""Parameters that say where a link was found and not what it leads to."""
TRACKING_PREFIXES = ("utm_", "share_", "spm_", "pk_", "hsa_", "_hs")
HOST_PREFIXES = frozenset(("www", "m", "mobile", "wap", "touch", "3g", "amp"))
"""First labels of a host that lead to the same pages as the host without them."""
DEFAULT_PORTS = {"http": 80, "https": 443}
MOST_HOPS = 5
_HAS_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_CLOSING = re.compile(r"[/\s]+\Z")
_LOOKS_LIKE_HOST = re.compile(r"[\w-]+(\.[\w-]+)+([:/?#]|$)")


def canonical_url(url: str, short: Mapping[str, str] | None = None) -> str:
    """Return `url` in one form; what is no link with a host comes back stripped of spaces.

    Scheme and host in lower case; without fragment, default port, closing slash, tracking
    parameters (`TRACKING`) and the host's ``www.`` or mobile prefix; parameters in order.

    Parameters
    ----------
    url
        A link; without a scheme, ``http`` is assumed.
    short
        Where short links lead, by their canonical form. Nothing is ever looked up elsewhere.

    Examples
    --------
    >>> canonical_url("HTTPS://m.Example.com:443/a/?b=2&utm_source=x&a=1#top")
    'https://example.com/a?a=1&b=2'
    >>> canonical_url("t.cn/Ab1", {"http://t.cn/Ab1": "https://shop.example/x?spm=1"})
    'https://shop.example/x'
    """
    canonical = _canonical(url)
    for _ in range(MOST_HOPS):
        if short is None or canonical not in short:
            break
        canonical = _canonical(short[canonical])
    return canonical


def _canonical(url: str) -> str:
    url = url.strip()
    if not _HAS_SCHEME.match(url) and _LOOKS_LIKE_HOST.match(url):
        url = f"http://{url}"
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return url
    if not parts.hostname:
        return url
    scheme = parts.scheme.lower()
    host = _host(parts.hostname)
    if port is not None and port != DEFAULT_PORTS.get(scheme):
        host = f"{host}:{port}"
    asked = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode(sorted(pair for pair in asked if not _is_tracking(pair[0])))
    return urlunsplit((scheme, host, _CLOSING.sub("", parts.path), query, ""))


def _host(name: str) -> str:
    name = name.lower().rstrip(".")
    if ":" in name:
        return f"[{name}]"
    labels = name.split(".")
    while len(labels) > 2 and labels[0] in HOST_PREFIXES:
        labels = labels[1:]
    # Of the form en.m.wikipedia.org.
    if len(labels) > 3 and labels[1] == "m":
        del labels[1]
    return ".".join(labels)


def _is_tracking(name: str) -> bool:
    return name.lower() in TRACKING or name.lower().startswith(TRACKING_PREFIXES)


_TAG = re.compile(r"#(?P<closed>[^#\s](?:[^#\n]{0,48}[^#\s])?)#(?P<follows>\w?)|#(?P<open>\w+)")


def hashtag_sequence(text: str) -> str | None:
    """Return the hashtags of `text` in order, folded, as ``#a #b``; None without any.

    Both styles count: ``#tag`` ends with the word, ``#话题#`` at the second sign. A run of ASCII
    tags without spaces (``#one#two``) is of the first style.

    Examples
    --------
    >>> hashtag_sequence("＃Sale ok #雙十一 好物#真好"), hashtag_sequence("no tag")
    ('#sale #双十一好物', None)
    """
    text = unicodedata.normalize("NFKC", text)
    found: list[str] = []
    at = 0
    while match := _TAG.search(text, at):
        closed, at = match["closed"], match.end()
        if closed is not None and closed.isascii() and (" " in closed or match["follows"]):
            # Two tags of the first style, and what stands between them.
            words = re.match(r"\w+", closed)
            closed, at = words.group() if words else "", match.end("closed")
        elif closed is not None:
            at = match.end("closed") + 1
        found.append(closed if closed is not None else match["open"])
    tags = [tag for tag in normalised(found) if tag]
    return " ".join(f"#{tag}" for tag in tags) or None
