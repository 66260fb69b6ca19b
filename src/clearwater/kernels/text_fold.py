"""A column of UTF-8 to the letters that texts are compared by, in one pass.

Every code point is read by a table (`clearwater.detect.texts.code_points`). What is left is masked:
``@name`` and links go, a number becomes one ``〇``, all else that is no letter goes too, as copies
differ in spaces and inserted punctuation. A digit or sign inside a word of ASCII letters is read as
the letter it stands for (``th!s 0ne``). Letters are 16-bit codes; a text keeps no more codes than
it has bytes, and no more than `longest`. Ours.
"""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
from numba import njit

_BYTES = nb.types.Array(nb.uint8, 1, "C", readonly=True)

AT, BANG, DOLLAR, COLON, SLASH, SPACE = 64, 33, 36, 58, 47, 32
NUMBER = 0x3007
"""Stands for a number; so does the sign itself, a Chinese zero."""
LONGEST_IN_WORD = 2
"""Digits in a row that may stand for letters; more are a number."""
# The letters that 0 to 9 stand for, 0 for none.
_AS_LETTER = np.array([111, 105, 0, 101, 97, 115, 0, 116, 0, 0], np.uint16)
LONGEST_NAME = 30
"""Codes of a name after @, at most; a longer run of letters is text."""
# The prime and the basis of FNV-1a, on codes instead of bytes.
_PRIME = np.uint64(0x100000001B3)
_BASIS = np.uint64(0xCBF29CE484222325)


@njit("uint64(uint64)", nogil=True, cache=True)
def _mixed(number: Any) -> Any:
    """Return 64 bits each of which depends on all bits of `number` (the end of MurmurHash3)."""
    number = (number ^ (number >> np.uint64(33))) * np.uint64(0xFF51AFD7ED558CCD)
    number = (number ^ (number >> np.uint64(33))) * np.uint64(0xC4CEB9FE1A85EC53)
    return number ^ (number >> np.uint64(33))


@njit("int64(uint8)", nogil=True, cache=True)
def _length(lead: Any) -> Any:
    """Return how many bytes a code point with this first byte has; 1 for a stray byte."""
    if lead < 0xC0:
        return 1
    if lead < 0xE0:
        return 2
    return 3 if lead < 0xF0 else 4


@njit(nb.int64(_BYTES, nb.int64, nb.int64), nogil=True, cache=True)
def _point(data: Any, at: Any, size: Any) -> Any:
    """Return the code point of `size` bytes; 0 (which is read as a symbol) if there is none."""
    point = np.int64(data[at])
    if size == 1:
        return point if point < 128 else 0
    point &= 0x7F >> size
    for k in range(1, size):
        point = point << 6 | (np.int64(data[at + k]) & 0x3F)
    return point if point < 0x110000 else 0


@njit("uint16(uint16, uint16)", nogil=True, cache=True)
def _voiced(kana: Any, mark: Any) -> Any:
    """Return kana with a sound mark that follows it (U+3099, U+309A), 0 if the two do not join."""
    small = kana - 0x60 if kana >= 0x30A0 else kana
    if mark == 0x309A:
        return kana + 2 if 0x306F <= small <= 0x307B and small % 3 == 0 else 0
    if small == 0x3046:
        return kana + 0x4E
    if 0x304B <= small <= 0x3061:
        return kana + 1 if small % 2 == 1 else 0
    if 0x3064 <= small <= 0x3068:
        return kana + 1 if small % 2 == 0 else 0
    return kana + 1 if 0x306F <= small <= 0x307B and small % 3 == 0 else 0


@njit(
    nb.int64(
        _BYTES, nb.int64, nb.int64, nb.int32[::1], nb.uint16[::1], nb.int64[::1], nb.uint16[::1]
    ),
    nogil=True,
    cache=True,
)
def read_codes(
    data: Any, at: Any, end: Any, folded: Any, several: Any, several_starts: Any, out: Any
) -> Any:
    """Fill `out` with what the code points of ``data[at:end]`` are read as; return how many."""
    n = 0
    while at < end and n + 20 < out.size:
        size = min(_length(data[at]), end - at)
        code = folded[_point(data, at, size)]
        at += size
        if code > 0:
            if 0x3099 <= code <= 0x309A and n and 0x3040 < out[n - 1] < 0x3100:
                joined = _voiced(out[n - 1], np.uint16(code))
                if joined:
                    out[n - 1] = joined
                    continue
            out[n] = code
            n += 1
        elif code < 0:
            for k in range(several_starts[-code - 1], several_starts[-code]):
                out[n] = several[k]
                n += 1
    return n


@njit("boolean(uint16)", nogil=True, cache=True)
def _is_letter(code: Any) -> Any:
    return code >= 128 or 97 <= code <= 122


@njit("boolean(uint16)", nogil=True, cache=True)
def _is_plain(code: Any) -> Any:
    """Say whether a code is an ASCII letter."""
    return 97 <= code <= 122


@njit("boolean(uint16)", nogil=True, cache=True)
def _is_digit(code: Any) -> Any:
    return 48 <= code <= 57


@njit("int64(uint16[::1], int64, int64)", nogil=True, cache=True)
def _after_digits(codes: Any, at: Any, n: Any) -> Any:
    """Return where the next letter or space stands."""
    while at < n and not _is_letter(codes[at]) and codes[at] != SPACE:
        at += 1
    return at


