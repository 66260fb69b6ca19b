"""Whether a post may deny a claim instead of telling it again.

People who warn quote what they warn of, so a denial lies as near to the claim as its spread does.
Whoever links to the check, or says that it is false, is set apart: ranked and shown like any other,
never counted as spread. Set phrases decide, and they err on the side of letting go: irony, "fake
news" as an insult and a denial of something else are let go too. Somebody who says "this is no
rumour" denies nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from clearwater.detect.claims.addresses import address

MAY_DENY = "may be a denial"
MAY_TELL = "may tell it"
_LINK = re.compile(r"(?:https?://|www\.)[!-~]+", re.IGNORECASE)
_TRAILING = ".,;:!?)]}'\""
# Taken out first: they deny the denial.
_NOT_DENIED = re.compile(
    r"(?:不是|并非|绝非|不算|不能算)(?:什么|一个|个)?(?:谣言|谣传|假的|假消息|假新闻|不实)"
    r"|(?:没有?|未|还没有?|无人|沒有?)(?:人)?(?:出来)?(?:辟谣|闢謠)"
    r"|(?:不让|别再|休想|拒绝)(?:说是)?(?:辟谣|谣言)"
    r"|\b(?:not|isn.?t|no|never|hardly)\s+(?:an?\s+|just\s+|the\s+|any\s+)*"
    r"(?:hoax|fake|false|rumou?r|lie|fake\s+news|misinformation|conspiracy\s+theory|debunked)\b"
)
_DENIED = re.compile(
    r"辟谣|闢謠|谣言|謠言|谣传|传谣|造谣|不信谣|误传|讹传|假消息|假新闻|虚假信息|子虚乌有|纯属虚构"
    r"|不属实|不屬實|并不存在|查无此事|以讹传讹|伪科学|请勿(?:轻信|转发|传播)|不是真的|并非事实"
    r"|不实(?!用|际|在|施|惠|行|现|时|力)|不實(?!用|際|在|施|惠|行|現|時|力)"
    r"|(?<![放请暑寒休长病事产年请婚丧探])(?:是|都是|全是|系|为|乃)假的"
    r"|事实核查|事實查核|核查结果|求真|较真"
    r"|\bfact[\s-]*check(?:s|ed|er|ers|ing)?\b|\bdebunk(?:s|ed|ing)?\b|\bhoax(?:es)?\b"
    r"|\b(?:is|are|was|were|it.?s|that.?s|been|completely|totally|entirely|simply)\s+"
    r"(?:(?:a|an|completely|totally|entirely|simply|just|all|also|actually|100%)\s+)*"
    r"(?:false|fake|untrue|not\s+true|fabricated|a?\s*lie|made[\s-]up|misinformation|disinformation"
    r"|photoshopped|doctored)\b"
    r"|\b(?:isn.?t|wasn.?t|aren.?t|ain.?t)\s+(?:true|real)\b"
    r"|\bnot\s+true\b|\bno\s+(?:evidence|truth)\b|\bfalse(?:ly)?\s+claim(?:s|ed|ing)?\b"
    r"|\bfalse\s+rumou?rs?\b|\b(?:snopes|politifact|factcheck\.org|full\s*fact)\b"
)


def says_denial(text: str | None) -> bool:
    """Say whether a text says of something that it is false.

    Examples
    --------
    >>> says_denial("【辟谣】喝高度白酒能杀死新冠病毒？假消息！")
    True
    >>> says_denial("这不是谣言，真的可以，快转给家人")
    False
    >>> says_denial("That story is completely false.")
    True
    """
    if not text:
        return False
    left = _NOT_DENIED.sub(" ", text.casefold().replace("\u2019", "'"))
    return _DENIED.search(left) is not None


def links_in(text: str | None, column: str | None = None) -> frozenset[str]:
    """Return the links that a post carries, in its text or in a column of its own, in one form."""
    found = _LINK.findall(text) if text and ("/" in text or "www." in text) else []
    found += (column or "").split()
    return frozenset(address(one.rstrip(_TRAILING)) for one in found)


def stances(
    texts: Sequence[str | None],
    links: Sequence[str | None] | None,
    claim: np.ndarray,
    checks: Sequence[frozenset[str]],
) -> np.ndarray:
    """Return where a post may deny a claim that it lies near.

    Parameters
    ----------
    texts
        Of the posts.
    links
        Links of each post, parted by spaces, beside those in its text; None where unknown.
    claim
        Int, shape (posts, top). Rows of claims, -1 for none.
    checks
        The addresses of each claim's checks, from `address`.

    Returns
    -------
    bool array of the shape of `claim`.
    """
    says = np.array([says_denial(text) for text in texts], np.bool_)
    denies = np.broadcast_to(says[:, None], claim.shape).copy()
    beside = links if links is not None else [None] * len(texts)
    for post, (text, own) in enumerate(zip(texts, beside, strict=True)):
        carried = links_in(text, own)
        if carried and not says[post]:
            denies[post] = [row >= 0 and not carried.isdisjoint(checks[row]) for row in claim[post]]
    return denies
