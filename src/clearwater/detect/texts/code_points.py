"""What each code point is read as when texts are compared: one table, built once per process.

Writers who copy each other's texts disguise them: full-width letters, look-alikes of other scripts,
traditional characters, marks nobody sees, homophones. The tables of three packages undo that, code
point by code point, so that a whole column is folded in one compiled pass:

- NFKC and case folding (Python's own Unicode data) and accents of Latin, Greek and Cyrillic;
- look-alikes (``confusable_homoglyphs``, Unicode's table) to ASCII letters;
- traditional to simplified Chinese (``opencc``, single characters: of one-to-many only the first);
- Hanzi to the first Hanzi of the same syllable (``pypinyin``, first reading, no tone), so that a
  homophone reads alike.

Kana and Hangul are left as they are: no look-alike is folded into or out of them.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

VANISHES = 0
"""Read as if it were not there: marks without width, directions, accents, variants."""
SYMBOL = 1
"""Parts words and is then dropped: emoji, punctuation outside ASCII, controls."""
SPACE = 32
CODE_POINTS = 0x110000
# Beyond it lie private planes and nothing assigned but tags and variants.
_LAST_LETTERS = 0x40000
_PRIVATE, _PRIVATE_END = 0xE000, 0xF900
_IDEOGRAPHS = ((0x3400, 0x4DC0), (0x4E00, 0xA000))
_AS_THEY_ARE = (*_IDEOGRAPHS, (0xAC00, 0xD7A4), (_PRIVATE, _PRIVATE_END))
_FAR_IDEOGRAPHS = (0x20000, _LAST_LETTERS)
_VARIANTS = ((0xFE00, 0xFE10), (0xE0000, 0xE01F0))
_ACCENTS = (0x300, 0x370)
_FILLERS = (0x115F, 0x1160, 0x3164, 0xFFA0, 0x2800)
"""Letters and a symbol by name, but nothing to be seen."""


@dataclass(frozen=True)
class CodePoints:
    """The tables of the compiled passes."""

    folded: np.ndarray
    """int32, shape (1114112,). What a code point is read as: `VANISHES`, `SYMBOL`, an ASCII
    character, or a letter (from 128 to 65535). A negative number -k means ``several[k - 1]``."""
    several: np.ndarray
    """uint16. The letters of code points that are read as more than one."""
    several_starts: np.ndarray
    """int64. Entry k owns ``several[several_starts[k]:several_starts[k + 1]]``."""
    sound: np.ndarray
    """uint16, shape (65536,). A letter's stand-in by sound; other than for Hanzi the letter."""


@cache
def code_points() -> CodePoints:
    """Return the tables; about half a second the first time, then kept."""
    alike = _look_alikes()
    folded = _plain()
    unread = np.flatnonzero(folded[:_LAST_LETTERS] == SYMBOL).tolist()
    simple = dict(_simplified())
    # A compatibility ideograph is read as the one that it stands for, which may be traditional.
    readings = {point: _read(chr(point), alike).translate(simple) for point in unread} | simple
    several: list[str] = []
    for point, text in readings.items():
        codes = [_code(char) for char in text]
        codes = [code for code in codes if code != VANISHES]
        if len(codes) == 1:
            folded[point] = codes[0]
        elif codes:
            several.append("".join(map(chr, codes)))
            folded[point] = -len(several)
        else:
            folded[point] = VANISHES
    return CodePoints(
        folded,
        np.array([ord(char) for text in several for char in text], np.uint16),
        np.cumsum([0, *map(len, several)], dtype=np.int64),
        _sounds(folded),
    )


def _plain() -> np.ndarray:
    """Return the table with what needs no thought filled in, and `SYMBOL` everywhere else."""
    folded = np.full(CODE_POINTS, SYMBOL, np.int32)
    for first, end in _AS_THEY_ARE:
        folded[first:end] = np.arange(first, end)
    first, end = _FAR_IDEOGRAPHS
    folded[first:end] = _far(np.arange(first, end))
    for first, end in _VARIANTS:
        folded[first:end] = VANISHES
    return folded


def _far(points: np.ndarray) -> np.ndarray:
    """Return letters of 16 bits for letters that have more; a few of them share one."""
    return _PRIVATE + points % (_PRIVATE_END - _PRIVATE)


def _read(char: str, alike: Mapping[str, str]) -> str:
    """Return what one character is read as: a short string, perhaps empty."""
    if ord(char) in _FILLERS:
        return ""
    if char in alike:
        return alike[char]
    wide = unicodedata.normalize("NFKC", char)
    small = _without_accents("".join(alike.get(one, one) for one in wide).casefold())
    # Once more, so that what has been read reads as itself: capital sigma is a small one now.
    return "".join(alike.get(one, one) for one in small)