@njit("uint16(uint16[::1], int64, int64, uint16)", nogil=True, cache=True)
def _stands_for(codes: Any, at: Any, n: Any, before: Any) -> Any:
    """Return the letter that a digit or sign at `at` stands for, 0 for none.

    `before` is the letter, number or space before it.
    """
    code = codes[at]
    follows = at + 1 < n and _is_plain(codes[at + 1])
    if code == BANG:
        return 105 if follows and (_is_plain(before) or before == SPACE) else 0
    if code == DOLLAR:
        return 115 if follows or _is_plain(before) else 0
    if code == AT:
        return 97 if follows and _is_plain(before) else 0
    end = _after_digits(codes, at, n)
    if not _is_plain(before) and (end >= n or not _is_plain(codes[end])):
        return 0
    digits = 0
    for k in range(at, end):
        digits += _is_digit(codes[k])
    return _AS_LETTER[code - 48] if digits <= LONGEST_IN_WORD else 0


@njit("int64(uint16[::1], int64, int64)", nogil=True, cache=True)
def _after_name(codes: Any, at: Any, n: Any) -> Any:
    """Return where the @name ends that begins at `at`; `at` + 1 if none does."""
    end = at + 1
    # A name in ASCII ends before the Hanzi that follow it without a space.
    plain = end < n and codes[end] < 128
    while end < n and (
        _is_letter(codes[end]) or _is_digit(codes[end]) or codes[end] == 95 or codes[end] == 45
    ):
        if plain and codes[end] >= 128:
            break
        end += 1
    return end if end - at <= LONGEST_NAME + 1 else at + 1


@njit("int64(uint16[::1], int64, int64)", nogil=True, cache=True)
def _after_link(codes: Any, at: Any, n: Any) -> Any:
    """Return where the link ends that begins at `at`; `at` if none does."""
    end = at + 4
    if end + 2 >= n:
        return at
    http = (
        codes[at] == 104 and codes[at + 1] == 116 and codes[at + 2] == 116 and codes[at + 3] == 112
    )
    if http:
        end += codes[end] == 115
        http = codes[end] == COLON and codes[end + 1] == SLASH
    elif not (
        codes[at] == 119
        and codes[at + 1] == 119
        and codes[at + 2] == 119
        and codes[at + 3] == 46
        and codes[end] > SPACE
    ):
        return at
    elif codes[end] < 127:
        http = True
    if not http:
        return at
    while end < n and SPACE < codes[end] < 127:
        end += 1
    return end


@njit("int64(uint16[::1], int64, uint16[::1], int64, int64)", nogil=True, cache=True)
def mask(codes: Any, n: Any, out: Any, first: Any, room: Any) -> Any:
    """Fill ``out[first:]`` with the letters of ``codes[:n]``; return where they end."""
    end = first
    at = 0
    before = np.uint16(SPACE)
    while at < n and end < first + room:
        code = codes[at]
        if code in (104, 119):
            after = _after_link(codes, at, n)
            if after > at:
                at = after
                before = np.uint16(SPACE)
                continue
        if _is_digit(code) or code in (BANG, DOLLAR, AT):
            letter = _stands_for(codes, at, n, before)
            if letter:
                code = letter
            elif code == AT:
                at = _after_name(codes, at, n)
                continue
            elif _is_digit(code):
                code = np.uint16(NUMBER)
        if _is_letter(code):
            if code != NUMBER or end == first or out[end - 1] != NUMBER:
                out[end] = code
                end += 1
            before = code
        elif code == SPACE:
            before = code
        at += 1
    return end


@njit(
    nb.void(
        nb.int64[::1], _BYTES, nb.int32[::1], nb.uint16[::1], nb.int64[::1], nb.int64,
        nb.uint16[::1], nb.uint16[::1], nb.int64[::1], nb.uint64[::1],
    ),
    nogil=True,
    cache=True,
)  # fmt: skip
def fold_column(
    offsets: Any,
    data: Any,
    folded: Any,
    several: Any,
    several_starts: Any,
    longest: Any,
    work: Any,
    out: Any,
    starts: Any,
    number: Any,
) -> None:
    """Fold all texts of a column.

    Fills `out` and `starts` (text t is ``out[starts[t]:starts[t + 1]]``) and a 64-bit number of
    each text's letters. `out` must hold as many codes as there are bytes.
    """
    starts[0] = 0
    for t in range(offsets.size - 1):
        first = starts[t]
        size = offsets[t + 1] - offsets[t]
        n = read_codes(data, offsets[t], offsets[t + 1], folded, several, several_starts, work)
        end = mask(work, n, out, first, min(size, longest))
        hashed = _BASIS
        for k in range(first, end):
            hashed = (hashed ^ np.uint64(out[k])) * _PRIME
        number[t] = _mixed(hashed)
        starts[t + 1] = end


@njit(
    "void(uint16[::1], int64[::1], int64[::1], uint64[::1], boolean[::1])", nogil=True, cache=True
)
def first_of_copies(codes: Any, starts: Any, order: Any, number: Any, first: Any) -> None:
    """Fill which texts, in an order by their numbers, differ from the text before."""
    for k in range(order.size):
        first[k] = True
        if k == 0 or number[order[k]] != number[order[k - 1]]:
            continue
        a, b = starts[order[k - 1]], starts[order[k]]
        size = starts[order[k] + 1] - b
        if starts[order[k - 1] + 1] - a != size:
            continue
        same = True
        for i in range(size):
            same = same and codes[a + i] == codes[b + i]
        first[k] = not same
