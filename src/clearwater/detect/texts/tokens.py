"""Texts as numbered tokens: what a run of the same words is looked for in.

A token is a word of a script that parts its words, or one Hanzi, kana or Hangul. A link or a name
is the words it is made of, like any other text. Tokens are compared as texts are (folded letters),
so full-width letters and traditional characters make no difference. Punctuation and emoji are none.
Only equality of tokens is ever used: no word means anything here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

import numpy as np

from clearwater.detect.texts.normaliser import TextColumn, normalised, text_array

MOST_TOKENS = 400
"""Tokens of one text that are looked at; what follows is cut."""
_SYLLABLES = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\uf900-\ufaff"
_TOKEN = re.compile(rf"(?P<syllable>[{_SYLLABLES}])|(?:[^\W_{_SYLLABLES}]|')+")


@dataclass(frozen=True)
class Tokens:
    """The tokens of a column."""

    code: np.ndarray
    """int64. Tokens of all texts; equal tokens have equal codes, numbered by first appearance."""
    starts: np.ndarray
    """int64, shape (texts + 1,). Text t is ``code[starts[t]:starts[t + 1]]``."""
    syllable: np.ndarray
    """bool, like `code`. Hanzi, kana or Hangul: a part of a word, as a rule."""
    spans: np.ndarray
    """int64, shape (tokens, 2). Where in its text each token begins and ends, in characters."""


def tokens(texts: TextColumn) -> Tokens:
    """Return the tokens of `texts`; a missing text has none.

    Examples
    --------
    >>> tokens(["See  my page", "看my PAGE!", None]).code.tolist()
    [0, 1, 2, 3, 1, 2]
    """
    starts: list[int] = [0]
    found: list[re.Match[str]] = []
    for text in text_array(texts).to_pylist():
        found += islice(_TOKEN.finditer(text or ""), MOST_TOKENS)
        starts.append(len(found))
    shown = [match.group() for match in found]
    # What folding leaves nothing of is compared as it is written.
    keys = [letters or show for show, letters in zip(shown, normalised(shown), strict=True)]
    number = {key: n for n, key in enumerate(dict.fromkeys(keys))}
    return Tokens(
        code=np.array([number[key] for key in keys], np.int64),
        starts=np.array(starts, np.int64),
        syllable=np.array([match.lastgroup is not None for match in found], np.bool_),
        spans=np.array([match.span() for match in found], np.int64).reshape(-1, 2),
    )
