"""What the texts of a cluster have in common, as a template with slots.

Each text is aligned to the cluster's centre token by token: a Hanzi, kana or Hangul syllable is a
token, and so is a word of any other script. Tokens are compared as texts are (folded), and shown as
the centre writes them. Ours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from clearwater.detect.texts.code_points import VANISHES, code_points
from clearwater.detect.texts.normaliser import normalised

SLOT = "{…}"
MOST_TOKENS = 400
"""Tokens of one text that are aligned; what follows is not shown."""
_EAST_ASIAN = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_TOKEN = re.compile(
    rf"(?P<link>https?://[^\s{_EAST_ASIAN}]+)|(?P<name>@[\w-]+)|[{_EAST_ASIAN}]|[^\W{_EAST_ASIAN}]+"
)
_MASKS = {"link": "http…", "name": "@…"}


@dataclass(frozen=True)
class Skeleton:
    """A template and what stands in its slots."""

    template: str
    """The stable parts as the centre writes them, each slot as ``{…}``."""
    slots: tuple[tuple[str, ...], ...]
    """For each slot, in order, what texts have there, the commonest first."""


@dataclass(frozen=True)
class _Tokens:
    text: str
    shown: tuple[str, ...]
    keys: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]

    def between(self, first: int, end: int) -> str:
        """Return the text of the tokens ``first:end``, what lies between them included."""
        if first >= end:
            return ""
        return self.text[self.spans[first][0] : self.spans[end - 1][1]]

    def after(self, token: int) -> str:
        """Return what lies between a token and the next; before the first for -1."""
        begin = self.spans[token][1] if token >= 0 else 0
        following = token + 1 < len(self.spans)
        return self.text[begin : self.spans[token + 1][0] if following else len(self.text)]


def skeleton(
    texts: Sequence[str],
    *,
    centre: int = 0,
    stable: float = 0.8,
    examples: int = 5,
    most: int = 50,
) -> Skeleton:
    """Return the template of texts that say the same.

    Parameters
    ----------
    texts
        Texts of one cluster, at least one.
    centre
        Which of them the others are aligned to.
    stable
        Part of the texts, above 0 and at most 1, that must have a token for it to be stable.
    examples
        Different values of a slot that are given, at most.
    most
        Texts that are aligned, the first ones.

    Examples
    --------
    >>> skeleton(["真的好用，推荐大家买", "真的好吃，推荐大家买！", "真的划算 推薦大家買"])
    Skeleton(template='真的{…}，推荐大家买', slots=(('好用', '好吃', '划算'),))
    """
    model = _tokens(texts[centre])
    others = [_tokens(text) for text in texts[:most] if text is not texts[centre]]
    members = [model, *others]
    places = [_places(model, member) for member in members]
    fixed = [
        token
        for token in range(len(model.keys))
        if sum(place[token] >= 0 for place in places) >= stable * len(members)
    ]
    return _template(model, members, places, fixed, 1 - stable, examples)


def _tokens(text: str) -> _Tokens:
    folded = code_points().folded
    seen = "".join(char for char in text if folded[ord(char)] != VANISHES)
    found = list(_TOKEN.finditer(seen))[:MOST_TOKENS]
    shown = [_MASKS.get(match.lastgroup or "", match.group()) for match in found]
    letters = normalised(shown)
    kept = [
        (show, key or show, match.span())
        for show, key, match in zip(shown, letters, found, strict=True)
        if key or match.lastgroup
    ]
    return _Tokens(
        seen, tuple(k[0] for k in kept), tuple(k[1] for k in kept), tuple(k[2] for k in kept)
    )


def _places(model: _Tokens, member: _Tokens) -> list[int]:
    """Return the token of `member` that each token of the model is aligned to, -1 for none."""
    place = [-1] * len(model.keys)
    blocks = SequenceMatcher(None, model.keys, member.keys, autojunk=False).get_matching_blocks()
    for block in blocks:
        for k in range(block.size):
            place[block.a + k] = block.b + k
    return place


def _template(
    model: _Tokens,
    members: list[_Tokens],
    places: list[list[int]],
    fixed: list[int],
    least: float,
    examples: int,
) -> Skeleton:
    """Return the stable tokens with a slot wherever enough texts have something between two."""
    parts: list[str] = []
    slots: list[tuple[str, ...]] = []
    edges = [-1, *fixed, len(model.keys)]
    for left, right in pairwise(edges):
        if left >= 0:
            parts.append(model.shown[left])
        values = _values(members, places, left, right)
        parts.append(model.after(left))
        if sum(values.values()) > least * len(members) or right - left > 1:
            slots.append(tuple(value for value, _ in values.most_common(examples)))
            parts.append(SLOT)
            if right - left > 1:
                parts.append(model.after(right - 1))
    return Skeleton("".join(parts).strip(), tuple(slots))


def _values(members: list[_Tokens], places: list[list[int]], left: int, right: int) -> Counter[str]:
    """Return what texts have between two stable tokens, and how many of them."""
    values: Counter[str] = Counter()
    for member, place in zip(members, places, strict=True):
        first = 0 if left < 0 else place[left] + 1
        end = len(member.keys) if right == len(place) else place[right]
        if (left < 0 or place[left] >= 0) and end > first:
            values[member.between(first, end)] += 1
    return values
