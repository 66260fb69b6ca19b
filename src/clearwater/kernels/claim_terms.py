"""A column of UTF-8 to the terms that posts and checks are compared by, in two channels.

A text is read code point by code point (`clearwater.kernels.text_fold`), but words stay apart and
digits stay digits: "42 %" and "24 %" are two claims. A run of Hanzi, kana or Hangul has no spaces,
so it gives overlapping pairs; every other run of letters and digits is a word.

=========  =========================================  ==============================
channel    words                                      runs of Hanzi, kana, Hangul
=========  =========================================  ==============================
words      the word, English endings cut              pairs of letters
letters    runs of four letters, spaces between       pairs of sounds
           words counted
=========  =========================================  ==============================

So nobody has to say what language a text is in, and a text in two languages has terms of both. A
term is a 64-bit hash. Ours; channels after the prototype that the project measured.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
from numba import njit

from clearwater.kernels.text_fold import SPACE, read_codes

_BYTES = nb.types.Array(nb.uint8, 1, "C", readonly=True)
_CODES = nb.types.Array(nb.uint16, 1, "C", readonly=True)
_PRIME = np.uint64(0x100000001B3)
_BASIS = np.uint64(0xCBF29CE484222325)
# Pairs and words of one spelling must not be one term.
_WORD, _PAIR, _RUN = np.uint64(0x57), np.uint64(0x50), np.uint64(0x52)
RUN = 4
"""Letters of a run of the letters channel."""
_E, _D, _G, _I, _L, _N, _S, _Y = 101, 100, 103, 105, 108, 110, 115, 121
SHORTEST_STEM = 3
"""Letters that must be left when an English ending is cut."""


@njit("boolean(uint16)", nogil=True, cache=True)
def is_syllable(code: Any) -> Any:
    """Say whether a letter belongs to a script without spaces: kana, Hanzi, Hangul."""
    return (
        0x3041 <= code <= 0x30FF
        or 0x3400 <= code <= 0x9FFF
        or 0xAC00 <= code <= 0xD7A3
        or 0xE000 <= code <= 0xF8FF  # where Hanzi of more than 16 bits are folded to
        or code == 0x3007
    )


@njit("boolean(uint16)", nogil=True, cache=True)
def _stays(code: Any) -> Any:
    return code >= 128 or 97 <= code <= 122 or 48 <= code <= 57


@njit(
    nb.void(
        nb.int64[::1], _BYTES, nb.int32[::1], nb.uint16[::1], nb.int64[::1], nb.int64,
        nb.uint16[::1], nb.uint16[::1], nb.int64[::1],
    ),
    nogil=True,
    cache=True,
)  # fmt: skip
def fold_apart(
    offsets: Any,
    data: Any,
    folded: Any,
    several: Any,
    several_starts: Any,
    longest: Any,
    work: Any,
    out: Any,
    starts: Any,
) -> None:
    """Fold all texts of a column to letters and digits, with one space between words.

    Fills `out` and `starts` (text t is ``out[starts[t]:starts[t + 1]]``, at most `longest` codes).
    `out` must hold as many codes as there are bytes. An apostrophe parts nothing.
    """
    starts[0] = 0
    for t in range(offsets.size - 1):
        first = end = starts[t]
        room = min(offsets[t + 1] - offsets[t], longest)
        n = read_codes(data, offsets[t], offsets[t + 1], folded, several, several_starts, work)
        for k in range(n):
            code = work[k]
            if end - first >= room:
                break
            if _stays(code):
                out[end] = code
                end += 1
            elif code != 39 and end > first and out[end - 1] != SPACE:
                out[end] = SPACE
                end += 1
        if end > first and out[end - 1] == SPACE:
            end -= 1
        starts[t + 1] = end


@njit(nb.int64(_CODES, nb.int64, nb.int64), nogil=True, cache=True)
def stem_end(codes: Any, first: Any, end: Any) -> Any:
    """Return where the stem of the word ``codes[first:end]`` ends.

    One English ending is cut, ing, ed, es, s or ly, if three letters stay.
    """
    last = codes[end - 1]
    size = end - first
    if size >= SHORTEST_STEM + 3 and last == _G and codes[end - 2] == _N and codes[end - 3] == _I:
        return end - 3
    two = size >= SHORTEST_STEM + 2
    if two and codes[end - 2] == _E and last in (_D, _S):
        return end - 2
    if last == _S and size > SHORTEST_STEM:
        return end - 1
    if two and last == _Y and codes[end - 2] == _L:
        return end - 2
    return end


@njit(nb.uint64(nb.uint64, nb.uint64), nogil=True, cache=True)
def _joined(hashed: Any, code: Any) -> Any:
    return (hashed ^ code) * _PRIME


@njit(nb.uint64(nb.uint64), nogil=True, cache=True)
def _mixed(number: Any) -> Any:
    """Return 64 bits each of which depends on all bits of `number` (the end of MurmurHash3)."""
    number = (number ^ (number >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    number = (number ^ (number >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return number ^ (number >> np.uint64(33))


@njit(nb.int64(_CODES, nb.int64, nb.int64), nogil=True, cache=True)
def _run_end(codes: Any, first: Any, end: Any) -> Any:
    """Return where the run of one script that begins at `first` ends; words and their spaces."""
    kind = is_syllable(codes[first])
    at = first + 1
    while at < end and is_syllable(codes[at]) == kind:
        at += 1
    return at


@njit(
    nb.int64(_CODES, nb.int64, nb.int64, _CODES, nb.boolean, nb.uint64[::1], nb.int64),
    nogil=True, cache=True,
)  # fmt: skip
def _pairs(
    codes: Any, first: Any, end: Any, sound: Any, by_sound: Any, out: Any, count: Any
) -> Any:
    """Add the pairs of a run of syllables; a syllable that stands alone is a term itself."""
    for k in range(first, max(first + 1, end - 1)):
        hashed = _joined(_BASIS, _PAIR)
        for at in range(k, min(k + 2, end)):
            code = sound[codes[at]] if by_sound else codes[at]
            hashed = _joined(hashed, np.uint64(code))
        out[count] = _mixed(hashed)
        count += 1
    return count


@njit(nb.int64(_CODES, nb.int64, nb.int64, nb.uint64[::1], nb.int64), nogil=True, cache=True)
def _words(codes: Any, first: Any, end: Any, out: Any, count: Any) -> Any:
    """Add the stems of the words of a run."""
    at = first
    while at < end:
        if codes[at] == SPACE:
            at += 1
            continue
        stop = at
        while stop < end and codes[stop] != SPACE:
            stop += 1
        hashed = _joined(_BASIS, _WORD)
        for k in range(at, stem_end(codes, at, stop)):
            hashed = _joined(hashed, np.uint64(codes[k]))
        out[count] = _mixed(hashed)
        count += 1
        at = stop
    return count


@njit(nb.uint64(_CODES, nb.int64, nb.int64, nb.int64), nogil=True, cache=True)
def _code_at(codes: Any, at: Any, first: Any, end: Any) -> Any:
    """Return a code of a run, or the space around it."""
    return np.uint64(codes[at]) if first <= at < end else np.uint64(SPACE)


@njit(nb.int64(_CODES, nb.int64, nb.int64, nb.uint64[::1], nb.int64), nogil=True, cache=True)
def _runs(codes: Any, first: Any, end: Any, out: Any, count: Any) -> Any:
    """Add the runs of `RUN` letters of some words, with a space before and after them.

    A letter or digit that stands alone gives one run.
    """
    while first < end and codes[first] == SPACE:
        first += 1
    while first < end and codes[end - 1] == SPACE:
        end -= 1
    if first == end:
        return count
    for k in range(first - 1, max(first, end - RUN + 2)):
        hashed = _joined(_BASIS, _RUN)
        for at in range(k, k + RUN):
            hashed = _joined(hashed, _code_at(codes, at, first, end))
        out[count] = _mixed(hashed)
        count += 1
    return count


@njit(
    nb.int64(_CODES, nb.int64[::1], _CODES, nb.boolean, nb.uint64[::1], nb.int64[::1]),
    nogil=True, cache=True,
)  # fmt: skip
def terms_of(codes: Any, starts: Any, sound: Any, letters: Any, out: Any, term_starts: Any) -> Any:
    """Fill `out` with the terms of all texts, repeats included; return how many.

    Parameters
    ----------
    codes, starts
        From `fold_apart`.
    sound
        uint16, shape (65536,). A letter's stand-in by sound.
    letters
        True for the letters channel, False for the words channel.
    out
        uint64, at least ``codes.size + texts`` long.
    term_starts
        int64, shape (texts + 1,). Text t owns ``out[term_starts[t]:term_starts[t + 1]]``.
    """
    count = 0
    term_starts[0] = 0
    for t in range(starts.size - 1):
        at, end = starts[t], starts[t + 1]
        while at < end:
            stop = _run_end(codes, at, end)
            if is_syllable(codes[at]):
                count = _pairs(codes, at, stop, sound, letters, out, count)
            elif letters:
                count = _runs(codes, at, stop, out, count)
            else:
                count = _words(codes, at, stop, out, count)
            at = stop
        term_starts[t + 1] = count
    return count
