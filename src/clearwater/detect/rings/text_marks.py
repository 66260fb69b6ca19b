"""A ring's text pool as MinHash signatures of keyed shingles: near-duplicates, and no words.

Each shingle of three letters is replaced by a keyed number before anything else is done with it, so
that the signature cannot be undone by trying words. What outsiders say as much is not the ring's.
Broder, 1997, Compression and Complexity of Sequences; the keyed shingles are ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from clearwater.detect.rings.secret import Secret
from clearwater.detect.texts import normalised, text_clusters
from clearwater.engine.coded_log import CodedLog

LETTERS = 3
HASHES = 48
ALIKE = 0.5
"""Share of equal hashes from which two texts are the same again."""
MOST_TEXTS = 64
"""Texts that a signature keeps: one of each cluster, those first that most members wrote."""
MOST_OUTSIDE = 4_000
"""Texts of others that are looked at for how common a pool is."""
LEAST_WRITERS = 3
LEAST_SHINGLES = 4
"""Shorter texts are greetings and resemble each other."""

_PRIME = (1 << 61) - 1
_RNG = np.random.default_rng(48)
# Public numbers: what keeps the words secret is the key of the shingles.
_FACTORS = _RNG.integers(1, 1 << 31, HASHES, dtype=np.uint64)
_SHIFTS = _RNG.integers(0, 1 << 61, HASHES, dtype=np.uint64)


@dataclass(frozen=True)
class TextMarks:
    """A text pool."""

    hashes: np.ndarray = field(repr=False)
    """uint64, shape (texts, HASHES)."""
    common: float
    """Chance that a text of somebody else is one of these, 0..1."""


@dataclass(frozen=True)
class Written:
    """What is written in a log."""

    log: CodedLog = field(repr=False)
    secret: Secret
    cluster: np.ndarray = field(repr=False)
    """int32, shape (distinct texts,). Near-duplicates have one number."""
    letters: list[str] = field(repr=False)
    """The distinct texts as they are compared."""

    @classmethod
    def of(cls, log: CodedLog, secret: Secret) -> Written | None:
        """Return it; None where the log has no texts."""
        if "text" not in log.columns:
            return None
        names = log.columns["text"].names
        cluster = np.array(text_clusters(names), np.int32)
        alone = cluster < 0
        first = int(cluster.max(initial=-1)) + 1
        cluster[alone] = first + np.arange(int(alone.sum()), dtype=np.int32)
        return cls(log, secret, cluster, list(normalised(names)))

    def marks(self, members: np.ndarray) -> TextMarks:
        """Return the texts that are the members' own."""
        account, text, inside = self._said(members)
        of = self.cluster[text]
        size = int(self.cluster.max(initial=-1)) + 1
        pair, first = np.unique(account.astype(np.int64) * size + of, return_index=True)
        mine = inside[pair // size]
        own = np.bincount((pair % size)[mine], minlength=size)
        others = np.bincount((pair % size)[~mine], minlength=size)
        kept = np.flatnonzero((own >= LEAST_WRITERS) & (own >= others))
        kept = kept[np.argsort(-own[kept], kind="stable")]
        shown = {int(of[k]): int(text[k]) for k in first[mine][::-1].tolist()}
        hashes = self.hashes([shown[k] for k in kept.tolist()])[:MOST_TEXTS]
        return TextMarks(hashes, self.common(hashes, members))

    def common(self, hashes: np.ndarray, members: np.ndarray) -> float:
        """Return the chance that a text of others is like one of `hashes`, half a text added."""
        account, text, inside = self._said(members)
        outside = np.unique(text[~inside[account]])
        if outside.size > MOST_OUTSIDE:
            outside = outside[:: -(-outside.size // MOST_OUTSIDE)]
        theirs = self.hashes(outside.tolist())
        met = int(matched(theirs, hashes).sum())
        return float((met + 0.5) / (theirs.shape[0] + 1.0))

    def hashes(self, texts: list[int]) -> np.ndarray:
        """Return the MinHash of distinct texts, by place; those too short are left out."""
        known: dict[str, int] = {}
        rows = []
        for k in texts:
            letters = self.letters[k]
            shingles = {letters[n : n + LETTERS] for n in range(len(letters) - LETTERS + 1)}
            if len(shingles) < LEAST_SHINGLES:
                continue
            for one in shingles:
                if one not in known:
                    known[one] = self.secret.number("shingle", one)
            numbers = np.array([known[one] for one in sorted(shingles)], np.uint64)
            rows.append(_minima(numbers))
        return np.array(rows, np.uint64).reshape(len(rows), HASHES)

    def _said(self, members: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return (account, distinct text) of each written event, and who is a member."""
        code = self.log.columns["text"].code
        row = np.flatnonzero(code >= 0)
        inside = np.zeros(self.log.accounts, bool)
        inside[members] = True
        return self.log.actor[row], code[row], inside


def _minima(numbers: np.ndarray) -> np.ndarray:
    """Return the least of each of `HASHES` mixes of the numbers."""
    mixed = (numbers[:, None] >> np.uint64(32)) * _FACTORS[None, :]
    mixed = (mixed ^ (numbers[:, None] & np.uint64(0xFFFFFFFF)) * _SHIFTS[None, :]) % np.uint64(
        _PRIME
    )
    least: np.ndarray = mixed.min(axis=0)
    return least


def matched(texts: np.ndarray, pool: np.ndarray) -> np.ndarray:
    """Return which of `texts` are like one of `pool`, bool; both of shape (texts, HASHES)."""
    out = np.zeros(texts.shape[0], bool)
    for one in pool:
        out |= (texts == one[None, :]).mean(axis=1) >= ALIKE
    return out
