"""Made columns of short texts for measuring speed: strangers, and groups of spun copies.

Words are drawn by rank (Zipf), Chinese ones of one to three of the 3,755 commonest characters,
English ones of two to four syllables. One text in ten belongs to a group whose texts are one
template with a part of the words drawn anew.
"""

from __future__ import annotations

import numpy as np

WORDS = 30_000
MANDELBROT = 2.7
"""Without it the first word would be every eleventh."""
SPUN_SHARE = 0.1
GROUP_SIZES = (5, 20, 100, 500)
REDRAWN = 0.12
"""Part of a template's words that a copy draws anew."""
_CONSONANTS = ("b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w")
_SYLLABLES = [a + b for a in (*_CONSONANTS, "st", "tr", "ch", "sh") for b in "aeiou"]


def short_texts(texts: int, seed: int) -> list[str]:
    """Return `texts` made texts, half Chinese and half English, in random order."""
    rng = np.random.default_rng(seed)
    half = texts // 2
    chinese = _column(rng, _chinese_words(rng), half, (4, 14), "")
    english = _column(rng, _english_words(rng), texts - half, (5, 14), " ")
    both = chinese + english
    return [both[k] for k in rng.permutation(texts).tolist()]


def _chinese_words(rng: np.random.Generator) -> list[str]:
    rows = [(row, cell) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)]
    signs = [bytes(pair).decode("gb2312", "ignore") for pair in rows]
    signs = [sign for sign in signs if sign]
    sizes = rng.choice([1, 2, 2, 2, 3], WORDS)
    picks = iter(_ranks(rng, len(signs), int(sizes.sum()), 0.6).tolist())
    return ["".join(signs[next(picks)] for _ in range(size)) for size in sizes]


def _english_words(rng: np.random.Generator) -> list[str]:
    sizes = rng.choice([1, 2, 2, 3, 4], WORDS)
    picks = iter(rng.integers(0, len(_SYLLABLES), int(sizes.sum())).tolist())
    return ["".join(_SYLLABLES[next(picks)] for _ in range(size)) for size in sizes]


def _ranks(rng: np.random.Generator, words: int, size: int, power: float = 1.0) -> np.ndarray:
    """Return `size` ranks of `words`, drawn by the law of Zipf and Mandelbrot."""
    edges = np.cumsum(1.0 / (np.arange(words) + MANDELBROT) ** power)
    ranks: np.ndarray = np.searchsorted(edges, rng.random(size) * edges[-1])
    return ranks


def _column(
    rng: np.random.Generator, words: list[str], texts: int, lengths: tuple[int, int], glue: str
) -> list[str]:
    spun = _spun(rng, int(texts * SPUN_SHARE), lengths)
    sizes = rng.integers(lengths[0], lengths[1] + 1, texts - len(spun))
    drawn = _ranks(rng, WORDS, int(sizes.sum()))
    alone = np.split(drawn, np.cumsum(sizes)[:-1])
    return [glue.join([words[w] for w in text.tolist()]) for text in [*alone, *spun]]


def _spun(rng: np.random.Generator, texts: int, lengths: tuple[int, int]) -> list[np.ndarray]:
    """Return the words of spun copies, group after group."""
    out: list[np.ndarray] = []
    while len(out) < texts:
        template = _ranks(rng, WORDS, 2 * int(rng.integers(*lengths)))
        for _ in range(int(rng.choice(GROUP_SIZES))):
            copy = template.copy()
            anew = rng.random(copy.size) < REDRAWN
            copy[anew] = _ranks(rng, WORDS, int(anew.sum()))
            out.append(copy)
    return out[:texts]
