"""How posts are matched with checked claims: every figure that decides it, with its limits."""

from __future__ import annotations

from dataclasses import dataclass

from clearwater.detect.measure import require_limits


@dataclass(frozen=True)
class Matching:
    """Parameters of claim matching. The defaults were set on the train split of CheckThat 2022 2A.

    Raises
    ------
    ParameterError
        If a value lies outside `LIMITS`.
    """

    top: int = 20
    """Claims that are suggested for each post, at most."""
    depth: int = 100
    """Claims that each channel puts forward for each post, at most."""
    k: float = 60.0
    """Of reciprocal rank fusion: how little the first ranks stand out."""
    letters: float = 2.0
    """Of fusion: how often the letters channel counts, the words channel counting once."""
    more: float = 2.0
    """Of fusion: how often a further channel counts, such as sentences."""
    k1: float = 1.5
    """Of BM25: how much repeats of a term count."""
    b: float = 0.75
    """Of BM25: how much long claims are held back."""
    proof: float = 92.0
    """BM25 of the letters channel, natural units, from which a claim is taken to be told again by a
    post whose words are parted by spaces."""
    proof_without_spaces: float = 70.0
    """As `proof`, for a post that is mostly Hanzi, kana or Hangul. Chosen on the CHECKED posts
    themselves, as no other Chinese set has checks."""
    cover: float = 0.7
    """Share of the most that any post could reach, from which it is so too: a short claim that is
    repeated word for word proves little in units."""
    least: float = 20.0
    """Proof that there must be even then, natural units."""

    def __post_init__(self) -> None:
        require_limits(self, LIMITS)


LIMITS: dict[str, tuple[float, float]] = {
    "top": (1, 1_000),
    "depth": (1, 1_000),
    "k": (0.0, 10_000.0),
    "letters": (0.01, 100.0),
    "more": (0.01, 100.0),
    "k1": (0.0, 10.0),
    "b": (0.0, 1.0),
    "proof": (0.0, 10_000.0),
    "proof_without_spaces": (0.0, 10_000.0),
    "cover": (0.0, 1.0),
    "least": (0.0, 10_000.0),
}
"""Least and largest value of each parameter."""
FEWEST_IMAGINED = 10_000
"""Claims that rarity is counted among, at least: in a store of five, every word is rare or
everywhere, and a score would mean something else in each store."""
