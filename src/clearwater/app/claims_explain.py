"""What a match of posts and claims would do, and about how long it takes, before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from clearwater.app.claims_match import kept_claims
from clearwater.app.claims_posts import read_posts
from clearwater.detect.claims import Matching

PLAN = pa.schema([("step", pa.string()), ("detail", pa.string()), ("seconds", pa.float64())])
# Measured on two shared cores (docs/results.md); good to a factor of three elsewhere.
RANKINGS_A_SECOND = 70e6
TEXTS_A_SECOND = 50_000
VECTORS_A_SECOND = 50


def explain_match(
    posts: Any,
    claims: Any,
    *,
    mapping: Mapping[str, str] | None = None,
    time_zone: str | None = None,
    sentences: bool = False,
) -> pa.Table:
    """Return the steps of a match with details and estimated seconds; both inputs are read.

    Raises
    ------
    InputError
        If an input cannot be read.
    """
    read = read_posts(posts, mapping, time_zone)
    kept, notes = kept_claims(claims, time_zone)
    how = Matching()
    many = len(read.posts.post)
    again = (
        f"both channels put a claim first, and {how.proof:g} units of proof "
        f"({how.proof_without_spaces:g} for Hanzi, kana, Hangul) or {how.cover:.0%} of the claim"
    )
    steps = [
        ("read", f"{many:,} posts, {len(kept):,} claims", (many + len(kept)) / TEXTS_A_SECOND),
        ("rank", "BM25 by words and by letters, ranks fused", many * len(kept) / RANKINGS_A_SECOND),
    ]
    if sentences:
        texts = len(set(read.posts.text)) + len(kept)
        steps.append(("sentences", f"{texts:,} texts to vectors", texts / VECTORS_A_SECOND))
    steps.append(("told again", again, 0.0))
    steps += [("note", note, 0.0) for note in (*read.notes, *notes)]
    columns = zip(*steps, strict=True)
    step, detail, seconds = (list(column) for column in columns)
    return pa.table([step, detail, np.array(seconds, np.float64)], PLAN)
