"""Suggestions for a person: each post with the checks that lie near it, and what sets it apart.

Whatever is set apart keeps its rank and score: a post that is older than the check, one that may be
a denial, a claim whose check was withdrawn. The columns say so, and what counts as spread leaves
them out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from clearwater.detect.claims.claims import Claim, published_of
from clearwater.detect.claims.denial import MAY_DENY, MAY_TELL, stances
from clearwater.detect.claims.ranking import Ranked
from clearwater.events.schema import TIME_TYPE

SUGGESTED = "suggested"
LONGEST_SHOWN = 280
"""Characters of a text that is shown beside another; what follows is cut."""
# The same words stand in many rows: two million of them for 100,000 posts.
_WORDS = pa.dictionary(pa.int32(), pa.string())
MATCHES = pa.schema(
    [
        ("post", pa.string()),
        ("claim", pa.string()),
        ("rank", pa.int64()),
        ("score", pa.float64()),
        ("said", _WORDS),
        ("proof", pa.float64()),
        ("cover", pa.float64()),
        ("again", pa.bool_()),
        ("stance", _WORDS),
        ("before_check", pa.bool_()),
        ("counted", pa.bool_()),
        ("left_out", _WORDS),
        ("time", TIME_TYPE),
        ("post_text", _WORDS),
        ("claim_text", _WORDS),
        ("title", _WORDS),
        ("rating", _WORDS),
        ("contradicted", pa.bool_()),
        ("publisher", _WORDS),
        ("published", TIME_TYPE),
        ("url", _WORDS),
    ]
)
"""One row a post and suggested claim, posts as they were given, best claim first. ``again``: near
enough to be the claim told again. ``before_check`` is null where one of the two times is unknown.
``counted``: told again after the check and not set apart; the report of spread counts these."""
UNKNOWN = int(np.iinfo(np.int64).min)


@dataclass(frozen=True)
class Posts:
    """Posts as columns of one length."""

    post: Sequence[str]
    text: Sequence[str | None]
    time: np.ndarray
    """int64 microseconds, `UNKNOWN` where it is not known."""
    actor: Sequence[str | None] | None = None
    url: Sequence[str | None] | None = None
    parent: Sequence[str | None] | None = None


@dataclass(frozen=True)
class Suggested:
    """What is known of each post and each of its nearest claims; arrays of (posts, top)."""

    ranked: Ranked
    denies: np.ndarray
    """bool."""
    before: np.ndarray
    """bool. Known to be older than the check."""
    after: np.ndarray
    """bool. Known to be younger."""
    counted: np.ndarray
    """bool. Told again after the check, and not set apart."""


def suggested(posts: Posts, claims: Sequence[Claim], ranked: Ranked) -> Suggested:
    """Return what sets the nearest claims of each post apart."""
    there = ranked.claim >= 0
    denies = stances(posts.text, posts.url, ranked.claim, [one.urls for one in claims])
    published = np.append(published_of(claims), UNKNOWN)[ranked.claim]
    time = posts.time[:, None]
    known = there & (published != UNKNOWN) & (time != UNKNOWN)
    before, after = known & (time <= published), known & (time > published)
    reported = np.array([*(one.left_out is None for one in claims), False], np.bool_)
    counted = ranked.again & after & ~denies & reported[ranked.claim]
    return Suggested(ranked, denies & there, before, after, counted)


def match_table(posts: Posts, claims: Sequence[Claim], found: Suggested) -> pa.Table:
    """Return the rows, with the schema `MATCHES`."""
    row, place = np.nonzero(found.ranked.claim >= 0)
    which = found.ranked.claim[row, place]
    of_post, of_claim = pa.array(row), pa.array(which)
    known = (found.before | found.after)[row, place]
    published = published_of(claims)
    columns = {
        "post": _strings(posts.post).take(of_post),
        "claim": _strings([one.claim for one in claims]).take(of_claim),
        "rank": pa.array(place + 1),
        "score": pa.array(found.ranked.score[row, place]),
        "said": _words([SUGGESTED], np.zeros(row.size, np.int32)),
        "proof": pa.array(found.ranked.proof[row, place].astype(np.float64)),
        "cover": pa.array(found.ranked.cover[row, place].astype(np.float64)),
        "again": pa.array(found.ranked.again[row, place]),
        "stance": _words([MAY_TELL, MAY_DENY], found.denies[row, place]),
        "before_check": pa.array(found.before[row, place], mask=~known),
        "counted": pa.array(found.counted[row, place]),
        "left_out": _words([one.left_out for one in claims], which),
        "time": _times(posts.time).take(of_post),
        "post_text": _words(list(map(_cut, posts.text)), row),
        "claim_text": _words([_cut(one.checks[0].text) for one in claims], which),
        "contradicted": pa.array([one.contradicted for one in claims], pa.bool_()).take(of_claim),
        "published": _times(published).take(of_claim),
        **{
            name: _words([one.shown(name) for one in claims], which)
            for name in ("title", "rating", "publisher", "url")
        },
    }
    return pa.table([columns[name] for name in MATCHES.names], MATCHES)


def _cut(text: str | None) -> str | None:
    return text if text is None or len(text) <= LONGEST_SHOWN else text[: LONGEST_SHOWN - 1] + "…"


def _times(micros: np.ndarray) -> pa.Array:
    return pa.array(micros, pa.int64(), mask=micros == UNKNOWN).cast(TIME_TYPE)


def _words(values: Sequence[str | None], which: np.ndarray) -> pa.DictionaryArray:
    """Return the values in the places `which`, each kept once; a missing one is null."""
    places = which.astype(np.int32)
    gone = np.array([value is None for value in values], np.bool_)
    indices = pa.array(places, pa.int32(), mask=gone[places] if gone.any() else None)
    return pa.DictionaryArray.from_arrays(indices, _strings([value or "" for value in values]))


def _strings(values: Sequence[str | None]) -> pa.Array:
    return pa.array(values, pa.string())