def _without_accents(text: str) -> str:
    """Return `text` without accents where letters are Latin, Greek or Cyrillic."""
    if text.isascii() or ord(text[0]) >= 0x2000:
        return text
    apart = unicodedata.normalize("NFD", text)
    return "".join(char for char in apart if not _ACCENTS[0] <= ord(char) < _ACCENTS[1])


def _code(char: str) -> int:
    """Return the code of a character that has been read."""
    point = ord(char)
    if point < 128:
        return _ascii(char)
    kind = unicodedata.category(char)
    if kind == "Nd":
        return ord("0") + unicodedata.decimal(char)
    if kind == "Cf" or _ACCENTS[0] <= point < _ACCENTS[1]:
        return VANISHES
    if kind[0] == "Z":
        return SPACE
    if kind[0] in "LM" or kind in ("Nl", "No", "Co"):
        return point if point < 0x10000 else int(_far(np.array(point)))
    return SYMBOL


def _ascii(char: str) -> int:
    if char.isspace():
        return SPACE
    return ord(char) if char.isprintable() else SYMBOL


def _look_alikes() -> dict[str, str]:
    """Return the ASCII letter, in lower case, that a letter of another script looks like."""
    text = files("confusable_homoglyphs").joinpath("confusables.json").read_text("utf-8")
    table = {
        char: [entry["c"] for entry in entries]
        for char, entries in json.loads(text).items()
        if len(char) == 1 and not char.isascii() and not _east_asian(ord(char))
    }
    found = {char: _letter(char, others) for char, others in table.items()}
    # Kappa looks like kra, and kra like k: one step further for those that found no letter.
    for char in [char for char, letter in found.items() if not letter]:
        found[char] = _letter(char, [found.get(other, "") for other in table[char]])
    return {char: letter for char, letter in found.items() if letter}


def _letter(char: str, others: Iterable[str]) -> str:
    """Return the ASCII letter among what `char` looks like; of its own case where it can be."""
    letters = sorted({*map(_small_capital, others)} - {""})
    own_case = [letter for letter in letters if letter.isupper() == char.isupper()]
    letter = (own_case or letters or [""])[0]
    # Unicode has one class for I, l and 1; a capital is more likely to stand for the vowel.
    return "i" if letter == "l" and char.isupper() else letter.lower()


def _small_capital(char: str) -> str:
    """Return an ASCII letter for itself or its small capital, "" for anything else."""
    if len(char) != 1:
        return ""
    if char.isascii():
        return char if char.isalpha() else ""
    name = unicodedata.name(char, "")
    letter = name.removeprefix("LATIN LETTER SMALL CAPITAL ")
    return letter.lower() if len(letter) == 1 else ""


def _east_asian(point: int) -> bool:
    """Say whether a code point belongs to kana, Bopomofo, Hangul, Hanzi or their marks."""
    return 0x1100 <= point < 0x1200 or 0x2E80 <= point < 0xD7FF or 0x20000 <= point < _LAST_LETTERS


def _simplified() -> list[tuple[int, str]]:
    """Return the Hanzi that are written otherwise in simplified Chinese."""
    from opencc import OpenCC  # noqa: PLC0415 - only logs with texts pay for it

    hanzi = [chr(point) for first, end in _IDEOGRAPHS for point in range(first, end)]
    hanzi += [chr(point) for point in range(*_FAR_IDEOGRAPHS) if unicodedata.name(chr(point), "")]
    # One a line: a phrase table finds no phrase.
    simple = OpenCC("t2s").convert("\n".join(hanzi)).split("\n")
    return [(ord(old), new) for old, new in zip(hanzi, simple, strict=True) if old != new]


def _sounds(folded: np.ndarray) -> np.ndarray:
    """Return each letter's stand-in: the first Hanzi that is read with the same syllable."""
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415 - 55 MB, half a second

    sound = np.arange(0x10000, dtype=np.uint16)
    # I, l and 1 are one shape, and which of the two letters a 1 stands for nobody can tell.
    sound[ord("l")] = ord("i")
    first: dict[str, int] = {}
    for first_point, end in _IDEOGRAPHS[::-1]:
        for point in range(first_point, end):
            if folded[point] == point and point in pinyin_dict:
                syllable = _syllable(pinyin_dict[point])
                sound[point] = first.setdefault(syllable, point)
    return sound


@cache
def _tone_marks() -> dict[int, None]:
    # The dots of ü stay: lü is not lu.
    return dict.fromkeys((0x300, 0x301, 0x304, 0x30C))


def _syllable(readings: str) -> str:
    """Return the first of the readings, without its tone."""
    apart = unicodedata.normalize("NFD", readings.split(",", 1)[0])
    return apart.translate(_tone_marks())
