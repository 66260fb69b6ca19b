"""Repeated phrases: runs of words that strangers write elsewhere, more than their words explain.

Advertisement and instructions travel from object to object, talk about an object stays with it. So
of each text, each run of two to `longest` tokens is looked for in what OTHER accounts write about
OTHER objects. Were tokens laid down one by one, so many strangers would have the run by chance:
their number times the shares of them that use each word. Hanzi, kana and Hangul are cut into words
of one or two, in the way that makes the run least surprising, so that a word such as 音乐 is no
phrase. A text has the bits of its most surprising run.

A set phrase ("thank you very much") is a repeated phrase too, and so is what a share button fills
in: this says that the same words came again, and no more. Bits grow with the number of texts, so
they rank texts of one log and mean nothing across logs. Ours; the count against independence after
Dunning, 1993, Computational Linguistics 19 (likelihood ratios of word pairs).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from clearwater.detect.measure import Limits, require_limits
from clearwater.detect.texts.normaliser import TextColumn
from clearwater.detect.texts.tokens import Tokens, tokens
from clearwater.kernels.count_surprise import surprise


@dataclass(frozen=True)
class Phrases:
    """Parameters of repeated phrases.

    Raises
    ------
    ParameterError
        If a value lies outside `LIMITS`.
    """

    LIMITS: ClassVar[Limits] = {"longest": (2, 64)}

    longest: int = 6
    """Tokens of a run, at most. A longer copy holds runs of this length; few phrases that are no
    copies are longer."""

    def __post_init__(self) -> None:
        require_limits(self, self.LIMITS)


@dataclass(frozen=True)
class PhraseEvidence:
    """The most surprising run of each text; all arrays have the shape (texts,)."""

    bits: np.ndarray
    """float64. How much oftener strangers write it elsewhere than by chance; 0 without any run."""
    strangers: np.ndarray
    """int64. Other accounts that write it about other objects."""
    expected: np.ndarray
    """float64. Of whom so many by chance."""
    begin: np.ndarray
    """int64. Where it begins in its text, in characters; -1 without any."""
    end: np.ndarray
    """int64. Where it ends, in characters; -1 without any."""


@dataclass(frozen=True)
class _Written:
    """Tokens with who wrote them about what."""

    tokens: Tokens
    text: np.ndarray
    """int64, one a token."""
    account: np.ndarray
    object: np.ndarray
    others: np.ndarray
    """float64, one a token. Accounts that wrote about another object than this."""


def repeated_phrases(
    texts: TextColumn,
    accounts: np.ndarray,
    objects: np.ndarray,
    phrases: Phrases | None = None,
) -> PhraseEvidence:
    """Return the most surprising run of each text, and its bits.

    Parameters
    ----------
    texts
        Strings or None, or an Arrow array of strings.
    accounts
        Integer, shape (texts,). Who wrote it; 0 or more.
    objects
        Integer, shape (texts,). What it was written about; 0 or more.
    phrases
        The defaults if None.

    Examples
    --------
    >>> texts = ["nice, see my page", "see my page now", "see my page", "a b c d e", "f g h"]
    >>> repeated_phrases(texts, np.arange(5), np.arange(5)).strangers.tolist()
    [2, 2, 2, 0, 0]
    """
    longest = (Phrases() if phrases is None else phrases).longest
    written = _written(tokens(texts), np.asarray(accounts), np.asarray(objects))
    single = strangers_elsewhere(written.tokens.code, written.account, written.object)
    best = _Best(np.diff(written.tokens.starts).size)
    if single.size == 0:
        return best.evidence()
    others = np.maximum(written.others, 1)
    with np.errstate(divide="ignore"):
        word = np.log(single / others)
    two = np.full(word.size, -np.inf)
    gram, alive = written.tokens.code, np.arange(word.size)
    # Log chance of the runs of one token less, and of two less, by their first token.
    chance, shorter = word, np.zeros(word.size)
    for length in range(2, longest + 1):
        alive = alive[alive + length - 1 < word.size]
        alive = alive[written.text[alive] == written.text[alive + length - 1]]
        last = alive + length - 1
        run = _pairs(gram[alive], written.tokens.code[last], word.size)
        seen = strangers_elsewhere(run, written.account[alive], written.object[alive])
        if length == 2:
            two[alive] = _words_of_two(written.tokens.syllable, alive, seen, others)
        longer = np.full(word.size, -np.inf)
        longer[alive] = np.maximum(chance[alive] + word[last], shorter[alive] + two[last - 1])
        chance, shorter = longer, chance
        gram = np.full(word.size, -1)
        gram[alive] = run
        # Whoever has a longer run has this one: what no stranger has is not followed further.
        found = seen > 0
        alive, seen, last = alive[found], seen[found], last[found]
        best.offer(written, alive, last, seen, others[alive] * np.exp(chance[alive]))
    return best.evidence()


def strangers_elsewhere(key: np.ndarray, account: np.ndarray, object_: np.ndarray) -> np.ndarray:
    """Return for each row how many other accounts have its key on another object.

    Parameters
    ----------
    key, account, object_
        Integer, all of shape (rows,).

    Returns
    -------
    int64 array, shape (rows,)

    Examples
    --------
    >>> one = np.zeros(4, np.int64)
    >>> strangers_elsewhere(one, np.array([0, 1, 2, 2]), np.array([0, 0, 0, 1])).tolist()
    [1, 1, 0, 2]
    """
    if key.size == 0:
        return np.zeros(0, np.int64)
    holder = _pairs(key, account, int(account.max()) + 1)
    place = _pairs(key, object_, int(object_.max()) + 1)
    _, first, row_holder = np.unique(holder, return_index=True, return_inverse=True)
    accounts = np.bincount(key[first], minlength=int(key.max()) + 1)
    # Objects of each (key, account), and those that have the key on one object alone.
    triple = np.unique(_pairs(row_holder, place, int(place.max()) + 1), return_index=True)[1]
    objects = np.bincount(row_holder[triple])
    alone = objects[row_holder[triple]] == 1
    only_here = np.bincount(place[triple][alone], minlength=int(place.max()) + 1)
    several = objects[row_holder] > 1
    found: np.ndarray = accounts[key] - only_here[place] - several
    return found


class _Best:
    """The most surprising run of each text so far."""

    def __init__(self, texts: int) -> None:
        self._bits = np.zeros(texts)
        self._strangers = np.zeros(texts, np.int64)
        self._expected = np.zeros(texts)
        self._begin = np.full(texts, -1, np.int64)
        self._end = np.full(texts, -1, np.int64)

    def offer(
        self,
        written: _Written,
        first: np.ndarray,
        last: np.ndarray,
        seen: np.ndarray,
        expected: np.ndarray,
    ) -> None:
        """Keep, of the runs ``first`` to ``last``, the best of each text where it is better."""
        bits = surprise(seen, expected)
        text = written.text[first]
        # Of equal runs the first stands for the text, in whatever order texts came.
        order = np.lexsort((first, -bits, text))
        best = order[np.unique(text[order], return_index=True)[1]]
        better = best[bits[best] > self._bits[text[best]]]
        at = text[better]
        self._bits[at], self._strangers[at] = bits[better], seen[better]
        self._expected[at] = expected[better]
        self._begin[at] = written.tokens.spans[first[better], 0]
        self._end[at] = written.tokens.spans[last[better], 1]

    def evidence(self) -> PhraseEvidence:
        return PhraseEvidence(self._bits, self._strangers, self._expected, self._begin, self._end)


def _written(of: Tokens, accounts: np.ndarray, objects: np.ndarray) -> _Written:
    text = np.repeat(np.arange(of.starts.size - 1), np.diff(of.starts))
    account = np.unique(accounts, return_inverse=True)[1].astype(np.int64)
    object_ = np.unique(objects, return_inverse=True)[1].astype(np.int64)
    everybody = strangers_elsewhere(np.zeros(account.size, np.int64), account, object_)
    return _Written(of, text, account[text], object_[text], everybody[text].astype(np.float64))


def _words_of_two(
    syllable: np.ndarray, first: np.ndarray, seen: np.ndarray, others: np.ndarray
) -> np.ndarray:
    """Return the log share of strangers elsewhere that use two tokens as a word, if they may be."""
    with np.errstate(divide="ignore"):
        share = np.log(seen / others[first])
    return np.where(syllable[first] & syllable[first + 1], share, -np.inf)


def _pairs(left: np.ndarray, right: np.ndarray, width: int) -> np.ndarray:
    """Return the same number, from 0 on, for the same pair."""
    number: np.ndarray = np.unique(left.astype(np.int64) * width + right, return_inverse=True)[1]
    return number.astype(np.int64)
