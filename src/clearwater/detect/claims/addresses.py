"""Addresses of checks in one form, so that a link to a check is seen to lead there."""

from __future__ import annotations

from clearwater.detect.texts import canonical_url


def address(url: str) -> str:
    """Return a link in one form, without its scheme: ``http`` and ``https`` lead to one page.

    Examples
    --------
    >>> address("http://m.piyao.org.cn/a/1.html?utm_source=wx")
    'piyao.org.cn/a/1.html'
    """
    whole = canonical_url(url)
    return whole.split("://", 1)[-1]
